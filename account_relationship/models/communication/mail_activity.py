from odoo import models


class MailActivity(models.Model):
    """A call or meeting that was held is a touch at once."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        held = self.exists().filtered(
            lambda activity: (
                activity.activity_type_id.category in ("phonecall", "meeting")
            )
        )
        held._get_customer_accounts()._refresh_touches(is_contact=True)
        return result

    def _get_customer_accounts(self):
        """The accounts of the documents the activities are about."""
        # sudo: whoever calls a customer need not be allowed to read its account
        accounts = self.env["relationship.account"].sudo()
        for model, activities in (
            self.filtered("res_model").grouped("res_model").items()
        ):
            # sudo: as above; only the customer of the document is looked at
            documents = self.env[model].sudo().browse(activities.mapped("res_id"))
            path = accounts._get_account_path(model)
            if path is not None:
                accounts |= documents.exists().mapped(path)
        return accounts
