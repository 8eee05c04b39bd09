import json
from hashlib import sha256

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ... import plan_changes
from ..shared.relationship_portal_content import Description
from ..shared.states import OPEN_ACTION, SHOWN_PLAN

#: Only these say how far we are; money and scores stay inside.
SHOWN_UNITS = ("count", "days", "percent")

#: What a customer agrees to: of the plan, and of each step and goal.
AGREED_PLAN = ("title", "summary", "date_start", "date_end")
AGREED_LINE = ("id", "title", "side", "who", "whose", "date_due", "target")


class RelationshipPortalContent(models.AbstractModel):
    """What a customer may read of a plan; see :class:`RelationshipPortalContent`."""

    _inherit = "relationship.portal.content"

    @api.model
    def _get_descriptions(self):
        return super()._get_descriptions() | {
            "plan": Description(
                "relationship.plan",
                self._describe_plan,
                ("customer_name", "customer_summary"),
                lambda plan: ["/my/plans", f"/my/plans/{plan.id}"],
            ),
            "objective": Description(
                "relationship.objective",
                lambda goal: self._describe_objective(goal) if goal.is_shared else {},
                ("customer_name",),
            ),
            "action": Description(
                "relationship.action", self._describe_action, ("customer_name",)
            ),
            "plan_mail": Description(
                "relationship.plan.contact", self._describe_plan_mail
            ),
        }

    # ------------------------------------------------------------
    # Plan
    # ------------------------------------------------------------

    @api.model
    def _describe_plan_mail(self, contact):
        """What a mail tells a contact of the plan: all, or what is new."""
        letter = contact._prepare_letter()
        return {name: letter[name] for name in ("subject", "body") if letter}

    @api.model
    def _get_visible_plan_domain(self):
        return [
            *(("is_shared", "=", True), "|", ("state", "in", SHOWN_PLAN)),
            *("&", ("state", "=", "draft"), ("proposed_at", "!=", False)),
        ]

    @api.model
    def _is_plan_visible(self, plan):
        # sudo: two fields that decide what the reader may see
        return plan.sudo()._is_visible()

    @api.model
    def _describe_plan(self, plan):
        """The shared parts of a plan; nothing while the plan itself is not shared."""
        return self._describe_plan_content(plan) if self._is_plan_visible(plan) else {}

    @api.model
    def _describe_plan_content(self, plan):
        """As :meth:`_describe_plan`, also before it is shared: for our own eyes."""
        # sudo: what is read here is the whitelist itself
        plan = plan.sudo()
        actions = self._get_shared_actions(plan)
        shared = [self._describe_shared_action(action) for action in actions]
        goals = plan.objective_ids.filtered(
            lambda objective: objective.is_shared and objective.state != "dropped"
        )
        objectives = [self._describe_objective(objective) for objective in goals]
        state = "proposed" if plan._is_proposed() else plan.state
        return {
            "id": plan.id,
            "title": plan.customer_name or plan.name,
            "company": plan.company_id.name,
            "customer": plan.account_id.partner_id.name,
            "owner": plan.user_id.name or "",
            "summary": plan.customer_summary or "",
            "date_start": plan.date_start,
            "date_end": plan.date_end,
            "state": plan.state,
            "state_label": self._get_plan_states().get(state, ""),
            "is_proposal": plan._is_proposed(),
            **self._describe_progress(shared, objectives),
            "objectives": objectives,
            "actions": shared,
        }

    @api.model
    def _describe_review(self, review):
        """With the shared plans: steps done in the period, and what is next."""
        plans = [self._describe_plan(plan) for plan in self._get_reviewed_plans(review)]
        for plan in plans:
            steps = plan["actions"]
            done = [step for step in steps if self._is_done_in(step, review)]
            plan["done_steps"] = sorted(done, key=lambda step: step["date_done"])
            plan["next_steps"] = [step for step in steps if step["is_open"]]
        return super()._describe_review(review) | {"plans": plans}

    @api.model
    def _count_review(self, review):
        number = len(self._get_reviewed_plans(review))
        words = self.env._("Shared plans: %(number)s", number=number)
        return super()._count_review(review) + [words]

    @api.model
    def _get_reviewed_plans(self, review):
        """Shared plans under way, and those that came to their end in the period."""
        # sudo: plans the customer reads; of an account the caller may read
        plans = self.env["relationship.plan"].sudo()
        plans = plans.search(
            [("account_id", "=", review.account_id.id)]
            + self._get_visible_plan_domain()
        )
        return plans.filtered(
            lambda plan: plan.state != "done" or review._has_day(plan.done_on)
        )

    @api.model
    def _is_done_in(self, step, review):
        return step["state"] == "done" and review._has_day(step["date_done"])

    @api.model
    def _get_plan_states(self):
        return {
            "draft": self.env._("Being prepared"),
            "proposed": self.env._("Proposal"),
            "agreed": self.env._("Agreed"),
            "active": self.env._("Under way"),
            "done": self.env._("Completed"),
            "cancelled": self.env._("Cancelled"),
        }

    @api.model
    def _get_plan_version(self, shown):
        """What is agreed to, in short: another one when any of it is another.

        :param shown: see :meth:`_describe_plan`
        """
        lines = [
            [line.get(key) for key in AGREED_LINE]
            for line in (*shown["actions"], *shown["objectives"])
        ]
        agreed = [*(shown[key] for key in AGREED_PLAN), lines]
        return sha256(json.dumps(plan_changes.freeze(agreed)).encode()).hexdigest()

    @api.model
    def _describe_progress(self, actions, objectives):
        """How far the plan is, counted on what the customer sees.

        The plan's own progress counts hidden steps as well: it would tell of them.
        """
        counted = [action for action in actions if action["state"] != "cancelled"]
        done = [action for action in counted if action["state"] == "done"]
        late = [action for action in counted if action["is_late"]]
        waiting = [action for action in counted if action["is_waiting"]]
        measured = [goal["progress"] for goal in objectives if goal["has_data"]]
        progress = sum(measured) / len(measured) if measured else 0
        if counted:
            progress = 100 * len(done) / len(counted)
        return {
            "progress": round(progress),
            "action_count": len(counted),
            "done_count": len(done),
            "waiting_count": len(waiting),
            "late_count": len(late),
            "status_label": self._get_status_label(counted, late),
        }

    @api.model
    def _get_status_label(self, counted, late):
        if not counted:
            return ""
        if not late:
            return self.env._("on track")
        if len(late) == 1:
            return self.env._("1 step is late")
        return self.env._("%(number)s steps are late", number=len(late))

    # ------------------------------------------------------------
    # Objectives
    # ------------------------------------------------------------

    @api.model
    def _describe_objective(self, objective):
        is_measured = objective._has_numbers()
        return {
            "id": objective.id,
            "title": objective.customer_name or objective.name,
            "whose": objective.whose,
            "whose_label": self._get_whose_labels().get(objective.whose, ""),
            "date_due": objective.date_due,
            "state": objective.state,
            "state_label": self._get_objective_states().get(objective.state, ""),
            "is_measured": is_measured,
            "has_data": is_measured or objective.kind != "quantitative",
            "progress": max(0, min(100, round(objective.progress or 0))),
            **self._describe_numbers(objective),
        }

    @api.model
    def _get_whose_labels(self):
        return {
            "customer": self.env._("Your goal"),
            "ours": self.env._("Our goal"),
            "joint": self.env._("Joint goal"),
        }

    @api.model
    def _get_objective_states(self):
        return {
            "open": self.env._("Under way"),
            "reached": self.env._("Reached"),
            "missed": self.env._("Not reached"),
            "dropped": self.env._("Dropped"),
        }

    @api.model
    def _get_shown_unit(self, objective):
        """``None`` where the numbers are money, or what else stays inside."""
        if not objective.measure:
            return objective.unit or ""
        measures = self.env["relationship.measure"]._get_measures()
        measure = measures.get(objective.measure)
        key = measure and measure.unit
        if key in SHOWN_UNITS:
            return {"days": self.env._("days"), "percent": "%"}.get(key, "")

    def _describe_numbers(self, objective):
        """Where the objective stands, in words; empty where numbers stay inside."""
        nothing = {"baseline": "", "current": "", "target": "", "is_falling": False}
        if objective.kind != "quantitative":
            return nothing
        unit = self._get_shown_unit(objective)
        if unit is None:
            return nothing
        if not objective._has_numbers():
            return {**nothing, "target": self._format_number(objective.target, unit)}
        # "24 of 40 desks", but "91 % of 95 %"
        short = unit if unit == "%" else ""
        return {
            "baseline": self._format_number(objective.baseline, short),
            "current": self._format_number(objective.current, short),
            "target": self._format_number(objective.target, unit),
            # "4, to become 0", where "4 of 0" would puzzle
            "is_falling": objective.target < objective.baseline,
        }

    @api.model
    def _format_number(self, value, unit):
        value = value or 0
        digits = 0 if float(value).is_integer() else 1
        return f"{formatLang(self.env, value, digits=digits)} {unit}".strip()

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    @api.model
    def _get_shared_actions(self, plan):
        """The customer's own steps first, then by date; done and dropped ones last."""
        order = {"todo": 0, "in_progress": 0, "done": 1, "cancelled": 2}
        actions = plan.action_ids
        shared = actions.filtered("is_shared")
        # Those of several plans are read at once.
        return shared.with_prefetch(actions._prefetch_ids).sorted(
            lambda action: (
                order.get(action.state, 0),
                action.side != "theirs",
                action.date_due or fields.Date.to_date("9999-12-31"),
                action.id,
            )
        )

    @api.model
    def _describe_action(self, action):
        """A shared action of a shared plan; nothing for any other."""
        # sudo: what is read here is the whitelist itself
        action = action.sudo()
        return self._describe_shared_action(action) if action._is_visible() else {}

    @api.model
    def _describe_shared_action(self, action):
        is_open = action.state in OPEN_ACTION
        is_theirs = action.side == "theirs"
        after = action.after_ids.filtered(
            lambda other: (
                other.is_shared
                and other.plan_id == action.plan_id
                and other.state in OPEN_ACTION
            )
        )
        today = action.company_id._get_relationship_today()
        is_agreed = action.plan_state != "draft"
        return {
            "id": action.id,
            "title": action.customer_name or action.name,
            "side": action.side,
            "who": self._get_doer(action),
            "state": action.state,
            "state_label": self._get_action_label(action),
            "is_open": is_open,
            "is_waiting": is_theirs and is_open and is_agreed,
            "is_late": bool(
                is_open and is_agreed and action.date_due and action.date_due < today
            ),
            "date_due": action.date_due,
            "date_done": action.date_done,
            "after": [other.customer_name or other.name for other in after],
            "proposed_date": action.proposed_date,
            "can_confirm": self._can_confirm(action),
            "is_confirmed": bool(action.confirmed_at),
            "confirmed_by": self._get_own_name(action, action.confirmed_by_id),
        }

    @api.model
    def _can_confirm(self, action):
        """Their own step is done; a step of ours is done for them, too."""
        if action.plan_state == "draft":
            return False
        if action.side == "theirs":
            return action.state in OPEN_ACTION
        return action.state == "done" and not action.confirmed_at

    @api.model
    def _get_doer(self, action):
        if action.side == "theirs":
            customer = action.account_id.partner_id
            return action.contact_id.name or customer.name
        return action.user_id.name or ""

    @api.model
    def _get_own_name(self, action, partner):
        """The name of one of the customer's people, of nobody else."""
        customer = action.account_id.partner_id
        return partner.name if partner.commercial_partner_id == customer else ""

    @api.model
    def _get_action_label(self, action):
        is_draft = action.plan_state == "draft"
        if action.side == "theirs" and action.state == "todo" and not is_draft:
            return self.env._("Waiting for you")
        return {
            "todo": self.env._("Planned"),
            "in_progress": self.env._("Under way"),
            "done": self.env._("Done"),
            "cancelled": self.env._("No longer needed"),
        }.get(action.state, "")
