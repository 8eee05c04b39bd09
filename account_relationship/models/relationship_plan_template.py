from odoo import fields, models


class RelationshipPlanTemplate(models.Model):
    """A plan to start from: objectives and actions with days instead of dates."""

    _name = "relationship.plan.template"
    _description = "Action plan template"
    _order = "sequence, name, id"

    name = fields.Char(string="Template", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(comodel_name="res.company", index=True)
    duration_days = fields.Integer(
        string="Days",
        default=365,
        help="How many days a plan made from it lasts.",
    )
    is_shared = fields.Boolean(string="Shared with the customer")
    customer_name = fields.Char(string="Title for the customer", translate=True)
    customer_summary = fields.Html(string="Summary for the customer", translate=True)
    note = fields.Html(string="Internal notes", translate=True)
    objective_ids = fields.One2many(
        comodel_name="relationship.plan.template.objective",
        inverse_name="template_id",
        string="Objectives",
        copy=True,
    )
    action_ids = fields.One2many(
        comodel_name="relationship.plan.template.action",
        inverse_name="template_id",
        string="Actions",
        copy=True,
    )

    _duration_sensible = models.Constraint(
        "CHECK(duration_days BETWEEN 1 AND 3650)",
        "A plan lasts between one day and ten years.",
    )
