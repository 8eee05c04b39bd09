from odoo import fields, models

from ..shared.relationship_guard import say


class RelationshipAbsence(models.Model):
    """Somebody else goes to the meetings on the days of the absence."""

    _inherit = "relationship.absence"

    def _pass_on_to(self, acting, accounts):
        result = super()._pass_on_to(acting, accounts)
        for visits in accounts._get_visits(self.user_id):
            visits._stand_in(self, acting)
        return result

    def _covers(self, visit):
        """Whether a meeting is on a day of the absence, where the absent one lives."""
        self.ensure_one()
        record = self.with_context(tz=self.user_id.tz or self.env.user.tz)
        moment = fields.Datetime.context_timestamp(record, visit._get_visit_start())
        return self.date_from <= moment.date() <= self.date_to

    def _give_back(self):
        result = super()._give_back()
        for absence in self.filtered("user_id.active"):
            for visits in absence._get_passed_visits():
                visits.with_context(
                    **say(relationship_stands_in=True)
                )._replace_participant(absence.user_id, absence.user_id)
        return result

    def _get_passed_visits(self):
        """Meetings to come that somebody else goes to, as a list of recordsets."""
        now = fields.Datetime.now()
        return [
            self._find_passed_on(
                "relationship.interaction", [("state", "=", "planned")]
            ),
            self._find_passed_on("calendar.event", [("start", ">", now)]),
        ]
