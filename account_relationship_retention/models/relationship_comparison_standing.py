from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .relationship_comparison import DAY, MOVED, YEAR

#: So many closed months each have a standing comparison.
MONTHS = 24
#: Raised when rows are made in another way: then all are made anew.
WAY = 1


class RelationshipComparison(models.Model):
    """The comparisons that are made at night: closed months, which rarely change."""

    _inherit = "relationship.comparison"

    basis = fields.Char(
        readonly=True,
        copy=False,
        help="What its rows were made of: as long as it is the same, they are.",
    )

    @api.model
    def _cron_refresh(self):
        """Make the standing comparisons at night, company by company."""
        companies = self.env["res.company"]._get_all_companies()
        self.env["ir.cron"]._work_off(companies, self._refresh_standing)
        known = SQL("SELECT id FROM relationship_comparison")
        for name in MOVED:
            self.env[name]._drop(SQL("comparison_id NOT IN (%s)", known))

    @api.model
    def _refresh_standing(self, company):
        """Make those of a company that are missing, and bring all up to date."""
        retention = self.env["relationship.retention"].with_company(company)
        end = retention._get_last_closed_day()
        first = end.replace(day=1)
        months = [first - relativedelta(months=ago) for ago in range(MONTHS)]
        # sudo: nobody makes standing ones but the night
        comparisons = self.sudo().search(
            [("company_id", "=", company.id), ("month", "!=", False)]
        )
        comparisons.filtered(lambda one: one.month not in months).unlink()
        comparisons = comparisons.exists()
        missing = set(months).difference(comparisons.mapped("month"))
        comparisons |= comparisons.create(
            [
                {
                    "company_id": company.id,
                    "month": month,
                    **self._get_year_values(month + relativedelta(months=1) - DAY),
                }
                for month in sorted(missing)
            ]
        )
        comparisons._fill_changed(company)

    @api.model
    def _get_year_values(self, end):
        """The windows of the 12 months up to a month's end and the 12 before."""
        after_start = end + DAY - YEAR
        return {
            "before_start": after_start - YEAR,
            "before_end": after_start - DAY,
            "after_start": after_start,
            "after_end": end,
        }

    def _fill_changed(self, company):
        """Bring those up to date that are made of other sales or purchases by now."""
        bought = self._keep_bought(company)
        bases = self._get_bases(company, bought)
        for comparison in self:
            if comparison.basis != bases[comparison.id]:
                comparison._fill_rows(bought)
                comparison.basis = bases[comparison.id]

    def _get_bases(self, company, bought):
        """``{id: basis}``: sums of hashes of the sales in the windows and of all
        purchase days up to their end.

        :param bought: the query of purchase days, of the company
        """
        query = SQL(
            """
            WITH sold AS MATERIALIZED (
                SELECT month, COUNT(*) AS n,
                       SUM(hash_numeric_extended(amount,
                           partner_id * 1000003::bigint + COALESCE(category_id, 0))
                       ) AS hash
                  FROM (%(facts)s) AS fact WHERE company_id = %(company)s
                 GROUP BY month),
            bought AS MATERIALIZED (
                SELECT date_trunc('month', day::timestamp)::date AS month,
                       COUNT(*) AS n,
                       SUM(hash_numeric_extended(partner_id, day - DATE '2000-01-01'))
                           AS hash
                  FROM (%(bought)s) AS bought GROUP BY 1)
            SELECT comparison.id, concat_ws(' ', %(way)s, %(first_new)s,
                   (SELECT concat_ws(' ', SUM(n), SUM(hash)) FROM sold
                     WHERE month BETWEEN before_start AND before_end
                        OR month BETWEEN after_start AND after_end),
                   (SELECT concat_ws(' ', SUM(n), SUM(hash)) FROM bought
                     WHERE month <= after_end))
              FROM relationship_comparison AS comparison
             WHERE comparison.id = ANY(%(ids)s)
            """,
            facts=self.env["relationship.revenue"]._get_facts(),
            company=company.id,
            bought=bought,
            way=str(WAY),
            first_new=str(company._get_first_new_day()),
            ids=self.ids,
        )
        return dict(self.env.execute_query(query))
