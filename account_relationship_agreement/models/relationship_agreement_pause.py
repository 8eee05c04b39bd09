from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..periods import covers


class RelationshipAgreementPause(models.Model):
    """Days for which an agreement is neither served nor paid for."""

    _name = "relationship.agreement.pause"
    _description = "Pause of an agreement"
    _inherit = ["relationship.agreement.part"]
    _order = "agreement_id, date_start"
    _rec_name = "date_start"

    date_start = fields.Date(string="From", required=True)
    date_end = fields.Date(string="Until", help="Empty: until it is resumed.")

    @api.constrains("date_start", "date_end", "agreement_id")
    def _check_days(self):
        for pause in self:
            self._check_order(pause.date_start, pause.date_end)
            others = pause.agreement_id.pause_ids - pause
            if any(
                covers(other.date_start, other.date_end, pause.date_start)
                or covers(pause.date_start, pause.date_end, other.date_start)
                for other in others
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s is paused on these days already.",
                        name=pause.agreement_id.name,
                    )
                )
