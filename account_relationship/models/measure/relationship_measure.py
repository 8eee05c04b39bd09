from odoo import api, fields, models
from odoo.tools import SQL

from ...temporary import write_changed


class RelationshipMeasure(models.AbstractModel):
    """Numbers an account has, computed in SQL for many accounts at once.

    There is one registry of them: :meth:`_get_measures`, which each part and each
    addon extends with its own. What is asked for goes through
    :meth:`_get_values_query`: the numbers kept on the account (``stored_as``), at night
    and on demand, those of an objective, a report or a score. The formulas are those of
    METRICS.md.
    """

    _name = "relationship.measure"
    _description = "Customer account measures"

    # ------------------------------------------------------------
    # The registry
    # ------------------------------------------------------------

    @api.model
    def _get_measures(self):
        """Return ``{key: what the measure is}``, see :class:`~..measures.Measure`.

        An addon adds one, and the field it is stored in where that is wanted, with::

            return super()._get_measures() | {
                "tickets": Measure(
                    *(_("Open tickets"), "count", DOWN, self._measure_tickets),
                    empty=0,
                    stored_as="ticket_count",
                ),
            }
        """
        return {}

    @api.model
    def _on_measures_added(self):
        """An addon that was just installed brought measures, and made what they need.

        Called by its hook; whoever chooses among measures looks at them then.
        """

    @api.model
    def _get_measured_models(self):
        """What the measures are made of, so that it is written before they are read."""
        return ["relationship.account", "res.partner", "res.company"]

    @api.model
    def _get_values_query(self, measures, scope, today, category=None):
        """The query of some measures: a row for each account in scope.

        Those that name the same query are computed in one go.

        :param measures: ``{name of the column: measure}``
        :param scope: SQL about ``account`` that says which accounts
        :param today: last day that counts, a date
        :return: SQL of a query with ``account_id`` and these columns
        """
        aliases, columns = {}, [SQL("account.id AS account_id")]
        for name, measure in measures.items():
            alias = aliases.setdefault(measure.query, f"source_{len(aliases)}")
            value = SQL.identifier(alias, measure.column)
            if measure.empty is not None:
                value = SQL("COALESCE(%s, %s)", value, measure.empty)
            columns.append(SQL("%s AS %s", value, SQL.identifier(name)))
        sources = [
            SQL(
                "LEFT JOIN (%(query)s) AS %(alias)s"
                " ON %(alias)s.account_id = account.id",
                query=query(scope, today, category),
                alias=SQL.identifier(alias),
            )
            for query, alias in aliases.items()
        ]
        return SQL(
            "SELECT %s FROM relationship_account AS account %s WHERE %s",
            SQL(", ").join(columns),
            SQL(" ").join(sources),
            scope,
        )

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _measure(self, key, accounts, today=None, category=None):
        """How things stand now, whatever was stored.

        :param key: one of :meth:`_get_measures`
        :param today: last day that counts, a date; that of each company by default
        :param category: product category of a measure that needs one: there are no
            data without
        :return: ``{account id: value in the measure's unit, or None without data}``
        """
        return {
            account_id: values[key]
            for account_id, values in self._measure_many(
                [key], accounts, today, category
            ).items()
        }

    @api.model
    def _measure_many(self, keys, accounts, today=None, category=None):
        """As :meth:`_measure`, of several measures.

        :return: ``{account id: {key: value or None}}``
        """
        # Not everything: this is asked in the middle of computing objectives.
        for name in self._get_measured_models():
            self.env[name].flush_model()
        measures = self._get_known(keys, category)
        nothing = dict.fromkeys(keys)
        values = {account.id: nothing for account in accounts}
        for day, companies in self._get_days(accounts, today).items():
            scope = self._get_scope(accounts, companies)
            query = self._get_values_query(measures, scope, day, category)
            for row in self.env.execute_query_dict(query):
                account_id = row.pop("account_id")
                values[account_id] = nothing | row
        return values

    @api.model
    def _get_known(self, keys, category):
        """Measures there are data of: an addon may be gone, a category not given."""
        known = self._get_measures()
        return {
            key: known[key]
            for key in keys
            if key in known and (category or not known[key].needs_category)
        }

    # ------------------------------------------------------------
    # Refreshing what is stored
    # ------------------------------------------------------------

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
        if companies == self.env["res.company"]._get_all_companies():
            return SQL("TRUE")
        return SQL("account.company_id = ANY(%s)", companies.ids)

    @api.model
    def _write_changed(self, scope, today, now=None):
        """Store what is to be stored where it differs: computed once, in one query.

        :param now: also say so on each of the accounts: the others of their companies
            are as they were
        :return: how many rows were written
        """
        stored = {
            measure.stored_as: measure
            for measure in self._get_measures().values()
            if measure.stored_as
        }
        values = {name: self._cast(name) for name in stored}
        differs = SQL(
            "(%s) IS DISTINCT FROM (%s)",
            SQL(", ").join(SQL.identifier("account", name) for name in values),
            SQL(", ").join(values.values()),
        )
        if now:
            values["refreshed_at"] = SQL("%s::timestamp", now)
            values["refreshed_for"] = SQL("%s::date", today)
            differs = SQL("TRUE")
        changed = SQL(
            """
            SELECT account.id, %(values)s
              FROM (%(measured)s) AS measured
              JOIN relationship_account AS account ON account.id = measured.account_id
             WHERE %(differs)s
            """,
            values=SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in values.items()
            ),
            measured=self._get_values_query(stored, scope, today),
            differs=differs,
        )
        return write_changed(
            self.env.cr,
            "relationship_account",
            values,
            changed,
            kept_as=None if now else "relationship_measured",
        )

    @api.model
    def _cast(self, name):
        """A measured value as the column keeps it: otherwise it would differ for ever.

        :param name: field of the account
        """
        __, column_type = self.env["relationship.account"]._fields[name].column_type
        return SQL("measured.%s::%s", SQL.identifier(name), SQL(column_type))

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
