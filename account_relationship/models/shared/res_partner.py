from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_customer_lang(self):
        """The language in which we write to a contact, or to an address without one.

        The contact's own, else the customer's, else that of whoever writes; English
        where none of them is installed.

        :return: the code of an installed language
        """
        installed = dict(self.env["res.lang"].get_installed())
        # sudo: whoever writes to a contact need not be allowed to read the company
        wanted = (self.lang, self.sudo().commercial_partner_id.lang, self.env.lang)
        return next((lang for lang in wanted if lang in installed), "en_US")
