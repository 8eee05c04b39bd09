from odoo import fields, models
from odoo.exceptions import UserError

from ..models.relationship_whitespace import REMEMBERED


class RelationshipWhitespaceDismissal(models.TransientModel):
    """Why something is not to be sold, and until when it is not proposed again."""

    _name = "relationship.whitespace.dismissal"
    _description = "Why an idea is none"
    _inherit = ["relationship.guard"]

    idea_ids = fields.Many2many(
        comodel_name="relationship.whitespace", string="Ideas", required=True
    )
    because = fields.Selection(
        selection=lambda self: (
            self.env["relationship.whitespace"]
            ._fields["dismissed_because"]
            ._description_selection(self.env)
        ),
        string="No, because",
        required=True,
    )
    competitor = fields.Char(string="From whom", size=200)
    note = fields.Char(size=500)
    not_before = fields.Date(
        string="Not again before",
        required=True,
        default=lambda self: self.env.company._get_relationship_today() + REMEMBERED,
    )

    def action_confirm(self):
        """They are dismissed, and it is remembered.

        :raises UserError: where one was decided already, or the day is not to come
        """
        self.ensure_one()
        if self.not_before <= self.env.company._get_relationship_today():
            raise UserError(self.env._("The day has to be after today."))
        self.idea_ids._dismiss(
            self.because,
            self.not_before,
            competitor=self.because == "competitor" and self.competitor,
            note=self.note,
        )
