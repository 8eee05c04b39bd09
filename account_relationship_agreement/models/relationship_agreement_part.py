from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class RelationshipAgreementPart(models.AbstractModel):
    """A line or a pause: it stays with its agreement, and ends after it begins."""

    _name = "relationship.agreement.part"
    _description = "Part of an agreement"
    _inherit = ["relationship.guard"]

    agreement_id = fields.Many2one(
        comodel_name="relationship.agreement",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="agreement_id.company_id", store=True, index=True
    )

    def write(self, vals):
        if not self._is_on_own_path() and "agreement_id" in vals:
            moved = self.filtered(
                lambda part: part.agreement_id.id != vals["agreement_id"]
            )
            if moved:
                raise UserError(self.env._("It stays with its agreement."))
        return super().write(vals)

    @api.model
    def _check_order(self, start, end):
        if start and end and end < start:
            raise UserError(
                self.env._(
                    "%(end)s is before %(start)s: what ends begins first.",
                    end=format_date(self.env, end),
                    start=format_date(self.env, start),
                )
            )
