from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipMovement(models.Model):
    """Who stayed, grew, shrank, left, came back and is new: a row for each customer.

    Of each comparison; the sum of the differences of all is exactly what sales after
    are more than sales before.
    """

    _name = "relationship.movement"
    _description = "Movement of a customer"
    _inherit = "relationship.movement.mixin"
    _auto = False
    _order = "month desc, difference, id"
    _more_columns = {
        "last_purchase_day": "date",
        "up_category_id": "int",
        "up_amount": "numeric",
        "down_category_id": "int",
        "down_amount": "numeric",
    }

    last_purchase_day = fields.Date(
        string="Last purchase",
        readonly=True,
        help="Up to the end of the later period.",
    )
    up_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Grew most",
        readonly=True,
        help="The product category of which the customer bought more by most.",
    )
    up_amount = fields.Monetary(string="More of it", readonly=True)
    down_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Shrank most",
        readonly=True,
        help="The product category of which the customer bought less by most.",
    )
    down_amount = fields.Monetary(
        string="Less of it", readonly=True, help="An amount below 0."
    )
    loss_reason_id = fields.Many2one(related="account_id.loss_reason_id")
    loss_competitor = fields.Char(related="account_id.loss_competitor")

    @api.model
    def _get_rows(self, comparison, bought, customers):
        retention = self.env["relationship.retention"].with_company(
            comparison.company_id
        )
        before, after = comparison._get_windows()
        return SQL(
            """
            SELECT moved.partner_id, movement, sales_before, sales_after,
                   COALESCE(is_first_year, FALSE) AS is_first_year, last_purchase_day,
                   up_category_id, up_amount, down_category_id, down_amount
              FROM (%(moved)s) AS moved
              LEFT JOIN (SELECT partner_id, MAX(day) AS last_purchase_day
                           FROM (%(bought)s) AS bought
                          WHERE day <= %(end)s
                          GROUP BY partner_id) AS last USING (partner_id)
              LEFT JOIN (%(extremes)s) AS extreme USING (partner_id)
            """,
            moved=retention._get_movements(before, after, customers, bought),
            bought=bought,
            end=after[1],
            extremes=self._get_extremes(retention, before, after, customers),
        )

    @api.model
    def _get_extremes(self, retention, before, after, customers):
        """The query of the categories each customer bought more and less of by most."""
        return SQL(
            """
            SELECT partner_id,
                   (ARRAY_AGG(category_id ORDER BY change DESC, category_id)
                        FILTER (WHERE change > 0))[1] AS up_category_id,
                   MAX(change) FILTER (WHERE change > 0) AS up_amount,
                   (ARRAY_AGG(category_id ORDER BY change, category_id)
                        FILTER (WHERE change < 0))[1] AS down_category_id,
                   MIN(change) FILTER (WHERE change < 0) AS down_amount
              FROM (SELECT partner_id, category_id,
                           SUM(sold_after) - SUM(sold_before) AS change
                      FROM (%s) AS sold
                     GROUP BY 1, 2) AS changed
             GROUP BY partner_id
            """,
            retention._get_category_sales(before, after, customers),
        )

    def action_open_account(self):
        """Open the customer account, or the contact of a customer without one."""
        self.ensure_one()
        self.check_access("read")
        return (self.account_id or self.partner_id).get_formview_action()
