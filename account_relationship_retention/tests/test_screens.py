from datetime import date

from odoo.tests import HttpCase, tagged

from odoo.addons.account_relationship.tests.javascript import JavaScript

from .common import HistoryCommon


@tagged("post_install", "-at_install")
class TestRetentionScreens(JavaScript, HistoryCommon, HttpCase):
    """The screens, in a browser."""

    module = "account_relationship_retention"

    def test_a_head_sees_who_buys_again_and_who_makes_most(self):
        today = self.env.company._get_measured_day()
        month = today.year * 12 + today.month - 1
        days = [
            date(number // 12, number % 12 + 1, 3) for number in (month - 2, month - 1)
        ]
        self._insert_invoices(
            [
                ("out_invoice", customer.id, day, amount)
                for customer, amount in (
                    (self.acme_customer, 800),
                    (self.birch_customer, 150),
                    (self.cedar_customer, 50),
                )
                for day in days
            ]
        )
        for name in ("cohort", "concentration"):
            self.env[f"relationship.{name}"]._rebuild(self.env.company)
        self.start_tour(
            "/odoo/customer-cohorts",
            "account_relationship_concentration",
            login="hugo",
        )
