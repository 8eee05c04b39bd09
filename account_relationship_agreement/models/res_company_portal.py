from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_share_agreements = fields.Boolean(
        string="Customers see their agreements",
        groups="base.group_user",
        help="Customers who log in see what runs of what is agreed with them, unless "
        "an agreement is not shown to the customer, and can ask to talk about the "
        "renewal.",
    )
