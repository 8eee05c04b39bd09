from odoo import api, models
from odoo.tools import SQL


class RelationshipPersonMention(models.AbstractModel):
    _inherit = "relationship.person.mention"

    @api.model
    def _get_other_texts(self, accounts):
        """Opportunities have the words of their feedback, and so has who got them."""
        leads = SQL(
            "(SELECT lead_id FROM relationship_feedback WHERE account_id = ANY(%s))",
            accounts.ids,
        )
        return [
            *super()._get_other_texts(accounts),
            ("crm_lead", ["name", "description"], SQL("id IN %s", leads)),
            *self._get_texts_on("crm.lead", leads),
        ]
