"""An Odoo server for the time of a command: a free port, up, down without remains."""

import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from . import odoo_cli, paths, postgres
from .errors import Problem

HOST = "127.0.0.1"
FIRST_PORT = 8069
LAST_PORT = 8199
SECONDS_TO_START = 180


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def choose_port(wanted: int | None) -> int:
    """The wanted port or none; without a wish the first free one from 8069 on."""
    if wanted:
        if not is_free(wanted):
            raise Problem(
                f"Port {wanted} is taken or not allowed.",
                "Give another one, for instance PORT=8070, or none: "
                "the next free one is taken.",
            )
        return wanted
    for port in range(FIRST_PORT, LAST_PORT):
        if is_free(port):
            return port
    raise Problem(f"All ports from {FIRST_PORT} on are taken.", "Give one: PORT=9000.")


def session_of(url: str, database: str, login: str) -> str:
    """A new session of a user whose password is the login; what its cookie says."""
    body = {"db": database, "login": login, "password": login}
    request = urllib.request.Request(
        f"{url}/web/session/authenticate",
        json.dumps({"params": body}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS_TO_START) as answer:
        cookies = answer.headers.get_all("Set-Cookie")
    session = next(text for text in cookies if text.startswith("session_id="))
    return session.split(";")[0].partition("=")[2]


class Server:
    """Odoo in a session of its own, so that a Ctrl-C reaches it once: through us."""

    def __init__(self, database: str, port: int):
        self.url = f"http://{HOST}:{port}"
        self.log = paths.LOGS / f"server-{database}.log"
        self._note_address(database)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                odoo_cli.command(
                    *("-d", database, "--db-filter", f"^{database}$"),
                    *("--http-port", port),
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=odoo_cli.environment(),
                start_new_session=True,
            )

    def _note_address(self, database: str) -> None:
        """Links in mails and the styles of PDFs come from here, whatever the port."""
        with postgres.cursor(database) as cr:
            cr.execute(
                "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'",
                (self.url,),
            )

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.2)
        lines = self.log.read_text(errors="replace").splitlines()
        raise Problem(
            f"Odoo did not start: {lines[-1] if lines else 'it said nothing'}",
            f"See {self.log} for the whole.",
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=60) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self, patience: float = 10) -> None:
        """As Ctrl-C does, and for good when it does not listen."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(database: str, port: int):
    """Odoo on `database`, up inside the block and gone after it."""
    server = Server(database, port)
    try:
        server.wait_until_up()
        yield server
    finally:
        server.stop()
