from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep

DAY = relativedelta(days=1)
#: So many buy both, before it says anything.
ENOUGH_OF_BOTH = 10
#: So many are proposed to one customer.
AT_MOST = 3


class RelationshipWhitespaceFinder(models.AbstractModel):
    """What a customer could buy, found in what this one and the others bought.

    Each is found by statements for all accounts of ``env.company`` at once, in amounts
    of its currency; the formulas are those of METRICS.md. They are figures of all
    customers, whoever asks: what shows them says to whom.
    """

    _name = "relationship.whitespace.finder"
    _description = "Finder of sales potential"

    @api.model
    def _get_line_watch(self, today, accounts=None):
        """What customers who still buy no longer buy, or buy less of.

        :param today: last day that counts, a date
        :param accounts: which ones; all active ones of the company by default
        :return: a list of dicts, by account and category: ``account_id``,
            ``category_id``, ``kind`` (``lapsed`` or ``shrinking``), ``last_day``,
            ``longest_pause`` (months) and ``amount`` (a year, at stake), see
            ``_get_line_watch`` of ``relationship.retention``
        """
        return self.env["relationship.retention"]._get_line_watch(today, accounts)

    @api.model
    def _get_never_bought(self, today, accounts=None):
        """What customers do not buy, but comparable ones do.

        Of the 24 months up to a day. A customer *buys* a category whose net sales are
        above 0. Comparable are customers with as many other categories, without the
        two that are looked at: a class, of several numbers from 8 on, see
        :meth:`_keep_classes`. Who buys one (*because*) could buy the other when at
        least 20 customers buy the one, 10 of them both, and the lower bound (Wilson,
        95 %) of their share is above 1.2 times what customers of their classes would
        make it.

        Not looked at are categories without a product for sale or of which nothing was
        sold in 12 months, and customers who bought nothing or are lost.

        :param today: last day that counts, a date
        :param accounts: for which ones; all active ones of the company by default
        :return: a list of dicts, by account, the surest first, at most three for each:
            ``account_id``, ``category_id``, ``because_category_id``, ``n_a`` (customers
            who buy that one), ``n_ab`` (who buy both), ``lower`` (the bound, a share of
            1), ``expected`` (the share it would be), ``amount_median`` and
            ``amount_p75`` (what customers of the same class who buy it spend on it in
            12 months; ``None`` when none of them bought it in these)
        """
        self.env["relationship.retention"]._flush()
        self.env["product.template"].flush_model(["active", "sale_ok", "categ_id"])
        self.env["product.category"].flush_model(["parent_path"])
        self._keep_bought(today)
        rows = self.env.execute_query_dict(self._get_never_bought_query(accounts))
        round_amount = self.env.company.currency_id.round
        for row in rows:
            for name in ("amount_median", "amount_p75"):
                if row[name] is not None:
                    row[name] = round_amount(row[name])
        return rows

    @api.model
    def _get_never_bought_query(self, accounts=None):
        """The query of :meth:`_get_never_bought`, once :meth:`_keep_bought` was."""
        found = keep(
            self.env.cr, "relationship_not_bought", self._get_missing(accounts)
        )
        return SQL(
            """
            SELECT account_id, category_id, because_category_id, n_a, n_ab, lower,
                   expected, amount_median, amount_p75
              FROM (%(found)s) AS found
              LEFT JOIN (%(amounts)s) AS amount
                USING (category_id, because_category_id, class)
             ORDER BY account_id, place
            """,
            found=found,
            amounts=self._get_amounts(found),
        )

    # ------------------------------------------------------------
    # Who buys what
    # ------------------------------------------------------------

    @api.model
    def _keep_bought(self, today, lost=None):
        """Keep what accounts bought, their classes, and how many bought both of two.

        :param lost: the query of ids of accounts that are lost, if known already
        """
        cr = self.env.cr
        # PostgreSQL knows how many there are before it joins them with the categories:
        # it would take thousands for a few, and go through all of these for each.
        sales = keep(cr, "relationship_bought_sale", self._get_sales(today))
        bought = keep(cr, "relationship_bought", self._get_bought(sales, today, lost))
        self._keep_classes()
        keep(cr, "relationship_bought_pair", self._get_bought_together(bought))

    @api.model
    def _get_bought(self, sales, today, lost=None):
        """The query of what accounts bought: ``account_id, category_id``.

        ``size`` is how many categories the account bought, ``year_amount`` what it
        spent on this one in 12 months.

        :param sales: the query of :meth:`_get_sales`
        """
        return SQL(
            """
            WITH line AS MATERIALIZED (%(lines)s),
                 sold AS MATERIALIZED (
                     SELECT partner_id, line_id AS category_id,
                            SUM(sold_before + sold_after) AS amount,
                            SUM(sold_after) AS year_amount
                       FROM (%(sales)s) AS sale
                       JOIN line USING (category_id)
                      GROUP BY 1, 2)
            SELECT account.id AS account_id, category_id,
                   (COUNT(*) OVER (PARTITION BY account.id))::int AS size,
                   GREATEST(year_amount, 0) AS year_amount
              FROM sold
              JOIN relationship_account AS account
                ON account.partner_id = sold.partner_id
               AND account.company_id = %(company)s AND account.active
             WHERE amount > 0
               AND category_id IN (SELECT category_id FROM sold WHERE year_amount > 0)
               AND category_id IN (%(for_sale)s)
               AND account.id NOT IN (%(lost)s)
            """,
            lines=self.env["res.company"]._get_category_lines(),
            sales=sales,
            company=self.env.company.id,
            for_sale=self._get_for_sale(),
            lost=lost or self._get_lost(today),
        )

    @api.model
    def _get_sales(self, today):
        """The query of sales of two years: ``sold_after`` is of the last one."""
        start = today - relativedelta(years=1) + DAY
        before = (today - relativedelta(months=24) + DAY, start - DAY)
        retention = self.env["relationship.retention"]
        return retention._get_category_sales(before, (start, today))

    @api.model
    def _get_for_sale(self):
        """The query of those of ``line`` with a product for sale."""
        return SQL(
            """
            SELECT line_id
              FROM line
              JOIN product_template AS product ON product.categ_id = line.category_id
             WHERE product.active AND product.sale_ok
               AND %s
            """,
            self.env.company._may_use_sql("product"),
        )

    @api.model
    def _get_alive_categories(self, today):
        """The query of ids of categories with a product for sale that somebody bought.

        In the last 12 months, by months.
        """
        return SQL(
            """
            WITH line AS MATERIALIZED (%s)
            SELECT DISTINCT line_id
              FROM (%s) AS fact
              JOIN line USING (category_id)
             WHERE company_id = %s AND amount > 0 AND month >= %s AND month <= %s
               AND line_id IN (%s)
            """,
            self.env["res.company"]._get_category_lines(),
            self.env["relationship.revenue"]._get_facts(),
            self.env.company.id,
            *((today - relativedelta(years=1)).replace(day=1), today),
            self._get_for_sale(),
        )

    @api.model
    def _get_lost(self, today):
        """The query of ids of accounts that are lost by their own rhythm."""
        retention = self.env["relationship.retention"]
        return SQL(
            "SELECT account_id FROM (%s) AS rhythm WHERE state = 'lost'",
            retention._get_rhythm_query(today),
        )

    @api.model
    def _get_bought_together(self, bought):
        """The query of how many accounts bought two categories, by their size.

        ``first_id`` is below ``second_id``. What few bought says nothing with any.
        """
        return SQL(
            """
            WITH often AS MATERIALIZED (
                SELECT account_id, category_id, size
                  FROM (SELECT *, COUNT(*) OVER (PARTITION BY category_id) AS number
                          FROM (%s) AS bought) AS counted
                 WHERE number >= %s)
            SELECT one.category_id AS first_id, other.category_id AS second_id,
                   one.size, COUNT(*) AS number
              FROM often AS one
              JOIN often AS other ON other.account_id = one.account_id
               AND other.category_id > one.category_id
             GROUP BY 1, 2, 3
            """,
            *(bought, ENOUGH_OF_BOTH),
        )

    # ------------------------------------------------------------
    # For whom, and how much
    # ------------------------------------------------------------

    @api.model
    def _get_missing(self, accounts=None):
        """The query of what accounts do not buy, the surest reason for each.

        The columns of :meth:`_get_rules`, ``account_id``, ``class`` and ``place``.
        """
        chosen = SQL("TRUE")
        if accounts is not None:
            chosen = SQL("bought.account_id = ANY(%s::int[])", accounts.ids)
        rules = keep(self.env.cr, "relationship_bought_rule", self._get_rules())
        return SQL(
            """
            SELECT *
              FROM (SELECT best.*,
                           ROW_NUMBER() OVER (
                               PARTITION BY account_id
                               ORDER BY lower DESC, category_id) AS place
                      FROM (SELECT DISTINCT ON (bought.account_id, rule.category_id)
                                   bought.account_id, rule.*,
                                   class.class
                              FROM relationship_bought AS bought
                              JOIN relationship_bought_class AS class
                                ON class.number = bought.size - 1
                              JOIN (%(rules)s) AS rule
                                ON rule.because_category_id = bought.category_id
                              LEFT JOIN relationship_bought AS other
                                ON other.account_id = bought.account_id
                               AND other.category_id = rule.category_id
                             WHERE other.account_id IS NULL AND %(chosen)s
                             ORDER BY bought.account_id, rule.category_id,
                                      rule.lower DESC, rule.because_category_id)
                           AS best) AS placed
             WHERE place <= %(at_most)s
            """,
            rules=rules,
            chosen=chosen,
            at_most=AT_MOST,
        )

    @api.model
    def _get_amounts(self, found):
        """The query of what those of a class who buy it spend on it in 12 months."""
        return SQL(
            """
            SELECT wanted.category_id, wanted.because_category_id, wanted.class,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY buyer.year_amount)
                       AS amount_median,
                   PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY buyer.year_amount)
                       AS amount_p75
              FROM (SELECT DISTINCT category_id, because_category_id, class
                      FROM (%(found)s) AS found) AS wanted
              JOIN relationship_bought AS buyer
                ON buyer.category_id = wanted.category_id
              LEFT JOIN relationship_bought AS other
                ON other.account_id = buyer.account_id
               AND other.category_id = wanted.because_category_id
              JOIN relationship_bought_class AS class
                ON class.number = buyer.size - 1 - (other.account_id IS NOT NULL)::int
               AND class.class = wanted.class
             WHERE buyer.year_amount > 0
             GROUP BY 1, 2, 3
            """,
            found=found,
        )
