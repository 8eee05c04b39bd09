from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..shared.states import UNPAID_INVOICE


class RelationshipMeasure(models.AbstractModel):
    """Numbers an account has, computed in SQL for many accounts at once.

    A provider is a method that returns a query with a row for each account: a column
    ``account_id`` and one column for each account field it fills. Other addons add
    theirs in :meth:`_get_providers`. A refresh of all writes only the rows that
    changed.
    """

    _name = "relationship.measure"
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
        :param today: last day that counts, a date; that of each company by default
        :return: how many rows were written
        :rtype: int
        """
        self.env.flush_all()
        now = fields.Datetime.now()
        written = 0
        for day, companies in self._get_days(accounts, today).items():
            scope = self._get_scope(accounts, companies)
            if accounts is None:
                written += self._write_changed(scope, day)
                self._stamp_companies(companies, now, day)
            else:
                written += self._write_changed(scope, day, now)
        self.env["relationship.account"].invalidate_model()
        return written

    @api.model
    def _refresh_in_parts(self):
        """Bring all accounts up to date: company by company, each committed.

        An account somebody writes to meanwhile holds up no other. What failed in the
        end keeps its numbers, and says of when they are.
        """
        due = self._get_due_companies(self.env["res.company"]._get_all_companies())
        for number, company in enumerate(due, 1):
            self._refresh_company(company)
            # Odoo goes on at once with those who are left when the time is over.
            if not self.env["ir.cron"]._commit_progress(remaining=len(due) - number):
                break

    @api.model
    def _refresh_company(self, company):
        cron = self.env["ir.cron"]
        now, today = fields.Datetime.now(), company._get_relationship_today()
        # sudo: numbers are computed for all accounts, whoever starts it
        accounts = self.env["relationship.account"].sudo()
        accounts = accounts.with_context(active_test=False).search(
            [("company_id", "=", company.id)], order="id"
        )
        done = set()

        def work(part):
            self.env.flush_all()
            whole = None if len(part) == len(accounts) else part
            self._write_changed(self._get_scope(whole, company), today)
            done.update(part.ids)

        # In one go: it takes no longer for all than for a tenth of them.
        cron._work_off_many(accounts, work, size=max(len(accounts), 1))
        accounts.invalidate_model()
        if len(done) == len(accounts):
            cron._try(lambda one: self._stamp_companies(one, now, today), company)
        else:
            cron._try(
                lambda some: self._stamp_accounts(some, now, today),
                accounts.browse(done),
            )

    @api.model
    def _get_due_companies(self, companies):
        """Those for whom a day began since the last time; all, when there are none."""
        due = companies.filtered(
            lambda company: (
                company.relationship_measured_for != company._get_relationship_today()
            )
        )
        return due or companies

    @api.model
    def _get_days(self, accounts=None, today=None):
        """Return ``{today: companies on that day}``: seldom more than two."""
        if accounts is None:
            companies = self.env["res.company"]._get_all_companies()
        else:
            # sudo: which company an account belongs to
            companies = accounts.sudo().company_id
        return companies.grouped(lambda one: today or one._get_relationship_today())

    @api.model
    def _get_scope(self, accounts, companies):
        """The condition that says which accounts."""
        if accounts is not None:
            return SQL(
                "account.id = ANY(%s) AND account.company_id = ANY(%s)",
                accounts.ids,
                companies.ids,
            )
        # Without a condition PostgreSQL knows that it reads everything.
        everything = self.env["res.company"].sudo().with_context(active_test=False)
        if len(companies) == everything.search_count([]):
            return SQL("TRUE")
        return SQL("account.company_id = ANY(%s)", companies.ids)

    @api.model
    def _write_changed(self, scope, today, now=None):
        """Store what the providers compute where it differs, in one statement.

        :param now: also say so on each of the accounts: the others of their companies
            are as they were
        :return: how many rows were written
        """
        sources, columns = [], {}
        for number, (provider, names) in enumerate(self._get_providers().items()):
            alias = SQL.identifier(f"measure_{number}")
            source = SQL("(%s) AS %s", provider(scope, today), alias)
            sources.append(SQL("%s USING (account_id)", source) if sources else source)
            for name in names:
                column = SQL.identifier(name)
                columns[column] = SQL("%s.%s", alias, column)
        assignments = [
            SQL("%s = %s", column, value) for column, value in columns.items()
        ]
        differs = SQL(
            "(%s) IS DISTINCT FROM (%s)",
            SQL(", ").join(SQL("account.%s", column) for column in columns),
            SQL(", ").join(columns.values()),
        )
        if now:
            stamp = SQL("refreshed_at = %s, refreshed_for = %s", now, today)
            assignments.append(stamp)
            differs = SQL("TRUE")
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_account AS account
                   SET %(assignments)s
                  FROM %(sources)s
                 WHERE measure_0.account_id = account.id
                   AND %(differs)s
                """,
                assignments=SQL(", ").join(assignments),
                sources=SQL(" JOIN ").join(sources),
                differs=differs,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _stamp_companies(self, companies, now, day):
        """Say of all accounts of the companies up to when their numbers are current.

        One row per company, not one per account: a nightly refresh must not
        rewrite accounts whose numbers did not change.
        """
        companies.write(
            {"relationship_measured_on": now, "relationship_measured_for": day}
        )
        companies.flush_recordset()

    @api.model
    def _stamp_accounts(self, accounts, now, day):
        """Say it of some accounts only: the others are as they were."""
        accounts.write({"refreshed_at": now, "refreshed_for": day})

    # ------------------------------------------------------------
    # Providers
    # ------------------------------------------------------------

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
    def _provide_revenue(self, scope, today):
        """Net invoiced sales, untaxed, refunds subtracted, in company currency.

        The months of the chart: the first and the last of either window are cut as
        the window is, so that they add up to its total.
        """
        (start, end), (prior_start, __) = self._get_revenue_periods(today)
        return SQL(
            """
            SELECT account.id AS account_id,
                   COALESCE(SUM(month.amount) FILTER (WHERE month.is_current), 0)
                       AS revenue_12m,
                   COALESCE(SUM(month.amount) FILTER (WHERE NOT month.is_current), 0)
                       AS revenue_prior_12m,
                   CASE WHEN COUNT(month.name) > 0 THEN jsonb_build_object(
                       'current', COALESCE(jsonb_object_agg(month.name, month.amount)
                           FILTER (WHERE month.is_current), '{}'),
                       'prior', COALESCE(jsonb_object_agg(month.name, month.amount)
                           FILTER (WHERE NOT month.is_current), '{}'))
                       END AS revenue_months
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
                      AND move.invoice_date BETWEEN %(prior_start)s AND %(end)s
                      AND %(partner_scope)s
                    GROUP BY 1, 2, 3, 4
                   ) AS month
                ON month.commercial_partner_id = account.partner_id
               AND month.company_id = account.company_id
             WHERE %(scope)s
             GROUP BY account.id
            """,
            start=start,
            end=end,
            prior_start=prior_start,
            partner_scope=self._get_partner_scope(scope),
            scope=scope,
        )

    @api.model
    def _provide_overdue(self, scope, today):
        """Residual of instalments past due, in company currency.

        By line, as each instalment has its own due date. Blocked invoices are in
        dispute, so nobody is late with them.
        """
        return SQL(
            """
            SELECT account.id AS account_id,
                   COALESCE(SUM(due.amount), 0) AS overdue_amount
              FROM relationship_account AS account
              LEFT JOIN (
                   SELECT partner.commercial_partner_id, move.company_id,
                          SUM(line.amount_residual) AS amount
                     FROM account_move_line AS line
                     JOIN account_account AS ledger
                       ON ledger.id = line.account_id
                      AND ledger.account_type = 'asset_receivable'
                     JOIN account_move AS move ON move.id = line.move_id
                     JOIN res_partner AS partner ON partner.id = move.partner_id
                    WHERE line.reconciled IS NOT TRUE
                      AND line.date_maturity < %(today)s
                      AND move.state = 'posted'
                      AND move.move_type IN ('out_invoice', 'out_receipt')
                      AND move.payment_state = ANY(%(unpaid)s)
                      AND %(partner_scope)s
                    GROUP BY 1, 2
                   ) AS due
                ON due.commercial_partner_id = account.partner_id
               AND due.company_id = account.company_id
             WHERE %(scope)s
             GROUP BY account.id
            """,
            today=today,
            unpaid=list(UNPAID_INVOICE),
            partner_scope=self._get_partner_scope(scope),
            scope=scope,
        )

    @api.model
    def _provide_last_order(self, scope, today):
        """Day of the last purchase."""
        return SQL(
            """
            SELECT account.id AS account_id, last.day AS last_order_date
              FROM relationship_account AS account
              LEFT JOIN (
                   SELECT commercial_partner_id, company_id, MAX(day) AS day
                     FROM (%(purchases)s) AS purchase
                    GROUP BY 1, 2
                   ) AS last
                ON last.commercial_partner_id = account.partner_id
               AND last.company_id = account.company_id
             WHERE %(scope)s
            """,
            purchases=self._get_purchases(self._get_partner_scope(scope)),
            scope=scope,
        )

    @api.model
    def _get_purchases(self, partner_scope):
        """The query of purchases: ``commercial_partner_id, company_id, day, kind``.

        Confirmed orders, and posted invoices and receipts none of whose lines comes
        from an order, which is the purchase already. An amount of 0 is no purchase,
        nor is a credit note.

        :param partner_scope: condition on ``partner``, the contact of the document
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id, sale.company_id,
                   %(order_day)s AS day, 'order' AS kind
              FROM sale_order AS sale
              JOIN res_partner AS partner ON partner.id = sale.partner_id
              JOIN res_company AS company ON company.id = sale.company_id
             WHERE sale.state = 'sale'
               AND sale.amount_untaxed > 0
               AND %(partner_scope)s
             UNION ALL
            SELECT partner.commercial_partner_id, move.company_id,
                   move.invoice_date, 'invoice'
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
