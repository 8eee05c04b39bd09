from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep

from ..periods import DAYS_OF_MONTH

#: Intervals in months, as ``(count, unit)``.
INTERVALS = {
    **{1: (1, "month"), 2: (2, "month"), 3: (3, "month")},
    **{6: (6, "month"), 12: (1, "year")},
}
#: How far days and amounts may be from each other.
TOLERANCE = 0.1
#: Fewer are no rule.
LEAST = 3
#: Invoices that follow each other within so many days are one bill in parts.
SPLIT = 3
#: What is the same in all invoices of one proposal.
KEY = SQL("account_id, product_id, currency_id")
COLUMNS = (
    *("currency_id", "amount", "annual_amount", "interval_count", "interval_unit"),
    *("first_day", "last_day", "invoice_count"),
)


class RelationshipAgreementProposal(models.Model):
    """How proposals are found: of all customers at once.

    The last bills of a customer for a product count back to the first one that came at
    another interval, or was of another amount, than the last.
    """

    _inherit = "relationship.agreement.proposal"

    # ------------------------------------------------------------
    # Keeping them
    # ------------------------------------------------------------

    @api.model
    def _cron_find(self):
        """Every night: what is invoiced regularly, company by company."""
        companies = self.env["res.company"]._get_all_companies()
        self.env["ir.cron"]._work_off(companies, self._find)

    @api.model
    def _find(self, companies):
        for company in companies:
            self.with_company(company)._refresh()

    @api.model
    def _refresh(self, accounts=None):
        """Write the proposals of ``env.company`` that differ, and no other.

        What is refused stays as it is.

        :param accounts: of which ones; of all by default
        :return: how many were written or deleted
        """
        self.env.flush_all()
        found = keep(
            self.env.cr, "relationship_proposal_found", self._get_query(accounts)
        )
        written = self._drop(found, accounts) + self._write_found(found)
        self.invalidate_model()
        return written

    @api.model
    def _drop(self, found, accounts):
        chosen = SQL("TRUE")
        if accounts is not None:
            chosen = SQL("kept.account_id = ANY(%s)", accounts.ids)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM relationship_agreement_proposal AS kept
                 WHERE kept.company_id = %s AND kept.state = 'proposed' AND %s
                   AND NOT EXISTS (
                       SELECT FROM (%s) AS found
                        WHERE found.account_id = kept.account_id
                          AND found.product_id = kept.product_id)
                """,
                self.env.company.id,
                chosen,
                found,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _write_found(self, found):
        def name_all(table):
            return SQL(", ").join(SQL.identifier(table, name) for name in COLUMNS)

        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_agreement_proposal AS kept
                       (company_id, account_id, product_id, state, create_uid,
                        create_date, write_uid, write_date, %(columns)s)
                SELECT %(company)s, found.account_id, found.product_id, 'proposed',
                       %(user)s, now() AT TIME ZONE 'UTC', %(user)s,
                       now() AT TIME ZONE 'UTC', %(found_columns)s
                  FROM (%(found)s) AS found
                  LEFT JOIN relationship_agreement_proposal AS known
                 USING (account_id, product_id)
                 WHERE known.id IS NULL OR known.state = 'proposed'
                   AND (%(known_columns)s) IS DISTINCT FROM (%(found_columns)s)
                 ORDER BY found.account_id, found.product_id
                    ON CONFLICT (account_id, product_id) DO UPDATE
                   SET (write_date, %(columns)s)
                       = (excluded.write_date, %(excluded)s)
                """,
                columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                company=self.env.company.id,
                user=self.env.uid,
                found=found,
                found_columns=name_all("found"),
                known_columns=name_all("known"),
                excluded=name_all("excluded"),
            )
        )
        return self.env.cr.rowcount

    # ------------------------------------------------------------
    # Finding them
    # ------------------------------------------------------------

    @api.model
    def _get_query(self, accounts=None):
        """The query of what is invoiced regularly, and covered by nothing.

        :return: SQL of ``account_id, product_id`` and the ``COLUMNS``, one row of each
            account and product
        """
        covering = [source() for source in self._get_covering_sources()]
        return SQL(
            """
            WITH %(steps)s
            SELECT DISTINCT ON (account_id, product_id) found.account_id,
                   found.product_id, found.currency_id, found.amount,
                   found.amount * 12 / found.months AS annual_amount,
                   said.count AS interval_count, said.unit AS interval_unit,
                   found.first_day, found.last_day, found.invoice_count
              FROM (%(regular)s) AS found
              JOIN (VALUES %(intervals)s) AS said(months, count, unit)
             USING (months)
             WHERE (found.account_id, found.product_id) NOT IN (%(covering)s)
             ORDER BY account_id, product_id, last_day DESC, currency_id
            """,
            steps=self._get_steps(accounts),
            regular=self._get_regular(),
            intervals=SQL(", ").join(
                SQL("(%s, %s, %s)", months, count, unit)
                for months, (count, unit) in INTERVALS.items()
            ),
            covering=SQL(" UNION ALL ").join(covering),
        )

    @api.model
    def _get_steps(self, accounts):
        """From lines of invoices to bills, each with the interval to the next one."""
        return SQL(
            """
            part AS (%(parts)s),
            begun AS (
                SELECT part.*, COALESCE(day - LAG(day) OVER (
                           PARTITION BY %(key)s ORDER BY day) > %(split)s, TRUE)::int
                           AS is_first
                  FROM part
            ),
            bill AS (
                SELECT %(key)s, MIN(day) AS day, SUM(amount) AS amount
                  FROM (SELECT begun.*, SUM(is_first) OVER (
                                   PARTITION BY %(key)s ORDER BY day) AS number
                          FROM begun) AS numbered
                 GROUP BY %(key)s, number
            ),
            gap AS (
                SELECT bill.*, LEAD(day) OVER (PARTITION BY %(key)s ORDER BY day) - day
                           AS days
                  FROM bill
            ),
            step AS (SELECT gap.*, %(months)s AS months FROM gap)
            """,
            parts=self._get_parts(accounts),
            key=KEY,
            split=SPLIT,
            months=self._get_months(),
        )

    @api.model
    def _get_parts(self, accounts):
        """What customers were invoiced of a product on a day, net of tax.

        In the currency of the invoice. What was credited in full was no invoice.
        """
        chosen = SQL("TRUE")
        if accounts is not None:
            chosen = SQL("account.id = ANY(%s)", accounts.ids)
        return SQL(
            """
            SELECT account.id AS account_id, line.product_id, move.currency_id,
                   move.invoice_date AS day, SUM(line.price_subtotal) AS amount
              FROM relationship_account AS account
              JOIN res_partner AS customer ON customer.id = account.partner_id
              JOIN res_partner AS partner
                ON partner.commercial_partner_id = customer.id
              JOIN account_move AS move
                ON move.partner_id = partner.id AND move.company_id = account.company_id
              JOIN account_move_line AS line ON line.move_id = move.id
              JOIN product_product AS variant ON variant.id = line.product_id
              JOIN product_template AS product ON product.id = variant.product_tmpl_id
             WHERE account.company_id = %(company)s AND account.active
               AND customer.active AND variant.active AND product.active
               AND move.state = 'posted' AND move.move_type = 'out_invoice'
               AND move.payment_state IS DISTINCT FROM 'reversed'
               AND move.invoice_date <= %(today)s
               AND line.display_type = 'product' AND %(chosen)s
             GROUP BY 1, 2, 3, 4
            """,
            company=self.env.company.id,
            today=self.env.company._get_relationship_today(),
            chosen=chosen,
        )

    @api.model
    def _get_months(self):
        """SQL: the interval that so many days are, in months."""
        cases = [
            SQL(
                "WHEN days BETWEEN %s AND %s THEN %s",
                months * DAYS_OF_MONTH * (1 - TOLERANCE),
                months * DAYS_OF_MONTH * (1 + TOLERANCE),
                months,
            )
            for months in INTERVALS
        ]
        return SQL("CASE %s END", SQL(" ").join(cases))

    @api.model
    def _get_regular(self):
        """Of each key the last bills that are alike, where they go on."""
        return SQL(
            """
            SELECT %(key)s, months, amount, first_day, last_day, invoice_count
              FROM (SELECT %(key)s, last_months AS months, last_amount AS amount,
                           MIN(day) AS first_day, MAX(day) AS last_day,
                           COUNT(*)::int AS invoice_count
                      FROM (%(judged)s) AS judged
                     WHERE is_alike
                     GROUP BY %(key)s, last_months, last_amount
                    HAVING COUNT(*) >= %(least)s) AS counted
             WHERE (last_day + make_interval(months => 2 * months))::date >= %(today)s
            """,
            key=KEY,
            judged=self._get_judged(),
            least=LEAST,
            today=self.env.company._get_relationship_today(),
        )

    @api.model
    def _get_judged(self):
        """Bills, and whether each and all after it are like the last one."""
        return SQL(
            """
            SELECT compared.*, BOOL_AND(
                       amount > 0
                       AND ABS(amount - last_amount)
                           <= %(tolerance)s * LEAST(amount, last_amount)
                       AND COALESCE(months = last_months, days IS NULL)) OVER (
                           PARTITION BY %(key)s ORDER BY day DESC) AS is_alike
              FROM (SELECT step.*, FIRST_VALUE(amount) OVER back AS last_amount,
                           NTH_VALUE(months, 2) OVER back AS last_months
                      FROM step
                    WINDOW back AS (
                        PARTITION BY %(key)s ORDER BY day DESC ROWS BETWEEN
                        UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS compared
            """,
            key=KEY,
            tolerance=SQL(str(TOLERANCE)),
        )

    @api.model
    def _get_covering_sources(self):
        """Methods that return the SQL of a query of what is agreed already.

        Addons add theirs. A query is of ``account_id, product_id``, none of them
        empty: of those nothing is proposed.
        """
        return [self._get_covered]

    @api.model
    def _get_covered(self):
        """Products of agreements that run, or are being drawn up."""
        return SQL(
            """
            SELECT agreement.account_id, line.product_id
              FROM relationship_agreement_line AS line
              JOIN relationship_agreement AS agreement
                ON agreement.id = line.agreement_id
             WHERE agreement.company_id = %(company)s AND agreement.state != 'ended'
               AND COALESCE(agreement.ended_on >= %(today)s, TRUE)
               AND COALESCE(line.date_end >= %(today)s, TRUE)
               AND line.product_id IS NOT NULL AND line.period_unit != 'once'
            """,
            company=self.env.company.id,
            today=self.env.company._get_relationship_today(),
        )
