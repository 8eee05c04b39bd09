"""A pytest plugin: all browser tests of a process look at one browser.

Odoo starts one for each. It takes seconds until it is there, and more until it has
loaded and compiled all JavaScript of Odoo's again. Here each test gets a page of its
own, and nothing of what was there before: no cookies, no storage. What stays are the
files that are never rewritten, as in everybody's browser.
"""

import shutil
import signal

import pytest


@pytest.fixture(scope="session", autouse=True)
def kept_browser(load_registry):
    from odoo.tests import common  # there once pytest-odoo has read its configuration

    kept = {}

    class KeptBrowser(common.ChromeBrowser):
        """A page of a browser that stays: one for fingers, one for mice."""

        def _chrome_start(self, user_data_dir, touch_enabled, **options):
            process, port, folder = kept.get(touch_enabled, (None, None, None))
            if process and process.poll() is None:
                shutil.rmtree(user_data_dir)
                self.user_data_dir = folder
            else:
                process, port = super()._chrome_start(
                    user_data_dir, touch_enabled, **options
                )
                kept[touch_enabled] = (process, port, user_data_dir)
            return process, port

        def stop(self):
            """Leave an empty page; end what does not even do that."""
            try:
                self._leave()
            except Exception:
                super().stop()

        def _leave(self):
            self.screencaster.stop()
            self._websocket_request("Page.stopLoading")
            origin = {"origin": self.test_case.base_url(), "storageTypes": "all"}
            self._websocket_request("Storage.clearDataForOrigin", params=origin)
            self._websocket_request("Network.clearBrowserCookies")
            # Without any page the browser would end.
            blank = {"url": "about:blank"}
            self._websocket_request("Target.createTarget", params=blank)
            common.wait(self._responses.values(), 10)
            self._result.cancel()
            self._websocket_send("Page.close")
            self.ws.close()
            if self.sigxcpu_handler:
                signal.signal(signal.SIGXCPU, self.sigxcpu_handler)

    original, common.ChromeBrowser = common.ChromeBrowser, KeptBrowser
    yield
    common.ChromeBrowser = original
    for process, _port, folder in kept.values():
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
