from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...measures import DOWN, UP, Measure, Scale
from ..shared.states import UNPAID_INVOICE


class RelationshipMeasure(models.AbstractModel):
    """The measures made of invoices, orders and payments.

    Documents are found by their contact's *present* commercial entity: the one stored
    on an invoice is not updated when a contact moves.
    """

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        revenue = self._measure_revenue
        return super()._get_measures() | {
            "revenue_12m": Measure(
                *(self.env._("12-month revenue"), "money", UP, revenue, "revenue"),
                empty=0,
                stored_as="revenue_12m",
                past=revenue,
            ),
            "revenue_prior_12m": Measure(
                *(
                    self.env._("Revenue of the 12 months before"),
                    "money",
                    "",
                    revenue,
                    "prior",
                ),
                empty=0,
                is_goal=False,
                stored_as="revenue_prior_12m",
            ),
            "revenue_months": Measure(
                *(self.env._("Revenue by month"), "months", "", revenue, "months"),
                is_goal=False,
                stored_as="revenue_months",
            ),
            "revenue_change_12m": Measure(
                *(self.env._("Change of 12-month revenue"), "percent", UP, revenue),
                column="change",
                is_goal=False,
                scale=Scale("bounded", ((-50, 0), (0, 70), (20, 100)), weight=20),
                past=revenue,
                action="action_view_revenue",
            ),
            "category_revenue_12m": Measure(
                self.env._("12-month revenue of a product category"),
                *("money", UP, self._measure_category_revenue),
                empty=0,
                needs_category=True,
            ),
            "purchases_12m": Measure(
                *(
                    self.env._("Purchases in 12 months"),
                    "count",
                    UP,
                    self._measure_purchases,
                ),
                empty=0,
                past=self._measure_purchases,
            ),
            "last_order_date": Measure(
                *(self.env._("Last purchase"), "date", UP, self._measure_last_order),
                is_goal=False,
                stored_as="last_order_date",
                past=self._measure_last_order,
            ),
            "overdue_amount": Measure(
                *(self.env._("Overdue amount"), "money", DOWN, self._measure_overdue),
                empty=0,
                stored_as="overdue_amount",
            ),
            "days_late_12m": Measure(
                self.env._("Days late when paying, 12 months"),
                *("days", DOWN, self._measure_days_late),
                past=self._measure_days_late,
            ),
        }

    @api.model
    def _get_measured_models(self):
        return super()._get_measured_models() + [
            *("account.move", "account.move.line", "account.partial.reconcile"),
            *("product.template", "sale.order"),
        ]

    @api.model
    def _get_revenue_periods(self, today):
        """Return the first and last day of the 12 months and of those before.

        From the day after the same day last year up to today, 365 or 366 days, and
        as many days before.

        :return: ``(start, end), (prior start, prior end)``, four dates
        """
        day = relativedelta(days=1)
        start = today - relativedelta(years=1) + day
        return (start, today), (start - (today - start) - day, start - day)

    @api.model
    def _get_year(self, today):
        """First and last day of the 12 months, the same for every measure."""
        return self._get_revenue_periods(today)[0]

    # ------------------------------------------------------------
    # Sales
    # ------------------------------------------------------------

    @api.model
    def _measure_revenue(self, scope, today, category):
        """Net invoiced sales, untaxed, refunds subtracted, in company currency.

        The months of the chart: the first and the last of either window are cut as
        the window is, so that they add up to its total. The change is in percent of
        the year before; of nothing, or of less, there is none.
        """
        months = self._get_revenue_months(today)
        split = sum(window == "prior" for __, window, __ in months)
        return SQL(
            """
            SELECT account_id, revenue, prior,
                   CONCAT('{"current": {', current_months, '}, "prior": {',
                          prior_months, '}}')::jsonb AS months,
                   CASE WHEN prior > 0 AND COALESCE(revenue, 0) >= 0
                        THEN 100 * (COALESCE(revenue, 0) - prior) / prior END AS change
              FROM (SELECT account_id,
                           SUM(amount) FILTER (WHERE month > %(split)s) AS revenue,
                           SUM(amount) FILTER (WHERE month <= %(split)s) AS prior,
                           string_agg((%(names)s)[month] || amount, ',')
                               FILTER (WHERE month > %(split)s) AS current_months,
                           string_agg((%(names)s)[month] || amount, ',')
                               FILTER (WHERE month <= %(split)s) AS prior_months
                      FROM (SELECT account_id, month, SUM(amount) AS amount
                              FROM (%(sold)s) AS sold
                             GROUP BY account_id, month) AS monthly
                     GROUP BY account_id) AS totals
            """,
            split=split,
            # As text: to parse one object takes half as long as to build it.
            names=[f'"{name}": ' for __, __, name in months],
            sold=self._get_sold(scope, [day for day, __, __ in months], today),
        )

    @api.model
    def _get_revenue_months(self, today):
        """The calendar months of the 12 months before and of the 12 months.

        The first and the last of either are cut as it is, so that they add up.

        :return: ``[(first day, "prior" or "current", "YYYY-MM")]``, the earliest first
        """
        found = []
        now, before = self._get_revenue_periods(today)
        for window, (start, end) in (("prior", before), ("current", now)):
            while start <= end:
                found.append((start, window, f"{start:%Y-%m}"))
                start += relativedelta(months=1, day=1)
        return found

    @api.model
    def _get_sold(self, scope, firsts, today):
        """Invoices as ``account_id, month, amount``, by account and month.

        Rows that come in order need no room to be added up.

        :param firsts: first days of the months, of which ``month`` is the number
        """
        return SQL(
            """
            SELECT account.id AS account_id,
                   width_bucket(move.invoice_date, %(firsts)s) AS month,
                   move.amount_untaxed_signed AS amount
              FROM relationship_account AS account
              JOIN res_partner AS partner
                ON partner.commercial_partner_id = account.partner_id
              JOIN account_move AS move
                ON move.partner_id = partner.id
               AND move.company_id = account.company_id
             WHERE move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date BETWEEN %(start)s AND %(end)s
               AND %(scope)s
             ORDER BY account_id, month
            """,
            firsts=firsts,
            start=firsts[0],
            end=today,
            scope=scope,
        )

    @api.model
    def _measure_category_revenue(self, scope, today, category):
        """Net invoiced sales of the products of categories and those below them."""
        start, end = self._get_year(today)
        customers = None
        if scope.code != "TRUE":
            customers = SQL(
                "SELECT account.partner_id FROM relationship_account AS account"
                " WHERE %s",
                scope,
            )
        return SQL(
            """
            SELECT account.id AS account_id, asked.id AS category_id,
                   SUM(sold.amount) AS value
              FROM (%(sold)s) AS sold
              JOIN relationship_account AS account
                ON account.partner_id = sold.partner_id
               AND account.company_id = sold.company_id
              JOIN product_category AS category ON category.id = sold.category_id
              JOIN product_category AS asked
                ON asked.id = ANY(%(categories)s)
               AND category.parent_path LIKE asked.parent_path || '%%'
             WHERE %(scope)s
             GROUP BY account.id, asked.id
            """,
            sold=self.env["relationship.revenue"]._get_sold(start, end, customers),
            categories=category.ids,
            scope=scope,
        )

    # ------------------------------------------------------------
    # Purchases
    # ------------------------------------------------------------

    @api.model
    def _measure_purchases(self, scope, today, category):
        """Confirmed orders, and invoices without an order."""
        start, end = self._get_year(today)
        return self._get_purchases_query(
            scope,
            SQL("COUNT(*)"),
            SQL("purchase.day BETWEEN %s AND %s", start, end),
        )

    @api.model
    def _measure_last_order(self, scope, today, category):
        """Day of the last purchase; what is dated ahead is none yet."""
        return self._get_purchases_query(
            scope, SQL("MAX(purchase.day)"), SQL("purchase.day <= %s", today)
        )

    @api.model
    def _get_purchases_query(self, scope, value, condition):
        return SQL(
            """
            SELECT account.id AS account_id, bought.value
              FROM relationship_account AS account
              LEFT JOIN (
                   SELECT commercial_partner_id, company_id, %(value)s AS value
                     FROM (%(purchases)s) AS purchase
                    WHERE %(condition)s
                    GROUP BY 1, 2
                   ) AS bought
                ON bought.commercial_partner_id = account.partner_id
               AND bought.company_id = account.company_id
             WHERE %(scope)s
            """,
            value=value,
            purchases=self._get_purchases(self._get_partner_scope(scope)),
            condition=condition,
            scope=scope,
        )

    @api.model
    def _get_purchases(self, partner_scope):
        """The query of purchases: ``commercial_partner_id, company_id, day, kind``,
        and ``amount``, untaxed, in the currency of the company.

        Confirmed orders, and posted invoices and receipts none of whose lines comes
        from an order, which is the purchase already. An amount of 0 is no purchase,
        nor is a credit note.

        :param partner_scope: condition on ``partner``, the contact of the document
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id, sale.company_id,
                   %(order_day)s AS day, 'order' AS kind,
                   sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1)
                       AS amount
              FROM sale_order AS sale
              JOIN res_partner AS partner ON partner.id = sale.partner_id
              JOIN res_company AS company ON company.id = sale.company_id
             WHERE sale.state = 'sale'
               AND sale.amount_untaxed > 0
               AND %(partner_scope)s
             UNION ALL
            SELECT partner.commercial_partner_id, move.company_id,
                   move.invoice_date, 'invoice', move.amount_untaxed_signed
              FROM account_move AS move
              JOIN res_partner AS partner ON partner.id = move.partner_id
             WHERE move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.amount_untaxed_signed > 0
               AND %(partner_scope)s
               AND NOT EXISTS (
                   SELECT FROM account_move_line AS line
                     JOIN sale_order_line_invoice_rel AS origin
                       ON origin.invoice_line_id = line.id
                    WHERE line.move_id = move.id)
            """,
            order_day=self.env["res.company"]._get_relationship_day_sql(
                SQL("sale.date_order"), "company"
            ),
            partner_scope=partner_scope,
        )

    @api.model
    def _get_partner_scope(self, scope):
        """Limit documents to those of the accounts in scope.

        Without it a refresh of one account would aggregate every invoice.
        Documents are found by their contact's *present* commercial entity: the
        one stored on an invoice is not updated when a contact moves.
        """
        if scope.code == "TRUE":
            return SQL("TRUE")
        return SQL(
            "partner.commercial_partner_id IN ("
            "SELECT account.partner_id FROM relationship_account AS account WHERE %s)",
            scope,
        )

    # ------------------------------------------------------------
    # Money
    # ------------------------------------------------------------

    @api.model
    def _measure_overdue(self, scope, today, category):
        """What remains to be paid of instalments past due, in company currency.

        By line, as each instalment has its own due date. Blocked invoices are in
        dispute, so nobody is late with them.
        """
        return SQL(
            "SELECT account.id AS account_id, SUM(line.amount_residual) AS value"
            " FROM %s GROUP BY account.id",
            self._get_overdue_lines(scope, today),
        )

    @api.model
    def _get_overdue_lines(self, scope, today):
        """What follows FROM: accounts, and what of each instalment is past due.

        Tables are called ``account``, ``move`` and ``line``.
        """
        return SQL(
            """
                   relationship_account AS account
              JOIN res_partner AS partner
                ON partner.commercial_partner_id = account.partner_id
              JOIN account_move AS move
                ON move.partner_id = partner.id
               AND move.company_id = account.company_id
              JOIN account_move_line AS line ON line.move_id = move.id
              JOIN account_account AS ledger
                ON ledger.id = line.account_id
               AND ledger.account_type = 'asset_receivable'
             WHERE line.reconciled IS NOT TRUE
               AND line.date_maturity < %(today)s
               AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.payment_state = ANY(%(unpaid)s)
               AND %(scope)s
            """,
            today=today,
            unpaid=list(UNPAID_INVOICE),
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
                   SUM(partial.amount * (payment.date - line.date_maturity))
                       / NULLIF(SUM(partial.amount), 0) AS value
              FROM relationship_account AS account
              JOIN res_partner AS partner
                ON partner.commercial_partner_id = account.partner_id
              JOIN account_move AS move
                ON move.partner_id = partner.id
               AND move.company_id = account.company_id
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
               AND %(scope)s
             GROUP BY account.id
            """,
            start=start,
            end=end,
            is_payment=self._get_payment_condition(),
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
                   AND (entry.origin_payment_id IS NOT NULL
                        OR entry.statement_line_id IS NOT NULL
                        OR journal.type IN ('bank', 'cash', 'credit'))
                   AND NOT EXISTS (
                       SELECT FROM account_partial_reconcile AS rounded
                        WHERE rounded.exchange_move_id = entry.id))
            """
        )
