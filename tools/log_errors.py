"""A pytest plugin: a test during which Odoo logs an error fails.

Odoo's own runner counts logged errors as failures, pytest-odoo does not: a broken
view or a failed request in a tour would pass unseen. Expected errors are muted in
the test that causes them (`mute_logger`, `assertLogs`).
"""

import logging

import pytest

#: What a browser says of a page that is closed already: its tour has passed, and its
#: storage is taken from under it.
AFTERWARDS = (
    "Error received after termination",
    "Exception received after termination",
)


class ErrorCollector(logging.Handler):
    def __init__(self):
        super().__init__(level=logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record):
        message = record.getMessage()
        if not message.startswith(AFTERWARDS):
            self.messages.append(f"{record.name}: {message}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    collector = ErrorCollector()
    logging.getLogger().addHandler(collector)
    try:
        result = yield
    finally:
        logging.getLogger().removeHandler(collector)
    if collector.messages:
        pytest.fail("Odoo logged errors:\n" + "\n".join(collector.messages))
    return result
