"""Chromium without a window, steered over its DevTools protocol."""

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import websocket

from . import chromium
from .errors import Problem

SECONDS_TO_START = 20
SECONDS_TO_LOAD = 30
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--no-first-run",
    "--force-device-scale-factor=1",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)


class BrowserError(Exception):
    """The page or the browser did not do what was asked."""


class Browser:
    """One page. What its console says is an error is kept in `errors`."""

    def __init__(self, address: str):
        self.socket = websocket.create_connection(address, timeout=SECONDS_TO_LOAD)
        self.numbers = itertools.count(1)
        self.errors: list[str] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params) -> dict:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._note_error(message)

    def _note_error(self, message: dict) -> None:
        params = message.get("params", {})
        method = message.get("method")
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            thrown = details.get("exception", {}).get("description")
            self.errors.append(thrown or details["text"])
        elif method == "Runtime.consoleAPICalled" and params["type"] == "error":
            said = (arg.get("value", arg.get("description")) for arg in params["args"])
            self.errors.append(" ".join(map(str, said)))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            entry = params["entry"]
            self.errors.append(f"{entry['text']} {entry.get('url', '')}")

    def evaluate(self, script: str):
        """The value of a JavaScript expression, awaited when it is a promise."""
        result = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
        )
        if details := result.get("exceptionDetails"):
            thrown = details.get("exception", {}).get("description", details["text"])
            raise BrowserError(f"In the page: {thrown}")
        return result["result"].get("value")

    def wait_for(self, condition: str, seconds: float = SECONDS_TO_LOAD) -> None:
        """Wait until a JavaScript expression is true twice in a row."""
        deadline = time.monotonic() + seconds
        times = 0
        while times < 2:
            times = times + 1 if self.evaluate(f"Boolean({condition})") else 0
            if time.monotonic() > deadline:
                raise BrowserError(f"The page never came to: {condition}")
            time.sleep(0.1)

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.wait_for("document.readyState === 'complete'")

    def resize(self, width: int, height: int) -> None:
        phone = width < 600
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=phone,
        )
        self.call("Emulation.setTouchEmulationEnabled", enabled=phone)

    def set_cookie(self, url: str, name: str, value: str) -> None:
        self.call("Network.setCookie", url=url, name=name, value=value, path="/")

    def picture(self) -> bytes:
        """What is in the window, as PNG."""
        return base64.b64decode(
            self.call("Page.captureScreenshot", format="png")["data"]
        )


@contextmanager
def browsing():
    """A browser for the time of the block, with a profile of its own."""
    program = next(filter(None, map(shutil.which, chromium.NAMES)), None)
    if not program:
        raise Problem("There is no Chromium.", "Install it: apt install chromium.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *SWITCHES, f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Browser(_address(Path(profile)))
        finally:
            process.terminate()
            process.wait()


def _address(profile: Path) -> str:
    """Where the page's DevTools listen: Chromium writes its port into the profile."""
    port_file = profile / "DevToolsActivePort"
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if port_file.exists() and (lines := port_file.read_text().splitlines()):
            url = f"http://127.0.0.1:{lines[0]}/json/list"
            with urllib.request.urlopen(url, timeout=SECONDS_TO_START) as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            if pages:
                return pages[0]["webSocketDebuggerUrl"]
        time.sleep(0.1)
    raise Problem("Chromium did not start.", "Try `chromium --headless` by hand.")
