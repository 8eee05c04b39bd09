from odoo import api, models


class RelationshipDay(models.AbstractModel):
    _inherit = "relationship.day"

    @api.model
    def _describe_alert(self, alert):
        """A playbook can be started from the row, behind the reason's own button."""
        row = super()._describe_alert(alert)
        if alert.has_playbook:
            label = self.env._("Start playbook")
            row["buttons"].append(self._get_button("action_start_playbook", label))
        return row
