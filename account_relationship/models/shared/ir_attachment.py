from odoo import api, models
from odoo.exceptions import AccessError

#: What a file is, and where it belongs.
FILE_FIELDS = {
    *("name", "raw", "datas", "db_datas", "store_fname", "checksum", "file_size"),
    *("mimetype", "type", "url", "res_model", "res_id", "res_field"),
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """What customers sent stays as they sent it, whoever may change the record."""
        if not self.env.su and FILE_FIELDS & vals.keys():
            self._check_sent_by_customer()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_what_customers_sent(self):
        # With all rights go the files of records that are deleted as a whole, and of
        # people who are to be forgotten.
        if not self.env.su:
            self._check_sent_by_customer()

    def _delete_and_notify(self, message=None):
        # The button of the chatter comes with all rights, as it has looked at those on
        # the record before.
        self._check_sent_by_customer()
        return super()._delete_and_notify(message)

    def _check_sent_by_customer(self):
        # sudo: whose message a file came with, for whoever may change the file
        messages = self.env["mail.message"].sudo()
        sent = messages.search(
            [
                ("attachment_ids", "in", self.ids),
                ("model", "=like", "relationship.%"),
            ]
        )
        if any(message._is_said_by_customer() for message in sent):
            raise AccessError(
                self.env._("What customers sent us stays as they sent it.")
            )
