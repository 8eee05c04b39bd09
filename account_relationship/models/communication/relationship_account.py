from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...lines import Line, format_day, format_days
from ..account.relationship_account_succession import HandoverKind


class RelationshipAccount(models.Model):
    """What was talked about with the customer of an account, and promised."""

    _inherit = "relationship.account"

    interaction_ids = fields.One2many(
        comodel_name="relationship.interaction",
        inverse_name="account_id",
        string="Interactions",
    )
    key_contact_ids = fields.One2many(
        comodel_name="relationship.key.contact",
        inverse_name="account_id",
        string="Key contacts",
    )
    open_promise_count = fields.Integer(
        string="Open promises", compute="_compute_open_promise_count"
    )
    promise_ids = fields.One2many(
        comodel_name="relationship.promise",
        inverse_name="account_id",
        string="Promises",
    )

    def _compute_open_promise_count(self):
        counts = {account: count for account, count, __ in self._get_open_promises()}
        for account in self:
            account.open_promise_count = counts.get(account._origin, 0)

    # ------------------------------------------------------------
    # Opening and merging accounts
    # ------------------------------------------------------------

    def write(self, vals):
        toggled = self.browse()
        if "active" in vals:
            toggled = self.filtered(lambda a: a.active != vals["active"])
        result = super().write(vals)
        if {"active", "tier_id", "cadence_days", "pause_until"} & vals.keys():
            self._refresh_touches()
        # sudo: whoever archives an account need not be allowed to see all that is in it
        toggled.sudo()._renew_reminders()
        return result

    @api.model
    def _get_bulk_columns(self, company):
        return super()._get_bulk_columns(company) | {
            "cadence_days": SQL("0"),
            "cadence_state": SQL("'none'"),
            "is_contact_late": SQL("FALSE"),
        }

    def _refresh_numbers(self, plan=True):
        result = super()._refresh_numbers(plan=plan)
        self._refresh_touches(plan=plan)
        return result

    def _unlink_what_both_have(self, others):
        """An account describes a meeting once."""
        result = super()._unlink_what_both_have(others)
        described = self.interaction_ids.event_id
        others.interaction_ids.filtered(
            lambda interaction: interaction.event_id in described
        ).event_id = False
        return result

    def _get_gap_fields(self):
        return [
            *super()._get_gap_fields(),
            ("next_step", "next_step_date"),
            "cadence_days",
            ("pause_until", "pause_reason"),
        ]

    # ------------------------------------------------------------
    # What was promised to a customer, and who meets it, goes along
    # ------------------------------------------------------------

    @api.model
    def _get_handover_kinds(self):
        return super()._get_handover_kinds() | {
            "promises": HandoverKind(
                *(50, "_get_promises_of", "move_promises", "promise_count")
            ),
            "visits": HandoverKind(60, "_get_visits", "move_visits", "visit_count"),
        }

    @api.model
    def _get_open_domains(self):
        return super()._get_open_domains() | {
            "relationship.promise": Domain("state", "=", "open"),
            "relationship.interaction": Domain("state", "=", "planned"),
        }

    def _on_persons_gone(self):
        result = super()._on_persons_gone()
        self._refresh_touches()
        return result

    def _get_promises_of(self, user):
        return [self._get_open_of("relationship.promise", user)]

    def _get_visits(self, user):
        """Contacts that are planned with the user, and meetings to come.

        Meetings of the customers' contacts count without an agenda, too.
        """
        # sudo: as in _get_selling
        env = self.sudo().with_context(active_test=False).env
        # Where somebody stands in it is still the absent manager's.
        passed = Domain("relationship_absence_id.user_id", "=", user.id)
        planned = Domain("account_id", "in", self.ids)
        planned &= self._get_open_domains()["relationship.interaction"]
        visits = env["relationship.interaction"].search(
            planned & (Domain("user_ids", "in", user.ids) | passed)
        )
        agendas = env["relationship.interaction"]._search(
            planned & Domain("event_id", "!=", False)
        )
        theirs = Domain("id", "in", agendas.subselect("event_id")) | Domain(
            "partner_ids", "in", self._get_contacts()
        )
        attending = Domain("partner_ids", "in", user.partner_id.ids)
        meetings = env["calendar.event"].search(
            (attending | Domain("user_id", "=", user.id) | passed)
            & Domain("start", ">", fields.Datetime.now())
            & Domain("active", "=", True)
            & theirs
        )
        return [visits, meetings]

    @api.model
    def _get_counted(self, records):
        """A meeting that has an agenda is counted with it."""
        if records._name == "calendar.event":
            records -= records._get_interactions().event_id
        return super()._get_counted(records)

    @api.model
    def _give(self, records, user, successor):
        if isinstance(records, self.env.registry["relationship.visit"]):
            records.with_context(
                mail_activity_quick_update=True, mail_auto_subscribe_no_notify=True
            )._replace_participant(user, successor)
            return None
        return super()._give(records, user, successor)

    # ------------------------------------------------------------
    # What people are reminded of goes with the account
    # ------------------------------------------------------------

    def unlink(self):
        self._unlink_activities()
        return super().unlink()

    def _renew_reminders(self):
        """Nobody is reminded of an archived account; of a reopened one as before."""
        self.promise_ids._renew_reminders()

    def _unlink_activities(self):
        """Those of what goes with the account: nobody could open them any more.

        The database deletes the records, and knows nothing of their activities.
        """
        for model in self._get_own_models():
            if self.env[model]._fields["account_id"].ondelete != "cascade":
                continue
            # sudo: the account may be deleted with all that hangs on it
            parts = self.env[model].sudo().with_context(active_test=False)
            parts = parts._search([("account_id", "in", self.ids)])
            # sudo: as above
            self.env["mail.activity"].sudo().search(
                [("res_model", "=", model), ("res_id", "in", parts)]
            ).unlink()

    # ------------------------------------------------------------
    # When the customer is to hear from us, and what hurts it
    # ------------------------------------------------------------

    @api.depends("problem", "pause_until", "cadence_state", "next_contact_date")
    def _compute_signals(self):
        return super()._compute_signals()

    def _get_signals(self):
        signals = super()._get_signals()
        needs = self._get_open_needs()
        # Of 400 cards many say the same.
        for company, accounts in self.grouped("company_id").items():
            today = company._get_relationship_today()
            standings = accounts.grouped(lambda a: a._get_contact_standing())
            for standing, same in standings.items():
                lines = self._get_contact_signals(*standing, today)
                for account in same if lines else ():
                    signals[account] += lines
        for account in self if needs else ():
            signals[account] += self._get_problem_signals(needs[account._origin])
        return signals

    @api.model
    def _get_problem_signals(self, needs):
        """On the form among the needs, as is when the next contact is due."""
        return [
            Line(
                *(40, "fa-exclamation-triangle", need.name),
                name="problem",
                places=("card",),
            )
            for need in needs
            if need.kind == "problem"
        ]

    def _get_contact_standing(self):
        """What the line about the next contact is made of: paused until, or due on."""
        if self.cadence_state == "paused":
            return (self.pause_until, False)
        return (False, self.next_contact_date)

    @api.model
    def _get_contact_signals(self, paused_until, due, today):
        if paused_until:
            until = format_day(self.env, paused_until)
            words = self.env._("No contact until %(date)s", date=until)
            return [Line(10, "fa-pause", words, name="paused", places=("card",))]
        if not due:
            return []
        words = self.env._(
            "Contact due %(when)s", when=format_days(self.env, due, today)
        )
        urgency = 80 if due < today else 50 if due == today else 30
        return [Line(urgency, "fa-phone", words, name="contact", places=("card",))]

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_log_interaction(self):
        """Log a contact with the customer."""
        self.ensure_one()
        return self.env["relationship.interaction"]._get_dialog_action(
            {"default_account_id": self.id}
        )

    def action_view_promises(self):
        """Open the promises made to the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_promise_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {"default_account_id": self.id, "search_default_open": 1}
        return action

    def action_view_timeline(self):
        """Open the timeline as a list that can be filtered and grouped."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_timeline_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {"search_default_contacts": 1}
        return action
