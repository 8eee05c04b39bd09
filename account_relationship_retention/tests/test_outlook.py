from odoo import Command
from odoo.tests import freeze_time, tagged

from .test_movements import AFTER, BEFORE, MovementsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestOutlook(MovementsCommon):
    """Below the rows of My day: what became of the portfolio, and what is open."""

    def _say(self, user, **context):
        day = self.env["relationship.day"].with_context(**context)
        return day.with_user(user).get_day()["outlook"]

    def _trade(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.acme_customer, AFTER[0], 1150),
            (self.cedar_customer, BEFORE[1], 80),
        )
        self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "type": "opportunity",
                    "partner_id": self.acme_customer.id,
                    "expected_revenue": amount,
                    "user_id": self.ann.id,
                    **values,
                }
                for name, amount, values in (
                    ("Desks", 5400, {}),
                    ("Lamps", 600, {}),
                    ("Won", 70000, {"probability": 100}),
                    ("Lost", 70000, {"active": False, "probability": 0}),
                )
            ]
        )
        self.env["crm.lead"].search([("name", "=", "Won")]).action_set_won()

    def test_the_manager_reads_of_the_own_portfolio(self):
        self._trade()
        kept, opened = self._say(self.ann)
        self.assertIn("100\N{NO-BREAK SPACE}% of 1 customers kept", kept)
        self.assertIn("1,050", kept)
        self.assertIn("6,000", opened)

    def test_who_looks_after_a_customer_that_left_reads_so(self):
        self._trade()
        self.assertEqual(
            self._say(self.bob),
            ["12 closed months: 0\N{NO-BREAK SPACE}% of 1 customers kept"],
        )

    def test_nothing_is_said_without_a_history(self):
        self.assertEqual(self._say(self.ann), [])

    def test_who_may_not_read_accounts_is_told_nothing_of_them(self):
        self._trade()
        sales = self.env["res.users"].create(
            {
                "name": "Sally",
                "login": "sally_outlook",
                "group_ids": [
                    Command.link(self.env.ref("sales_team.group_sale_salesman").id)
                ],
            }
        )
        self.assertEqual(self._say(sales), [])
