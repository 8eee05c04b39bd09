class JavaScript:
    """The tests in an addon's ``static/tests``, in a browser, for an ``HttpCase``."""

    #: The addon; of the core's name those of all addons are found.
    module = ""

    def test_javascript(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&filter=@{self.module}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
