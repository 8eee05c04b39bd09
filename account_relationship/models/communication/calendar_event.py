from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..shared.relationship_guard import hear, say
from .relationship_interaction import LONGEST


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["calendar.event", "relationship.visit"]

    relationship_account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        compute="_compute_relationship_account_id",
        compute_sudo=True,
        # Customers read the meetings they are invited to.
        groups="base.group_user",
    )

    # Meetings that ended or were changed since the last look for contacts.
    _relationship_recent_idx = models.Index("(GREATEST(stop, write_date))")

    @api.depends("partner_ids.commercial_partner_id")
    @api.depends_context("company")
    def _compute_relationship_account_id(self):
        """The account of the first attendee who belongs to a customer."""
        company = self.env.company.id
        accounts = self.env["relationship.account"]._get_by_customer(
            {
                (company, customer.id)
                for customer in self.partner_ids.commercial_partner_id._origin
            }
        )
        for event in self:
            found = (
                accounts.get((company, contact.commercial_partner_id._origin.id))
                for contact in event.partner_ids
            )
            event.relationship_account_id = next(filter(None, found), False)

    def write(self, vals):
        """The interaction follows the meeting it is the agenda of."""
        # Taken before: Odoo removes the times from the values of a recurring meeting.
        follows = {"name", "start", "stop", "active"} & vals.keys()
        meets = {"partner_ids", "start", "stop", "active", "allday"} & vals.keys()
        accounts = self._get_past_accounts() if meets else None
        result = super().write(vals)
        if follows and not hear(self.env, "relationship_from_interaction"):
            self._follow_with_interactions(follows)
        if meets:
            (accounts | self._get_past_accounts())._refresh_touches(is_contact=True)
        return result

    def unlink(self):
        """A meeting that is deleted does not take place."""
        # sudo: whoever may delete the meeting calls it off for all
        planned = self._get_interactions().filtered(lambda i: i.state == "planned")
        planned.with_context(**say(relationship_from_calendar=True)).write(
            {"state": "cancelled"}
        )
        accounts = self._get_past_accounts()
        result = super().unlink()
        accounts._refresh_touches(is_contact=True)
        return result

    def _get_past_accounts(self):
        """Accounts of the customers who took part, where it is over."""
        # Whole days end earlier than Odoo says where the sun rises first.
        now = fields.Datetime.now()
        soon = now + timedelta(hours=8)
        # sudo: a touch is found, or gone, whoever plans meetings
        past = (
            self.sudo()
            .exists()
            .filtered(lambda e: e.stop and e.stop <= (soon if e.allday else now))
        )
        customers = past.partner_ids.commercial_partner_id
        accounts = past.env["relationship.account"]
        if not customers:
            return accounts
        return accounts.search([("partner_id", "in", customers.ids)])

    def _get_interactions(self):
        return (
            self.env["relationship.interaction"]
            # sudo: the agenda may be of an account the organiser cannot edit
            .sudo()
            .search([("event_id", "in", self.ids)])
        )

    def _follow_with_interactions(self, names):
        """What is planned with the meeting changes with it.

        :param names: the fields of the meeting that were written
        """
        for interaction in self._get_interactions():
            if interaction.state != "done":
                following = say(relationship_from_calendar=True)
                interaction.with_context(**following).write(
                    interaction.event_id._prepare_following(interaction, names)
                )

    def _prepare_following(self, interaction, names):
        minutes = int((self.stop - self.start).total_seconds() // 60)
        values = {"date_start": self.start, "duration": min(minutes, LONGEST)}
        # Colleagues who read the agenda need not be let in on a private meeting.
        is_private = self.effective_privacy == "private"
        if "name" in names and (not is_private or interaction.is_confidential):
            values["subject"] = self.name
        if not self.active:
            values["state"] = "cancelled"
        elif interaction.state == "cancelled":
            values["state"] = "planned"
        return values

    # ------------------------------------------------------------
    # Who goes, see relationship.visit
    # ------------------------------------------------------------

    def _replace_participant(self, user, successor):
        """For good the meeting is the successor's own; a stand-in only goes there."""
        result = super()._replace_participant(user, successor)
        if not hear(self.env, "relationship_stands_in"):
            organised = self.filtered(lambda event: event.user_id == user)
            organised.write({"user_id": successor.id})
        return result

    def _swap_participant(self, user, successor):
        # Nobody is mailed: the others know of the meeting, and who gets it is told of
        # everything at once.
        events = self.with_context(
            skip_attendee_notification=True,
            dont_notify=True,
            **say(relationship_from_interaction=True),
        )
        invited = events.filtered(lambda event: event._has_participant(successor))
        out, into = user.partner_id.id, successor.partner_id.id
        invited.write({"partner_ids": [Command.unlink(out)]})
        (events - invited).write(
            {"partner_ids": [Command.unlink(out), Command.link(into)]}
        )

    def _has_participant(self, user):
        return user.partner_id in self.partner_ids

    def _get_visit_start(self):
        return self.start

    def action_log_interaction(self):
        """Log what was said at the meeting; open what is planned or logged already."""
        self.ensure_one()
        interactions = self.env["relationship.interaction"]
        action = interactions._get_dialog_action(
            {"default_res_model": self._name, "default_res_id": self.id}
        )
        logged = interactions.search([("event_id", "=", self.id)], limit=1)
        return {**action, "res_id": logged.id}
