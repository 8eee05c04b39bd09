from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.account_relationship.models.shared.relationship_guard import (
    check_marks,
    leave_out,
)
from odoo.addons.account_relationship.people import has_words
from odoo.addons.account_relationship.turns import take_turns

from .crm_lead import MARKS, take_both_away


class SaleOrder(models.Model):
    _inherit = "sale.order"

    relationship_agreement_id = fields.Many2one(
        comodel_name="relationship.agreement",
        string="Agreement it renews",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    relationship_agreement_until = fields.Date(
        string="End of the term it renews", readonly=True, copy=False
    )

    @api.model
    def default_get(self, fields):
        """No default of a call or a user says what it renews."""
        return super().default_get(leave_out(fields, MARKS))

    @api.model_create_multi
    def create(self, vals_list):
        check_marks(self, MARKS, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_marks(self, MARKS, [vals])
        return super().write(take_both_away(vals))

    def _action_confirm(self):
        """A quotation of a renewal renews the agreement it is of."""
        result = super()._action_confirm()
        # sudo: also the customer confirms, by signing or paying
        for order in self.sudo().filtered(lambda one: all(one[name] for name in MARKS)):
            order.relationship_agreement_id._renew_for(
                order, order.relationship_agreement_until, order._get_recurring()
            )
        return result

    def _action_cancel(self):
        """What was renewed stays renewed, and both sides say so."""
        # sudo: a salesperson who cancels it need not see the agreement
        confirmed = self.sudo().filtered(lambda order: order.state == "sale")
        result = super()._action_cancel()
        for order in confirmed.filtered("relationship_agreement_id"):
            order.relationship_agreement_id._tell_cancelled(
                order, order.relationship_agreement_until
            )
        return result

    def _get_recurring(self):
        """What it comes to, untaxed, in the currency of the company: it is a year.

        Prices were converted when it was drawn up; from there on at the rate of the
        term, as what is agreed, so that exchange is no other amount.
        """
        agreement = self.relationship_agreement_id
        amount = self.currency_id._convert(
            *(self.amount_untaxed, agreement.currency_id, self.company_id),
            self.create_date.date(),
        )
        return self.company_id.currency_id.round(amount * agreement._get_last_rate())

    def action_make_agreement(self):
        """Draw up an agreement of what was ordered, or open the one there is.

        It is a draft for a year: what does not recur is taken out of it, and it counts
        once it is confirmed.

        :return: the action that opens it
        :raises UserError: for what is no confirmed order of a customer with an account
        """
        self.ensure_one()
        self.check_access("read")
        agreements = self.env["relationship.agreement"]
        agreements.check_access("create")
        # An order may be pressed twice at the same moment.
        take_turns(self)
        # sudo: whether there is one, also of whoever may not see it
        renewed = self.sudo().relationship_agreement_id
        agreement = renewed or agreements.sudo().search(
            [("order_id", "=", self.id)], limit=1
        )
        if agreement:
            agreement = agreements.browse(agreement.id)
            agreement.check_access("read")
        else:
            agreement = agreements.create(self._prepare_agreement())
        return agreement.get_formview_action()

    def _prepare_agreement(self):
        account = self.relationship_account_id
        if self.state != "sale":
            raise UserError(self.env._("%(order)s is not confirmed.", order=self.name))
        if not account:
            raise UserError(
                self.env._(
                    "%(customer)s has no customer account yet.",
                    customer=self.partner_id.commercial_partner_id.display_name,
                )
            )
        lines = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.product_uom_qty > 0
            )
        )
        return {
            "name": self.env._("Order %(order)s", order=self.name),
            "account_id": account.id,
            "contact_id": (self.partner_id - account.partner_id).id,
            "order_id": self.id,
            "reference": self.client_order_ref,
            "currency_id": self.currency_id.id,
            "date_start": self.company_id._get_relationship_day(self.date_order),
            "term_count": 1,
            "term_unit": "year",
            "line_ids": [Command.create(line._prepare_agreement()) for line in lines],
        }


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_agreement(self):
        """What was ordered, each year: the price is net of the discount."""
        return {
            "product_id": self.product_id.id,
            "name": self._get_agreement_name(),
            "quantity": self.product_uom_qty,
            "product_uom_id": self.product_uom_id.id,
            "amount": self.price_subtotal / self.product_uom_qty,
            "period_count": 1,
            "period_unit": "year",
        }

    def _get_agreement_name(self):
        """The first line of the description that says anything."""
        words = [*(self.name or "").splitlines(), self.product_id.display_name or ""]
        return next(filter(has_words, map(str.strip, words)), self.order_id.name)

    def _add_included_taxes(self):
        """Their prices are untaxed: add the taxes that are to be included in them."""
        for line in self:
            found = line.tax_ids._get_tax_details(
                line.price_unit,
                1.0,
                rounding_method="round_globally",
                product=line.product_id,
                product_uom=line.product_uom_id,
                special_mode="total_excluded",
            )
            included = sum(
                part["tax_amount"]
                for part in found["taxes_data"]
                if part["tax"].price_include
            )
            if included:
                line.price_unit += included
