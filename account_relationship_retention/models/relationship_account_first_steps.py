from odoo import api, models


class RelationshipAccount(models.Model):
    _inherit = "relationship.account"

    @api.model
    def action_first_step(self, key):
        if key == "retention" and self._is_for_first_steps():
            return self.env["ir.actions.act_window"]._for_xml_id(
                "account_relationship_retention.relationship_retention_start_action"
            )
        return super().action_first_step(key)

    @api.model
    def _get_first_steps(self):
        """How customers are counted, until the company has answered."""
        steps = super()._get_first_steps()
        # sudo: whether it was answered
        if self.env.company.sudo().relationship_retention_asked:
            return steps
        step = {
            "key": "retention",
            "title": self.env._("Start with retention"),
            "help": self.env._("See who stays, and say how they are counted."),
            "words": self.env._("3 questions"),
            "is_done": False,
        }
        return [*steps, step]
