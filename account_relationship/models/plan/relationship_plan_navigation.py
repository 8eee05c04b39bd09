from odoo import models


class RelationshipPlan(models.Model):
    """Where one goes from a plan."""

    _inherit = "relationship.plan"

    def action_view_account(self):
        """Open the account of the customer."""
        self.ensure_one()
        return self.account_id.get_formview_action()

    def action_view_actions(self):
        """Open the actions of the plan."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_action_action"
        )
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {
            "default_plan_id": self.id,
            "default_account_id": self.account_id.id,
            "default_is_shared": self.is_shared,
        }
        return action
