from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
NOBODY_SAID = _lt("Nobody said")


class RelationshipMovement(models.Model):
    """Who stayed, grew, shrank, left, came back and is new: a row for each customer.

    Of each comparison; the sum of the differences of all is exactly what sales after
    are more than sales before.
    """

    _name = "relationship.movement"
    _description = "Movement of a customer"
    _inherit = "relationship.movement.mixin"
    _auto = False
    _order = "month desc, size desc, id"
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
    loss_reason_id = fields.Many2one(
        related="account_id.loss_reason_id", falsy_value_label=NOBODY_SAID
    )
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

    @api.model
    def _forget_categories(self, categories):
        """Let no row name product categories that go."""
        for name in ("up_category_id", "down_category_id"):
            self.env.cr.execute(
                SQL(
                    "UPDATE relationship_movement SET %(name)s = NULL"
                    " WHERE %(name)s = ANY(%(ids)s)",
                    name=SQL.identifier(name),
                    ids=categories.ids,
                )
            )
        self.invalidate_model()

    def action_ask_loss(self):
        """Ask why the customers left."""
        self.check_access("read")
        accounts = self.account_id
        if not accounts:
            raise UserError(
                self.env._(
                    "Open an account of the customer first: it keeps the reason."
                )
            )
        return accounts.action_ask_loss()
