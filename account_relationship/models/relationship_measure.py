from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipMeasure(models.AbstractModel):
    """Numbers an account has, computed in SQL for many accounts at once.

    A provider is a method that returns a query with a column ``account_id`` and
    one column for each account field it fills. Other addons add theirs in
    :meth:`_get_providers`. A refresh writes only the rows that changed.
    """

    _name = "relationship.measure"
    _inherit = ["relationship.measure.library"]
    _description = "Customer account measures"

    @api.model
    def _get_providers(self):
        """Return ``{provider method: account fields its query fills}``."""
        return {
            self._provide_revenue: [
                "revenue_12m",
                "revenue_prior_12m",
                "revenue_months",
            ],
            self._provide_overdue: ["overdue_amount"],
            self._provide_last_order: ["last_order_date"],
        }

    @api.model
    def _refresh(self, accounts=None, today=None):
        """Bring the stored measures up to date.

        :param accounts: the accounts to refresh; all of them when ``None``
        :param today: last day that counts, a date; the user's today by default
        :return: how many rows were written
        :rtype: int
        """
        self.env.flush_all()
        today = today or fields.Date.context_today(self)
        scope = (
            SQL("TRUE")
            if accounts is None
            else SQL("account.id = ANY(%s)", accounts.ids)
        )
        written = 0
        for provider, names in self._get_providers().items():
            written += self._write_changed(provider(scope, today), names)
        self._stamp(scope)
        self.env["relationship.account"].invalidate_model()
        return written

    @api.model
    def _write_changed(self, query, names):
        """Store the columns ``names`` of ``query`` where they differ."""
        columns = [SQL.identifier(name) for name in names]
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_account AS account
                   SET %(assignments)s
                  FROM (%(query)s) AS measure
                 WHERE measure.account_id = account.id
                   AND (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                assignments=SQL(", ").join(
                    SQL("%s = measure.%s", column, column) for column in columns
                ),
                query=query,
                old=SQL(", ").join(SQL("account.%s", column) for column in columns),
                new=SQL(", ").join(SQL("measure.%s", column) for column in columns),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _stamp(self, scope):
        """Say up to when the measures are current.

        One row per company, not one per account: a nightly refresh must not
        rewrite accounts whose numbers did not change.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_company SET relationship_measured_on = %(now)s
                 WHERE id IN (
                       SELECT account.company_id FROM relationship_account AS account
                        WHERE %(scope)s)
                   AND relationship_measured_on IS DISTINCT FROM %(now)s
                """,
                now=fields.Datetime.now(),
                scope=scope,
            )
        )
        self.env["res.company"].invalidate_model(["relationship_measured_on"])

    # ------------------------------------------------------------
    # Providers
    # ------------------------------------------------------------

    @api.model
    def _get_revenue_periods(self, today):
        """Return the first and last day of the 12 months and of the 12 before.

        Twelve calendar months, the current one up to today, against the same
        days one year earlier: the months of the chart add up to the totals.

        :return: ``(start, end), (prior start, prior end)``, four dates
        """
        start = today.replace(day=1) - relativedelta(months=11)
        year = relativedelta(years=1)
        return (start, today), (start - year, today - year)

    @api.model
    def _provide_revenue(self, scope, today):
        """Net invoiced sales, untaxed, refunds subtracted, in company currency."""
        current, prior = self._get_revenue_periods(today)
        return SQL(
            """
            SELECT account.id AS account_id,
                   COALESCE(SUM(month.amount) FILTER (WHERE month.is_current), 0)
                       AS revenue_12m,
                   COALESCE(SUM(month.amount) FILTER (WHERE NOT month.is_current), 0)
                       AS revenue_prior_12m,
                   jsonb_object_agg(month.name, month.amount)
                       FILTER (WHERE month.name IS NOT NULL) AS revenue_months
              FROM relationship_account AS account
              LEFT JOIN (
                   SELECT partner.commercial_partner_id, move.company_id,
                          to_char(move.invoice_date, 'YYYY-MM') AS name,
                          move.invoice_date >= %(start)s AS is_current,
                          SUM(move.amount_untaxed_signed) AS amount
                     FROM account_move AS move
                     JOIN res_partner AS partner ON partner.id = move.partner_id
                    WHERE move.state = 'posted'
                      AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                      AND (move.invoice_date BETWEEN %(start)s AND %(end)s
                        OR move.invoice_date BETWEEN %(prior_start)s AND %(prior_end)s)
                      AND %(partner_scope)s
                    GROUP BY 1, 2, 3, 4
                   ) AS month
                ON month.commercial_partner_id = account.partner_id
               AND month.company_id = account.company_id
             WHERE %(scope)s
             GROUP BY account.id
            """,
            start=current[0],
            end=current[1],
            prior_start=prior[0],
            prior_end=prior[1],
            partner_scope=self._get_partner_scope(scope),
            scope=scope,
        )

    @api.model
    def _provide_overdue(self, scope, today):
        """Residual of posted customer invoices past due, in company currency."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   COALESCE(SUM(move.amount_residual_signed), 0) AS overdue_amount
              FROM relationship_account AS account
              LEFT JOIN (account_move AS move
                         JOIN res_partner AS partner ON partner.id = move.partner_id)
                ON partner.commercial_partner_id = account.partner_id
               AND move.company_id = account.company_id
               AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.payment_state IN ('not_paid', 'partial')
               AND move.invoice_date_due < %(today)s
             WHERE %(scope)s
             GROUP BY account.id
            """,
            today=today,
            scope=scope,
        )

    @api.model
    def _provide_last_order(self, scope, today):
        """Date of the last confirmed order."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   MAX(sale.date_order)::date AS last_order_date
              FROM relationship_account AS account
              LEFT JOIN (sale_order AS sale
                         JOIN res_partner AS partner ON partner.id = sale.partner_id)
                ON partner.commercial_partner_id = account.partner_id
               AND sale.company_id = account.company_id
               AND sale.state = 'sale'
             WHERE %(scope)s
             GROUP BY account.id
            """,
            scope=scope,
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
