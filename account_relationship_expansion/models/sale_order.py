from collections import Counter, defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .relationship_account import SHOWN

SALES = "sales_team.group_sale_salesman"
YEAR = relativedelta(years=1)
#: In so many orders, and in half of all of a year, a product is usual.
OFTEN = 3


class SaleOrder(models.Model):
    """What the customer usually buys and is not on the quotation, and open ideas."""

    _inherit = "sale.order"

    usual_product_ids = fields.Many2many(
        comodel_name="product.product",
        string="Usually buys, not on this quotation",
        compute="_compute_usual_product_ids",
        groups=SALES,
        help="What is in 3 orders or more, and in half of all, that were confirmed in "
        "the last 12 months.",
    )
    potential_ids = fields.Many2many(
        comodel_name="relationship.whitespace",
        string="Sales potential",
        compute="_compute_potential_ids",
        groups="account_relationship.group_user",
        help="What else could be sold to the customer: ideas of product categories "
        "that are not on the quotation.",
    )

    @api.depends("partner_id", "company_id", "state", "order_line.product_id")
    def _compute_usual_product_ids(self):
        drafts = self.filtered(lambda order: order.state in ("draft", "sent"))
        (self - drafts).usual_product_ids = False
        counts = drafts._count_bought()
        for order in drafts:
            products = order._get_usual(counts[order._get_customer()])
            order.usual_product_ids = products - order.order_line.product_id

    @api.depends("partner_id", "company_id", "state", "order_line.product_id")
    @api.depends_context("company", "uid")
    def _compute_potential_ids(self):
        drafts = self.filtered(lambda order: order.state in ("draft", "sent"))
        ideas = self.env["relationship.whitespace"].search(
            [
                ("account_id", "in", drafts.relationship_account_id.ids),
                ("state", "in", SHOWN),
            ]
        )
        by_account = ideas.grouped("account_id")
        for order in self:
            categories = order.order_line.product_id.categ_id
            there = {category._get_line_id() for category in categories}
            listed = order in drafts and by_account.get(order.relationship_account_id)
            order.potential_ids = (listed or ideas.browse()).filtered(
                lambda idea, there=there: idea.category_id.id not in there
            )

    def _get_customer(self):
        return (self.partner_id.commercial_partner_id.id, self.company_id.id)

    def _count_bought(self):
        """In how many orders of a year each product is, as the user may see them.

        All customers at once: ``{(customer, company): {product: orders}}``, and of
        ``None`` how many orders there are.
        """
        rows = self.env["sale.order.line"]._read_group(
            [
                (
                    "order_id.partner_id.commercial_partner_id",
                    "in",
                    self.partner_id.commercial_partner_id.ids,
                ),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "sale"),
                ("order_id.date_order", ">=", fields.Datetime.now() - YEAR),
                ("product_uom_qty", ">", 0),
            ],
            ["order_id"],
            ["product_id:recordset"],
        )
        counts = defaultdict(Counter)
        for order, products in rows:
            counts[order._get_customer()].update([None, *products])
        return counts

    @api.model
    def _get_usual(self, counts):
        often = max(OFTEN, counts[None] / 2)
        products = self.env["product.product"].concat(
            *(
                product
                for product, count in counts.items()
                if product and count >= often
            )
        )
        return products.filtered(
            lambda product: (
                product.active and product.sale_ok and product.type != "combo"
            )
        )

    def _add_usual(self, product):
        """Add a product as it was ordered last.

        :raise UserError: when it is none of those the customer usually buys
        """
        self.ensure_one()
        self.check_access("write")
        if product not in self.usual_product_ids:
            raise UserError(self.env._("It is on the quotation already."))
        customer = self.partner_id.commercial_partner_id
        last = self.env["sale.order.line"].search(
            [
                ("order_id.partner_id.commercial_partner_id", "=", customer.id),
                *(("product_id", "=", product.id), ("state", "=", "sale")),
                *(("company_id", "=", self.company_id.id), ("product_uom_qty", ">", 0)),
            ],
            # Of the latest order: they are listed that way.
            order="order_id, id desc",
            limit=1,
        )
        values = {
            "product_id": product.id,
            "product_uom_qty": last.product_uom_qty,
            "product_uom_id": last.product_uom_id.id,
        }
        self.order_line = [Command.create(values)]

    def _add_idea(self, idea):
        """Add what an idea stands for, and make it the quotation's opportunity.

        :param idea: a record the user may write
        :raise UserError: when it is no idea for this quotation
        """
        self.ensure_one()
        self.check_access("write")
        if idea not in self.potential_ids:
            raise UserError(
                self.env._(
                    "%(idea)s: it is on the quotation already, or was decided. Load "
                    "the page again.",
                    idea=idea.display_name,
                )
            )
        offer = idea._get_offer(self.order_line.product_id)
        values = {"product_id": offer.product_id, "product_uom_qty": offer.quantity}
        if offer.uom_id:
            values["product_uom_id"] = offer.uom_id
        self.order_line = [Command.create(values)]
        idea._accept_on(self)
