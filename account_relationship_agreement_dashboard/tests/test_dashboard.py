from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.account_relationship.tests.common import AccountCommon
from odoo.addons.account_relationship_dashboard.tests.common import Dashboards

#: Cells of *Data*: column and row, both from 0.
NOW, NET_NEW, RENEWED, DUE = (1, 1), (1, 2), (1, 5), (1, 7)
BEFORE, CHURN = (1, 10), (1, 15)


@tagged("post_install", "-at_install")
class TestDashboard(Dashboards, AccountCommon, HttpCase):
    """Of ann's Acme a year recurs, and of bob's Cedar."""

    module = "account_relationship_agreement_dashboard"
    names = ("recurring",)
    rates = frozenset({"gross", "net", "kept_rate", "rate_gross", "rate_net"})

    def _agree(self, account, amount, **values):
        agreement = self.env["relationship.agreement"].create(
            {
                "name": "Maintenance",
                "account_id": account.id,
                "date_start": "2023-06-01",
                "line_ids": [Command.create({"name": "Lift", "amount": amount})],
                **values,
            }
        )
        agreement.action_confirm()

    def _set_up(self):
        self._agree(self.acme, 1000)
        self._agree(self.cedar, 500)
        today = self.env.company._get_relationship_today()
        self._agree(self.cedar, 100, date_start=str(today))
        self.env.flush_all()
        self.env["relationship.arr.row"].sudo()._fill_all(self.env.company)

    def test_a_head_sees_all_customers(self):
        self._set_up()
        self._open(
            "hugo",
            "recurring",
            [
                *((NOW, 19_200), (NET_NEW, 1_200), (BEFORE, 18_000)),
                # Each fell due three times or more, and once in 12 months.
                *((DUE, 18_000), (RENEWED, 1)),
            ],
        )

    def test_who_sees_own_accounts_sees_figures_of_these(self):
        self._set_up()
        self._open(
            "ann",
            "recurring",
            [(NOW, 12_000), (NET_NEW, 0), (BEFORE, 12_000), (CHURN, 0)],
        )

    def _set_up_abroad(self):
        """Another company, of which two units of money are worth one of ours."""
        abroad = self._add_company("Abroad")
        abroad.currency_id = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "x",
                "rate_ids": [
                    Command.create(
                        {
                            "name": "2020-01-01",
                            "rate": 2,
                            "company_id": self.env.company.id,
                        }
                    )
                ],
            }
        )
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "manager_id": self.hugo.id,
                "company_id": abroad.id,
            }
        )
        self._agree(account, 1000)
        self.env["relationship.arr.row"].sudo()._fill_all(abroad)
        return abroad

    def test_companies_of_several_currencies_are_added_up_in_the_readers(self):
        self._set_up()
        companies = self.env.company | self._set_up_abroad()
        last = self.env.company._get_relationship_today().replace(day=1)
        for pivot in self._read_pivots():
            if pivot["model"] != "relationship.arr.movement":
                continue
            for ids, expected in (
                (companies.ids, 19_200 + 12_000 / 2),
                (companies[:1].ids, 19_200),
                (companies[1:].ids, 12_000),
            ):
                rows = self.env[pivot["model"]].with_user(self.hugo)
                rows = rows.with_context(**pivot["context"], allowed_company_ids=ids)
                [found] = rows.formatted_read_group(
                    [("month", "=", last)], [], ["amount_after:sum"]
                )
                self.assertEqual(found["amount_after:sum"], expected)
        self._open("hugo", "recurring", [(NOW, 25_200)], companies=companies.ids)
