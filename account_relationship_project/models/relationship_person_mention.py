from odoo import api, models
from odoo.tools import SQL


class RelationshipPersonMention(models.AbstractModel):
    _inherit = "relationship.person.mention"

    @api.model
    def _get_other_texts(self, accounts):
        """Tasks have the words of their feedback."""
        return [
            *super()._get_other_texts(accounts),
            (
                "project_task",
                ["name", "description"],
                SQL(
                    "relationship_feedback_id IN (SELECT id"
                    " FROM relationship_feedback WHERE account_id = ANY(%s))",
                    accounts.ids,
                ),
            ),
        ]
