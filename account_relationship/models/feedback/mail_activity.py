from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _get_heirs(self, accounts, leaving):
        """Of feedback, first whoever leads the team that answers it."""
        heirs = super()._get_heirs(accounts, leaving)
        answering = self.filtered(lambda a: a.res_model == "relationship.feedback")
        # sudo: who leads the team, whoever archives a member
        said = self.env["relationship.feedback"].sudo()
        said = said.browse(answering.mapped("res_id")).grouped("id")
        for activity in answering:
            feedback = said[activity.res_id]
            leader = feedback._get_first_acting(*(feedback.team_id.user_id - leaving))
            heirs[activity] = leader or heirs[activity]
        return heirs
