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
        """How customers are counted, which each company is asked once."""
        # sudo: whether it was answered
        is_done = self.env.company.sudo().relationship_retention_asked
        return [
            *super()._get_first_steps(),
            {
                "key": "retention",
                "title": self.env._("Start with retention"),
                "help": self.env._("See who stays, and say how they are counted."),
                "words": self.env._("answered")
                if is_done
                else self.env._("3 questions"),
                "is_done": is_done,
            },
        ]
