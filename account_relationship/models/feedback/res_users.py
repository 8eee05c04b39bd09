from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _relationship_answered(self, path=""):
        """What record rules ask for, with the path to the feedback.

        As :meth:`RelationshipFeedback._get_answered_domain`; the user is known to them.
        """
        return self.env["relationship.feedback"]._get_answered_domain(path)
