from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import write_changed

from .relationship_retention_rhythm import MONTHS

#: What is kept of the rhythm on the account.
KEPT = {
    "order_state": "found.state",
    "order_expected_day": "found.expected_day",
    "order_median_gap": "found.median_gap::float8",
    "order_longest_gap": "found.longest_gap",
    "order_last_day": "found.last_day",
    "order_purchase_days": "found.purchase_days::int",
    "order_at_stake": "ROUND(found.at_stake, %(digits)s)",
    "order_missed": "found.missed",
    "order_usual_amount": "ROUND(usual.amount::numeric, %(digits)s)",
}
#: Reasons that are over when the customer buys.
WATCHED = ("order_late", "order_very_late", "line_lapsed", "line_shrinking")


class RelationshipRetention(models.AbstractModel):
    """Order watch: the rhythm is kept on accounts, and slipping lines beside them."""

    _inherit = "relationship.retention"

    @api.model
    def _get_usual_amounts(self, today, accounts):
        """The query of the median amount of purchase days: ``partner_id, amount``.

        Of the days the rhythm is made of.
        """
        customers, scope = self._get_customers(accounts), SQL("TRUE")
        if customers:
            scope = SQL("partner.commercial_partner_id = ANY(ARRAY(%s))", customers)
        return SQL(
            """
            SELECT partner_id, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount)
                       AS amount
              FROM (SELECT commercial_partner_id AS partner_id, day,
                           SUM(amount) AS amount
                      FROM (%s) AS purchase
                     WHERE company_id = %s AND day > %s AND day <= %s
                     GROUP BY 1, 2) AS bought
             GROUP BY partner_id
            """,
            self.env["relationship.measure"]._get_purchases(scope),
            *(self.env.company.id, today - MONTHS, today),
        )

    # ------------------------------------------------------------
    # Keeping it
    # ------------------------------------------------------------

    @api.model
    def _write_orders(self, today, accounts=None):
        """Keep the rhythm on accounts of the company, where it differs.

        :return: how many rows were written
        """
        names = [SQL.identifier(name) for name in KEPT]
        digits = self.env.company.currency_id.decimal_places
        values = [SQL(value, digits=digits) for value in KEPT.values()]
        changed = SQL(
            """
            SELECT account.id, %(values)s
              FROM (%(found)s) AS found
              JOIN relationship_account AS account ON account.id = found.account_id
              LEFT JOIN (%(usual)s) AS usual ON usual.partner_id = account.partner_id
             WHERE (%(kept)s) IS DISTINCT FROM (%(found_values)s)
            """,
            values=SQL(", ").join(
                SQL("%s AS %s", value, name)
                for value, name in zip(values, names, strict=True)
            ),
            found=self._get_rhythm_query(today, accounts),
            usual=self._get_usual_amounts(today, accounts),
            kept=SQL(", ").join(SQL("account.%s", name) for name in names),
            found_values=SQL(", ").join(values),
        )
        written = write_changed(
            self.env.cr,
            "relationship_account",
            KEPT,
            changed,
            kept_as=accounts is None and "relationship_order_changed",
        )
        self.env["relationship.account"].invalidate_model([*KEPT])
        return written

    @api.model
    def _refresh_watch(self, accounts):
        """Look at some accounts again, and close what is over with them."""
        if not accounts:
            return
        self.env.flush_all()
        # sudo: figures are those of the accounts, whoever set it in motion
        for company, own in accounts.sudo().grouped("company_id").items():
            self.sudo().with_company(company)._refresh_own(own)
        self._look_again(Domain("account_id", "in", accounts.ids))

    @api.model
    def _refresh_own(self, accounts=None):
        """Of accounts of the company worked in, or all of it."""
        today = self.env.company._get_relationship_today()
        self._flush()
        self._write_orders(today, accounts)
        self._write_lines(today, accounts)

    @api.model
    def _look_again(self, domain):
        """See whether open alerts of the watch are over.

        What opens anew waits for the night.
        """
        alerts = self._find_watched(domain)
        if alerts:
            alerts._refresh(alerts.account_id, WATCHED)

    @api.model
    def _find_watched(self, domain):
        """Open alerts of the watch."""
        # sudo: whoever brings the order ends what it was the reason of
        alerts = self.env["relationship.alert"].sudo()
        going_on = Domain("state", "in", ("open", "snoozed"))
        return alerts.search(Domain("reason", "in", WATCHED) & going_on & domain)

    @api.model
    def _end_waiting(self, documents):
        """Orders or invoices came: whoever waited for them is told at once."""
        if not documents:
            return
        partners = documents.partner_id.commercial_partner_id
        waiting = self._find_watched(
            Domain("account_id.partner_id", "in", partners.ids)
            & Domain("company_id", "in", documents.company_id.ids)
        )
        self._refresh_watch(waiting.account_id)

    # ------------------------------------------------------------
    # Scheduled work
    # ------------------------------------------------------------

    @api.model
    def _cron_rebuild_watch(self):
        """Look at all accounts at night, company by company, each committed."""
        companies = self.env["res.company"]._get_all_companies()
        self.env["ir.cron"]._work_off(companies, self._rebuild_watch)

    @api.model
    def _rebuild_watch(self, companies):
        self.env.flush_all()
        for company in companies:
            self.with_company(company)._refresh_own()

    @api.model
    def _cron_refresh_watch(self):
        """Look again at accounts whose customers' documents changed."""
        self.env.flush_all()
        # First, so that whoever is at it in the same moment waits and tries again.
        rows = self.env.execute_query(
            SQL("DELETE FROM relationship_order_due RETURNING account_id")
        )
        accounts = self.env["relationship.account"].browse(
            sorted({account_id for (account_id,) in rows})
        )
        self._refresh_watch(accounts.exists())
