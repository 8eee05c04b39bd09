from odoo import api, fields, models
from odoo.exceptions import UserError


class RelationshipAgreementEnd(models.TransientModel):
    """Who gives notice, when, why, and which day is the last."""

    _name = "relationship.agreement.end"
    _description = "Notice for an agreement"
    _inherit = ["relationship.guard"]

    agreement_id = fields.Many2one(
        comodel_name="relationship.agreement", required=True, ondelete="cascade"
    )
    noticed_by = fields.Selection(
        selection=[
            ("customer", "The customer"),
            ("us", "We"),
            ("both", "Both agreed"),
        ],
        string="Notice given by",
        required=True,
        default="customer",
    )
    noticed_on = fields.Date(
        string="Notice given on",
        compute="_compute_noticed_on",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    last_day = fields.Date(
        compute="_compute_last_day",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="The last day that is paid for: the end of the term, or of the next one "
        "when notice comes too late.",
    )
    reason_id = fields.Many2one(
        comodel_name="relationship.agreement.end.reason", string="Why", required=True
    )
    asks_competitor = fields.Boolean(related="reason_id.asks_competitor")
    competitor = fields.Char(string="To whom")

    @api.depends("agreement_id")
    def _compute_noticed_on(self):
        """Today: the day of the agreement's company, whichever the reader is in."""
        for dialog in self:
            dialog.noticed_on = dialog.agreement_id._get_today()

    @api.depends("agreement_id", "noticed_by", "noticed_on")
    def _compute_last_day(self):
        for dialog in self:
            agreement = dialog.agreement_id
            if agreement and dialog.noticed_on and agreement.state != "draft":
                agreement._check_calendar(dialog.noticed_on)
                dialog.last_day = agreement._get_last_day(
                    dialog.noticed_on, dialog.noticed_by
                )

    def action_confirm(self):
        """Notice is given: the agreement ends on its last day.

        :raises UserError: where it cannot
        """
        self.ensure_one()
        if not self.last_day:
            raise UserError(self.env._("Say which day is the last."))
        self.agreement_id._end(
            *(self.noticed_by, self.noticed_on, self.last_day, self.reason_id),
            (self.competitor or "").strip() or False,
        )
