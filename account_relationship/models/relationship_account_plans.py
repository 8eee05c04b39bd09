from odoo import fields, models

from .relationship_plan import RUNNING


class RelationshipAccountPlans(models.AbstractModel):
    """The action plans of an account."""

    _name = "relationship.account.plans"
    _description = "Action plans of a customer account"

    plan_ids = fields.One2many(
        comodel_name="relationship.plan", inverse_name="account_id", string="Plans"
    )
    running_plan_count = fields.Integer(
        string="Running plans", compute="_compute_running_plan_count"
    )

    def _compute_running_plan_count(self):
        """Plans that are drafted, agreed or under way, as the user may see them."""
        plans = self.env["relationship.plan"]
        counts = {}
        if plans.has_access("read"):
            counts = dict(
                plans._read_group(
                    [
                        ("account_id", "in", self.ids),
                        ("state", "in", ("draft", *RUNNING)),
                    ],
                    ["account_id"],
                    ["__count"],
                )
            )
        for account in self:
            account.running_plan_count = counts.get(account._origin, 0)

    def action_view_plans(self):
        """Open the plans with the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_plan_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {
            "default_account_id": self.id,
            "search_default_running": 1,
        }
        return action
