from odoo import fields, models

from ..shared.states import ANSWERED_FEEDBACK, RUNNING_PLAN

#: How urgent a clock is, the worst first.
CLOCK_STATES = ("late", "close", "on_time", "paused", "none")


class RelationshipAccount(models.Model):
    """The few lines about a customer that everybody sees who sees a document of it."""

    _inherit = "relationship.account"

    def _get_briefs(self, reader):
        """Return ``{account id: brief}``, in a number of queries of its own.

        Called as superuser, so every key is a decision: what stands here is shown to
        whoever may read a lead, quotation, invoice or contact of the customer. No
        revenue, no notes, nothing confidential.

        :param reader: the user it is for; decides what can be opened, not what shows.
            Nothing shows of accounts in companies the reader does not work in.
        """
        self = self.filtered(lambda account: account.company_id in reader.company_ids)
        counts = self._get_brief_counts()
        overdue = self._get_brief_overdue(reader)
        openable = set(self.with_user(reader)._filtered_access("read").ids)
        interactions = self.env["relationship.interaction"].with_user(reader)
        may_log = interactions.has_access("create")
        return {
            account.id: {
                "account": account.id if account.id in openable else False,
                "may_log": may_log,
                "name": account.name,
                "manager": account._get_brief_user(account.manager_id),
                "acting": account._get_brief_user(account.acting_manager_id),
                "tier": account.tier_id.name or "",
                "stage": account.stage_id.name or "",
                "at_risk": account.stage_id.kind == "at_risk",
                **account._get_brief_answers(),
                **account._get_brief_dates(),
                **counts.get(account.id, {}),
                **overdue.get(account.id, {}),
            }
            for account in self
        }

    def _get_brief_user(self, user):
        return {
            "id": user.id,
            "name": user.name,
            "partner": user.partner_id.id,
            "email": user.email or "",
            "phone": user.phone or "",
            "presence": user.im_status,
        }

    def _get_brief_answers(self):
        to_string = fields.Date.to_string
        return {
            "wants": self.wants or "",
            "wants_by": to_string(self.wants_by) or "",
            "wants_user": self.wants_user_id.name or "",
            "wants_on": to_string(self.wants_on) or "",
            "wants_stale": self.is_wants_stale,
            "problem": self.problem or "",
            "problem_user": self.problem_user_id.name or "",
            "problem_on": to_string(self.problem_on) or "",
            "problem_stale": self.is_problem_stale,
            "next_step": self.next_step or "",
            "next_step_date": to_string(self.next_step_date) or "",
        }

    def _get_brief_dates(self):
        kinds = dict(self._fields["last_touch_kind"]._description_selection(self.env))
        return {
            "last_touch": fields.Datetime.to_string(self.last_touch_at) or "",
            "last_touch_kind": kinds.get(self.last_touch_kind, ""),
            "cadence_state": self.cadence_state,
        }

    def _get_brief_counts(self):
        """Return ``{account id: numbers of what is open}``."""
        domain = [("relationship_account_id", "in", self.ids)]
        leads = self.env["crm.lead"]._read_group(
            [*domain, ("type", "=", "opportunity"), ("won_status", "=", "pending")],
            ["relationship_account_id"],
            ["__count"],
        )
        promises = self.env["relationship.promise"]._read_group(
            [("account_id", "in", self.ids), ("state", "=", "open")],
            ["account_id"],
            ["__count", "date_due:min"],
        )
        counts = {account.id: {"opportunities": number} for account, number in leads}
        for account, number, first_due in promises:
            today = account.company_id._get_relationship_today()
            counts.setdefault(account.id, {}).update(
                promises=number, promise_late=bool(first_due and first_due < today)
            )
        for more in (self._get_brief_feedback(), self._get_brief_plans()):
            for account_id, values in more.items():
                counts.setdefault(account_id, {}).update(values)
        return counts

    def _get_brief_overdue(self, reader):
        """Return ``{account id: how many overdue invoices the reader may see}``.

        Asked as the reader: who may not see what a customer was invoiced does not
        learn here that it does not pay.
        """
        invoices = self.env["account.move"].with_user(reader)
        if not invoices.has_access("read"):
            return {}
        groups = invoices._read_group(
            self._get_overdue_domain(),
            ["company_id", "partner_id.commercial_partner_id"],
            ["__count"],
        )
        counts = {
            (company.id, customer.id): number for company, customer, number in groups
        }
        keys = {
            account.id: (account.company_id.id, account.partner_id.id)
            for account in self
        }
        return {
            account_id: {"overdue_invoices": counts[key]}
            for account_id, key in keys.items()
            if key in counts
        }

    def _get_brief_plans(self):
        """Return ``{account id: running plans and overdue actions of ours}``.

        How many there are, not what is in them.
        """
        plans = self.env["relationship.plan"]._read_group(
            [("account_id", "in", self.ids), ("state", "in", RUNNING_PLAN)],
            ["account_id"],
            ["__count"],
        )
        late = self.env["relationship.action"]._read_group(
            [
                ("account_id", "in", self.ids),
                ("side", "=", "ours"),
                ("is_late", "=", True),
            ],
            ["account_id"],
            ["__count"],
        )
        briefs = {account.id: {"plans": number} for account, number in plans}
        for account, number in late:
            briefs.setdefault(account.id, {})["late_actions"] = number
        return briefs

    def _get_brief_feedback(self):
        """Return ``{account id: number of open feedback and the worst of its clocks}``.

        How much there is and how late it is, not what was said.
        """
        groups = self.env["relationship.feedback"]._read_group(
            [("account_id", "in", self.ids), ("state", "not in", ANSWERED_FEEDBACK)],
            ["account_id", "is_waiting"],
            ["__count", "deadline:min", "close_at:min"],
        )
        now = fields.Datetime.now()
        briefs = {}
        for account, is_waiting, number, deadline, close_at in groups:
            clock = "none"
            if deadline:
                clock = "close" if close_at <= now else "on_time"
                clock = "late" if deadline < now else clock
                clock = "paused" if is_waiting else clock
            brief = briefs.setdefault(
                account.id, {"feedback": 0, "feedback_clock": "none"}
            )
            brief["feedback"] += number
            brief["feedback_clock"] = min(
                brief["feedback_clock"], clock, key=CLOCK_STATES.index
            )
        return briefs
