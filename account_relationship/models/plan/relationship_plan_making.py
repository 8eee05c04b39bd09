from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...turns import REPEAT, take_turns
from ..shared.relationship_guard import hear, say


class RelationshipPlan(models.Model):
    """Plans that are not made from nothing: of a template, of last year's plan."""

    _inherit = "relationship.plan"

    template_id = fields.Many2one(
        comodel_name="relationship.plan.template",
        index="btree_not_null",
        ondelete="set null",
        help="Its objectives and actions come into the plan when it is saved.",
    )
    copied_from_id = fields.Many2one(
        comodel_name="relationship.plan",
        string="Follows on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The plan of the year before.",
    )

    # ------------------------------------------------------------
    # From a template
    # ------------------------------------------------------------

    def action_apply_template(self):
        """Add what the template holds."""
        self.check_access("write")
        take_turns(self)
        self._check_state("draft")
        for plan in self:
            if not plan.template_id:
                raise UserError(self.env._("Choose a template first."))
            if plan.action_ids.filtered(lambda action: action.origin == "template"):
                raise UserError(
                    self.env._(
                        "A template has been applied to “%(plan)s” already.",
                        plan=plan.name,
                    )
                )
        self._apply_template()

    def _apply_template(self):
        for plan in self:
            template = plan.template_id
            start = plan.date_start or plan._get_company_today()
            plan.write(plan._get_gaps_to_fill(template, start))
            objectives = {}
            for line in template.objective_ids:
                objectives[line] = self.env["relationship.objective"].create(
                    {"plan_id": plan.id, **line._prepare_objective(start)}
                )
                if line.is_target_relative:
                    objectives[line].target = line._get_target(objectives[line])
            plan._add_template_actions(template, start, objectives)

    def _get_gaps_to_fill(self, template, start):
        """What the plan itself does not say yet."""
        values = {
            "date_start": start,
            "date_end": start + relativedelta(days=template.duration_days),
            "customer_name": template.customer_name,
            "customer_summary": template.customer_summary,
            "note": template.note,
            "is_shared": template.is_shared,
        }
        return {
            name: value for name, value in values.items() if value and not self[name]
        }

    def _add_template_actions(self, template, start, objectives):
        lines = template.action_ids
        actions = self.env["relationship.action"].create(
            [
                {
                    "plan_id": self.id,
                    "objective_id": objectives[line.objective_id].id
                    if line.objective_id in objectives
                    else False,
                    **line._prepare_action(start),
                }
                for line in lines
            ]
        )
        made = dict(zip(lines, actions, strict=True))
        for line, action in made.items():
            if line.after_ids:
                action.after_ids = [
                    Command.set([made[before].id for before in line.after_ids])
                ]

    def action_save_as_template(self):
        """Make a template of the plan, with days instead of dates."""
        self.ensure_one()
        self.check_access("read")
        take_turns(self)
        if made := self._find_template():
            return made.get_formview_action()
        start = self._get_first_day()
        template = self.env["relationship.plan.template"].create(
            {
                "name": self.name,
                "company_id": self.company_id.id,
                "duration_days": max((self.date_end - start).days, 1)
                if self.date_end
                else 365,
                "customer_name": self.customer_name,
                "customer_summary": self.customer_summary,
                "note": self.note,
                "is_shared": self.is_shared,
            }
        )
        template._take_over(self, start)
        return template.get_formview_action()

    def _find_template(self):
        """What the same click, or a colleague's, made a moment ago."""
        return self.env["relationship.plan.template"].search(
            Domain("name", "=", self.name)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("create_date", ">=", fields.Datetime.now() - REPEAT),
            limit=1,
        )

    def _get_first_day(self):
        """The day the days of a template are counted from."""
        days = [
            day
            for day in (
                self.date_start,
                *self.action_ids.mapped("date_due"),
                *self.objective_ids.mapped("date_due"),
            )
            if day
        ]
        return self.date_start or min(days, default=self._get_company_today())

    # ------------------------------------------------------------
    # From another plan
    # ------------------------------------------------------------

    def copy(self, default=None):
        """A plan with the same objectives and actions, all still to be done."""
        plans = super(
            RelationshipPlan, self.with_context(**say(relationship_plan_is_copy=True))
        ).copy(default)
        for plan, copied in zip(self, plans, strict=True):
            plan._copy_content(copied, hear(self.env, "relationship_plan_years", 0))
        return plans.with_env(self.env)

    def action_copy_next_year(self):
        """Start next year's plan from this one, where things stand today."""
        self.ensure_one()
        self.check_access("read")
        take_turns(self)
        if following := self._find_following():
            return following.get_formview_action()
        start = self.date_start or self._get_company_today()
        name = self._name_next(self.name, start)
        copied = (
            self.with_context(**say(relationship_plan_years=1))
            ._on_own_path()
            .copy(
                {
                    "name": name if name != self.name else f"{name} {start.year + 1}",
                    "customer_name": self._name_next(self.customer_name, start),
                    "user_id": (self.user_id.filtered("active") or self.env.user).id,
                    "copied_from_id": self.id,
                    "date_start": self._shift(self.date_start, 1),
                    "date_end": self._shift(self.date_end, 1),
                }
            )
        )
        return copied.with_env(self.env).get_formview_action()

    def _find_following(self):
        """The plan that follows on already, unless it was given up."""
        # sudo: whether there is one, though it may be a colleague's
        found = self.sudo().search(
            [("copied_from_id", "=", self.id), ("state", "!=", "cancelled")], limit=1
        )
        return found.with_env(self.env)

    @api.model
    def _name_next(self, name, start):
        """“Growth 2026” becomes “Growth 2027”."""
        return name and name.replace(str(start.year), str(start.year + 1))

    @api.model
    def _shift(self, day, years):
        return day and day + relativedelta(years=years)

    def _get_kept(self):
        """Objectives and actions that were not given up, or only with the plan."""
        if self.state == "cancelled":
            return self.objective_ids, self.action_ids
        return (
            self.objective_ids.filtered(lambda o: o.state != "dropped"),
            self.action_ids.filtered(lambda a: a.state != "cancelled"),
        )

    def _copy_content(self, copied, years):
        """What was not given up; the baselines of another year."""
        kept_objectives, kept_actions = self._get_kept()
        objectives = {
            objective: objective.copy(
                {
                    "plan_id": copied.id,
                    "baseline": objective.current if years else objective.baseline,
                    "date_due": self._shift(objective.date_due, years),
                }
            )
            for objective in kept_objectives
        }
        actions = {
            action: action.copy(
                {
                    "plan_id": copied.id,
                    "objective_id": objectives[action.objective_id].id
                    if action.objective_id in objectives
                    else False,
                    "date_due": self._shift(action.date_due, years),
                    "user_id": action._get_heir(copied).id,
                }
            )
            for action in kept_actions
        }
        for action, twin in actions.items():
            before = [
                actions[other].id for other in action.after_ids if other in actions
            ]
            if before:
                twin.after_ids = [Command.set(before)]
