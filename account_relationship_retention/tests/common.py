from odoo.addons.account_relationship.tests.common import InvoicedCommon

from . import history


class HistoryCommon(InvoicedCommon):
    """Histories of many documents, written to the database at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retention = cls.env["relationship.retention"]
        cls.journal = cls.company_data["default_journal_sale"]
        cls.ledger = cls.company_data["default_account_revenue"]

    @classmethod
    def _insert_rows(cls, table, columns, rows):
        return history.insert_rows(cls.env, table, columns, rows)

    @classmethod
    def _insert_invoices(cls, documents):
        """Posted documents of one line each, see :func:`history.insert_invoices`."""
        history.insert_invoices(cls.env, cls.journal, cls.ledger, documents)

    def _rebuild_watch(self):
        """As the night does it."""
        with self._without_commits():
            self.retention._cron_rebuild_watch()
        self.env.invalidate_all()

    def assertSameFigures(self, found, expected):
        """Money to the cent, shares to a millionth."""
        self.assertEqual(found.keys(), expected.keys())
        for name, value in expected.items():
            self._compare(found[name], value, name)

    def _compare(self, found, expected, name):
        if isinstance(expected, tuple):
            for one, other in zip(found, expected, strict=True):
                self._compare(one, other, name)
        elif isinstance(expected, float):
            self.assertIsNotNone(found, name)
            self.assertAlmostEqual(found, expected, places=6, msg=name)
        else:
            self.assertEqual(found, expected, name)
