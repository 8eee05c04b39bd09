from odoo.tests import HttpCase, tagged

from odoo.addons.account_relationship.tests.common import AccountCommon
from odoo.addons.account_relationship_dashboard.tests.common import Dashboards

#: Cells of *Data*: column and row, both from 0.
WORTH, WON, RATE, OFFERED, IDEAS = ((1, row) for row in (1, 2, 3, 4, 5))


@tagged("post_install", "-at_install")
class TestDashboard(Dashboards, AccountCommon, HttpCase):
    """Ideas of ann's Acme and bob's Cedar, and what came of others."""

    module = "account_relationship_expansion_dashboard"
    names = ("expansion",)
    rates = frozenset({"hit_rate"})

    def _have_ideas(self):
        today = self.env.company._get_relationship_today()
        categories = self.env["product.category"].create(
            [{"name": name} for name in ("Storage", "Lighting")]
        )
        over = {"state": "closed", "closed_on": today}
        self.env["relationship.whitespace"].create(
            [
                {
                    "account_id": account.id,
                    "category_id": categories[place].id,
                    "kind": kind,
                    "since": today,
                    "amount": amount,
                    **values,
                }
                for account, place, kind, amount, values in (
                    (self.acme, 0, "lapsed", 1000, {}),
                    (self.acme, 1, "never_bought", 200, {"state": "accepted"}),
                    (self.cedar, 0, "shrinking", 500, {"state": "snoozed"}),
                    (
                        *(self.acme, 1, "lapsed", 300),
                        {**over, "outcome": "won", "won_amount": 350},
                    ),
                    (self.cedar, 1, "lapsed", 300, {**over, "outcome": "lost"}),
                    (
                        *(self.cedar, 1, "shrinking", 300),
                        {"state": "dismissed", "closed_on": today},
                    ),
                    (self.acme, 0, "shrinking", 9, {**over, "outcome": "by_itself"}),
                )
            ]
        )
        self.env.flush_all()

    def test_a_head_sees_all_ideas(self):
        self._have_ideas()
        self._open(
            "hugo",
            "expansion",
            [
                *((WORTH, 1700), (OFFERED, 200), (IDEAS, 3), (WON, 350)),
                # Of one won, one lost and one dismissed.
                (RATE, 1 / 3),
            ],
        )

    def test_who_sees_own_accounts_sees_ideas_of_these(self):
        self._have_ideas()
        self._open(
            "ann",
            "expansion",
            [(WORTH, 1200), (OFFERED, 200), (IDEAS, 2), (WON, 350), (RATE, 1)],
        )

    def test_a_sample_shows_while_there_is_nothing_to_tell(self):
        self.env["relationship.whitespace"].search([]).unlink()
        self.env.flush_all()
        return super().test_a_sample_shows_while_there_is_nothing_to_tell()
