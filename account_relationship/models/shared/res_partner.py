from odoo import models
from odoo.tools.misc import get_lang


class ResPartner(models.Model):
    """How customers are called and written to."""

    _inherit = "res.partner"

    def _get_spoken_names(self):
        """What we call each of them.

        Addresses for invoices and deliveries may have no name: they are called by
        their kind and company.
        """
        return [partner.name or partner.display_name for partner in self]

    def _get_customer_lang(self, customer=None):
        """The language to write to a person in, never that of whoever writes.

        The person's own, else that of the company the person belongs to, else ours.

        :param customer: whose people it is about, where the person is not known
        :return: code of a language that is installed
        """
        # sudo: whoever writes need not be allowed to read whom it goes to
        person, ours = self[:1].sudo(), self.env.company.sudo().partner_id
        readers = [person, person.commercial_partner_id, customer and customer.sudo()]
        known = [reader.lang for reader in [*readers, ours] if reader and reader.lang]
        return get_lang(self.env, next(iter(known), False)).code
