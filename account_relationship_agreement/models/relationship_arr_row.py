from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep
from odoo.addons.account_relationship.unset import NO_SALES_TEAM, NO_TIER

from .relationship_recurring import MONTH, get_months

#: So many months up to the one that runs are told.
MONTHS = 36


class RelationshipArrRow(models.AbstractModel):
    """What recurring revenue did of an account in a month, kept to be searched.

    Tables without foreign keys: a row outlives its account, as what it is made of
    does, and then names none. The night brings them up to date, and what somebody
    changes at once.
    """

    _name = "relationship.arr.row"
    _description = "Recurring revenue of an account in a month"
    _inherit = "relationship.headline"
    _rec_name = "account_id"
    _order = "month desc, id"
    #: Columns that are filled, beside those all have, with their types.
    _more_columns = {}
    #: What follows from the rest of a row: SQL.
    _generated = ""
    #: ``{rate: (part, whole)}``, columns that are summed: never a mean of rates.
    _rates = {}

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(readonly=True, help="First day of the month.")
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        readonly=True,
        help="Empty where the account is gone: merged into another, or deleted.",
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    manager_id = fields.Many2one(related="account_id.manager_id")
    tier_id = fields.Many2one(related="account_id.tier_id", falsy_value_label=NO_TIER)
    team_id = fields.Many2one(
        related="account_id.team_id",
        string="Sales team",
        falsy_value_label=NO_SALES_TEAM,
    )

    def init(self):
        if self._abstract:
            return
        columns = [
            SQL("%s %s", SQL.identifier(name), SQL(kind))
            for name, kind in self._more_columns.items()
        ]
        if self._generated:
            columns.append(SQL(self._generated))
        self.env.cr.execute(
            SQL(
                """
                CREATE TABLE IF NOT EXISTS %(table)s (
                    id SERIAL PRIMARY KEY, company_id int NOT NULL,
                    month date NOT NULL, account_number int NOT NULL, account_id int,
                    %(columns)s);
                CREATE UNIQUE INDEX IF NOT EXISTS %(key)s
                    ON %(table)s (company_id, account_number, month);
                CREATE INDEX IF NOT EXISTS %(account)s ON %(table)s (account_id);
                CREATE INDEX IF NOT EXISTS %(month)s ON %(table)s (month)
                """,
                table=SQL.identifier(self._table),
                columns=SQL(", ").join(columns),
                **{
                    name: SQL.identifier(f"{self._table}_{name}_idx")
                    for name in ("key", "account", "month")
                },
            )
        )

    # ------------------------------------------------------------
    # Filling
    # ------------------------------------------------------------

    @api.model
    def _get_tables(self):
        """The models that are made of recurring revenue month by month."""
        return [
            "relationship.arr.movement",
            "relationship.arr.retention",
            "relationship.arr.renewal",
        ]

    @api.model
    def _fill_all(self, company, accounts=None):
        """Bring all tables up to date, of all accounts of a company or of some."""
        recurring = self.env["relationship.recurring"].with_company(company)
        recurring._flush()
        months = self._get_told_months(recurring)
        for name in self._get_tables():
            self.env[name]._fill(recurring, months, accounts)

    @api.model
    def _find_known(self, accounts):
        """Those of some accounts of which anything recurs or did, or rows are kept.

        :rtype: relationship.account
        """
        recurring, ids = self.env["relationship.recurring"], accounts.ids
        if not ids:
            return accounts.browse()
        recurring._flush()
        kept = [
            SQL(
                "SELECT account_number FROM %s WHERE account_number = ANY(%s)",
                *(SQL.identifier(self.env[name]._table), ids),
            )
            for name in self._get_tables()
        ]
        rows = self.env.execute_query(
            SQL(" UNION ").join([*recurring._get_traces(ids), *kept])
        )
        return accounts.browse(sorted({id_ for (id_,) in rows} & set(ids)))

    @api.model
    def _get_told_months(self, recurring):
        """The first days of the months that are told, up to the one that runs."""
        today = recurring.env.company._get_relationship_today()
        return get_months(today.replace(day=1) - (MONTHS - 1) * MONTH, today)

    @api.model
    def _get_rows(self, recurring, months, ids):
        """The query of rows: ``account_number, month`` and ``_more_columns``.

        :param recurring: ``relationship.recurring`` of the company
        :param months: first days, without a gap
        :param ids: only of these accounts; ``None`` for all
        """
        raise NotImplementedError

    @api.model
    def _fill(self, recurring, months, accounts=None):
        """Write the rows of a company that differ, and no other."""
        ids = None if accounts is None else accounts.ids
        company = recurring.env.company
        changed = keep(
            self.env.cr,
            f"{self._table}_changed",
            self._get_changed(recurring, months, ids),
        )
        table = SQL.identifier(self._table)
        columns = self._name_columns()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %(table)s
                 WHERE id IN (SELECT row_id FROM (%(changed)s) AS changed);
                INSERT INTO %(table)s (company_id, %(columns)s)
                SELECT %(company)s, %(columns)s
                  FROM (%(changed)s) AS changed
                 WHERE account_number IS NOT NULL
                 ORDER BY account_number, month
                """,
                table=table,
                changed=changed,
                columns=columns,
                company=company.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _name_columns(self, alias=None):
        names = ("month", "account_number", "account_id", *self._more_columns)
        parts = ((alias, name) if alias else (name,) for name in names)
        return SQL(", ").join(SQL.identifier(*part) for part in parts)

    @api.model
    def _get_changed(self, recurring, months, ids):
        """What differs: rows as they are to be, and ``row_id``, which then goes."""
        some = SQL("TRUE") if ids is None else SQL("account_number = ANY(%s)", ids)
        return SQL(
            """
            SELECT kept.id AS row_id, found.*
              FROM (SELECT %(plain)s
                      FROM (SELECT row.month, row.account_number,
                                   account.id AS account_id %(more)s
                              FROM (%(rows)s) AS row
                              LEFT JOIN relationship_account AS account
                                ON account.id = row.account_number) AS linked
                   ) AS found
              FULL JOIN (SELECT * FROM %(table)s
                          WHERE company_id = %(company)s AND %(some)s) AS kept
                ON kept.account_number = found.account_number
               AND kept.month = found.month
             WHERE (%(kept)s) IS DISTINCT FROM (%(found)s)
            """,
            plain=self._name_columns(),
            more=SQL("").join(
                SQL(", %s", SQL.identifier("row", name)) for name in self._more_columns
            ),
            rows=self._get_rows(recurring, months, ids),
            table=SQL.identifier(self._table),
            company=recurring.env.company.id,
            some=some,
            kept=self._name_columns("kept"),
            found=self._name_columns("found"),
        )

    @api.model
    def _unlink_accounts(self, accounts):
        """Let no row name accounts that go."""
        for name in self._get_tables():
            model = self.env[name]
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET account_id = NULL WHERE account_id = ANY(%s)",
                    SQL.identifier(model._table),
                    accounts.ids,
                )
            )
            model.invalidate_model(["account_id"])

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Of a rate there is that of the sums only, whatever is asked for."""
        name, __, function = aggregate_spec.partition(":")
        if name not in self._rates or function not in ("avg", "sum", "min", "max"):
            return super()._read_group_select(aggregate_spec, query)
        select = super()._read_group_select
        return SQL(
            "100.0 * %s / NULLIF(%s, 0)",
            *(select(self._sum_of(one), query) for one in self._rates[name]),
        )

    @api.model
    def _format_rate(self, percent):
        return f"{self._format_few(percent, 1)}\N{NO-BREAK SPACE}%"

    def action_open_account(self):
        """Open the customer account, where there still is one."""
        self.ensure_one()
        self.check_access("read")
        return self.account_id.get_formview_action() if self.account_id else False

    def action_view_agreements(self):
        """Open the agreements with the customer that are concerned."""
        self.ensure_one()
        self.check_access("read")
        return self.account_id.action_view_agreements() if self.account_id else False
