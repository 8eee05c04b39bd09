from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.account_relationship.models.shared.windows import open_window
from odoo.addons.account_relationship.turns import take_turns

from ..periods import get_annual
from .relationship_agreement_opportunity import SALES


class RelationshipAgreement(models.Model):
    """A quotation of what is agreed: what the next term is offered for."""

    _inherit = "relationship.agreement"

    renewal_order_ids = fields.One2many(
        comodel_name="sale.order",
        inverse_name="relationship_agreement_id",
        string="Orders that renew it",
        groups=SALES,
    )
    renewal_order_count = fields.Integer(
        string="Number of quotations",
        compute="_compute_renewal_order_count",
        groups=SALES,
    )

    def _compute_renewal_order_count(self):
        rows = self.env["sale.order"]._read_group(
            [("relationship_agreement_id", "in", self.ids)],
            ["relationship_agreement_id"],
            ["__count"],
        )
        counts = {agreement.id: count for agreement, count in rows}
        for agreement in self:
            agreement.renewal_order_count = counts.get(agreement.id, 0)

    def action_view_renewal_orders(self):
        """Open the quotations and orders of its renewals."""
        self.ensure_one()
        return {
            **open_window(self.env._("Quotations"), "sale.order", "list"),
            "views": [(False, "list"), (False, "form")],
            "domain": [("relationship_agreement_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_make_quotation(self):
        """Offer a year of the next term, or open the offer that is still open.

        Prices are those of the agreement, for a year. What has no product, or one that
        is not for sale any more, is left out and named.

        :return: the action that opens the quotation
        :raises UserError: where nothing of it can be offered, or no term ends
        :raises AccessError: for whoever may not make quotations
        """
        self.ensure_one()
        self.check_access("write")
        orders = self.env["sale.order"]
        orders.check_access("create")
        day = self._get_next_start()
        take_turns(self)
        # sudo: whether there is one, also of whoever may not see it
        order = orders.sudo().search(
            [
                ("relationship_agreement_id", "=", self.id),
                ("relationship_agreement_until", "=", self.fixed_until),
                ("state", "in", ("draft", "sent")),
            ],
            limit=1,
        )
        if order:
            order.with_env(self.env).check_access("read")
            return order.with_env(self.env).get_formview_action()
        return self._make_quotation(day)

    def _make_quotation(self, day):
        account = self.account_id
        lines = self._get_lines(day).filtered(lambda line: line.period_unit != "once")
        sold = lines.filtered(
            lambda line: line.product_id and account._may_be_sold(line)
        )
        left_out = (lines - sold).mapped("name")
        if not sold:
            raise UserError(account._make_nothing_left_words(self, left_out))
        orders = self.env["sale.order"].with_company(self.company_id)
        order = orders.create(self._prepare_quotation())
        order.order_line = [
            Command.create(line._prepare_quotation(order)) for line in sold
        ]
        order.order_line._add_included_taxes()
        # sudo: the marks are ours to set; the opportunity may be a colleague's
        order.sudo().write(
            {
                "relationship_agreement_id": self.id,
                "relationship_agreement_until": self.fixed_until,
                "opportunity_id": self._find_opportunities()[:1].id,
            }
        )
        return account._open_repeated(order, self, left_out)

    def _prepare_quotation(self):
        values = {
            "partner_id": self.account_id._get_addressee(self.contact_id).id,
            "company_id": self.company_id.id,
            "origin": self.reference or self.name,
        }
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            # Otherwise it is the customer's salesperson's, and gone.
            values["user_id"] = self.env.uid
        return values


class RelationshipAgreementLine(models.Model):
    _inherit = "relationship.agreement.line"

    def _prepare_quotation(self, order):
        """A year of it, at the agreed price."""
        price = get_annual(1, self.amount, self.period_count, self.period_unit)
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom_id": (self.product_uom_id or self.product_id.uom_id).id,
            "price_unit": self.currency_id._convert(
                price, order.currency_id, order.company_id, fields.Date.today()
            ),
            "discount": 0.0,
        }
