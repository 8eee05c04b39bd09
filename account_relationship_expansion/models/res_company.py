from odoo import api, fields, models
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_category_level = fields.Integer(
        string="Product categories down to level",
        default=2,
        groups="base.group_user",
        help="What is below this level of the tree of product categories counts for "
        "the category above it: 1 is the top.",
    )
    relationship_potential_floor = fields.Monetary(
        string="No sales potential below",
        default=100.0,
        currency_field="currency_id",
        groups="base.group_user",
        help="What is worth less than this in 12 months is not proposed.",
    )
    relationship_margin_percent = fields.Float(
        string="Little margin is below (%)",
        groups="base.group_user",
        help="Ideas of product categories whose orders of 12 months left less are "
        "flagged, where margins are known.",
    )
    relationship_return_percent = fields.Float(
        string="Returning much is above (%)",
        default=20.0,
        groups="base.group_user",
        help="Credit notes of 12 months, of what was invoiced in these. What such "
        "customers never bought is flagged, and no reason of My Day. 0: of nobody.",
    )
    relationship_discount_percent = fields.Float(
        string="A discount is from (%)",
        default=15.0,
        groups="base.group_user",
        help="Customers who buy 80 % or more at such a discount are flagged, too. 0: "
        "nobody.",
    )

    _relationship_caution_percents = models.Constraint(
        "CHECK(relationship_margin_percent BETWEEN -100 AND 100"
        " AND relationship_return_percent BETWEEN 0 AND 100"
        " AND relationship_discount_percent BETWEEN 0 AND 100)",
        "Limits of returns and discounts are 0 to 100 %, of margins -100 to 100 %.",
    )
    _relationship_category_level_positive = models.Constraint(
        "CHECK(relationship_category_level >= 1)",
        "The top of the tree of product categories is level 1.",
    )
    _relationship_potential_floor_positive = models.Constraint(
        "CHECK(relationship_potential_floor >= 0)",
        "What is proposed is worth 0 or more.",
    )

    @api.model
    def _get_category_lines(self):
        """SQL of a query of the category each counts for: ``category_id, line_id``.

        Of the company worked in. What stands higher than the level is its own.
        """
        # sudo: a number of the settings, whoever asks for figures
        level = self.env.company.sudo().relationship_category_level or 1
        return SQL(
            """
            SELECT id AS category_id,
                   COALESCE(NULLIF(SPLIT_PART(parent_path, '/', %s), '')::int, id)
                       AS line_id
              FROM product_category
            """,
            level,
        )
