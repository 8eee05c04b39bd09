from odoo import api, models


class RelationshipDay(models.AbstractModel):
    _inherit = "relationship.day"

    @api.model
    def _describe_alert(self, alert):
        """Beside the reason's own button: the playbook that can be started, or none."""
        playbook = alert.has_playbook and {
            "method": "run_playbook",
            "label": self.env._("Start playbook"),
            "model": alert._name,
            "id": alert.id,
        }
        return {**super()._describe_alert(alert), "playbook": playbook}
