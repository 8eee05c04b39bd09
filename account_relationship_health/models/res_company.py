from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_show_health_score = fields.Boolean(
        string="Show the health score",
        default=True,
        groups="base.group_user",
        help="Without it customers have a word for their health, and its reasons, and "
        "no number.",
    )
