from odoo import fields, models

from ..shared.res_company import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_touched_at = fields.Datetime(
        string="Customer contacts as of",
        readonly=True,
        groups=INTERNAL,
    )
