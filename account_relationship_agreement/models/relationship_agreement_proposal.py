from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import formatLang

from odoo.addons.account_relationship.lines import format_day
from odoo.addons.account_relationship.models.shared.windows import open_records
from odoo.addons.account_relationship.turns import take_turns
from odoo.addons.account_relationship.unset import NO_TIER

UNITS = [("month", "Months"), ("year", "Years")]


class RelationshipAgreementProposal(models.Model):
    """What a customer is invoiced regularly, and no agreement says so yet.

    The night finds them, see :meth:`_refresh`. One becomes an agreement by one click,
    or is refused, and then it is remembered that nobody wants to hear of it.
    """

    _name = "relationship.agreement.proposal"
    _description = "Agreement proposed from invoices"
    _inherit = ["relationship.guard"]
    _order = "annual_amount desc, id"
    _rec_name = "product_id"
    _proof_fields = frozenset(
        {
            *("account_id", "company_id", "product_id", "currency_id", "amount"),
            *("annual_amount", "interval_count", "interval_unit", "first_day"),
            *("last_day", "invoice_count", "state"),
        }
    )

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    manager_id = fields.Many2one(related="account_id.manager_id")
    tier_id = fields.Many2one(related="account_id.tier_id", falsy_value_label=NO_TIER)
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, readonly=True, ondelete="cascade"
    )
    amount = fields.Monetary(
        readonly=True,
        aggregator=None,
        help="Untaxed, of the last invoice, in its currency.",
    )
    annual_amount = fields.Monetary(string="A year", readonly=True)
    interval_count = fields.Integer(string="Every", readonly=True, aggregator=None)
    interval_unit = fields.Selection(selection=UNITS, string="Period", readonly=True)
    first_day = fields.Date(
        string="First invoice",
        readonly=True,
        help="Since then it was invoiced at this interval and for this amount.",
    )
    last_day = fields.Date(string="Last invoice", readonly=True)
    invoice_count = fields.Integer(
        string="Invoices",
        readonly=True,
        help="At this interval; those of the same few days count as one.",
    )
    evidence = fields.Char(compute="_compute_evidence")
    state = fields.Selection(
        selection=[("proposed", "Proposed"), ("refused", "Refused")],
        default="proposed",
        required=True,
        readonly=True,
        index=True,
        help="What is refused is not proposed again, until somebody opens it again.",
    )

    _account_product_unique = models.UniqueIndex("(account_id, product_id)")

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    @api.depends("invoice_count", "amount", "interval_count", "first_day")
    @api.depends_context("lang")
    def _compute_evidence(self):
        for proposal in self:
            proposal.evidence = self.env._(
                "%(count)s invoices of %(amount)s, %(interval)s since %(day)s",
                count=proposal.invoice_count,
                amount=formatLang(
                    self.env, proposal.amount, currency_obj=proposal.currency_id
                ),
                interval=proposal._format_interval(),
                day=proposal.first_day and format_day(self.env, proposal.first_day),
            )

    def _format_interval(self):
        if self.interval_unit == "year":
            return self.env._("each year")
        if self.interval_count == 1:
            return self.env._("each month")
        return self.env._("every %(count)s months", count=self.interval_count)

    def action_view_lines(self):
        """Open the lines of the invoices it was found in.

        :return: the action, of what the reader may see of invoices
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: whose invoices they are
        customer = self.sudo().account_id.partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoice Lines"),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
            "domain": [
                ("move_id.move_type", "=", "out_invoice"),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("product_id", "=", self.product_id.id),
                ("move_id.partner_id.commercial_partner_id", "=", customer.id),
                ("move_id.invoice_date", ">=", self.first_day),
            ],
        }

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def action_make(self):
        """Make running agreements of them, and open those.

        What one account is invoiced at the same interval and in the same currency is
        one agreement, from its first invoice on. Invoices do not say for how long it is
        agreed: it is without a fixed end, until somebody enters one.

        :return: the action that opens what was made
        :raises UserError: where nothing is left of them, or the customer is archived
        """
        proposals = self._take_open()
        if not proposals:
            raise UserError(
                self.env._("Nothing of this is proposed any more: look again.")
            )
        groups = proposals.grouped(
            lambda one: (
                *(one.account_id, one.currency_id),
                *(one.interval_count, one.interval_unit),
            )
        )
        agreements = self.env["relationship.agreement"].create(
            [group._prepare_agreement() for group in groups.values()]
        )
        agreements.action_confirm()
        # sudo: nobody deletes proposals by hand; the agreement took their place
        proposals.sudo().unlink()
        return open_records(
            agreements, "account_relationship_agreement.relationship_agreement_action"
        )

    def _take_open(self):
        """Those still proposed, for whoever may answer them, one after the other."""
        proposals = self.exists()
        proposals.check_access("write")
        take_turns(proposals)
        return proposals.filtered(lambda one: one.state == "proposed")

    def _prepare_agreement(self):
        """Of proposals with the same account, interval and currency."""
        first = self[0]
        name = first.product_id.display_name
        if len(self) > 1:
            name = self.env._(
                "%(product)s and %(count)s more", product=name, count=len(self) - 1
            )
        return {
            "name": name,
            "account_id": first.account_id.id,
            "currency_id": first.currency_id.id,
            "date_start": min(self.mapped("first_day")),
            "term_count": 0,
            "line_ids": [Command.create(one._prepare_line()) for one in self],
        }

    def _prepare_line(self):
        return {
            "product_id": self.product_id.id,
            "name": self.product_id.display_name,
            "amount": self.amount,
            "period_count": self.interval_count,
            "period_unit": self.interval_unit,
            "date_start": self.first_day,
        }

    def action_refuse(self):
        """It is no agreement: of this product it is not proposed again."""
        self._take_open()._on_own_path().state = "refused"

    def action_propose_again(self):
        """Look again at what was refused; it is gone if it is not invoiced any more."""
        self.check_access("write")
        take_turns(self)
        refused = self.filtered(lambda one: one.state == "refused")
        refused._on_own_path().state = "proposed"
        # sudo: what is invoiced of their own accounts, whoever asks
        again = refused.sudo()
        for company, own in again.account_id.grouped("company_id").items():
            again.with_company(company)._refresh(own)

    def action_look_now(self):
        """Look for what is invoiced regularly, as the night does.

        Of all customers of the companies the reader works in.
        """
        self.env["relationship.agreement"].check_access("create")
        for company in self.env.companies:
            # sudo: figures are those of all customers, whoever asks
            self.sudo().with_company(company)._refresh()
