from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.relationship_agreement import TERM_UNITS


class RelationshipAgreementChange(models.TransientModel):
    """What changes of an agreement, from a day on or with the next term."""

    _name = "relationship.agreement.change"
    _description = "Change of an agreement"
    _inherit = ["relationship.guard"]

    agreement_id = fields.Many2one(
        comodel_name="relationship.agreement", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[("change", "Change"), ("renew", "Renew")],
        default="change",
        required=True,
    )
    currency_id = fields.Many2one(related="agreement_id.currency_id")
    date_from = fields.Date(
        string="From",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="The first day on which it applies.",
    )
    term_count = fields.Integer(
        string="Next term", compute="_compute_term", store=True, readonly=False
    )
    term_unit = fields.Selection(
        selection=TERM_UNITS, compute="_compute_term", store=True, readonly=False
    )
    line_ids = fields.One2many(
        comodel_name="relationship.agreement.change.line",
        inverse_name="change_id",
        string="Lines",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    # What was in force when it was opened.
    shown_ids = fields.Many2many(
        comodel_name="relationship.agreement.line",
        string="Lines shown",
        compute="_compute_shown_ids",
        store=True,
        readonly=False,
    )
    before = fields.Monetary(string="A year until then", compute="_compute_difference")
    after = fields.Monetary(string="A year from then", compute="_compute_difference")
    upsell = fields.Monetary(string="More", compute="_compute_difference")
    downsell = fields.Monetary(string="Less", compute="_compute_difference")
    price_difference = fields.Monetary(string="Price", compute="_compute_difference")

    @api.depends("agreement_id", "kind")
    def _compute_date_from(self):
        for dialog in self:
            agreement = dialog.agreement_id
            if agreement and dialog.kind == "renew":
                dialog.date_from = agreement._get_next_start()
            elif agreement:
                dialog.date_from = max(agreement._get_today(), agreement.date_start)

    @api.depends("agreement_id")
    def _compute_term(self):
        for dialog in self:
            dialog.term_count = dialog.agreement_id.term_count
            dialog.term_unit = dialog.agreement_id.term_unit

    @api.depends("agreement_id", "date_from")
    def _compute_line_ids(self):
        """The lines in force on the day, as they are."""
        for dialog in self:
            dialog.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "line_id": line.id,
                        "product_id": line.product_id.id,
                        "name": line.name,
                        "quantity": line.quantity,
                        "amount": line.amount,
                        "period_count": line.period_count,
                        "period_unit": line.period_unit,
                    }
                )
                for line in dialog._get_recurring_lines()
            ]

    @api.depends("agreement_id", "date_from")
    def _compute_shown_ids(self):
        for dialog in self:
            dialog.shown_ids = dialog._get_recurring_lines()

    def _get_recurring_lines(self):
        lines = self.agreement_id.line_ids.browse()
        if self.date_from:
            lines = self.agreement_id._get_lines(self.date_from)
        return lines.filtered(lambda line: line.period_unit != "once")

    @api.depends(
        *("line_ids.quantity", "line_ids.amount", "line_ids.period_count"),
        *("line_ids.period_unit", "line_ids.line_id", "date_from"),
    )
    def _compute_difference(self):
        for dialog in self:
            agreement, day = dialog.agreement_id, dialog.date_from
            found = {"upsell": 0, "downsell": 0, "price_difference": 0}
            before = 0
            if agreement and day:
                found = agreement._get_differences(dialog._get_wanted())
                before = agreement._get_agreed(day)
            dialog.upsell, dialog.downsell = found["upsell"], found["downsell"]
            dialog.price_difference = found["price_difference"]
            dialog.before = before
            dialog.after = (
                before + dialog.upsell - dialog.downsell + (dialog.price_difference)
            )

    def _get_wanted(self):
        """What is wanted, as :meth:`RelationshipAgreement._amend` takes it."""
        wanted = [(row.line_id, row._get_values()) for row in self.line_ids]
        # Only what was shown was taken out; a colleague may have added more since.
        shown = self._get_recurring_lines() & self.shown_ids._origin
        gone = shown - self.line_ids.line_id
        return wanted + [(line, {}) for line in gone]

    def action_confirm(self):
        """It applies from the day on; what applied before stays known.

        :raises UserError: where it cannot
        """
        self.ensure_one()
        if self.line_ids.line_id.agreement_id - self.agreement_id:
            raise UserError(self.env._("These are the lines of another agreement."))
        wanted = self._get_wanted()
        if self.kind == "change":
            self.agreement_id._amend(self.date_from, wanted)
        else:
            self.agreement_id._renew(
                wanted, self.term_count, self.term_unit, self.date_from
            )
