from odoo import api, fields, models

from odoo.addons.account_relationship.choices import check_numbers


class RelationshipTier(models.Model):
    _inherit = "relationship.tier"

    purchase_months = fields.Integer(
        string="Lost after (months)",
        default=12,
        required=True,
        help="A customer without a rhythm of its own counts as lost when it bought "
        "nothing for so many months.",
    )

    _purchase_months_positive = models.Constraint(
        "CHECK(purchase_months > 0)",
        "Customers are not lost the month they bought.",
    )

    @api.constrains("purchase_months")
    def _check_purchase_months(self):
        check_numbers(self, "purchase_months", most=120)
