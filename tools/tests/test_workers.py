"""`bin/odoo server --workers=2` behind a proxy, as it runs for real."""

import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from contextlib import closing, contextmanager

import psutil
import pytest

from tools import browser, chromium, database, odoo_cli, paths, postgres, server

SECONDS_TO_START = 180
SECONDS_TO_ARRIVE = 30
NOTIFY = """
env.ref("base.user_admin")._bus_send(
    "simple_notification",
    {"title": "From afar", "message": %r, "type": "info", "sticky": True},
)
env.cr.commit()
"""


class Proxy:
    """What nginx does in the README: `/websocket` goes to a port of its own.

    By the first request of a connection: a browser opens another one for websockets.
    """

    def __init__(self, http_port: int, websocket_port: int):
        self.ports = {False: http_port, True: websocket_port}
        self.websockets = 0
        self.listener = socket.create_server((server.HOST, 0))
        self.url = f"http://{server.HOST}:{self.listener.getsockname()[1]}"
        self._in_background(self._accept)

    def _in_background(self, function, *arguments) -> None:
        threading.Thread(target=function, args=arguments, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:  # closed
                return
            self._in_background(self._connect, client)

    def _connect(self, client: socket.socket) -> None:
        start = client.recv(65536)
        live = start.startswith(b"GET /websocket?")
        self.websockets += live
        try:
            upstream = socket.create_connection((server.HOST, self.ports[live]))
        except OSError:
            client.close()
            return
        upstream.sendall(start)
        self._in_background(self._copy, upstream, client)
        self._copy(client, upstream)

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while part := source.recv(65536):
                target.sendall(part)
            target.shutdown(socket.SHUT_WR)
        except OSError:  # the other side went away
            source.close()


def free_ports(number: int) -> list[int]:
    taken = [socket.create_server((server.HOST, 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


@contextmanager
def odoo_with_workers(name: str):
    """`bin/odoo` with two workers, and a proxy before it."""
    http_port, websocket_port = free_ports(2)
    log = paths.LOGS / "test-workers.log"
    with log.open("w") as handle:
        odoo = subprocess.Popen(
            [
                *(paths.ROOT / "bin" / "odoo", "server", "--workers=2", "-d", name),
                *("--db-filter", f"^{name}$", "--max-cron-threads=0"),
                f"--http-port={http_port}",
                f"--gevent-port={websocket_port}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    proxy = Proxy(http_port, websocket_port)
    try:
        with closing(proxy.listener):
            wait_until_up(odoo, proxy.url, log)
            yield odoo, proxy, log
    finally:
        odoo.send_signal(signal.SIGINT)
        odoo.wait(30)


def wait_until_up(odoo, url: str, log) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        assert odoo.poll() is None and time.monotonic() < deadline, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/web/health", timeout=10):
                return
        except OSError:
            time.sleep(0.2)


def websocket_processes(odoo) -> set[int]:
    children = psutil.Process(odoo.pid).children()
    return {child.pid for child in children if "gevent" in child.cmdline()}


@pytest.mark.slow
@pytest.mark.skipif(
    not (chromium.is_there() or chromium.is_required()), reason="Chrome is not there"
)
def test_a_notification_reaches_the_page_at_once():
    with postgres.running(), database.temporary("workers") as name:
        database.create(name, demo=False)
        with (
            odoo_with_workers(name) as (odoo, proxy, log),
            browser.browsing() as page,
        ):
            before = websocket_processes(odoo)
            assert len(before) == 1, log.read_text()
            session = server.session_of(proxy.url, name, "admin")
            page.set_cookie(proxy.url, "session_id", session)
            page.open(f"{proxy.url}/odoo")
            page.wait_for("document.querySelector('.o_main_navbar')")
            deadline = time.monotonic() + SECONDS_TO_ARRIVE
            while not proxy.websockets:
                assert time.monotonic() < deadline, "the page opened no websocket"
                time.sleep(0.1)
            message = f"Hello from process {odoo.pid}"
            odoo_cli.batch(
                "Sending a notification from another process",
                "test-workers-notify",
                *("shell", "-d", name, "--no-http"),
                script=NOTIFY % message,
            )
            page.wait_for(
                "[...document.querySelectorAll('.o_notification')].some("
                f"(each) => each.textContent.includes({message!r}))",
                SECONDS_TO_ARRIVE,
            )
            assert websocket_processes(odoo) == before, "it was started again"
            assert proxy.websockets == 1, "the page had to connect again"
        logged = log.read_text()
    assert "ImportError" not in logged
    assert len(re.findall(r"Evented Service \(longpolling\) running", logged)) == 1
    assert not odoo_cli.reason_of_failure(logged), logged
