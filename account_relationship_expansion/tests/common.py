from datetime import date

from odoo.addons.account_relationship.tests.common import AccountCommon
from odoo.addons.account_relationship_retention.tests.common import HistoryCommon

TODAY = date(2026, 3, 15)


class PotentialCommon(HistoryCommon):
    """Customers who buy of some product categories; it is 15 March 2026.

    ``cls.categories`` are at the top, each with a product in ``cls.products``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finder = cls.env["relationship.whitespace.finder"]

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
