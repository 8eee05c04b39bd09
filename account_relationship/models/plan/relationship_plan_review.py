from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ... import plan_changes
from ..shared.states import RUNNING_PLAN


class RelationshipPlan(models.Model):
    """Looking at a plan from time to time, and what changed in between."""

    _inherit = "relationship.plan"

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
        for plan in self:
            today = plan.company_id._get_relationship_today()
            days = plan.company_id.relationship_plan_stale_days
            since = plan.reviewed_on or plan.agreed_on
            plan.is_stale = bool(
                plan.state in RUNNING_PLAN
                and days
                and since
                and since < today - relativedelta(days=days)
            )

    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: how many days a company allows is no secret
        companies = (
            self.env["res.company"]
            ._get_all_companies()
            .filtered(
                lambda company: (
                    company.active and company.relationship_plan_stale_days > 0
                )
            )
        )
        limits = companies.grouped(
            lambda company: (
                company._get_relationship_today()
                - relativedelta(days=company.relationship_plan_stale_days)
            )
        )
        return Domain("state", "in", RUNNING_PLAN) & Domain.OR(
            Domain("company_id", "in", group.ids) & self._get_not_reviewed_domain(day)
            for day, group in limits.items()
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
        self._check_state(*RUNNING_PLAN)
        for plan in self:
            plan._on_own_path().write(
                {
                    "reviewed_on": plan.company_id._get_relationship_today(),
                    "reviewed_by_id": self.env.uid,
                    "review_snapshot": plan._take_snapshot(),
                }
            )

    def _take_snapshot(self):
        """A look at the plan, as :func:`..plan_changes.compare` reads it."""
        self.ensure_one()
        return plan_changes.freeze(
            {
                "title": self.name,
                "state": self.state,
                "date_end": self.date_end,
                "actions": [line._get_snapshot_line() for line in self.action_ids],
                "objectives": [
                    line._get_snapshot_line() for line in self.objective_ids
                ],
            }
        )

    @api.depends("review_snapshot", "date_end", "action_ids", "objective_ids")
    def _compute_changes_since_review(self):
        for plan in self:
            lines = plan._get_changes() if plan.review_snapshot else []
            plan.changes_since_review = lines and Markup("<ul>%s</ul>") % (
                Markup("").join(Markup("<li>%s</li>") % line for line in lines)
            )

    def _get_changes(self):
        """Return what changed since the snapshot, as sentences."""
        # sudo: what the reader may not see is left out of both looks below
        now = self._origin.sudo()._take_snapshot()
        looks = self._leave_out_hidden(self.review_snapshot, now)
        return [self._format_change(change) for change in plan_changes.compare(*looks)]

    def _leave_out_hidden(self, *looks):
        """What the reader may not see has neither changed nor gone."""
        # sudo: to know what there is, of which the reader sees a part
        plan = self._origin.sudo()
        hidden = {
            "actions": self._find_hidden(plan.action_ids),
            "objectives": self._find_hidden(plan.objective_ids),
        }
        return [
            look
            | {
                part: [line for line in look.get(part, []) if line["id"] not in ids]
                for part, ids in hidden.items()
            }
            for look in looks
        ]

    @api.model
    def _find_hidden(self, lines):
        """Ids of those the reader may not see."""
        # sudo: no longer; here the reader's own rights count
        lines = lines.sudo(False)
        return set((lines - lines._filtered_access("read")).ids)

    # ------------------------------------------------------------
    # What changed, in our words
    # ------------------------------------------------------------

    @api.model
    def _format_change(self, change):
        part, happened = change.kind.split("_", 1)
        if happened in ("new", "gone", "moved", "renamed", "handed", "progressed"):
            return getattr(self, f"_format_{happened}")(change)
        return self._format_state(change, part)

    @api.model
    def _format_new(self, change):
        return self.env._("“%(name)s” is new.", name=change.title)

    @api.model
    def _format_gone(self, change):
        return self.env._("“%(name)s” is no longer part.", name=change.title)

    @api.model
    def _format_renamed(self, change):
        return self.env._(
            "“%(before)s” is called “%(now)s” now.",
            before=change.before["title"],
            now=change.title,
        )

    @api.model
    def _format_handed(self, change):
        return self._format_step(change, change.before["who"], change.after["who"])

    @api.model
    def _format_state(self, change, part):
        if not change.before:
            return self._format_new(change)
        model = "relationship.plan" if part == "plan" else f"relationship.{part}"
        states = self.env[model]._fields["state"]
        labels = dict(states._description_selection(self.env))
        return self._format_step(
            change,
            labels.get(change.before.get("state")),
            labels.get(change.after.get("state")),
        )

    @api.model
    def _format_step(self, change, before, now):
        return self.env._(
            "“%(name)s”: %(before)s → %(now)s.",
            name=change.title,
            before=before,
            now=now,
        )

    @api.model
    def _format_moved(self, change):
        if change.kind == "plan_moved":
            return self.env._(
                "The end moved from %(before)s to %(now)s.",
                before=self._format_day(change.before.get("date_end")),
                now=self._format_day(change.after.get("date_end")),
            )
        return self.env._(
            "“%(name)s” moved from %(before)s to %(now)s.",
            name=change.title,
            before=self._format_day(change.before.get("date_due")),
            now=self._format_day(change.after.get("date_due")),
        )

    @api.model
    def _format_progressed(self, change):
        return self.env._(
            "“%(name)s” went from %(before)s to %(now)s.",
            name=change.title,
            before=self._format_number(change.before.get("progress")),
            now=self._format_number(change.after.get("progress")),
        )

    @api.model
    def _format_day(self, day):
        return format_date(self.env, day) if day else self.env._("no date")

    @api.model
    def _format_number(self, number):
        if number is None:
            return self.env._("no data")
        return self.env["relationship.objective"]._format_number(number)
