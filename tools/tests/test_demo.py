"""`make demo` as a person runs it: start, log in, Ctrl-C; and once more."""

import http.cookiejar
import json
import os
import queue
import signal
import subprocess
import threading
import time
import urllib.request

import psutil
import pytest

from tools import database, paths, postgres, server

FIRST_START = 600
SECOND_START = 60  # 10 s on an idle machine


class Demo:
    """`make demo` in a session of its own, as in a terminal of its own."""

    def __init__(self, name: str):
        self.port = server.choose_port(None)
        self.process = subprocess.Popen(
            ["make", "demo", f"NAME={name}", f"PORT={self.port}"],
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.printed = ""

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def wait_for(self, text: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.printed:
            try:
                self.printed += self.lines.get(timeout=1)
            except queue.Empty:
                assert self.process.poll() is None, self.printed
                assert time.monotonic() < deadline, self.printed

    def press_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(30)


@pytest.fixture
def name():
    with postgres.running(), database.temporary("demo_test") as name:
        yield name


def processes_of(name: str) -> list[str]:
    commands = [process.info["cmdline"] for process in psutil.process_iter(["cmdline"])]
    return [" ".join(words) for words in commands if words and name in words]


def log_in(url: str, login: str):
    """A session of `login`, as a function that gets a page."""
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    name = json.loads(_post(opener, f"{url}/web/database/list", {}))["result"][0]
    answer = _post(
        opener,
        f"{url}/web/session/authenticate",
        {"db": name, "login": login, "password": login},
    )
    assert json.loads(answer)["result"]["uid"]
    return lambda path: opener.open(url + path, timeout=120).read().decode()


def _post(opener, url: str, params: dict) -> str:
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    return opener.open(request, timeout=120).read().decode()


@pytest.mark.slow
def test_demo_starts_serves_stops_and_starts_again(name):
    demo = Demo(name)
    try:
        demo.wait_for("Stop with Ctrl-C", FIRST_START)
        assert "admin" in demo.printed and str(demo.port) in demo.printed
        url = f"http://{server.HOST}:{demo.port}"
        with urllib.request.urlopen(f"{url}/web/login", timeout=60) as page:
            assert "oe_login_form" in page.read().decode()
        get = log_in(url, "admin")
        assert "web.assets_web" in get("/odoo")
        with postgres.cursor(name) as cr:
            cr.execute(
                "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'"
            )
            # What mails link to, and where PDFs find their styles.
            assert cr.fetchone() == (url,)
    finally:
        demo.press_ctrl_c()
    assert not processes_of(f"^{name}$")
    assert server.is_free(demo.port)

    again = Demo(name)
    try:
        again.wait_for("Stop with Ctrl-C", SECOND_START)
        assert "Installing" not in again.printed and "Updating" not in again.printed
    finally:
        again.press_ctrl_c()
    assert not processes_of(f"^{name}$")
