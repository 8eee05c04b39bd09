from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """What a contact bought is revenue of the company it belongs to now."""

    _inherit = "res.partner"

    def _write_multi(self, vals_list):
        revenue = self.env["relationship.revenue"]
        own = SQL("partner.id = ANY(%s)", self.ids)
        with revenue._watch(vals_list, {"commercial_partner_id"}, own):
            return super()._write_multi(vals_list)
