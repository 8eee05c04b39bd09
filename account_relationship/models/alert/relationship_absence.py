from odoo import models


class RelationshipAbsence(models.Model):
    """Once somebody stands in, or nobody goes away, nobody is missing."""

    _inherit = "relationship.absence"

    def write(self, vals):
        users = self.user_id
        result = super().write(vals)
        if vals.keys() & {"state", "user_id", "substitute_id", "date_from"}:
            # sudo: customers of the absent person, whoever plans the absence
            accounts = self.env["relationship.account"].sudo()
            managers = (users | self.user_id).ids
            accounts.search([("manager_id", "in", managers)])._look_again("no_stand_in")
        return result
