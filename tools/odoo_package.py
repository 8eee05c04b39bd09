"""Odoo 19, unpacked from the Debian package; `ODOO_HOME` overrides it.

The package is of Debian's unstable release. It is unpacked, not installed: an
installation would pull unstable's Python and libc. The mirror is the one that the
machine's own apt uses, and apt verifies what it downloads.
"""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import paths, process
from .errors import Problem, check_disk, failed

#: Odoo and what its package links to beside itself.
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
)
DIST_PACKAGES = Path("usr/lib/python3/dist-packages")
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
NO_ODOO = (
    "Odoo 19 cannot be had here: {}.",
    "Set ODOO_HOME to a checkout of Odoo 19 or to an installed one and run again.",
)


def home() -> Path:
    """The folder that holds the package `odoo`: a checkout, an installation or ours."""
    given = os.environ.get("ODOO_HOME")
    if not given:
        return paths.ODOO_PACKAGE / DIST_PACKAGES
    for folder in (Path(given), Path(given).parent, Path(given) / DIST_PACKAGES):
        if (folder / "odoo" / "release.py").exists():
            return folder.resolve()
    raise Problem(
        f"ODOO_HOME={given} holds no Odoo (no odoo/release.py in it).",
        "Point it at a checkout of Odoo 19, or unset it.",
    )


def core_addons() -> list[Path]:
    """Odoo's own addons folders: one in the package, two in a checkout."""
    folders = [home() / "odoo" / "addons", home() / "addons"]
    return [folder for folder in folders if folder.is_dir()]


def version() -> str:
    """Odoo's release, with the Debian package's revision: names what is cached."""
    stamp = paths.ODOO_PACKAGE / ".unpacked"
    if not os.environ.get("ODOO_HOME") and stamp.exists():
        return stamp.read_text().strip()
    release = (home() / "odoo" / "release.py").read_text()
    found = re.search(r"^version_info\s*=\s*\((.*?)\)", release, re.M)
    return found.group(1) if found else "unknown"


def _check_series() -> None:
    release = (home() / "odoo" / "release.py").read_text()
    if not re.search(r"^version_info\s*=\s*\(\s*19\s*,", release, re.M):
        raise Problem(
            f"{home()} is not Odoo 19.", "Point ODOO_HOME at Odoo 19, or unset it."
        )


def ensure() -> None:
    if not os.environ.get("ODOO_HOME"):
        if not (paths.ODOO_PACKAGE / ".unpacked").exists():
            _unpack(_downloaded())
    _check_series()


# Download


def _downloaded() -> list[Path]:
    """The packages, from the user's cache where they are whole, else from apt."""
    folder = paths.cache() / "debian"
    sums = folder / "SHA256SUMS"
    if sums.exists():
        wanted = dict(line.split()[::-1] for line in sums.read_text().splitlines())
        if all(_sha256(folder / name) == wanted[name] for name in wanted):
            return [folder / name for name in wanted]
        sums.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    for program in ("apt-get", "dpkg"):
        if not shutil.which(program):
            reason = f"this machine has no {program} (Debian, Ubuntu)"
            raise Problem(*(text.format(reason) for text in NO_ODOO))
    check_disk(paths.BUILD)
    progress = process.Progress("Downloading Odoo 19 (Debian package, 130 MB)")
    environment = _apt_environment()
    _apt(["update", "-o", "APT::Update::Error-Mode=any"], environment, progress)
    _apt(["download", *PACKAGES], environment, progress, cwd=folder)
    debs = [_newest(folder, name) for name in PACKAGES]
    sums.write_text("".join(f"{_sha256(deb)} {deb.name}\n" for deb in debs))
    progress.done()
    return debs


def _newest(folder: Path, name: str) -> Path:
    """The package just downloaded; an older version of it is removed."""
    *older, newest = sorted(
        folder.glob(f"{name}_*.deb"), key=lambda deb: deb.stat().st_ctime
    )
    for deb in older:
        deb.unlink()
    return newest


def _sha256(path: Path) -> str:
    if not path.exists():
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _apt(arguments, environment, progress, **options) -> None:
    def show(line):
        """apt tells per cent of the whole, and which package it is at."""
        if found := re.match(r"dlstatus:\d+:([\d.]+):(.*)", line):
            progress.update(f"{float(found.group(1)):.0f} %: {found.group(2)}")

    code, tail = process.follow(
        ["apt-get", "-q", "-o", "APT::Status-Fd=1", *arguments],
        show,
        env=environment,
        **options,
    )
    if code:
        reason = next((li[3:] for li in tail if li.startswith("E: ")), "no answer")
        if "Unable to locate" in reason:
            reason = "this machine's package sources do not have it"
            raise Problem(*(text.format(reason) for text in NO_ODOO))
        raise failed(
            paths.cache(),
            Problem(
                f"apt could not download Odoo 19: {reason.rstrip('.')}.",
                "Check the network and run the same command again: it continues. "
                "Or set ODOO_HOME to an Odoo 19.",
            ),
        )


def _apt_environment() -> dict[str, str]:
    """The machine's apt where it knows Odoo 19, else a private one with unstable."""
    plain = {**os.environ, "LC_ALL": "C.UTF-8"}
    if "Candidate: 19" in process.output_of(
        ["apt-cache", "policy", PACKAGES[0]], env=plain
    ):
        return plain
    return {**plain, "APT_CONFIG": str(_private_apt())}


def _private_apt() -> Path:
    """Settings of an apt that leaves the machine's own lists and state alone."""
    folder = paths.cache() / "apt"
    for name in ("sources", "lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    keyring = next((name for name in KEYRINGS if Path(name).exists()), None)
    if not keyring:
        reason = "this machine lacks Debian's keys (package debian-archive-keyring)"
        raise Problem(*(text.format(reason) for text in NO_ODOO))
    (folder / "sources" / "unstable.sources").write_text(
        f"Types: deb\nURIs: {_mirror()}\nSuites: sid\nComponents: main\n"
        f"Signed-By: {keyring}\n"
    )
    config = folder / "apt.conf"
    config.write_text(
        'Dir::Etc::SourceList "/dev/null";\n'
        f'Dir::Etc::SourceParts "{folder / "sources"}";\n'
        f'Dir::State::Lists "{folder / "lists"}";\n'
        'Dir::State::status "/dev/null";\n'
        f'Dir::Cache "{folder / "cache"}";\n'
        'APT::Sandbox::User "root";\n'
        'Acquire::Retries "3";\n'
    )
    return config


def _mirror() -> str:
    """The Debian mirror that the machine itself uses.

    Taken from apt's index targets; where no list was ever fetched, from the
    addresses that apt would fetch.
    """
    targets = process.output_of(
        [
            *("apt-get", "indextargets", "--format", "$(REPO_URI) $(COMPONENT)"),
            "Created-By: Packages",
        ]
    ).splitlines()
    would_fetch = process.output_of(["apt-get", "update", "--print-uris"])
    found = [line.split()[0] for line in targets if line.endswith(" main")]
    found += re.findall(r"'(\S+?)dists/\S+'", would_fetch)
    found = [uri for uri in found if "security" not in uri]
    if not found:
        reason = "apt knows no Debian mirror"
        raise Problem(*(text.format(reason) for text in NO_ODOO))
    return found[0]


# Unpack


def _unpack(debs: list[Path]) -> None:
    """Beside each other into one prefix: the packages link to each other."""
    check_disk(paths.BUILD)
    progress = process.Progress("Unpacking Odoo 19")
    partial = paths.BUILD / "odoo.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for deb in debs:
        progress.update(deb.name)
        done = subprocess.run(
            ["dpkg", "-x", deb, partial], capture_output=True, text=True
        )
        if done.returncode:
            (paths.cache() / "debian" / "SHA256SUMS").unlink(missing_ok=True)
            raise failed(
                paths.BUILD,
                Problem(
                    f"{deb.name} could not be unpacked: {done.stderr.strip()}.",
                    "Run the same command again: it downloads it anew.",
                ),
            )
    _put_missing_script(partial / DIST_PACKAGES / "odoo" / "addons")
    (partial / ".unpacked").write_text(f"{debs[0].name.split('_')[1]}\n")
    shutil.rmtree(paths.ODOO_PACKAGE, ignore_errors=True)
    partial.rename(paths.ODOO_PACKAGE)
    progress.done()


def _put_missing_script(addons: Path) -> None:
    """The one script Debian leaves out: blurred backgrounds in video calls.

    Without a file every backend page logs an error and every tour fails. Video
    calls are no part of this environment, so an empty script does.
    """
    script = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    script.parent.mkdir(parents=True, exist_ok=True)
    if not script.exists():
        script.write_text("// Left out by Debian; see tools/odoo_package.py.\n")


def put_icons(site_packages: Path) -> None:
    """Font Awesome 4.7, whose icons Odoo draws; Debian links to an incompatible 7."""
    if os.environ.get("ODOO_HOME"):
        return
    web = home() / "odoo" / "addons" / "web" / "static"
    fonts = site_packages / "xstatic" / "pkg" / "font_awesome" / "data" / "fonts"
    for folder in ("lib/fontawesome/fonts", "src/libs/fontawesome/fonts"):
        for link in (web / folder).iterdir():
            if link.is_symlink() and (fonts / link.name).exists():
                link.unlink()
                shutil.copyfile(fonts / link.name, link)
