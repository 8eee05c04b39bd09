from odoo import api, fields, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    # Whichever addon touches both ends last says what the database does when a group
    # is deleted: it stays as Mail, without which we are not, has made it.
    groups = fields.Many2many(ondelete="cascade")

    @api.model
    def _eval_context(self):
        """Rules may ask for the ladder of rights on accounts."""
        accounts = self.env["relationship.account"]
        return super()._eval_context() | {
            "relationship_ladder": accounts._get_ladder_domain
        }
