"""Running other programs: show what they do, keep what they said."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import contextmanager
from pathlib import Path

from . import paths


def say(text: str) -> None:
    print(text, flush=True)


class Progress:
    """One line on a terminal that is rewritten; elsewhere a line now and then."""

    INTERVAL = 10  # seconds between two lines where nothing can be rewritten

    def __init__(self, title: str):
        self.title = title
        self.started = self.shown = time.monotonic()
        self.rewrites = sys.stdout.isatty()
        say(f"{title} …")

    def update(self, text: str) -> None:
        now = time.monotonic()
        if self.rewrites:
            width = shutil.get_terminal_size().columns - 1
            sys.stdout.write(f"\r\033[K  {text}"[: width + 4])
            sys.stdout.flush()
        elif now - self.shown >= self.INTERVAL:
            self.shown = now
            say(f"  {text}")

    def done(self) -> None:
        if self.rewrites:
            sys.stdout.write("\r\033[K")
        say(f"  done in {time.monotonic() - self.started:.0f} s")


def follow(
    command, on_line, stdin=subprocess.DEVNULL, **options
) -> tuple[int, list[str]]:
    """Run `command`, hand each line it prints to `on_line`, keep the last ones.

    :return: its exit code and its last lines, for an error message
    """
    tail: deque[str] = deque(maxlen=30)
    with subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=stdin,
        text=True,
        errors="replace",
        **options,
    ) as process:
        try:
            for line in map(str.rstrip, process.stdout):
                if line:
                    tail.append(line)
                    on_line(line)
        except BaseException:  # Ctrl-C above all: leave nothing running
            process.terminate()
            raise
    if process.returncode == -signal.SIGINT:
        raise KeyboardInterrupt
    return process.returncode, list(tail)


def output_of(command, **options) -> str:
    """What `command` prints; empty when it fails or is not there."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
            check=True,
            **options,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout


def root_prefix() -> list[str] | None:
    """What to put before a command that needs root; None where there is no root."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(
            ["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL
        ).returncode
        == 0
    ):
        return ["sudo", "-n"]
    return None


@contextmanager
def lock(name: str = "build"):
    """One process at a time builds; the others wait and find it built."""
    path: Path = paths.BUILD / f"{name}.lock"
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is building this environment: waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
