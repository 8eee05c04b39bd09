from odoo import api, models
from odoo.tools import SQL


class RelationshipRetention(models.AbstractModel):
    """The same figures of each product category."""

    _inherit = "relationship.retention"

    @api.model
    def _get_category_sales(self, before, after, accounts=None):
        """The query of what was sold in two windows, by customer and category.

        :return: SQL of a query with ``partner_id``, ``category_id``, ``sold_before``
            and ``sold_after``; a pair may stand more than once
        """
        revenue = self.env["relationship.revenue"]
        customers, company = self._get_customers(accounts), self.env.company.id
        return SQL(
            """
            SELECT partner_id, category_id, amount AS sold_before, 0 AS sold_after
              FROM (%s) AS earlier WHERE company_id = %s
             UNION ALL
            SELECT partner_id, category_id, 0, amount
              FROM (%s) AS later WHERE company_id = %s
            """,
            *(revenue._get_sold(*before, customers), company),
            *(revenue._get_sold(*after, customers), company),
        )

    @api.model
    def _get_category_movements(self, before, after, accounts=None):
        """The query of each customer's movement in each category.

        As :meth:`_get_movements`; new is who never had bought of the category, by
        months, so the windows are whole months.

        :return: SQL of a query with ``partner_id``, ``category_id``, ``sales_before``,
            ``sales_after``, ``movement`` and ``is_first_year``
        """
        return SQL(
            """
            SELECT partner_id, category_id, sales_before, sales_after, %(moved)s
              FROM (SELECT partner_id, category_id,
                           GREATEST(SUM(sold_before), 0) AS sales_before,
                           GREATEST(SUM(sold_after), 0) AS sales_after
                      FROM (%(sold)s) AS sold
                     GROUP BY 1, 2) AS added
              LEFT JOIN (%(first)s) AS first
                ON first.buyer_id = partner_id AND first.kind = COALESCE(category_id, 0)
             WHERE sales_before > 0 OR sales_after > 0
            """,
            sold=self._get_category_sales(before, after, accounts),
            first=self._get_first_months(accounts),
            moved=self._get_movement(SQL("first.month"), before, after),
        )

    @api.model
    def _get_first_months(self, accounts):
        """The query of first months of each category: ``buyer_id, kind, month``."""
        return SQL(
            """
            SELECT partner_id AS buyer_id, COALESCE(category_id, 0) AS kind,
                   MIN(month) AS month
              FROM (%s) AS fact
             WHERE company_id = %s AND amount > 0
             GROUP BY 1, 2
            """,
            self.env["relationship.revenue"]._get_facts(self._get_customers(accounts)),
            self.env.company.id,
        )
