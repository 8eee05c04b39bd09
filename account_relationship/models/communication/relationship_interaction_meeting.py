from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Command

from ..shared.relationship_guard import hear, say


class RelationshipInteraction(models.Model):
    """A planned interaction is the agenda of a meeting; each follows the other."""

    _inherit = "relationship.interaction"

    def _plan_meetings(self):
        """A planned contact of a type that meets gets a meeting in the calendar."""
        for interaction in self:
            if (
                interaction.state == "planned"
                and interaction.type_id.plans_meeting
                and not interaction.event_id
            ):
                # What is imported was agreed on long ago: nobody is invited again.
                events = self.env["calendar.event"].with_context(
                    no_mail_to_attendees=bool(self.env.context.get("import_file"))
                )
                interaction.event_id = events.create(interaction._prepare_event())

    def _get_attendees(self):
        return self.partner_ids | self.user_ids.partner_id

    def _prepare_event(self):
        self.ensure_one()
        return {
            "name": self.subject,
            "start": self.date_start,
            "stop": self.date_start + relativedelta(minutes=self.duration or 30),
            "privacy": "private" if self.is_confidential else False,
            "user_id": self.env.uid,
            "partner_ids": [Command.set(self._get_attendees().ids)],
        }

    def _get_agenda(self):
        """What the meeting takes over when it changes: the subject and who comes."""
        return self.subject, self._get_attendees()

    def _reschedule_meetings(self, names, agendas):
        """The meeting follows the interaction.

        :param names: the fields that were written
        :param agendas: ``{interaction: its agenda before}``
        """
        if hear(self.env, "relationship_from_calendar"):
            return
        for interaction in self.filtered("event_id"):
            event = interaction.event_id.with_context(
                **say(relationship_from_interaction=True)
            )
            values = interaction._prepare_event_changes(names, *agendas[interaction])
            if values:
                event.write(values)

    def _prepare_event_changes(self, names, subject, attendees):
        """Only what differs: a new start is told to everybody who is invited."""
        wanted = self._prepare_event()
        columns = []
        # Another type may take another time.
        if {"date_start", "duration", "type_id"} & names:
            columns += ["start", "stop"]
        if self.subject != subject:
            columns.append("name")
        if "is_confidential" in names:
            columns.append("privacy")
        if "state" in names:
            columns.append("active")
            wanted["active"] = self.state != "cancelled"
        values = {
            column: wanted[column]
            for column in columns
            if self.event_id[column] != wanted[column]
        }
        invited = self._get_attendees()
        if invited != attendees:
            values["partner_ids"] = [
                *(Command.unlink(contact.id) for contact in attendees - invited),
                *(Command.link(contact.id) for contact in invited - attendees),
            ]
        return values

    def _call_meetings_off(self):
        """The meetings of planned contacts that are deleted do not take place.

        Those that were in the calendar before, and got an agenda later, do.
        """
        planned = self.filtered(
            lambda i: i.state == "planned" and i.res_model != "calendar.event"
        )
        # Archived, not deleted: whoever was invited sees that it was called off.
        planned.event_id.with_context(**say(relationship_from_interaction=True)).write(
            {"active": False}
        )

    # ------------------------------------------------------------
    # Who goes, see relationship.visit
    # ------------------------------------------------------------

    def _swap_participant(self, user, successor):
        # The meeting in the calendar is given by itself.
        self.with_context(**say(relationship_from_calendar=True)).write(
            {"user_ids": [Command.unlink(user.id), Command.link(successor.id)]}
        )

    def _has_participant(self, user):
        return user in self.user_ids

    def _get_visit_start(self):
        return self.date_start
