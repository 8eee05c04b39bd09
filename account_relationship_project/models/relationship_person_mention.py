from odoo import api, models
from odoo.tools import SQL


class RelationshipPersonMention(models.AbstractModel):
    _inherit = "relationship.person.mention"

    @api.model
    def _get_other_texts(self, accounts):
        """Tasks have the words of their feedback, and so has who got them."""
        tasks = SQL(
            "(SELECT id FROM project_task WHERE relationship_feedback_id IN ("
            "SELECT id FROM relationship_feedback WHERE account_id = ANY(%s)))",
            accounts.ids,
        )
        return [
            *super()._get_other_texts(accounts),
            ("project_task", ["name", "description"], SQL("id IN %s", tasks)),
            *self._get_texts_on("project.task", tasks),
        ]
