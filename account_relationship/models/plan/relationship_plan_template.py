from functools import partial

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ...people import find_here
from ...shipped import create_template, get_templates
from ...turns import REPEAT, take_turns
from ..shared.relationship_guard import hear, say
from ..shared.windows import open_window

TEMPLATE_VIEW = "account_relationship.relationship_plan_template_view"
#: What a plan and its template say alike.
SAID = ("customer_name", "customer_summary", "note", "is_shared")


class RelationshipPlan(models.Model):
    """Plans that are not made from nothing: of a template, of last year's plan.

    A template is a plan of no customer, whose objectives and actions have days after
    the start instead of dates. No search finds it among the plans, see
    :meth:`_search` of ``relationship.plan.shared.mixin``.
    """

    _inherit = "relationship.plan"

    # Plans are cancelled, not archived: the screens of templates have buttons for it.
    active = fields.Boolean(default=True, readonly=True)
    sequence = fields.Integer(default=10)
    duration_days = fields.Integer(
        string="Days",
        default=365,
        help="How many days a plan made from it lasts.",
    )
    template_id = fields.Many2one(
        comodel_name="relationship.plan",
        index="btree_not_null",
        ondelete="set null",
        domain=[("is_template", "=", True)],
        help="Its objectives and actions come into the plan when it is saved.",
    )
    # To be seen before the plan is made.
    template_action_ids = fields.One2many(
        related="template_id.action_ids", string="Actions of the template"
    )
    template_objective_ids = fields.One2many(
        related="template_id.objective_ids", string="Objectives of the template"
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

    _has_a_customer = models.Constraint(
        "CHECK(is_template IS TRUE OR account_id IS NOT NULL AND user_id IS NOT NULL)",
        "A plan is for a customer account and has an owner. Choose both.",
    )
    _plan_stays = models.Constraint(
        "CHECK(is_template IS TRUE OR active IS TRUE)",
        "A plan is not archived. Cancel it and say why instead.",
    )
    _template_is_nobodys = models.Constraint(
        "CHECK(is_template IS NOT TRUE"
        " OR account_id IS NULL AND user_id IS NULL AND state = 'draft')",
        "A template has no customer, no owner and no status. Make a plan of it first.",
    )
    _duration_sensible = models.Constraint(
        "CHECK(duration_days BETWEEN 1 AND 3650)",
        "A plan lasts between one day and ten years.",
    )

    _is_template_idx = models.Index("(is_template) WHERE is_template IS TRUE")

    @api.constrains("template_id")
    def _check_template(self):
        if self.template_id.filtered(lambda plan: not plan.is_template):
            raise ValidationError(self.env._("Choose a template first."))

    def _check_no_template(self):
        """Nothing happens with a template: it is nobody's."""
        template = self.filtered("is_template")[:1]
        if template:
            raise UserError(
                self.env._(
                    "“%(plan)s” is a template. Make a plan of it first.",
                    plan=template.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_is_template")
        for vals in vals_list:
            if vals.get("is_template", default):
                vals["user_id"] = False
            else:
                # It is the account's.
                vals.pop("company_id", None)
        return super().create(vals_list)

    def _says_company(self):
        # Of new ones see create.
        return not self or all(plan.is_template for plan in self)

    def get_formview_id(self, access_uid=None):
        """A template has a form of its own."""
        if self.is_template:
            return self.env.ref(f"{TEMPLATE_VIEW}_form").id
        return super().get_formview_id(access_uid)

    @api.model
    def _create_shipped_templates(self):
        """Make the templates the addon brings along, in the company's language."""
        company = self.env.ref("base.main_company", raise_if_not_found=False)
        lang = (company or self.env.company).partner_id.lang or self.env.user.lang
        plans = self.with_context(lang=lang)
        for name, described in get_templates(plans.env).items():
            self.env["ir.model.data"]._update_xmlids(
                [
                    {
                        "xml_id": f"account_relationship.plan_template_{name}",
                        "record": create_template(plans, described),
                        "noupdate": True,
                    }
                ]
            )

    # ------------------------------------------------------------
    # From a template
    # ------------------------------------------------------------

    def action_make_plan(self):
        """Start a plan from the template."""
        self.ensure_one()
        return open_window(
            self.env._("New plan"),
            "relationship.plan",
            context={
                "default_is_template": False,
                "default_template_id": self.id,
                "default_name": self.name,
            },
        )

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
            start = plan.date_start or plan.company_id._get_relationship_today()
            plan.write(plan._get_gaps_to_fill(template, start))
            template._copy_content(
                plan, lambda part, start=start: part._get_planned_values(start)
            )

    def _get_gaps_to_fill(self, template, start):
        """What the plan itself does not say yet."""
        values = {
            "date_start": start,
            "date_end": start + relativedelta(days=template.duration_days),
            **{name: template[name] for name in SAID},
        }
        return {
            name: value for name, value in values.items() if value and not self[name]
        }

    def action_save_as_template(self):
        """Make a template of the plan, with days instead of dates."""
        self.ensure_one()
        self.check_access("read")
        self._check_no_template()
        take_turns(self)
        if made := self._find_template():
            return made.get_formview_action()
        start = self._get_first_day()
        days = max((self.date_end - start).days, 1) if self.date_end else 365
        template = self.create(
            {
                "is_template": True,
                "name": self.name,
                "company_id": self.company_id.id,
                "duration_days": days,
                **{name: self[name] for name in SAID},
            }
        )
        self._copy_content(template, lambda part: template._prepare_line(part, start))
        return template.get_formview_action()

    def _find_template(self):
        """What the same click, or a colleague's, made a moment ago."""
        return self.search(
            Domain("is_template", "=", True)
            & Domain("name", "=", self.name)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("create_date", ">=", fields.Datetime.now() - REPEAT),
            limit=1,
        )

    def _prepare_line(self, part, start):
        """What a template has of an objective or action of a plan.

        What is due before the start is due at it, what has no date with the end.
        """
        day = part.date_due
        days = max((day - start).days, 0) if day else self.duration_days
        return {"date_due": False, "days_due": days, **part._get_template_values()}

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
        return self.date_start or min(
            days, default=self.company_id._get_relationship_today()
        )

    # ------------------------------------------------------------
    # From another plan
    # ------------------------------------------------------------

    def copy(self, default=None):
        """A plan with the same objectives and actions, all still to be done."""
        plans = super(
            RelationshipPlan, self.with_context(**say(relationship_plan_is_copy=True))
        ).copy(default)
        years = hear(self.env, "relationship_plan_years", 0)
        for plan, copied in zip(self, plans, strict=True):
            plan._copy_content(copied, partial(copied._prepare_twin, years))
        return plans.with_env(self.env)

    def copy_data(self, default=None):
        """Whoever copies the plan of a colleague who left has it."""
        vals_list = super().copy_data(default)
        if not (isinstance(default, dict) and "user_id" in default):
            for plan, vals in zip(self, vals_list, strict=True):
                here = find_here([plan.user_id], plan.company_id)
                vals["user_id"] = (here or self.env.user).id
        return vals_list

    def action_copy_next_year(self):
        """Start next year's plan from this one, where things stand today."""
        self.ensure_one()
        self.check_access("read")
        self._check_no_template()
        take_turns(self)
        if following := self._find_following():
            return following.get_formview_action()
        start = self.date_start or self.company_id._get_relationship_today()
        name = self._name_next(self.name, start)
        copied = (
            self.with_context(**say(relationship_plan_years=1))
            ._on_own_path()
            .copy(
                {
                    "name": name if name != self.name else f"{name} {start.year + 1}",
                    "customer_name": self._name_next(self.customer_name, start),
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

    def _prepare_twin(self, years, part):
        """What the plan has of an objective or action of a plan years before."""
        return {
            "date_due": self._shift(part.date_due, years),
            **part._get_twin_values(self, years),
        }

    def _copy_content(self, plan, prepare):
        """Add to a plan what was not given up of this one.

        :param prepare: a function of an objective or action, which returns what its
            copy has instead; what is ``None`` is found anew
        """
        kept_objectives, kept_actions = self._get_kept()
        objectives = plan._add_copies(kept_objectives, prepare)
        for objective, copied in objectives.items():
            if objective.is_target_relative and not plan.is_template:
                copied.target = objective._get_target(copied)
        served = {objective.id: copied.id for objective, copied in objectives.items()}
        actions = plan._add_copies(
            kept_actions,
            lambda action: {
                **prepare(action),
                "objective_id": served.get(action.objective_id.id, False),
            },
        )
        for action, copied in actions.items():
            before = [actions[one].id for one in action.after_ids if one in actions]
            if before:
                copied.after_ids = [Command.set(before)]

    def _add_copies(self, parts, prepare):
        """Return ``{objective or action: its copy in this plan}``."""
        vals_list = []
        for part in parts:
            [vals] = part.copy_data({"plan_id": self.id, **prepare(part)})
            # The plan says whose it is.
            vals.pop("account_id", None)
            vals_list.append({k: v for k, v in vals.items() if v is not None})
        return dict(zip(parts, parts.create(vals_list), strict=True))
