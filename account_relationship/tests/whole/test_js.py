from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestJavaScript(HttpCase):
    """The tests in static/tests, in a browser."""

    def test_desktop(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            "&filter=@account_relationship",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
