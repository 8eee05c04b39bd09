"""Debian packages that only root can install, where root is to be had."""

import shutil

from . import paths, process


def install(*names: str) -> bool:
    """Install Debian packages as root or with passwordless sudo.

    :return: False where that is not possible or failed; the caller knows whether
        it can do without
    """
    prefix = process.root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        return False
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    progress = process.Progress(f"Installing {', '.join(names)} with apt")
    log = paths.LOGS / "apt.log"
    with log.open("a") as handle:
        for arguments in (
            ["update"],
            ["install", "-y", "--no-install-recommends", *names],
        ):
            code, _tail = process.follow(
                [*apt, *arguments],
                lambda line: (progress.update(line), handle.write(line + "\n")),
            )
            if code and arguments[0] == "install":
                process.say(f"  apt could not install them, see {log}")
                return False
    progress.done()
    return True
