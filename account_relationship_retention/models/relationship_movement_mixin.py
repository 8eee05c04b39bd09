from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep
from odoo.addons.account_relationship.unset import NO_SALES_TEAM, NO_TIER

#: ``{rate: (what is left, of how much)}``: never a mean of rates.
RATES = {
    "gross": ("remaining", "sales_before"),
    "net": ("sales_retained", "sales_before"),
    "kept_rate": ("customers_kept", "customers_before"),
}
#: What is of one comparison only.
SUMS = (
    *("sales_before", "sales_after", "difference", "remaining", "sales_retained"),
    *("customers_before", "customers_kept"),
)
#: What follows from the rest of a row.
GENERATED = """
    difference numeric GENERATED ALWAYS AS (sales_after - sales_before) STORED,
    size numeric GENERATED ALWAYS AS (ABS(sales_after - sales_before)) STORED,
    remaining numeric GENERATED ALWAYS AS (LEAST(sales_before, sales_after)) STORED,
    sales_retained numeric GENERATED ALWAYS AS
        (CASE WHEN sales_before > 0 THEN sales_after ELSE 0 END) STORED,
    customers_before int GENERATED ALWAYS AS ((sales_before > 0)::int) STORED,
    customers_kept int GENERATED ALWAYS AS
        ((sales_before > 0 AND sales_after > 0)::int) STORED,
    gross float8 GENERATED ALWAYS AS
        (100 * LEAST(sales_before, sales_after) / NULLIF(sales_before, 0)) STORED,
    net float8 GENERATED ALWAYS AS
        (100 * sales_after / NULLIF(sales_before, 0)) STORED,
    kept_rate float8 GENERATED ALWAYS AS
        (CASE WHEN sales_before > 0 THEN 100 * (sales_after > 0)::int END) STORED
"""


class RelationshipMovementMixin(models.AbstractModel):
    """What a customer bought in the two windows of a comparison, and what it says.

    Tables without foreign keys, as that of revenue: rows come and go many at once.
    """

    _name = "relationship.movement.mixin"
    _description = "Movement between two periods"
    _inherit = "relationship.headline"
    _rec_name = "partner_id"
    #: Columns that are filled, beside those all have, with their types.
    _more_columns = {}

    comparison_id = fields.Many2one(
        comodel_name="relationship.comparison", required=True, readonly=True
    )
    month = fields.Date(
        readonly=True,
        help="First day of the last of the 12 months that are held against the 12 "
        "before. Empty for periods somebody chose.",
    )
    is_latest = fields.Boolean(
        string="Last 12 months",
        compute="_compute_is_latest",
        search="_search_is_latest",
        help="The last 12 closed months against the 12 before.",
    )
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
    team_id = fields.Many2one(
        related="account_id.team_id",
        string="Sales team",
        falsy_value_label=NO_SALES_TEAM,
    )
    country_id = fields.Many2one(related="partner_id.country_id")
    industry_id = fields.Many2one(related="partner_id.industry_id")
    movement = fields.Selection(
        selection=[
            ("new", "New"),
            ("returned", "Came back"),
            ("grown", "Grew"),
            ("kept", "Stayed"),
            ("shrunk", "Shrank"),
            ("lost", "Left"),
        ],
        readonly=True,
        # In this order, not in that of the alphabet.
        group_expand=True,
    )
    is_first_year = fields.Boolean(
        string="First-year customer",
        readonly=True,
        help="Bought for the first time ever in the earlier period.",
    )
    sales_before = fields.Monetary(
        string="Sales before",
        readonly=True,
        help="Net sales of the earlier period, untaxed, at least 0: what all of before "
        "is of, the denominator of gross and net revenue retention.",
    )
    sales_after = fields.Monetary(
        string="Sales after",
        readonly=True,
        help="Net sales of the later period, untaxed, at least 0.",
    )
    difference = fields.Monetary(readonly=True, help="Sales after - sales before.")
    size = fields.Monetary(
        string="Change",
        readonly=True,
        aggregator=None,
        help="The difference, up or down: what changed most stands first.",
    )
    remaining = fields.Monetary(
        string="Still bought",
        readonly=True,
        help="The smaller one of sales before and after: the numerator of gross "
        "revenue retention.",
    )
    sales_retained = fields.Monetary(
        string="Sales after of those there before",
        readonly=True,
        help="Sales after, of who bought before: the numerator of net revenue "
        "retention.",
    )
    customers_before = fields.Integer(
        string="Customers before (n)",
        readonly=True,
        aggregator="sum",
        help="Who bought in the earlier period.",
    )
    customers_kept = fields.Integer(
        string="Customers who stayed",
        readonly=True,
        aggregator="sum",
        help="Who bought in both periods, whether more or less.",
    )
    gross = fields.Float(
        string="Gross revenue retention (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Sum of the smaller one of sales before and after / sum of sales before. "
        "Of the two end points, not of what happened between them; never above 100 %. "
        "Empty where nobody bought before.",
    )
    net = fields.Float(
        string="Net revenue retention (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Sum of sales after of who bought before / sum of sales before. Of the "
        "two end points, not of what happened between them. Empty where nobody bought "
        "before.",
    )
    kept_rate = fields.Float(
        string="Customers kept (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Who bought in both periods / who bought in the earlier one. Empty where "
        "nobody bought before.",
    )

    def init(self):
        if self._abstract:
            return
        more = (
            SQL("%s %s", SQL.identifier(name), SQL(kind))
            for name, kind in self._more_columns.items()
        )
        self.env.cr.execute(
            SQL(
                """
                CREATE TABLE IF NOT EXISTS %(table)s (
                    id SERIAL PRIMARY KEY, comparison_id int NOT NULL, month date,
                    company_id int NOT NULL, partner_id int NOT NULL, account_id int,
                    movement varchar NOT NULL, is_first_year boolean NOT NULL,
                    sales_before numeric NOT NULL, sales_after numeric NOT NULL,
                    %(more)s);
                CREATE UNIQUE INDEX IF NOT EXISTS %(key)s ON %(table)s (%(columns)s);
                CREATE INDEX IF NOT EXISTS %(account)s ON %(table)s (account_id);
                CREATE INDEX IF NOT EXISTS %(month)s ON %(table)s (month)
                """,
                table=SQL.identifier(self._table),
                more=SQL(", ").join([*more, SQL(GENERATED)]),
                columns=SQL(", ").join(
                    [SQL("comparison_id, partner_id"), *self._more_key()]
                ),
                **{
                    name: SQL.identifier(f"{self._table}_{name}_idx")
                    for name in ("key", "account", "month")
                },
            )
        )

    @api.model
    def _more_key(self):
        """What sets rows of a customer apart, in the index: a list of SQL."""
        return []

    # ------------------------------------------------------------
    # Filling
    # ------------------------------------------------------------

    @api.model
    def _get_rows(self, comparison, bought, customers):
        """The query of rows: ``partner_id``, the figures and ``_more_columns``.

        :param bought: the query of purchase days, of the company
        :param customers: only of these commercial partners
        """
        raise NotImplementedError

    @api.model
    def _get_columns(self):
        return (
            *("comparison_id", "month", "company_id", "partner_id", "account_id"),
            *("movement", "is_first_year", "sales_before", "sales_after"),
            *self._more_columns,
        )

    @api.model
    def _fill(self, comparison, bought, customers=None):
        """Write the rows of a comparison that differ, and no other."""
        changed = keep(
            self.env.cr,
            f"{self._table}_changed",
            self._get_changed(comparison, bought, customers),
        )
        self._drop(
            SQL(
                "id IN (SELECT row_id FROM (%s) AS changed WHERE row_id IS NOT NULL)",
                changed,
            )
        )
        columns = SQL(", ").join(map(SQL.identifier, self._get_columns()))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s"
                " FROM (%(changed)s) AS changed WHERE comparison_id IS NOT NULL"
                " ORDER BY partner_id",
                table=SQL.identifier(self._table),
                columns=columns,
                changed=changed,
            )
        )
        self.invalidate_model()

    @api.model
    def _get_changed(self, comparison, bought, customers):
        """What differs: rows as they are to be, and ``row_id``, which then goes."""
        columns = self._get_columns()
        kept, found = (
            SQL(", ").join(SQL.identifier(alias, name) for name in columns)
            for alias in ("kept", "found")
        )
        some = SQL("TRUE")
        if customers is not None:
            some = SQL("partner_id = ANY(%s)", customers.ids)
        return SQL(
            """
            SELECT kept.id AS row_id, found.*
              FROM (SELECT %(comparison)s AS comparison_id, %(month)s::date AS month,
                           %(company)s AS company_id, moved.*, account.id AS account_id
                      FROM (%(rows)s) AS moved
                      LEFT JOIN relationship_account AS account
                        ON account.partner_id = moved.partner_id
                       AND account.company_id = %(company)s) AS found
              FULL JOIN (SELECT * FROM %(table)s
                          WHERE comparison_id = %(comparison)s AND %(some)s) AS kept
                ON kept.partner_id = found.partner_id AND %(same)s
             WHERE (%(kept)s) IS DISTINCT FROM (%(found)s)
            """,
            comparison=comparison.id,
            month=comparison.month or None,
            company=comparison.company_id.id,
            rows=self._get_rows(comparison, bought, customers),
            table=SQL.identifier(self._table),
            some=some,
            same=self._same_row(),
            kept=kept,
            found=found,
        )

    @api.model
    def _same_row(self):
        """SQL that ``kept`` and ``found`` are the same row of a customer."""
        return SQL("TRUE")

    @api.model
    def _drop(self, condition):
        """Delete rows.

        :param condition: SQL about them
        """
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE %s", SQL.identifier(self._table), condition)
        )
        self.invalidate_model()

    # ------------------------------------------------------------
    # Accounts
    # ------------------------------------------------------------

    @api.model
    def _link_accounts(self, accounts):
        """Let the rows of customers name the account they have now."""
        self._set_accounts(
            SQL(
                "account.id FROM relationship_account AS account"
                " WHERE account.id = ANY(%s) AND moved.partner_id = account.partner_id"
                " AND moved.company_id = account.company_id"
                " AND moved.account_id IS DISTINCT FROM account.id",
                accounts.ids,
            )
        )

    @api.model
    def _unlink_accounts(self, accounts):
        """Let no row name accounts that go."""
        self._set_accounts(SQL("NULL WHERE account_id = ANY(%s)", accounts.ids))

    @api.model
    def _set_accounts(self, words):
        self.env.cr.execute(
            SQL(
                "UPDATE %s AS moved SET account_id = %s",
                *(SQL.identifier(self._table), words),
            )
        )
        self.invalidate_model(["account_id"])

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def _compute_is_latest(self):
        latest = self._get_latest()
        for row in self:
            row.is_latest = row.comparison_id in latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("comparison_id", "in", self._get_latest().ids)]

    @api.model
    def _get_latest(self):
        """The comparisons of the last closed months, one of each company."""
        found = self.env["relationship.comparison"].search(
            [("month", "!=", False)], order="month desc"
        )
        by_company = found.grouped("company_id")
        return found.browse([some[0].id for some in by_company.values()])

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Of a rate there is that of the sums only, whatever is asked for; of sums none
        of several comparisons: the same sales would count again with each month.
        """
        name, __, function = aggregate_spec.partition(":")
        if name in SUMS and function in ("sum", "sum_currency"):
            return SQL(
                "CASE WHEN %s THEN %s END",
                self._say_is_of_one(),
                super()._read_group_select(aggregate_spec, query),
            )
        if name not in RATES or function not in ("avg", "sum", "min", "max"):
            return super()._read_group_select(aggregate_spec, query)
        how = "sum"
        if name != "kept_rate" and len(self.env.companies.currency_id) > 1:
            how = "sum_currency"
        # Several months make a mean of theirs, each weighted with its sales.
        select = super()._read_group_select
        return SQL(
            "100.0 * %s / NULLIF(%s, 0)",
            *(select(f"{one}:{how}", query) for one in RATES[name]),
        )

    @api.model
    def _say_is_of_one(self):
        """SQL that the rows of a group are of one comparison of each company."""
        comparison, company = (
            SQL.identifier(self._table, name)
            for name in ("comparison_id", "company_id")
        )
        if len(self.env.companies) == 1:
            return SQL("MIN(%s) = MAX(%s)", comparison, comparison)
        return SQL("COUNT(DISTINCT %s) = COUNT(DISTINCT %s)", comparison, company)

    def action_open_account(self):
        """Open the customer account, or the contact of a customer without one."""
        self.ensure_one()
        self.check_access("read")
        return (self.account_id or self.partner_id).get_formview_action()
