from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...people import check_words
from .relationship_plan_shared_mixin import WITH_TEMPLATES


class RelationshipObjective(models.Model):
    """What a plan is to reach: for the customer, for us or for both.

    A quantitative one leads from a baseline to a target; where a measure of the
    library says how things stand, it is read every night.
    """

    _name = "relationship.objective"
    _description = "Objective of an action plan"
    _inherit = [
        "relationship.guard",
        "relationship.plan.shared.mixin",
    ]
    _order = "plan_id, sequence, id"
    _proof_fields = frozenset({"history"})

    name = fields.Char(string="Objective", required=True)
    sequence = fields.Integer(default=10)
    plan_id = fields.Many2one(
        comodel_name="relationship.plan", required=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(
        related="plan_id.account_id", store=True, index=True, string="Customer account"
    )
    is_template = fields.Boolean(
        related="plan_id.is_template", store=True, precompute=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="plan_id.user_id", string="Plan's owner")
    plan_state = fields.Selection(
        related="plan_id.state", string="Plan's status", store=True, index=True
    )
    whose = fields.Selection(
        selection=[
            ("customer", "The customer's"),
            ("ours", "Ours"),
            ("joint", "Joint"),
        ],
        string="Whose goal",
        default="joint",
        required=True,
    )
    kind = fields.Selection(
        selection=[("qualitative", "In words"), ("quantitative", "In numbers")],
        default="qualitative",
        required=True,
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("reached", "Reached"),
            ("missed", "Missed"),
            ("dropped", "Dropped"),
        ],
        string="Status",
        default="open",
        required=True,
        index=True,
        copy=False,
    )
    date_due = fields.Date(string="Due", index=True)
    days_due = fields.Integer(
        string="Due after days",
        default=0,
        help="Days after the start of the plan, of an objective of a template.",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    action_ids = fields.One2many(
        comodel_name="relationship.action",
        inverse_name="objective_id",
        string="Actions",
        context=WITH_TEMPLATES,
    )

    # What the customer sees, see relationship.plan.part
    note = fields.Text(string="Internal notes")

    _days_sensible = models.Constraint(
        "CHECK(days_due IS NULL OR days_due BETWEEN 0 AND 3650)",
        "An objective is due between the start of the plan and ten years later.",
    )

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        for objective in self:
            objective.is_late = bool(
                objective.state == "open"
                and objective.date_due
                and objective.date_due < objective.company_id._get_relationship_today()
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.env["res.company"]._get_today_domain("date_due", "<")
        return Domain("state", "=", "open") & late

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")

    @api.constrains("measure", "measure_category_id", "kind")
    def _check_measure(self):
        for objective in self.filtered(lambda o: o.kind == "quantitative"):
            if objective.needs_category and not objective.measure_category_id:
                raise ValidationError(
                    self.env._(
                        "Choose the product category whose revenue “%(name)s” "
                        "is about.",
                        name=objective.name,
                    )
                )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("measure") and "current" not in vals:
                vals["current"] = vals.get("baseline", 0.0)
        objectives = super().create(vals_list)
        objectives._note_point()
        return objectives

    def write(self, vals):
        result = super().write(vals)
        if {"current", "measure", "measure_category_id", "kind"} & vals.keys():
            self._note_point()
        if "plan_id" in vals:
            # Odoo checks rights before it writes: the other plan counts as well.
            self.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        agreed = self.filtered("plan_id.agreed_on")[:1]
        if agreed:
            raise UserError(
                self.env._(
                    "“%(objective)s” is part of a plan that was agreed with the "
                    "customer. Drop it instead.",
                    objective=agreed.name,
                )
            )

    @api.model
    def _get_shown_fields(self):
        return super()._get_shown_fields() | {
            *("plan_id", "whose", "kind", "date_due", "unit"),
            *("measure", "baseline", "target", "current"),
        }

    def _get_snapshot_line(self):
        """How far it is, too."""
        return super()._get_snapshot_line() | {
            "has_data": True,
            # In its own numbers: a percentage stands still at 100.
            "progress": self.current if self._has_numbers() else None,
        }

    # ------------------------------------------------------------
    # Copies, see relationship_plan_template.py
    # ------------------------------------------------------------

    def _get_planned_values(self, start):
        """What a plan that starts then has of an objective of a template."""
        return {
            "date_due": start + relativedelta(days=self.days_due),
            "days_due": 0,
            # Where things stand with the customer.
            "baseline": None,
            "is_target_relative": False,
        }

    def _get_template_values(self):
        """What a template has of it, besides its day."""
        return {"baseline": 0.0}

    def _get_twin_values(self, plan, years):
        """What a copied plan has of it, besides its day; another year goes on."""
        return {"baseline": self.current if years else self.baseline}

    def _get_target(self, objective):
        """What the objective is to reach, from where it stands; NPS may be negative."""
        return objective.baseline + abs(objective.baseline) * self.target / 100

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_reach(self):
        """It was reached."""
        self.write({"state": "reached"})

    def action_miss(self):
        """It was not reached in time."""
        self.write({"state": "missed"})

    def action_drop(self):
        """It is no longer wanted."""
        self.write({"state": "dropped"})

    def action_reopen(self):
        """It is not settled yet."""
        self.write({"state": "open"})

    def action_refresh(self):
        """Read the measures now."""
        self.check_access("read")
        # sudo: the numbers are what the nightly reading would write
        self.sudo()._refresh_measured(accounts=self.account_id)
