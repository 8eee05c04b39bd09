from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        """The interaction follows the meeting it is the agenda of."""
        result = super().write(vals)
        if {"start", "stop", "active"} & vals.keys() and not self.env.context.get(
            "from_interaction"
        ):
            self._follow_with_interactions()
        return result

    def unlink(self):
        """A meeting that is deleted does not take place."""
        # sudo: whoever may delete the meeting calls it off for all
        planned = self._get_interactions().filtered(lambda i: i.state == "planned")
        planned.with_context(from_calendar=True).write({"state": "cancelled"})
        return super().unlink()

    def _get_interactions(self):
        # sudo: the agenda may be of an account the organiser cannot edit
        return (
            self.env["relationship.interaction"]
            .sudo()
            .search([("event_id", "in", self.ids)])
        )

    def _follow_with_interactions(self):
        for interaction in self._get_interactions():
            event = interaction.event_id
            if interaction.state == "done":
                continue
            minutes = int((event.stop - event.start).total_seconds() // 60)
            interaction.with_context(from_calendar=True).write(
                {
                    "date_start": event.start,
                    "duration": minutes,
                    "state": "planned" if event.active else "cancelled",
                }
            )
