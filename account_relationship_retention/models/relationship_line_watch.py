from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep
from odoo.addons.account_relationship.unset import NO_TIER

COLUMNS = SQL(
    "account_id, partner_id, category_id, kind, last_day, longest_pause, amount,"
    " sales_before, sales_now"
)


class RelationshipLineWatch(models.Model):
    """What a customer who still buys buys less of, or no more.

    ``relationship.retention`` makes the rows, at night and soon after an invoice came.
    """

    _name = "relationship.line.watch"
    _inherit = "relationship.headline"
    _description = "Line that slips"
    _auto = False
    _order = "amount DESC, id"
    _rec_name = "category_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    manager_id = fields.Many2one(related="account_id.manager_id")
    tier_id = fields.Many2one(related="account_id.tier_id", falsy_value_label=NO_TIER)
    country_id = fields.Many2one(related="account_id.country_id")
    category_id = fields.Many2one(
        comodel_name="product.category", string="Product category", readonly=True
    )
    kind = fields.Selection(
        selection=[("lapsed", "Lapsed"), ("shrinking", "Shrinking")],
        readonly=True,
        help="Lapsed: bought in 4 of 12 months, and then for longer not than its "
        "longest pause and a month. Shrinking: the last 6 months brought less than "
        "70 % of the same months a year ago.",
    )
    last_day = fields.Date(string="Last bought", readonly=True)
    longest_pause = fields.Integer(
        string="Longest pause (months)",
        readonly=True,
        aggregator="max",
        help="Months between two in which it was bought, before.",
    )
    amount = fields.Monetary(
        string="At stake",
        readonly=True,
        help="Net invoiced sales of the line in the 12 months before.",
    )
    sales_before = fields.Monetary(
        string="6 months a year ago",
        readonly=True,
        help="Net invoiced sales of the line in the same 6 months a year ago.",
    )
    sales_now = fields.Monetary(
        string="Last 6 months",
        readonly=True,
        help="Net invoiced sales of the line in the last 6 months that are over.",
    )

    def init(self):
        """Make the tables; few rows, which go with what they name."""
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS relationship_line_watch (
                id SERIAL PRIMARY KEY,
                company_id int NOT NULL REFERENCES res_company ON DELETE CASCADE,
                account_id int NOT NULL
                    REFERENCES relationship_account ON DELETE CASCADE,
                partner_id int NOT NULL REFERENCES res_partner ON DELETE CASCADE,
                category_id int NOT NULL REFERENCES product_category ON DELETE CASCADE,
                kind varchar NOT NULL, last_day date, longest_pause int NOT NULL,
                amount numeric NOT NULL, sales_before numeric NOT NULL,
                sales_now numeric NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS relationship_line_watch_key_idx
                ON relationship_line_watch (account_id, category_id);
            CREATE INDEX IF NOT EXISTS relationship_line_watch_category_idx
                ON relationship_line_watch (category_id);
            CREATE INDEX IF NOT EXISTS relationship_line_watch_partner_idx
                ON relationship_line_watch (partner_id);
            -- Accounts whose customers' documents changed, to look at again
            CREATE TABLE IF NOT EXISTS relationship_order_due (account_id int NOT NULL)
            """
        )

    @api.model
    def _write_changed(self, found, accounts=None):
        """Write the rows of the company worked in that differ, and no other.

        :param found: the query of rows as they are to be
        :param accounts: of which ones; of all when ``None``
        :return: how many rows were written or deleted
        """
        kept = SQL("company_id = %s", self.env.company.id)
        if accounts is not None:
            kept = SQL("%s AND account_id = ANY(%s)", kept, accounts.ids)
        digits = self.env.company.currency_id.decimal_places
        changed = keep(
            self.env.cr,
            "relationship_line_changed",
            SQL(
                """
                SELECT kept.id AS kept_id, found.*
                  FROM (SELECT account_id, partner_id, category_id, kind, last_day,
                               longest_pause, ROUND(amount, %(digits)s) AS amount,
                               ROUND(sales_before, %(digits)s) AS sales_before,
                               ROUND(sales_now, %(digits)s) AS sales_now
                          FROM (%(found)s) AS found) AS found
                  FULL JOIN (SELECT * FROM relationship_line_watch
                              WHERE %(kept)s) AS kept USING (account_id, category_id)
                 WHERE (kept.kind, kept.partner_id, kept.last_day, kept.longest_pause,
                        kept.amount, kept.sales_before, kept.sales_now)
                       IS DISTINCT FROM
                       (found.kind, found.partner_id, found.last_day,
                        found.longest_pause, found.amount, found.sales_before,
                        found.sales_now)
                """,
                digits=digits,
                found=found,
                kept=kept,
            ),
        )
        return self._replace(changed)

    @api.model
    def _replace(self, changed):
        cr = self.env.cr
        cr.execute(
            SQL(
                "DELETE FROM relationship_line_watch AS line"
                " USING (%s) AS changed WHERE line.id = changed.kept_id",
                changed,
            )
        )
        deleted = cr.rowcount
        cr.execute(
            SQL(
                "INSERT INTO relationship_line_watch (company_id, %(columns)s)"
                " SELECT %(company)s, %(columns)s FROM (%(changed)s) AS changed"
                " WHERE account_id IS NOT NULL ORDER BY account_id, category_id",
                columns=COLUMNS,
                company=self.env.company.id,
                changed=changed,
            )
        )
        written = max(deleted, cr.rowcount)
        self.invalidate_model()
        self.env["relationship.account"].invalidate_model(["line_watch_ids"])
        return written

    @api.model
    def _drop(self, accounts):
        """Forget the lines of some accounts, until they are found again."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM relationship_line_watch WHERE account_id = ANY(%s)",
                accounts.ids,
            )
        )
        self.invalidate_model()

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        groups = self._read_group(domain, ["kind"], ["__count", "amount:sum_currency"])
        counts = {kind: count for kind, count, __ in groups}
        if not counts:
            return ""
        [(customers,)] = self._read_group(domain, [], ["account_id:count_distinct"])
        category, *__ = self._find_dearest(domain)
        return self.env._(
            "%(lapsed)s lines lapsed and %(shrinking)s shrink with %(customers)s "
            "customers; %(amount)s a year at stake, most of it %(category)s",
            lapsed=self._format_few(counts.get("lapsed", 0)),
            shrinking=self._format_few(counts.get("shrinking", 0)),
            customers=self._format_few(customers),
            amount=self._format_sum(sum(amount or 0 for *__, amount in groups)),
            category=category.display_name,
        )

    @api.model
    def _find_dearest(self, domain):
        """The category of which most is at stake."""
        [first] = self._read_group(
            domain, ["category_id"], ["amount:sum"], order="amount:sum desc", limit=1
        )
        return first

    def action_open_account(self):
        """Open the customer account."""
        self.ensure_one()
        return self.account_id.get_formview_action()
