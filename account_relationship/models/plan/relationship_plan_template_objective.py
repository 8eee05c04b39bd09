from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...people import check_words


class RelationshipPlanTemplateObjective(models.Model):
    """An objective that plans made from a template get."""

    _name = "relationship.plan.template.objective"
    _description = "Objective of an action plan template"
    _order = "template_id, sequence, id"

    name = fields.Char(string="Objective", required=True, translate=True)
    sequence = fields.Integer(default=10)
    template_id = fields.Many2one(
        comodel_name="relationship.plan.template",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, index=True
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
    measure = fields.Selection(selection="_selection_measure")
    measure_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        index="btree_not_null",
        ondelete="restrict",
    )
    unit = fields.Char(translate=True)
    target = fields.Float()
    is_target_relative = fields.Boolean(
        string="In % of the baseline",
        help="The target is a change in percent: 10 means a tenth more than the "
        "baseline, -20 a fifth less.",
    )
    days_due = fields.Integer(
        string="Due after days", help="Days after the start of the plan."
    )
    is_shared = fields.Boolean(string="Shared with the customer")
    customer_name = fields.Char(string="Title for the customer", translate=True)
    note = fields.Text(string="Internal notes", translate=True)

    _days_sensible = models.Constraint(
        "CHECK(days_due IS NULL OR days_due BETWEEN 0 AND 3650)",
        "An objective is due between the start of the plan and ten years later.",
    )

    @api.model
    def _selection_measure(self):
        return self.env["relationship.objective"]._selection_measure()

    @api.constrains("name", "customer_name")
    def _check_words(self):
        check_words(self, "name", "customer_name")

    @api.constrains("kind", "measure", "measure_category_id")
    def _check_category(self):
        measures = self.env["relationship.measure"]._get_measures()
        for line in self.filtered(lambda line: line.kind == "quantitative"):
            measure = measures.get(line.measure)
            if measure and measure.needs_category and not line.measure_category_id:
                raise ValidationError(
                    self.env._(
                        "Choose the product category whose revenue “%(name)s” "
                        "is about.",
                        name=line.name,
                    )
                )

    # ------------------------------------------------------------
    # Making objectives
    # ------------------------------------------------------------

    def _prepare_objective(self, start):
        """The objective of a plan that starts then."""
        return {
            "name": self.name,
            "sequence": self.sequence,
            "whose": self.whose,
            "kind": self.kind,
            "measure": self.measure,
            "measure_category_id": self.measure_category_id.id,
            "unit": self.unit,
            "target": self.target,
            "date_due": start + relativedelta(days=self.days_due),
            "is_shared": self.is_shared,
            "customer_name": self.customer_name,
            "note": self.note,
        }

    def _get_target(self, objective):
        """What the objective is to reach, from where it stands; NPS may be negative."""
        return objective.baseline + abs(objective.baseline) * self.target / 100

    @api.model
    def _prepare_line(self, objective):
        """The line that would make such an objective."""
        return {
            "name": objective.name,
            "sequence": objective.sequence,
            "whose": objective.whose,
            "kind": objective.kind,
            "measure": objective.measure,
            "measure_category_id": objective.measure_category_id.id,
            "unit": objective.unit,
            "target": objective.target,
            "is_shared": objective.is_shared,
            "customer_name": objective.customer_name,
            "note": objective.note,
        }
