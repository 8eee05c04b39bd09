from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep
from odoo.addons.account_relationship.unset import NO_SALES_TEAM, NO_TIER


class RelationshipCustomerFigures(models.AbstractModel):
    """Figures that are kept of each customer of a company, one row for each.

    They are found by one statement at night; what did not change is not written. A
    model is not ``_auto``, says its columns in ``_kept_columns`` and finds them in
    :meth:`_get_found`.
    """

    _name = "relationship.customer.figures"
    _inherit = "relationship.headline"
    _description = "Figures kept of each customer"
    _rec_name = "partner_id"

    #: ``{column: its type in PostgreSQL}``, besides company, customer and account.
    _kept_columns = {}

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
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
        falsy_value_label=NO_SALES_TEAM,
    )
    country_id = fields.Many2one(related="partner_id.country_id")
    industry_id = fields.Many2one(related="partner_id.industry_id")

    def init(self):
        """Make the table. Whoever is merged or deleted takes the rows along."""
        if self._abstract:
            return
        self.env.cr.execute(
            SQL(
                """
                CREATE TABLE IF NOT EXISTS %(table)s (
                    id SERIAL PRIMARY KEY,
                    company_id int NOT NULL REFERENCES res_company ON DELETE CASCADE,
                    partner_id int NOT NULL REFERENCES res_partner ON DELETE CASCADE,
                    account_id int REFERENCES relationship_account ON DELETE SET NULL,
                    %(columns)s, UNIQUE (partner_id, company_id));
                CREATE INDEX IF NOT EXISTS %(index)s ON %(table)s (account_id)
                """,
                table=SQL.identifier(self._table),
                index=SQL.identifier(f"{self._table}_account_idx"),
                columns=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(name), SQL(type_))
                    for name, type_ in self._kept_columns.items()
                ),
            )
        )

    # ------------------------------------------------------------
    # Keeping them
    # ------------------------------------------------------------

    @api.model
    def _get_found(self):
        """The query of the figures of the customers of ``env.company``.

        :return: SQL of a query with ``partner_id`` and the kept columns
        """
        raise NotImplementedError

    @api.model
    def _rebuild(self, companies=None):
        """Bring the figures up to date.

        :param companies: only theirs
        :return: how many rows were written or deleted: none, when all was up to date
        :rtype: int
        """
        if companies is None:
            companies = self.env["res.company"]._get_all_companies()
        self.env["relationship.retention"]._flush()
        return sum(self.with_company(company)._write_changed() for company in companies)

    @api.model
    def _write_changed(self):
        """Write the rows of ``env.company`` that differ, and no other."""
        cr, company, names = self.env.cr, self.env.company, [*self._kept_columns]
        table = SQL.identifier(self._table)
        found = keep(cr, f"{self._table}_found", self._get_found())
        cr.execute(
            SQL(
                """
                DELETE FROM %s AS kept
                 WHERE company_id = %s AND NOT EXISTS (
                       SELECT FROM (%s) AS found
                        WHERE found.partner_id = kept.partner_id)
                """,
                *(table, company.id, found),
            )
        )
        deleted = cr.rowcount
        cr.execute(
            SQL(
                """
                INSERT INTO %(table)s AS kept
                       (company_id, partner_id, account_id, %(names)s)
                SELECT %(company)s, found.partner_id, account.id, %(found_names)s
                  FROM (%(found)s) AS found
                  LEFT JOIN relationship_account AS account
                    ON account.partner_id = found.partner_id
                   AND account.company_id = %(company)s
                 ORDER BY found.partner_id
                    ON CONFLICT (partner_id, company_id) DO UPDATE
                   SET (account_id, %(names)s) = (excluded.account_id, %(new_names)s)
                 WHERE (kept.account_id, %(kept_names)s) IS DISTINCT FROM
                       (excluded.account_id, %(new_names)s)
                """,
                table=table,
                company=company.id,
                found=found,
                names=self._list_columns(names),
                found_names=self._list_columns(names, "found"),
                kept_names=self._list_columns(names, "kept"),
                new_names=self._list_columns(names, "excluded"),
            )
        )
        written = deleted + cr.rowcount
        self.invalidate_model()
        return written

    @api.model
    def _list_columns(self, names, *table):
        return SQL(", ").join(SQL.identifier(*table, name) for name in names)

    @api.model
    def _cron_rebuild(self):
        """Bring them up to date at night, company by company, each committed."""
        companies = self.env["res.company"]._get_all_companies()
        self.env["ir.cron"]._work_off(companies, self._rebuild)

    @api.model
    def _link_accounts(self, accounts):
        """Let the rows of customers name the account they have now."""
        accounts.flush_recordset(["partner_id", "company_id"])
        table = SQL.identifier(self._table)
        for value, column in (("NULL", "account_id"), ("account.id", "partner_id")):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s AS kept SET account_id = %(value)s
                      FROM relationship_account AS account
                     WHERE account.id = ANY(%(ids)s)
                       AND kept.%(column)s = account.%(key)s
                       AND kept.company_id = account.company_id
                    """,
                    table=table,
                    value=SQL(value),
                    ids=accounts.ids,
                    column=SQL.identifier(column),
                    key=SQL("id" if column == "account_id" else column),
                )
            )
        self.invalidate_model(["account_id"])

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    @api.model
    def _is_of_all(self):
        """Whether the reader sees figures of all customers."""
        return self.env.user.has_group("account_relationship.group_head")

    @api.model
    def _get_scope_words(self):
        """Whose customers the figures are of, unless of all."""
        if self._is_of_all():
            return ""
        return self.env._("Of the customer accounts you may see, not of all.")

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    @api.model
    def action_refresh(self):
        """Bring the rows of the companies at hand up to date now.

        :raise AccessError: for whoever is no head: they are figures of everybody
        """
        self.check_access("read")
        if not self._is_of_all():
            raise AccessError(
                self.env._("The figures are brought up to date at night.")
            )
        # sudo: classes of accounts; a head may see them all
        self.sudo()._rebuild(self.env.companies)

    def action_open_customer(self):
        """Open the account; without one the customer."""
        self.ensure_one()
        self.check_access("read")
        return (self.account_id or self.partner_id).get_formview_action()
