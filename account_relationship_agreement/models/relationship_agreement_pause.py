from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..periods import DAY, covers


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
            for day in filter(None, (pause.date_start, pause.date_end)):
                pause.agreement_id._check_calendar(day)
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

    # ------------------------------------------------------------
    # Days that are over
    # ------------------------------------------------------------

    def write(self, vals):
        if {"date_start", "date_end"}.intersection(vals):
            self.check_access("write")
            for pause in self:
                start = fields.Date.to_date(vals.get("date_start", pause.date_start))
                end = fields.Date.to_date(vals.get("date_end", pause.date_end))
                pause._check_past(pause._find_first_change(start, end))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_past(self):
        for pause in self:
            pause._check_past(pause.date_start)

    def _find_first_change(self, start, end):
        """The first day that is paused now and would not be then, or the reverse."""
        if not start or start != self.date_start:
            return min(filter(None, (start, self.date_start)), default=None)
        former = self.date_end or None
        if end == former:
            return None
        last = min(filter(None, (end, former)))
        return last + DAY if last < date.max else None

    def _check_past(self, day):
        """What applied stays known; what was entered today is still corrected."""
        agreement = self.agreement_id
        today = agreement._get_today()
        entered = self.company_id._get_relationship_day(self.create_date)
        if (
            not day
            or day >= today
            or agreement.state == "draft"
            or entered == today
            or self._is_on_own_path()
        ):
            return
        raise UserError(
            self.env._(
                "%(name)s was paused on days that are over, and counted like that: end "
                "the pause from today on, or enter another one.",
                name=agreement.name,
            )
        )
