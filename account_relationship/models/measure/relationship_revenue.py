from contextlib import contextmanager

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...temporary import keep, looking_up
from ...unset import NO_TIER

#: The documents that are revenue, as ``move``.
POSTED = SQL(
    "move.state = 'posted' AND move.invoice_date IS NOT NULL"
    " AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
)
MONTH = SQL("date_trunc('month', move.invoice_date::timestamp)::date")
#: After so many rows were written at once the planner is told.
MANY = 10_000
KEY = SQL("(move.company_id, partner.commercial_partner_id, %s)", MONTH)
COLUMNS = SQL(
    "company_id, partner_id, account_id, month, category_id, amount, invoice_count"
)


class RelationshipRevenue(models.Model):
    """Revenue facts: what a customer bought of a product category in a month.

    One row for each company, commercial partner (as it is now), month of the invoice
    date and product category. It is made by one statement (:meth:`_get_documents`), for
    everything at night and for what changed every few minutes. What changes notes the
    customer's month in the table ``relationship_revenue_change``, before and after, as
    it is written to the database: see :meth:`_watch`. Who needs the figures as they are
    now asks :meth:`_get_facts`, which adds up such months from their documents.
    """

    _name = "relationship.revenue"
    _inherit = "relationship.headline"
    _description = "Revenue by month"
    _auto = False
    _order = "month DESC, amount DESC, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    manager_id = fields.Many2one(related="account_id.manager_id")
    tier_id = fields.Many2one(related="account_id.tier_id", falsy_value_label=NO_TIER)
    month = fields.Date(readonly=True, help="First day of the month of invoice date.")
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        readonly=True,
        help="Empty for lines without a product.",
    )
    amount = fields.Monetary(
        string="Revenue",
        readonly=True,
        help="Net invoiced sales, untaxed, credit notes subtracted, in the currency of "
        "the company.",
    )
    invoice_count = fields.Integer(
        string="Invoices",
        readonly=True,
        help="Invoices, receipts and credit notes with products of the category. One "
        "with products of two categories counts in both.",
    )

    def init(self):
        """Make the tables without foreign keys.

        A million rows come at once, and to check them one by one takes longer than to
        find them. Nothing of what they name goes while there are documents with it.
        """
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS relationship_revenue (
                id SERIAL PRIMARY KEY, company_id int NOT NULL, partner_id int NOT NULL,
                account_id int, month date NOT NULL, category_id int,
                amount numeric NOT NULL, invoice_count int NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS relationship_revenue_key_idx
                ON relationship_revenue
                   (partner_id, company_id, month, COALESCE(category_id, 0));
            CREATE INDEX IF NOT EXISTS relationship_revenue_account_idx
                ON relationship_revenue (account_id);
            CREATE TABLE IF NOT EXISTS relationship_revenue_change (
                company_id int NOT NULL, partner_id int NOT NULL, month date NOT NULL)
            """
        )

    # ------------------------------------------------------------
    # What it is made of
    # ------------------------------------------------------------

    @api.model
    def _get_documents(self, condition):
        """The query that adds up documents, with the columns of the table.

        The untaxed amount of an invoice is that of its lines of these kinds, and
        balances are in the company's currency at the rate of the invoice.

        :param condition: SQL about ``move``, the document, and ``partner``, its contact
        """
        return SQL(
            """
            SELECT added.*, account.id AS account_id
              FROM (SELECT move.company_id,
                           partner.commercial_partner_id AS partner_id,
                           %(month)s AS month, product.categ_id AS category_id,
                           -COALESCE(SUM(line.balance), 0) AS amount,
                           COUNT(DISTINCT move.id)::int AS invoice_count
                      FROM account_move AS move
                      JOIN res_partner AS partner ON partner.id = move.partner_id
                      JOIN account_move_line AS line ON line.move_id = move.id
                      LEFT JOIN product_product AS variant
                        ON variant.id = line.product_id
                      LEFT JOIN product_template AS product
                        ON product.id = variant.product_tmpl_id
                     WHERE %(posted)s
                       AND (line.display_type = 'product'
                            OR line.display_type = 'rounding'
                               AND line.tax_repartition_line_id IS NULL)
                       AND partner.commercial_partner_id IS NOT NULL
                       AND %(condition)s
                     GROUP BY 1, 2, 3, 4) AS added
              LEFT JOIN relationship_account AS account
                ON account.partner_id = added.partner_id
               AND account.company_id = added.company_id
            """,
            month=MONTH,
            posted=POSTED,
            condition=condition,
        )

    @api.model
    def _get_facts(self, customers=None):
        """The query of all facts as they are now, with the columns of the table.

        Months that changed since they were added up are added up by the query.

        :param customers: SQL of a query of ids of partners: only of these
        """
        changed = SQL(
            "SELECT company_id, partner_id, month FROM relationship_revenue_change"
        )
        kept = (
            SQL("partner_id = ANY(ARRAY(%s))", customers) if customers else SQL("TRUE")
        )
        return SQL(
            """
            SELECT %(columns)s
              FROM relationship_revenue AS fact
             WHERE %(kept)s AND (company_id, partner_id, month) NOT IN (%(changed)s)
             UNION ALL
            SELECT %(columns)s FROM (%(anew)s) AS anew
            """,
            columns=COLUMNS,
            kept=kept,
            changed=changed,
            anew=self._get_documents(
                SQL("%s AND %s IN (%s)", self._get_buyers(customers), KEY, changed)
            ),
        )

    @api.model
    def _get_buyers(self, customers):
        """SQL about ``partner``, that it is of some customers, if not of any."""
        if not customers:
            return SQL("TRUE")
        return SQL("partner.commercial_partner_id = ANY(ARRAY(%s))", customers)

    @api.model
    def _get_sold(self, start, end, customers=None):
        """The query of what was sold from one day to another, by product category.

        Whole months are facts, and what is left of the first and the last is added up.

        :return: SQL of a query with the columns of :meth:`_get_facts`, in which a
            month may stand more than once
        """
        if start > end:
            return SQL("SELECT %s FROM relationship_revenue WHERE FALSE", COLUMNS)
        day = relativedelta(days=1)
        first = start if start.day == 1 else start + relativedelta(months=1, day=1)
        after = (end + day).replace(day=1)
        edges, parts = [(start, end)], []
        if first < after:
            edges = [(start, first - day), (after, end)]
            parts = [
                SQL(
                    "SELECT * FROM (%s) AS fact WHERE month >= %s AND month < %s",
                    *(self._get_facts(customers), first, after),
                )
            ]
        dates = [
            SQL("move.invoice_date BETWEEN %s AND %s", *edge)
            for edge in edges
            if edge[0] <= edge[1]
        ]
        if dates:
            buyers = self._get_buyers(customers)
            condition = SQL("(%s) AND %s", SQL(" OR ").join(dates), buyers)
            documents = self._get_documents(condition)
            parts.append(SQL("SELECT %s FROM (%s) AS edge", COLUMNS, documents))
        return SQL(" UNION ALL ").join(parts)

    # ------------------------------------------------------------
    # Noting what changes
    # ------------------------------------------------------------

    @api.model
    @contextmanager
    def _watch(self, vals_list, columns, condition):
        """Note the months of documents, as they were and as they become.

        :param vals_list: what is written, as ``_write_multi`` gets it
        :param columns: the columns that count; when none is written, nothing changes
        :param condition: as in :meth:`_note`
        """
        if any(not columns.isdisjoint(values) for values in vals_list):
            self._note(condition)
            yield
            self._note(condition)
        else:
            yield

    @api.model
    def _note(self, condition):
        """Note the customers' months that have to be added up again.

        :param condition: SQL about ``move``, the document, and ``partner``, its contact
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_revenue_change (company_id, partner_id, month)
                SELECT DISTINCT move.company_id, partner.commercial_partner_id, %s
                  FROM account_move AS move
                  JOIN res_partner AS partner ON partner.id = move.partner_id
                 WHERE %s AND partner.commercial_partner_id IS NOT NULL AND %s
                """,
                *(MONTH, POSTED, condition),
            )
        )

    @api.model
    def _note_categories(self, products):
        """Note what was ever sold of some products: they are of another category.

        :param products: SQL of a query of ids of product templates
        """
        self._note(
            SQL(
                """
                move.id IN (SELECT line.move_id
                              FROM account_move_line AS line
                              JOIN product_product AS variant
                                ON variant.id = line.product_id
                             WHERE variant.product_tmpl_id IN (%s))
                """,
                products,
            )
        )

    # ------------------------------------------------------------
    # Bringing the table up to date
    # ------------------------------------------------------------

    @api.model
    def _refresh(self):
        """Add up again what changed since the last time.

        :return: how many rows were written or deleted
        :rtype: int
        """
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("SELECT FROM relationship_revenue_change LIMIT 1")
        if not cr.rowcount:
            return 0
        due = keep(
            cr,
            "relationship_revenue_due",
            SQL(
                "SELECT DISTINCT company_id, partner_id, month"
                " FROM relationship_revenue_change"
            ),
        )
        # First, so that whoever is at it in the same moment waits and tries again. What
        # others note meanwhile is not seen, and stays.
        cr.execute("DELETE FROM relationship_revenue_change")
        # Customers first, or each of them is gone through for each of the months.
        customers = SQL("ARRAY(SELECT DISTINCT partner_id FROM (%s) AS due)", due)
        with looking_up(cr):
            return self._write_changed(
                SQL(
                    "fact.partner_id = ANY(%s)"
                    " AND (fact.company_id, fact.partner_id, fact.month) IN (%s)",
                    *(customers, due),
                ),
                # So written, PostgreSQL does not join the months before the documents.
                SQL(
                    "partner.commercial_partner_id = ANY(%s) AND (%s IN (%s)) IS TRUE",
                    *(customers, KEY, due),
                ),
            )

    @api.model
    def _rebuild(self, companies=None):
        """Add up everything, whatever was noted.

        :param companies: only theirs
        :return: how many rows were written or deleted: none, when all was up to date
        :rtype: int
        """
        self.env.flush_all()
        kept = sold = noted = SQL("TRUE")
        if companies is not None:
            kept, sold, noted = (
                SQL("%s = ANY(%s)", SQL.identifier(*column), companies.ids)
                for column in (
                    *(("fact", "company_id"), ("move", "company_id")),
                    ("company_id",),
                )
            )
        self.env.cr.execute(
            SQL("DELETE FROM relationship_revenue_change WHERE %s", noted)
        )
        return self._write_changed(kept, sold)

    @api.model
    def _write_changed(self, kept, sold):
        """Write the rows that differ from the documents, and no other.

        :param kept: SQL about ``fact``, which rows of the table
        :param sold: SQL as in :meth:`_get_documents`, the documents of the same
        """
        cr = self.env.cr
        cr.execute(
            SQL("SELECT FROM relationship_revenue AS fact WHERE %s LIMIT 1", kept)
        )
        deleted = 0
        if cr.rowcount:
            wanted = keep(
                cr, "relationship_revenue_changed", self._get_changed_query(kept, sold)
            )
            cr.execute(
                SQL(
                    "DELETE FROM relationship_revenue AS fact"
                    " USING (%s) AS changed WHERE fact.id = changed.fact_id",
                    wanted,
                )
            )
            deleted = cr.rowcount
        else:
            # Nothing to hold them against: the first time, or months unknown so far.
            wanted = keep(cr, "relationship_revenue_changed", self._get_documents(sold))
        # In the order of the index, which takes half as long.
        cr.execute(
            SQL(
                "INSERT INTO relationship_revenue (%(columns)s) SELECT %(columns)s"
                " FROM (%(wanted)s) AS wanted WHERE company_id IS NOT NULL"
                " ORDER BY partner_id, company_id, month",
                columns=COLUMNS,
                wanted=wanted,
            )
        )
        written = max(deleted, cr.rowcount)
        if written > MANY:
            # Or queries over the rows are planned as if there were none.
            cr.execute("ANALYZE relationship_revenue")
        self.invalidate_model()
        return written

    @api.model
    def _get_changed_query(self, kept, sold):
        """What differs: rows as they are to be, and ``fact_id``, which then goes."""
        return SQL(
            """
            SELECT fact.id AS fact_id, found.*
              FROM (%(found)s) AS found
              FULL JOIN (SELECT * FROM relationship_revenue AS fact
                          WHERE %(kept)s) AS fact
                ON fact.partner_id = found.partner_id
               AND fact.company_id = found.company_id
               AND fact.month = found.month
               AND COALESCE(fact.category_id, 0) = COALESCE(found.category_id, 0)
             WHERE (fact.amount, fact.invoice_count, fact.account_id)
                   IS DISTINCT FROM
                   (found.amount, found.invoice_count, found.account_id)
            """,
            found=self._get_documents(sold),
            kept=kept,
        )

    @api.model
    def _cron_refresh(self):
        """Add up what changed, every few minutes."""
        self._refresh()

    @api.model
    def _cron_rebuild(self):
        """Add up everything at night, company by company, each committed.

        It finds what was changed in the database by other ways than Odoo's.
        """
        companies = self.env["res.company"]._get_all_companies()
        self.env["ir.cron"]._work_off(companies, self._rebuild)

    # ------------------------------------------------------------
    # Accounts
    # ------------------------------------------------------------

    @api.model
    def _link_accounts(self, accounts):
        """Let the rows of customers name the account they have now."""
        accounts.flush_recordset(["partner_id", "company_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_revenue AS fact SET account_id = account.id
                  FROM relationship_account AS account
                 WHERE account.id = ANY(%s)
                   AND fact.partner_id = account.partner_id
                   AND fact.company_id = account.company_id
                   AND fact.account_id IS DISTINCT FROM account.id
                """,
                accounts.ids,
            )
        )
        self.invalidate_model(["account_id"])

    @api.model
    def _unlink_accounts(self, accounts):
        """Let no row name accounts that go."""
        self.env.cr.execute(
            SQL(
                "UPDATE relationship_revenue SET account_id = NULL"
                " WHERE account_id = ANY(%s)",
                accounts.ids,
            )
        )
        self.invalidate_model(["account_id"])

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    @api.model
    def action_refresh(self):
        """Bring the rows up to date now, of everybody: that takes no longer."""
        self.check_access("read")
        self._refresh()

    def action_view_invoices(self):
        """Open the invoices the revenue was made from."""
        self.ensure_one()
        self.check_access("read")
        invoices = self.env["account.move"]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        # sudo: which lines; the list shows the invoices the reader may see
        moves = invoices.sudo()._search(self._get_invoice_domain())
        return {
            **action,
            "domain": [("id", "in", list(moves))],
            "context": {},
            "views": [(False, "list"), (False, "form")],
        }

    def _get_invoice_domain(self):
        category = Domain("product_id.categ_id", "=", self.category_id.id)
        if not self.category_id:
            category |= Domain("product_id", "=", False)
        lines = category & Domain(
            [
                ("display_type", "in", ("product", "rounding")),
                ("tax_repartition_line_id", "=", False),
            ]
        )
        return [
            ("company_id", "=", self.company_id.id),
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ("invoice_date", ">=", self.month),
            ("invoice_date", "<", self.month + relativedelta(months=1)),
            ("line_ids", "any", lines),
        ]
