from dateutil.relativedelta import relativedelta

from odoo.tests import tagged
from odoo.tools import SQL, float_round

from ..common import InvoicedCommon
from .common import Feedback


@tagged("post_install", "-at_install")
class TestFeedbackStakeFacts(Feedback, InvoicedCommon):
    """Revenue at stake is read from the facts, and is that of the documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()
        categories = cls.env["product.category"]
        cls.lamps = categories.create({"name": "Lamps"})
        cls.desk_lamps = categories.create(
            {"name": "Desk lamps", "parent_id": cls.lamps.id}
        )
        products = cls.env["product.product"]
        cls.desk_lamp = products.create(
            {"name": "Desk lamp", "categ_id": cls.desk_lamps.id}
        )
        cls.lamp = products.create({"name": "Lamp", "categ_id": cls.lamps.id})
        cls.plain = products.create({"name": "Plain", "categ_id": False})
        cls.other_plain = products.create({"name": "Other", "categ_id": False})
        cls.sold = (cls.desk_lamp, cls.lamp, cls.plain, cls.other_plain)
        cls.today = cls.acme.company_id._get_relationship_today()
        days = cls.env["relationship.measure"]._get_year(cls.today)
        cls.start, cls.end = days
        cls.bills = []
        for number, product in enumerate(cls.sold):
            for day in (
                cls.start - relativedelta(days=1),
                cls.start,
                cls.start + relativedelta(months=2 + number, day=1 + number),
                cls.end - relativedelta(days=number),
                cls.end,
            ):
                cls._bill(product, 10.01 + number * 3.33, day)
        for product in (cls.lamp, cls.plain):
            for values in ({"post": False}, {"move_type": "in_invoice"}):
                cls._invoice(
                    cls.acme_customer, 9, cls.end, product_id=product, **values
                )

    @classmethod
    def _bill(cls, product, amount, day, **values):
        cls._invoice(cls.acme_customer, amount, day, product_id=product, **values)
        if cls.start <= day <= cls.end:
            sign = -1 if values.get("move_type") == "out_refund" else 1
            cls.bills.append((product, sign * amount))

    def _sum(self, *products):
        return float_round(
            sum(amount for product, amount in self.bills if product in products),
            precision_digits=2,
        )

    def _check(self):
        feedback = self.env["relationship.feedback"]
        told = {
            False: self.sold,
            self.desk_lamp: (self.desk_lamp,),
            self.lamp: (self.lamp, self.desk_lamp),
            self.plain: (self.plain,),
            self.other_plain: (self.other_plain,),
        }
        for product, products in told.items():
            said = self._say(product_id=product and product.id)
            feedback |= said
            self.assertEqual(said.revenue_at_stake, self._sum(*products))
        # Of all at once as of each.
        self.assertEqual(feedback._write_revenue_at_stake(SQL("TRUE")), 0)

    def test_it_is_that_of_the_documents_to_the_cent(self):
        self._check()
        self.env["relationship.revenue"]._rebuild()
        self._check()

    def test_what_changed_since_counts_before_the_facts_follow(self):
        self.env["relationship.revenue"]._rebuild()
        month = self.start + relativedelta(months=3, day=5)
        self._bill(self.lamp, 77.77, month)
        self._bill(self.plain, 5.55, month, move_type="out_refund")
        self._check()
