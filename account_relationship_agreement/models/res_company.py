from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_arr_closed_until = fields.Date(
        string="Recurring revenue closed until",
        readonly=True,
        groups="base.group_user",
        help="The last day of the last month whose recurring revenue is kept as it was "
        "when the month was over. What is corrected later shows in the open month.",
    )
