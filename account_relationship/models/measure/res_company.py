from odoo import fields, models

from ..shared.res_company import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_measured_on = fields.Datetime(
        string="Customer account numbers as of",
        readonly=True,
        help="When the numbers of all customer accounts were computed last.",
        groups=INTERNAL,
    )
    relationship_measured_for = fields.Date(
        string="Day of the customer account numbers",
        readonly=True,
        help="Today, when the numbers of all customer accounts were computed last.",
        groups=INTERNAL,
    )

    def _get_measured_day(self):
        """The day the numbers of the company's accounts are for."""
        # sudo: it tells when numbers were computed
        return self.sudo().relationship_measured_for or self._get_relationship_today()
