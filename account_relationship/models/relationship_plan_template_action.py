from odoo import fields, models


class RelationshipPlanTemplateAction(models.Model):
    """An action that plans made from a template get."""

    _name = "relationship.plan.template.action"
    _description = "Action of an action plan template"
    _order = "template_id, days_due, sequence, id"

    name = fields.Char(string="Action", required=True, translate=True)
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
    objective_id = fields.Many2one(
        comodel_name="relationship.plan.template.objective",
        index="btree_not_null",
        ondelete="set null",
        domain="[('template_id', '=', template_id)]",
    )
    side = fields.Selection(
        selection=[("ours", "Ours"), ("theirs", "The customer's")],
        default="ours",
        required=True,
    )
    days_due = fields.Integer(
        string="Due after days", help="Days after the start of the plan."
    )
    after_ids = fields.Many2many(
        comodel_name="relationship.plan.template.action",
        relation="relationship_plan_template_action_after_rel",
        column1="action_id",
        column2="after_id",
        string="After",
        domain="[('template_id', '=', template_id), ('id', '!=', id)]",
        copy=False,
    )
    is_shared = fields.Boolean(string="Shared with the customer")
    customer_name = fields.Char(string="Title for the customer", translate=True)
    note = fields.Text(string="Internal notes", translate=True)

    _days_sensible = models.Constraint(
        "CHECK(days_due IS NULL OR days_due BETWEEN 0 AND 3650)",
        "An action is due between the start of the plan and ten years later.",
    )
