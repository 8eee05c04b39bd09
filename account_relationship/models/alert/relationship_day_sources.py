from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...alerts import OWE, TURN
from ..feedback.relationship_feedback_escalation import WORK
from ..shared.states import OPEN_ACTION, WORKED_ON, WORKING_FEEDBACK


class Source(NamedTuple):
    """Records of which each is a reason to act, shown as themselves in *My day*.

    :param lane: ``owe``, ``burns``, ``grow`` or ``turn``
    :param model: a model with a column ``account_id``, or the account itself
    :param domain: method of a user that returns which of them wait for the user
    :param since: SQL column of the model: since when, or by when
    :param describe: method of a record that returns its words, level and buttons
    """

    lane: str
    model: str
    domain: object
    since: str
    describe: object


class Deed(NamedTuple):
    """Records that show what somebody did.

    :param key: as what they are counted: ``done``, ``contacts`` or ``answered``
    :param domain: which of them
    :param number: what is counted, as ``_read_group`` takes it
    """

    key: str
    model: str
    domain: object
    number: str = "__count"


class RelationshipDay(models.AbstractModel):
    """Where the rows of *My day* come from, and what was done of it."""

    _inherit = "relationship.day"

    @api.model
    def _get_sources(self):
        """Return ``{kind: Source}``; addons add theirs to what ``super()`` returns."""
        return {
            "promise": Source(
                *(OWE, "relationship.promise", self._get_promises),
                *("date_due", self._describe_promise),
            ),
            "feedback": Source(
                *(OWE, "relationship.feedback", self._get_feedback),
                *("received_at", self._describe_feedback),
            ),
            "action": Source(
                *(OWE, "relationship.action", self._get_actions),
                *("date_due", self._describe_action),
            ),
            "step": Source(
                *(OWE, "relationship.account", self._get_steps),
                *("next_step_date", self._describe_step),
            ),
            "plan": Source(
                *(OWE, "relationship.plan", self._get_plans),
                *("reviewed_on", self._describe_plan),
            ),
            "update": Source(
                *(OWE, "relationship.plan", self._get_updates),
                *("next_update_on", self._describe_update),
            ),
            "alert": Source(
                *("", "relationship.alert", self._get_alerts),
                *("since", self._describe_alert),
            ),
            "contact": Source(
                *(TURN, "relationship.account", self._get_contacts),
                *("next_contact_date", self._describe_contact),
            ),
            "review": Source(
                *(TURN, "relationship.account", self._get_reviews),
                *("next_review_date", self._describe_review),
            ),
        }

    @api.model
    def _get_promises(self, user):
        due = self.env["res.company"]._get_today_domain("date_due", "<=")
        return Domain("state", "=", "open") & Domain("user_id", "=", user.id) & due

    @api.model
    def _get_feedback(self, user):
        """Late, due within a day, or so that the board says it is due soon.

        What nobody took is for whoever was asked to route it and, once it is late, for
        whoever looks after the customer.
        """
        now = fields.Datetime.now()
        soon = Domain("deadline", "<=", now + timedelta(days=1))
        # Known without asking: this is on each card and form.
        to_do = self.env["ir.model.data"]._xmlid_to_res_id(WORK)
        # Past the rights on to-dos and accounts: only whose they are, of feedback that
        # is looked for with the reader's own.
        asked = Domain(
            "activity_ids",
            "any!",
            [
                ("activity_type_id", "=", to_do),
                ("user_id", "=", user.id),
            ],
        )
        late = Domain("deadline", "<", now)
        theirs = Domain("account_id", "any!", [("acting_manager_id", "=", user.id)])
        nobody = Domain("user_id", "=", False) & (asked | late & theirs)
        return (
            (Domain("user_id", "=", user.id) | nobody)
            & Domain("state", "in", WORKING_FEEDBACK)
            & Domain("account_id", "!=", False)
            & Domain("is_waiting", "=", False)
            & (soon | Domain("clock_state", "=", "close"))
        )

    @api.model
    def _get_actions(self, user):
        due = self.env["res.company"]._get_today_domain("date_due", "<=")
        return (
            Domain("user_id", "=", user.id)
            & Domain("side", "!=", "theirs")
            & Domain("state", "in", OPEN_ACTION)
            & Domain("plan_state", "in", WORKED_ON)
            & Domain("account_id", "!=", False)
            & due
        )

    @api.model
    def _get_steps(self, user):
        """Customers whose next step is due, and is not an action that waits itself."""
        return (
            Domain("acting_manager_id", "=", user.id)
            & Domain("is_next_step_due", "=", True)
            & Domain("id", "not in", self._select_steps_in_action())
        )

    @api.model
    def _select_steps_in_action(self):
        """SQL of the accounts whose next step is an action that is open."""
        # sudo: only which accounts, of which the reader sees the own
        interactions = self.env["relationship.interaction"].sudo()
        query = interactions._search([("next_action_id.state", "in", OPEN_ACTION)])
        table, accounts = query.table, self.env["relationship.account"]
        account = query.join(table, "account_id", accounts._table, "id", "step")
        query.add_where(
            SQL(
                "%s = %s",
                self._column(interactions, table, "next_step"),
                self._column(accounts, account, "next_step"),
            )
        )
        return query.subselect(SQL.identifier(account, "id"))

    @api.model
    def _get_plans(self, user):
        return (
            Domain("user_id", "=", user.id)
            & Domain("account_id", "!=", False)
            & Domain("is_stale", "=", True)
        )

    @api.model
    def _get_updates(self, user):
        """Updates of plans that are due and not sent by the system."""
        due = self.env["res.company"]._get_today_domain("next_update_on", "<=")
        by_hand = Domain("company_id.relationship_update_mode", "!=", "automatic")
        own = Domain("user_id", "=", user.id) & Domain("account_id", "!=", False)
        return own & by_hand & due

    @api.model
    def _get_alerts(self, user):
        own = Domain("account_id.acting_manager_id", "=", user.id)
        return own & self.env["relationship.alert"]._get_told(user)

    @api.model
    def _get_contacts(self, user):
        return Domain("acting_manager_id", "=", user.id) & Domain(
            "cadence_state", "in", ("due", "overdue")
        )

    @api.model
    def _get_reviews(self, user):
        return (
            Domain("acting_manager_id", "=", user.id)
            & Domain("stage_kind", "!=", "ended")
            & Domain("is_review_due", "=", True)
        )

    # ------------------------------------------------------------
    # What was done
    # ------------------------------------------------------------

    @api.model
    def _get_deeds(self, user, monday):
        """Return what a user did since a day, besides closing alerts: ``Deed`` each.

        Addons add theirs to what ``super()`` returns.
        """
        own = Domain("user_id", "=", user.id)
        done = Domain("date_done", ">=", monday) & own
        moment = self.env.company._get_relationship_moment(monday)
        return [
            Deed("done", "relationship.promise", done & Domain("state", "=", "kept")),
            Deed(
                *("done", "relationship.action"),
                done & Domain("state", "=", "done") & Domain("side", "!=", "theirs"),
            ),
            Deed(
                *("done", "relationship.plan"),
                Domain("reviewed_by_id", "=", user.id)
                & Domain("reviewed_on", ">=", monday),
            ),
            Deed(
                *("contacts", "relationship.interaction"),
                Domain("user_ids", "in", user.ids)
                & Domain("state", "=", "done")
                & Domain("type_id.is_touch", "=", True)
                & Domain("date_start", ">=", moment),
            ),
            Deed(
                *("answered", "relationship.feedback.notice"),
                own & Domain("date", ">=", moment),
                "feedback_id:count_distinct",
            ),
        ]

    @api.model
    def _count_since_monday(self, user):
        """Return ``{outcome: number}``: alerts that closed, and what else was done.

        ``contacts`` are those that were logged, ``answered`` is feedback whose customer
        was told something. One query for each model.
        """
        today = self.env.company._get_relationship_today()
        monday = today - timedelta(days=today.weekday())
        counts = Counter()
        for deed in self._get_deeds(user, monday):
            model = self.env[deed.model]
            if model.has_access("read"):
                [(number,)] = model._read_group(deed.domain, [], [deed.number])
                counts[deed.key] += number
        counts.update(self._count_closed_alerts(user, monday))
        return {key: number for key, number in counts.items() if number}

    @api.model
    def _count_closed_alerts(self, user, monday):
        """Return ``{outcome: number}``: of one's customers, or closed by oneself."""
        alerts = self.env["relationship.alert"]
        if not alerts.has_access("read"):
            return {}
        own = Domain("manager_id", "=", user.id) | Domain("closed_by_id", "=", user.id)
        since = Domain("closed_on", ">=", monday) & Domain("state", "=", "closed")
        return dict(alerts._read_group(own & since, ["outcome"], ["__count"]))
