"""Margins of product categories, where Odoo's own addon works them out."""

from types import SimpleNamespace

import pytest

from tools import database, odoo_cli, postgres, testing

TESTS = "account_relationship_expansion/tests/test_cautions.py"


@pytest.mark.slow
def test_cautions_read_the_margins_that_sale_margin_works_out(monkeypatch):
    # The tests within have one database, whichever worker started them.
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    with postgres.running(), database.temporary("margin") as name:
        database.clone(database.addons_template(demo=False, assets=False), name)
        odoo_cli.batch(
            "Installing sale_margin",
            "test-margin",
            *("-d", name, "-i", "sale_margin", "--stop-after-init", "--no-http"),
        )
        testing.keep_statistics(name)
        with postgres.cursor(name) as cr:
            cr.execute(
                "SELECT bool_and('autovacuum_enabled=off' = ANY(reloptions))"
                " FROM pg_class WHERE relname IN ('account_move', 'res_partner')"
            )
            assert cr.fetchone() == (True,)
            cr.execute("SELECT margin FROM sale_order_line LIMIT 1")
        code = testing._pytest(
            [
                *testing._plugins("log_errors", "own_filestore", "one_day"),
                *("--odoo-http", "--odoo-log-level=error"),
                f"--odoo-config={odoo_cli.write_conf()}",
                f"--odoo-database={name}",
                *(TESTS, "-k", "margin"),
            ],
            SimpleNamespace(pytest_args=""),
        )
    assert code == 0
