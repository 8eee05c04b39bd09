from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

#: Plans that are to be reviewed from time to time.
REVIEWED_STATES = ("agreed", "active")


class RelationshipPlanReview(models.AbstractModel):
    """Looking at a plan from time to time, and what changed in between."""

    _name = "relationship.plan.review"
    _description = "Reviews of action plans"

    reviewed_on = fields.Date(
        string="Reviewed on", readonly=True, copy=False, tracking=True
    )
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="set null"
    )
    review_snapshot = fields.Json(
        readonly=True, copy=False, help="How things stood at the last review."
    )
    is_stale = fields.Boolean(
        string="Stale",
        compute="_compute_is_stale",
        search="_search_is_stale",
        help="Agreed or active, and not reviewed for longer than the settings allow.",
    )
    changes_since_review = fields.Html(
        string="What changed",
        compute="_compute_changes_since_review",
        sanitize=False,
        help="Since the last review, or since the plan was agreed.",
    )

    # ------------------------------------------------------------
    # Staleness
    # ------------------------------------------------------------

    @api.depends("state", "reviewed_on", "agreed_on")
    def _compute_is_stale(self):
        today = fields.Date.context_today(self)
        for plan in self:
            days = plan.company_id.relationship_plan_stale_days
            since = plan.reviewed_on or plan.agreed_on
            plan.is_stale = bool(
                plan.state in REVIEWED_STATES
                and days
                and since
                and since < today - relativedelta(days=days)
            )

    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        # sudo: how many days a company allows is no secret
        companies = self.env["res.company"].sudo()
        companies = companies.search([("relationship_plan_stale_days", ">", 0)])
        limits = companies.grouped("relationship_plan_stale_days")
        return Domain("state", "in", REVIEWED_STATES) & Domain.OR(
            Domain("company_id", "in", group.ids)
            & self._get_not_reviewed_domain(today - relativedelta(days=days))
            for days, group in limits.items()
        )

    @api.model
    def _get_not_reviewed_domain(self, day):
        """Plans neither reviewed nor agreed on or after a day."""
        return Domain("reviewed_on", "<", day) | (
            Domain("reviewed_on", "=", False) & Domain("agreed_on", "<", day)
        )

    # ------------------------------------------------------------
    # Reviewing
    # ------------------------------------------------------------

    def action_review(self):
        """It was looked at: remember how things stand."""
        self._refuse_unless("agreed", "active")
        for plan in self:
            plan.write(
                {
                    "reviewed_on": fields.Date.context_today(self),
                    "reviewed_by_id": self.env.uid,
                    "review_snapshot": plan._take_snapshot(),
                }
            )

    def _take_snapshot(self):
        """How things stand, as JSON keeps it."""
        self.ensure_one()
        day = fields.Date.to_string
        return {
            "date_end": day(self.date_end) or False,
            "actions": {
                str(action.id): {
                    "name": action.name,
                    "state": action.state,
                    "date_due": day(action.date_due) or False,
                }
                for action in self.action_ids
            },
            "objectives": {
                str(objective.id): {
                    "name": objective.name,
                    "state": objective.state,
                    "current": objective.current if objective._has_numbers() else None,
                }
                for objective in self.objective_ids
            },
        }

    @api.depends("review_snapshot", "date_end", "action_ids", "objective_ids")
    def _compute_changes_since_review(self):
        for plan in self:
            lines = plan._get_changes() if plan.review_snapshot else []
            plan.changes_since_review = lines and Markup("<ul>%s</ul>") % (
                Markup("").join(Markup("<li>%s</li>") % line for line in lines)
            )

    def _get_changes(self):
        """Return what changed since the snapshot, as sentences."""
        before, now = self.review_snapshot, self._origin._take_snapshot()
        lines = []
        if before.get("date_end") != now["date_end"]:
            lines.append(
                self.env._(
                    "The end moved from %(before)s to %(now)s.",
                    before=self._say_day(before.get("date_end")),
                    now=self._say_day(now["date_end"]),
                )
            )
        for part in ("actions", "objectives"):
            lines += self._compare_parts(part, before.get(part, {}), now[part])
        return lines

    def _compare_parts(self, part, before, now):
        lines = []
        for key, is_now in now.items():
            if key in before:
                lines += self._compare_part(part, before[key], is_now)
            else:
                lines.append(self.env._("“%(name)s” is new.", name=is_now["name"]))
        for key, was in before.items():
            if key not in now:
                lines.append(
                    self.env._("“%(name)s” is no longer part.", name=was["name"])
                )
        return lines

    def _compare_part(self, part, was, is_now):
        name = is_now["name"]
        if was["state"] != is_now["state"]:
            model = {"actions": "action", "objectives": "objective"}[part]
            states = self.env[f"relationship.{model}"]._fields["state"]
            labels = dict(states._description_selection(self.env))
            yield self.env._(
                "“%(name)s”: %(before)s → %(now)s.",
                name=name,
                before=labels.get(was["state"], was["state"]),
                now=labels[is_now["state"]],
            )
        if was.get("date_due") != is_now.get("date_due"):
            yield self.env._(
                "“%(name)s” moved from %(before)s to %(now)s.",
                name=name,
                before=self._say_day(was.get("date_due")),
                now=self._say_day(is_now.get("date_due")),
            )
        if was.get("current") != is_now.get("current"):
            yield self.env._(
                "“%(name)s” went from %(before)s to %(now)s.",
                name=name,
                before=self._say_number(was.get("current")),
                now=self._say_number(is_now.get("current")),
            )

    @api.model
    def _say_day(self, day):
        return format_date(self.env, day) if day else self.env._("no date")

    @api.model
    def _say_number(self, number):
        if number is None:
            return self.env._("no data")
        return self.env["relationship.objective"]._say_number(number)
