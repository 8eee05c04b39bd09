from odoo import models

from .relationship_action_reminder import OWN


class MailActivity(models.Model):
    """Whoever ticks off the to-do of an action has done the action."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        kind = self.env.ref(OWN, raise_if_not_found=False)
        own = self.exists().filtered(
            lambda activity: (
                activity.res_model == "relationship.action"
                and activity.activity_type_id == kind
            )
        )
        actions = self.env["relationship.action"].browse(own.mapped("res_id"))
        actions.exists().filtered(lambda action: action._is_open()).action_done()
        return result
