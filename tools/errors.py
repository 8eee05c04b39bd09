"""Errors a person can act on: one line that says what is wrong and the mend."""

import errno
import shutil
from pathlib import Path

#: What a fresh environment takes: 1.3 GB of Odoo, 0.6 GB of Python packages and
#: server, the rest for databases.
NEEDED_BYTES = 4 * 1024**3
#: Below this, a failed download or install is put down to the disk.
NEARLY_FULL_BYTES = 100 * 1024**2


class Problem(Exception):
    """What went wrong and how to mend it, printed as one line without traceback."""

    def __init__(self, what: str, mend: str):
        super().__init__(f"{what} {mend}")
        self.what = what
        self.mend = mend


def disk_full(path: Path) -> Problem:
    free = shutil.disk_usage(path).free // 1024**2
    return Problem(
        f"The disk that holds {path} is full ({free} MB left).",
        "Free some space and run the same command again: it continues.",
    )


def check_disk(path: Path, needed: int = NEEDED_BYTES) -> None:
    """Refuse early rather than half way through an unpacking."""
    free = shutil.disk_usage(path).free
    if free < needed:
        raise Problem(
            f"Not enough room on the disk that holds {path}: "
            f"{free / 1024**3:.1f} GB free, {needed / 1024**3:.0f} GB needed.",
            "Free some space and run the same command again.",
        )


def failed(path: Path, otherwise: Problem) -> Problem:
    """The reason of a failed step that writes to `path`: a full disk or `otherwise`."""
    if shutil.disk_usage(path).free < NEARLY_FULL_BYTES:
        return disk_full(path)
    return otherwise


def from_os_error(error: OSError, path: Path) -> Problem:
    """Say an operating system's error in the same form as our own."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"No right to write {error.filename or path}.",
            "Run as the owner of this folder, or give it to yourself with chown.",
        )
    return Problem(f"{error}.", "Run the same command again with DEBUG=1 for details.")
