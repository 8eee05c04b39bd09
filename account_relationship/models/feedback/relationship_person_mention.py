from odoo import api, models
from odoo.tools import SQL


class RelationshipPersonMention(models.AbstractModel):
    _inherit = "relationship.person.mention"

    @api.model
    def _get_other_texts(self, accounts):
        """Opportunities have the words of their feedback."""
        return [
            *super()._get_other_texts(accounts),
            (
                "crm_lead",
                ["name", "description"],
                SQL(
                    "id IN (SELECT lead_id FROM relationship_feedback"
                    " WHERE account_id = ANY(%s))",
                    accounts.ids,
                ),
            ),
        ]
