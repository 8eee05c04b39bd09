from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.addons.account_relationship.tests.common import AccountCommon
from odoo.addons.account_relationship_retention.tests.common import HistoryCommon

TODAY = date(2026, 3, 15)
#: Months back.
ALL, BEFORE = range(24), range(8, 13)


class PotentialCommon(HistoryCommon):
    """Customers who buy of some product categories; it is 15 March 2026.

    ``cls.categories`` are at the top, each with a product in ``cls.products``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finder = cls.env["relationship.whitespace.finder"]
        cls.ideas = cls.env["relationship.whitespace"]

    @classmethod
    def _add_categories(cls, number):
        cls.categories = cls.env["product.category"].create(
            [{"name": f"Category {n}"} for n in range(number)]
        )
        cls.products = cls.env["product.product"].create(
            [
                {"name": category.name, "categ_id": category.id}
                for category in cls.categories
            ]
        )

    @classmethod
    def _buy(cls, *purchases):
        """Invoices, ``(account, place of the category, day, amount)``."""
        cls._insert_invoices(
            [
                (
                    "out_refund" if amount < 0 else "out_invoice",
                    account.partner_id.id,
                    day,
                    amount,
                    cls.products[place].id,
                )
                for account, place, day, amount in purchases
            ]
        )

    @classmethod
    def _buy_months(cls, account, place, months, amount=100):
        cls._buy(
            *(
                (account, place, TODAY - relativedelta(months=ago), amount)
                for ago in months
            )
        )

    def _night(self):
        self.env.flush_all()
        with self._without_commits():
            self.retention._cron_rebuild_watch()
            self.ideas._cron_refresh()
        self.env.invalidate_all()


class IdeasCommon(PotentialCommon):
    """Acme and Birch buy category 0 all the time, and no longer category 1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_categories(4)
        cls.hinges = cls.categories[1]
        for account in (cls.acme, cls.birch):
            cls._buy_months(account, 0, ALL)
            cls._buy_months(account, 1, BEFORE, amount=240)

    def _find(self, account=None, **values):
        domain = [(name, "=", value) for name, value in values.items()]
        return self.ideas.search(
            [("account_id", "=", (account or self.acme).id), *domain]
        )

    @classmethod
    def _sell_together(cls):
        """Of 40 who buy 0 and 2 30 buy 3; others buy 2 alone."""
        some = cls._add_accounts(80)
        day = TODAY - timedelta(days=20)
        cls._buy(
            *((account, 2, day, 100) for account in some),
            *((account, 0, day, 100) for account in some[:40]),
            *((account, 3, day, 200) for account in some[:30]),
            *((account, 3, day, 400) for account in some[:10]),
        )
        return some


class PeopleCommon(AccountCommon):
    """People at the customers of :class:`AccountCommon`."""

    @classmethod
    def _make_person(cls, env, account, partner=None, **values):
        return env["relationship.stakeholder"].create(
            {
                "account_id": account.id,
                "partner_id": partner.id if partner else False,
                **values,
            }
        )

    def _add_person(self, account, partner=None, **values):
        return self._make_person(self.env, account, partner, **values)

    def _add_contact(self, name, customer=None):
        return (
            self.env["res.partner"]
            .sudo()
            .create({"name": name, "parent_id": (customer or self.acme_customer).id})
        )

    def _add_crowd(self, account, number):
        """So many placeholders, each reporting to nobody."""
        self.env["relationship.stakeholder"].create(
            [{"account_id": account.id, "name": f"No. {n}"} for n in range(number)]
        )
