from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...people import check_words


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
        copy=False,
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

    @api.constrains("name", "customer_name")
    def _check_words(self):
        check_words(self, "name", "customer_name")

    @api.constrains("after_ids", "objective_id", "template_id")
    def _check_belongs_together(self):
        if self._has_cycle("after_ids"):
            raise ValidationError(
                self.env._(
                    "These actions would wait for each other. "
                    "Take out one of those they come after."
                )
            )
        for line in self:
            others = line.after_ids.template_id | line.objective_id.template_id
            if others - line.template_id:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” refers to another template. "
                        "Choose an objective and actions of its own.",
                        action=line.name,
                    )
                )

    # ------------------------------------------------------------
    # Making actions
    # ------------------------------------------------------------

    def _prepare_action(self, start):
        """The action of a plan that starts then."""
        return {
            "name": self.name,
            "sequence": self.sequence,
            "side": self.side,
            "date_due": start + relativedelta(days=self.days_due),
            "is_shared": self.is_shared,
            "customer_name": self.customer_name,
            "note": self.note,
            "origin": "template",
        }

    @api.model
    def _prepare_line(self, action):
        """The line that would make such an action."""
        return {
            "name": action.name,
            "sequence": action.sequence,
            "side": action.side,
            "is_shared": action.is_shared,
            "customer_name": action.customer_name,
            "note": action.note,
        }
