from odoo import api, models

from ...lines import Line, format_day, format_days


class RelationshipAccount(models.Model):
    """When the customer is to hear from us, and what hurts it."""

    _inherit = "relationship.account"

    @api.depends("problem", "pause_until")
    def _compute_signals(self):
        return super()._compute_signals()

    def _get_signals(self):
        signals = super()._get_signals()
        needs = self._get_open_needs()
        for account in self:
            signals[account] += account._get_contact_signals()
            signals[account] += [
                # On the form among the needs, as is when the next contact is due.
                Line(
                    40,
                    "fa-exclamation-triangle",
                    need.name,
                    name="problem",
                    places=("card",),
                )
                for need in needs[account._origin]
                if need.kind == "problem"
            ]
        return signals

    def _get_contact_signals(self):
        if self.cadence_state == "paused":
            until = format_day(self.env, self.pause_until)
            words = self.env._("No contact until %(date)s", date=until)
            return [Line(10, "fa-pause", words, name="paused", places=("card",))]
        due = self.next_contact_date
        if not due:
            return []
        today = self.company_id._get_relationship_today()
        words = self.env._(
            "Contact due %(when)s", when=format_days(self.env, due, today)
        )
        urgency = 80 if due < today else 50 if due == today else 30
        return [Line(urgency, "fa-phone", words, name="contact", places=("card",))]
