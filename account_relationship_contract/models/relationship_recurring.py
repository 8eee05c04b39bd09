from odoo import api, models
from odoo.tools import SQL

#: How often a line's amount is in a year, for an interval of 1.
TIMES = SQL(
    """
    (CASE line.recurring_rule_type WHEN 'daily' THEN 365.25
          WHEN 'weekly' THEN 365.25 / 7 WHEN 'quarterly' THEN 4
          WHEN 'semesterly' THEN 2 WHEN 'yearly' THEN 1 ELSE 12 END)
    """
)
#: What of a price is tax, in percent of what it is without: of the product's taxes
#: those that are in the price, and that the fiscal position replaces by no other.
INCLUDED = SQL(
    """
    COALESCE((
        SELECT SUM(tax.amount)
          FROM product_product AS product
          JOIN product_taxes_rel AS sold ON sold.prod_id = product.product_tmpl_id
          JOIN account_tax AS tax ON tax.id = sold.tax_id
         WHERE product.id = line.product_id AND tax.amount_type = 'percent'
           AND tax.company_id::text = ANY(string_to_array(company.parent_path, '/'))
           AND COALESCE(tax.price_include_override, company.account_price_include)
               = 'tax_included'
           AND NOT EXISTS (
               SELECT FROM account_tax_alternatives AS other
                 JOIN account_fiscal_position_account_tax_rel AS mapped
                   ON mapped.account_tax_id = other.dest_tax_id
                WHERE other.src_tax_id = tax.id
                  AND mapped.account_fiscal_position_id
                      = contract.fiscal_position_id)), 0)
    """
)
#: What a line is in a year without tax, in its currency. A price of the pricelist is
#: not in the database: what it comes to a month is, as of when the contract last asked
#: for it, of months of 30 days.
ANNUAL = SQL(
    """
    CASE WHEN line.automatic_price THEN line.monthly_recurring
              * CASE WHEN line.recurring_rule_type IN ('daily', 'weekly')
                     THEN 365.25 / 30 ELSE 12 END
         ELSE line.quantity::numeric * COALESCE(line.specific_price, 0)::numeric
              * (1 - COALESCE(line.discount, 0)::numeric / 100)
              * %s / COALESCE(NULLIF(line.recurring_interval, 0), 1) END
    / (1 + %s / 100)
    """,
    *(TIMES, INCLUDED),
)
#: Whether a line comes to its last day: of an archived contract, if it was invoiced.
REACHED = SQL("(contract.active OR line.last_date_invoiced >= line.date_end)")
#: The length of the terms of what renews itself.
TERM = SQL(
    """
    CASE line.auto_renew_rule_type
         WHEN 'daily' THEN make_interval(days => line.auto_renew_interval)
         WHEN 'weekly' THEN make_interval(weeks => line.auto_renew_interval)
         WHEN 'monthly' THEN make_interval(months => line.auto_renew_interval)
         ELSE make_interval(years => line.auto_renew_interval) END
    """
)


class RelationshipRecurring(models.AbstractModel):
    """The lines of contracts with customers."""

    _inherit = "relationship.recurring"

    @api.model
    def _flush(self):
        self.env["contract.contract"].flush_model()
        self.env["contract.line"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["product.template"].flush_model(["taxes_id"])
        for name in ("account.tax", "account.fiscal.position"):
            self.env[name].flush_model()
        return super()._flush()

    @api.model
    def _get_other_sources(self):
        return [*super()._get_other_sources(), self._get_contract_lines]

    @api.model
    def _has_successors(self):
        """Whether lines renew themselves, and follow each other."""
        return "successor_contract_line_id" in self.env["contract.line"]._fields

    @api.model
    def _has_terminations(self):
        return "is_terminated" in self.env["contract.contract"]._fields

    @api.model
    def _get_contract_lines(self, accounts):
        """Lines of contracts with customers; nothing of what is cancelled.

        An archived contract counted as long as it was invoiced. Whose it is its contact
        says: of contacts who were merged the contract keeps the former company.

        :param accounts: ids; ``None`` for all
        """
        some = SQL("TRUE")
        if accounts is not None:
            some = SQL("account.id = ANY(%s::int[])", list(accounts))
        return SQL(
            """
            SELECT line.id::bigint * 10 + 1 AS id, 'contract' AS kind,
                   contract.id AS record_id, contract.id AS series,
                   account.id AS account_id, contract.company_id,
                   COALESCE(contract.name, contract.code, '') AS name,
                   line.name AS detail, %(annual)s AS annual, %(rate)s AS rate,
                   line.date_start,
                   LEAST(line.date_end, contract.date_end, CASE
                         WHEN NOT contract.active THEN line.last_date_invoiced END)
                       AS date_end,
                   %(renewal)s, line.create_date AS entered, TRUE AS is_last,
                   FALSE AS is_paused
              FROM contract_line AS line
              JOIN contract_contract AS contract ON contract.id = line.contract_id
              JOIN res_company AS company ON company.id = contract.company_id
              JOIN res_partner AS partner ON partner.id = contract.partner_id
              JOIN relationship_account AS account
                ON account.partner_id = partner.commercial_partner_id
               AND account.company_id = contract.company_id
              %(successors)s
             WHERE contract.contract_type = 'sale' AND line.date_start IS NOT NULL
               AND line.display_type IS NULL AND line.is_canceled IS NOT TRUE
               AND (contract.active OR line.last_date_invoiced IS NOT NULL)
               AND %(some)s
            """,
            some=some,
            annual=ANNUAL,
            rate=self._get_rate_query(SQL("line.currency_id"), SQL("line.date_start")),
            renewal=self._get_contract_renewal(),
            successors=self._get_contract_successors(),
        )

    @api.model
    def _get_contract_successors(self):
        if not self._has_successors():
            return SQL()
        return SQL(
            """
            LEFT JOIN contract_line AS successor
                   ON successor.id = line.successor_contract_line_id
                  AND successor.is_canceled IS NOT TRUE
            """
        )

    @api.model
    def _get_contract_renewal(self):
        """Columns of what happens at the end of a line.

        A line that is suspended ends as well, but no term does: its successor begins
        later.
        """
        if not self._has_successors():
            return SQL(
                """
                FALSE AS goes_on, NULL::interval AS term,
                line.date_end IS NOT NULL AND %s AS falls_due,
                CASE WHEN line.date_end IS NOT NULL THEN 'none' END AS renewal,
                NULL::date AS notice_deadline
                """,
                REACHED,
            )
        runs = SQL("contract.active")
        if self._has_terminations():
            runs = SQL("(contract.active AND contract.is_terminated IS NOT TRUE)")
        return SQL(
            """
            COALESCE(line.is_auto_renew, FALSE) AND %(runs)s AS goes_on,
            %(term)s AS term,
            line.date_end IS NOT NULL AND %(reached)s
                AND COALESCE(successor.date_start <= line.date_end + 1, TRUE)
                AS falls_due,
            CASE WHEN line.date_end IS NULL THEN NULL
                 WHEN line.is_auto_renew AND %(runs)s THEN 'tacit'
                 WHEN line.manual_renew_needed AND successor.id IS NULL THEN 'agreed'
                 ELSE 'none' END AS renewal,
            CASE WHEN %(runs)s AND successor.id IS NULL
                      AND line.date_end <= COALESCE(contract.date_end, line.date_end)
                 THEN line.termination_notice_date END AS notice_deadline
            """,
            runs=runs,
            reached=REACHED,
            term=TERM,
        )
