from odoo import api, models
from odoo.tools import SQL


class RelationshipMeasure(models.AbstractModel):
    """The measures an objective, a score or a report may ask for by name.

    A measure is one small method that returns a query with the columns ``account_id``
    and ``value`` for a set of accounts; a value of NULL, or no row, says that there
    is no data. The formulas are those of METRICS.md. Other addons add theirs in
    :meth:`_get_measures`.
    """

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        """Return ``{key: what the measure is}``.

        ``unit`` is one of money, count, days, percent, score and points; ``better``
        says whether it should go up or down; ``method`` takes the condition on
        ``account`` that says which accounts, the last day that counts and, where
        ``needs_category``, a product category.
        """
        up, down = "up", "down"
        return {
            "revenue_12m": self._describe_measure(
                self.env._("12-month revenue"), "money", up, self._measure_revenue
            ),
            "category_revenue_12m": self._describe_measure(
                self.env._("12-month revenue of a product category"),
                *("money", up, self._measure_category_revenue),
                needs_category=True,
            ),
            "purchases_12m": self._describe_measure(
                self.env._("Purchases in 12 months"),
                "count",
                up,
                self._measure_purchases,
            ),
            "overdue_amount": self._describe_measure(
                self.env._("Overdue amount"), "money", down, self._measure_overdue
            ),
            "days_late_12m": self._describe_measure(
                self.env._("Days late when paying, 12 months"),
                *("days", down, self._measure_days_late),
            ),
            "csat_12m": self._describe_measure(
                self.env._("Satisfied answers, 12 months"),
                "percent",
                up,
                self._measure_csat,
            ),
            "nps_12m": self._describe_measure(
                self.env._("NPS of 12 months"), "points", up, self._measure_nps
            ),
            "recommendation_12m": self._describe_measure(
                self.env._("Recommendation 0 to 10, 12 months"),
                "score",
                up,
                self._measure_recommendation,
            ),
            "open_feedback": self._describe_measure(
                self.env._("Open feedback"), "count", down, self._measure_open_feedback
            ),
        }

    @api.model
    def _describe_measure(self, label, unit, better, method, needs_category=False):
        return {
            "label": label,
            "unit": unit,
            "better": better,
            "method": method,
            "needs_category": needs_category,
        }

    @api.model
    def _measure(self, key, accounts, today=None, category=None):
        """How things stand now, whatever was stored.

        :param key: one of :meth:`_get_measures`
        :param today: last day that counts, a date; that of each company by default
        :return: ``{account id: value, or None without data}``
        """
        # Not everything: this is asked in the middle of computing objectives.
        for name in self._get_measured_models():
            self.env[name].flush_model()
        values = {}
        for day, companies in self._get_days(accounts, today).items():
            scope = self._get_scope(accounts, companies)
            query = self._get_measure_query(key, scope, day, category)
            values.update(self.env.execute_query(query) if query else [])
        return {account.id: values.get(account.id) for account in accounts}

    @api.model
    def _get_measured_models(self):
        """What the measures are made of, so that it is written before they are read."""
        return [
            *("relationship.account", "res.partner", "product.template"),
            *("account.move", "account.move.line", "account.partial.reconcile"),
            *("sale.order", "rating.rating", "mail.message"),
            *("relationship.feedback", "relationship.score", "res.company"),
        ]

    @api.model
    def _get_measure_query(self, key, scope, today, category=None):
        """The query of a measure; none when it lacks the category it needs."""
        measure = self._get_measures()[key]
        if measure["needs_category"] and not category:
            return None
        return SQL(
            "SELECT measured.account_id, measured.value::double precision AS value"
            " FROM (%s) AS measured",
            measure["method"](scope, today, category),
        )

    @api.model
    def _get_year(self, today):
        """First and last day of the 12 months, the same for every measure."""
        return self._get_revenue_periods(today)[0]

    # ------------------------------------------------------------
    # Measures
    # ------------------------------------------------------------

    @api.model
    def _measure_revenue(self, scope, today, category):
        """Net invoiced sales, untaxed, credit notes subtracted."""
        return SQL(
            "SELECT account_id, revenue_12m AS value FROM (%s) AS provided",
            self._provide_revenue(scope, today),
        )

    @api.model
    def _measure_overdue(self, scope, today, category):
        """What remains to be paid of instalments past due."""
        return SQL(
            "SELECT account_id, overdue_amount AS value FROM (%s) AS provided",
            self._provide_overdue(scope, today),
        )

    @api.model
    def _measure_category_revenue(self, scope, today, category):
        """Net invoiced sales of the products of a category and those below it.

        The balance of a line is its untaxed amount in the company's currency.
        """
        start, end = self._get_year(today)
        return SQL(
            """
            SELECT account.id AS account_id, COALESCE(sold.value, 0) AS value
              FROM relationship_account AS account
              LEFT JOIN (
                   SELECT partner.commercial_partner_id, move.company_id,
                          -SUM(line.balance) AS value
                     FROM account_move AS move
                     JOIN res_partner AS partner ON partner.id = move.partner_id
                     JOIN account_move_line AS line
                       ON line.move_id = move.id AND line.display_type = 'product'
                     JOIN product_product AS variant ON variant.id = line.product_id
                     JOIN product_template AS product
                       ON product.id = variant.product_tmpl_id
                     JOIN product_category AS category
                       ON category.id = product.categ_id
                      AND category.parent_path LIKE %(below)s
                    WHERE move.state = 'posted'
                      AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                      AND move.invoice_date BETWEEN %(start)s AND %(end)s
                      AND %(partner_scope)s
                    GROUP BY 1, 2
                   ) AS sold
                ON sold.commercial_partner_id = account.partner_id
               AND sold.company_id = account.company_id
             WHERE %(scope)s
            """,
            below=f"{category.parent_path}%",
            start=start,
            end=end,
            partner_scope=self._get_partner_scope(scope),
            scope=scope,
        )

    @api.model
    def _measure_purchases(self, scope, today, category):
        """Confirmed orders, and invoices without an order."""
        start, end = self._get_year(today)
        return SQL(
            """
            SELECT account.id AS account_id, COALESCE(bought.number, 0) AS value
              FROM relationship_account AS account
              LEFT JOIN (
                   SELECT commercial_partner_id, company_id, COUNT(*) AS number
                     FROM (%(purchases)s) AS purchase
                    WHERE day BETWEEN %(start)s AND %(end)s
                    GROUP BY 1, 2
                   ) AS bought
                ON bought.commercial_partner_id = account.partner_id
               AND bought.company_id = account.company_id
             WHERE %(scope)s
            """,
            purchases=self._get_purchases(self._get_partner_scope(scope)),
            start=start,
            end=end,
            scope=scope,
        )

    @api.model
    def _measure_days_late(self, scope, today, category):
        """Sum amount x (payment date - line's due date) / sum amount.

        Over the payments of the 12 months matched with receivable lines of invoices:
        each instalment has a due date of its own, early payment counts negative. What
        settles an invoice otherwise (a credit note, the entry of an exchange
        difference, a write-off) is no payment. No payment, no data.
        """
        start, end = self._get_year(today)
        return SQL(
            """
            SELECT account.id AS account_id,
                   SUM(paid.weighted) / NULLIF(SUM(paid.amount), 0) AS value
              FROM relationship_account AS account
              JOIN (
                   SELECT partner.commercial_partner_id, move.company_id,
                          SUM(partial.amount * (payment.date - line.date_maturity))
                              AS weighted,
                          SUM(partial.amount) AS amount
                     FROM account_move AS move
                     JOIN res_partner AS partner ON partner.id = move.partner_id
                     JOIN account_move_line AS line ON line.move_id = move.id
                     JOIN account_account AS ledger
                       ON ledger.id = line.account_id
                      AND ledger.account_type = 'asset_receivable'
                     JOIN account_partial_reconcile AS partial
                       ON partial.debit_move_id = line.id
                     JOIN account_move_line AS payment
                       ON payment.id = partial.credit_move_id
                      AND payment.date BETWEEN %(start)s AND %(end)s
                    WHERE move.state = 'posted'
                      AND move.move_type IN ('out_invoice', 'out_receipt')
                      AND %(is_payment)s
                      AND %(partner_scope)s
                    GROUP BY 1, 2
                   ) AS paid
                ON paid.commercial_partner_id = account.partner_id
               AND paid.company_id = account.company_id
             WHERE %(scope)s
             GROUP BY account.id
            """,
            start=start,
            end=end,
            is_payment=self._get_payment_condition(),
            partner_scope=self._get_partner_scope(scope),
            scope=scope,
        )

    @api.model
    def _get_payment_condition(self):
        """Whether ``payment``, the other line of a match, is money that came in."""
        return SQL(
            """
            EXISTS (
                SELECT FROM account_move AS entry
                  JOIN account_journal AS journal ON journal.id = entry.journal_id
                 WHERE entry.id = payment.move_id
                   AND entry.move_type = 'entry'
                   AND (entry.origin_payment_id IS NOT NULL
                        OR entry.statement_line_id IS NOT NULL
                        OR journal.type IN ('bank', 'cash', 'credit'))
                   AND NOT EXISTS (
                       SELECT FROM account_partial_reconcile AS rounded
                        WHERE rounded.exchange_move_id = entry.id))
            """
        )

    @api.model
    def _measure_csat(self, scope, today, category):
        """Share of 4 and 5 of the answers from 1 to 5, in percent."""
        return SQL(
            "SELECT account_id, 100 * csat AS value FROM (%s) AS given",
            self._get_scores_query(scope, today),
        )

    @api.model
    def _measure_nps(self, scope, today, category):
        """Net promoter score in points; none of fewer people than the minimum."""
        return SQL(
            """
            SELECT given.account_id, given.nps AS value
              FROM (%(scores)s) AS given
              JOIN relationship_account AS asked ON asked.id = given.account_id
              JOIN res_company AS company ON company.id = asked.company_id
             WHERE given.people >= company.relationship_nps_minimum
            """,
            scores=self._get_scores_query(scope, today),
        )

    @api.model
    def _get_scores_query(self, scope, today):
        """The numbers the account and the score report show."""
        return self.env["relationship.score.report"]._get_account_scores_query(
            scope, *self._get_year(today)
        )

    @api.model
    def _measure_open_feedback(self, scope, today, category):
        """What the customer said and nobody has finished with yet."""
        return SQL(
            """
            SELECT account.id AS account_id, COUNT(feedback.id) AS value
              FROM relationship_account AS account
              LEFT JOIN relationship_feedback AS feedback
                ON feedback.account_id = account.id
               AND feedback.state NOT IN ('closed', 'declined', 'duplicate')
             WHERE %(scope)s
             GROUP BY account.id
            """,
            scope=scope,
        )

    @api.model
    def _measure_recommendation(self, scope, today, category):
        """Mean answer of each person, then the mean of these.

        Whoever answers often does not count more than a colleague who answered once.
        """
        return SQL(
            "SELECT account_id, recommendation AS value FROM (%s) AS given",
            self._get_scores_query(scope, today),
        )
