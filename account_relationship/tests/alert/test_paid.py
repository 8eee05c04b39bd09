from odoo.tests import freeze_time, tagged

from ..common import InvoicedCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestWhoPaid(InvoicedCommon):
    """Whoever has paid is not asked for money until the night."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoices = [
            cls._invoice(customer, 900, "2026-03-01")
            for customer in (cls.acme_customer, cls.birch_customer)
        ]
        cls.accounts._refresh_numbers()
        cls.env["relationship.alert"]._refresh(cls.accounts)

    def _get_state(self, account):
        alerts = account.alert_ids.filtered(lambda alert: alert.reason == "overdue")
        return [(alert.state, alert.outcome) for alert in alerts]

    def test_paid_is_over_at_once_and_no_reason_of_others(self):
        acme, birch = self.invoices
        self.assertEqual(self._get_state(self.acme), [("open", False)])
        self._pay(acme.with_user(self.accountant), "2026-03-15", 900)
        self.assertEqual(self._get_state(self.acme), [("closed", "by_itself")])
        self.assertFalse(self.acme.overdue_amount)
        self.assertEqual(self._get_state(self.birch), [("open", False)])

    def test_paid_in_part_goes_on(self):
        self._pay(self.invoices[0].with_user(self.accountant), "2026-03-15", 100)
        self.assertEqual(self._get_state(self.acme), [("open", False)])
