from odoo import api, fields, models
from odoo.fields import Command

from ...people import check_words


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

    @api.constrains("name", "customer_name")
    def _check_words(self):
        check_words(self, "name", "customer_name")

    def copy(self, default=None):
        """Lines refer to each other, not to those of the template they come from."""
        copies = super().copy(default)
        for template, copied in zip(self, copies, strict=True):
            objectives = dict(
                zip(template.objective_ids, copied.objective_ids, strict=True)
            )
            actions = dict(zip(template.action_ids, copied.action_ids, strict=True))
            for line, twin in actions.items():
                twin.write(
                    {
                        "objective_id": objectives[line.objective_id].id
                        if line.objective_id
                        else False,
                        "after_ids": [
                            Command.set([actions[other].id for other in line.after_ids])
                        ],
                    }
                )
        return copies

    def action_make_plan(self):
        """Start a plan from the template."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New plan"),
            "res_model": "relationship.plan",
            "views": [(False, "form")],
            "context": {"default_template_id": self.id, "default_name": self.name},
        }

    # ------------------------------------------------------------
    # Making a template of a plan
    # ------------------------------------------------------------

    def _count_days(self, start, day):
        """Days after the start: none before it, and what has no date with the end."""
        return max((day - start).days, 0) if day else self.duration_days

    def _take_over(self, plan, start):
        """Add lines for the objectives and actions of a plan."""
        kept_objectives, kept_actions = plan._get_kept()
        lines = self.env["relationship.plan.template.objective"]
        objectives = {
            objective: lines.create(
                {
                    "template_id": self.id,
                    "days_due": self._count_days(start, objective.date_due),
                    **lines._prepare_line(objective),
                }
            )
            for objective in kept_objectives
        }
        lines = self.env["relationship.plan.template.action"]
        made = {
            action: lines.create(
                {
                    "template_id": self.id,
                    "days_due": self._count_days(start, action.date_due),
                    "objective_id": objectives[action.objective_id].id
                    if action.objective_id in objectives
                    else False,
                    **lines._prepare_line(action),
                }
            )
            for action in kept_actions
        }
        for action, line in made.items():
            before = [made[other].id for other in action.after_ids if other in made]
            if before:
                line.after_ids = [Command.set(before)]
