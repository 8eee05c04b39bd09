from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .relationship_retention_purchases import NUMBER

#: So many months of first purchases are kept, and so many months after them.
MONTHS = 36
#: What sets the months of a customer apart, so that each has its own id.
ROOM = 64
#: Months after the first purchase of which the sentence tells.
TOLD = (3, 12)


class RelationshipCohort(models.Model):
    """Who bought again: a row for each customer and each month since the first.

    The table keeps a row for each customer, with the months in which it bought as bits
    of a number; the months are made of it when they are read. A row for each month
    would be millions that say no more, while rows of whole cohorts could not be
    grouped by manager, nor shown to those who see their own accounts only.

    Months that are not over have no row. Of the last 36 cohorts and of the customers
    before, up to 36 months after.
    """

    _name = "relationship.cohort"
    _inherit = "relationship.customer.figures"
    _auto = False
    _description = "Cohort"
    _order = "cohort DESC, k, id"

    _outcomes = ("k", "month")

    # ``cohort`` is empty, and ``start`` is not, of customers there were before;
    # ``bought`` has the bit k of each month in which they bought; up to ``last_k``.
    _kept_columns = {
        "cohort": "date",
        "start": "date NOT NULL",
        "last_k": "int NOT NULL",
        "bought": "bigint NOT NULL",
    }

    cohort = fields.Date(
        readonly=True,
        help="First day of the month of the first purchase. Empty: customers there "
        "were before the sales history begins.",
    )
    k = fields.Integer(
        string="Months after",
        readonly=True,
        aggregator=None,
        help="Months after that of the first purchase; 0 is the month itself.",
    )
    month = fields.Date(readonly=True, help="First day of the month it is about.")
    cohort_words = fields.Char(string="Cohort in words", compute="_compute_words")
    month_words = fields.Char(string="Month in words", compute="_compute_words")
    has_bought = fields.Boolean(string="Bought", compute="_compute_words")
    buyers = fields.Integer(
        readonly=True, help="1 for a customer who bought in the month."
    )
    size = fields.Integer(
        string="Customers",
        readonly=True,
        help="1 for each customer and month. To add up over several months counts "
        "customers several times.",
    )
    share = fields.Float(
        string="Share that bought",
        readonly=True,
        aggregator="avg",
        help="Buyers / customers: those who bought in the month, of all whose first "
        "purchase was so many months before. Months that are not over do not count.",
    )

    _depends = {"relationship.account": ["partner_id", "company_id"]}

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT kept.id::bigint * %s + k AS id, company_id, partner_id, account_id,
                   cohort, k, (start + make_interval(months => k))::date AS month,
                   (bought >> k & 1)::int AS buyers, 1 AS size,
                   (bought >> k & 1)::float AS share
              FROM relationship_cohort AS kept
             CROSS JOIN LATERAL generate_series(0, last_k) AS k
            """,
            ROOM,
        )

    @api.depends("cohort", "month", "buyers")
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            row.cohort_words = self._format_cohort(row.cohort)
            row.month_words = format_date(self.env, row.month, date_format="MMM y")
            row.has_bought = bool(row.buyers)

    # ------------------------------------------------------------
    # Keeping them
    # ------------------------------------------------------------

    @api.model
    def _get_found(self):
        retention = self.env["relationship.retention"]
        last = retention._get_last_closed_day()
        month = last.replace(day=1)
        return SQL(
            """
            SELECT partner_id, cohort, start, last_k,
                   COALESCE(bit_or(1::bigint << k) FILTER (
                       WHERE k BETWEEN 0 AND last_k), 0) AS bought
              FROM (SELECT *, LEAST(%(months)s, %(number)s - %(start)s) AS last_k
                      FROM (%(bought)s) AS counted) AS bought
             WHERE (cohort >= %(first)s OR cohort IS NULL) AND last_k >= 0
             GROUP BY partner_id, cohort, start, last_k
            """,
            months=MONTHS,
            number=month.year * 12 + month.month,
            start=SQL(NUMBER, *[SQL("start")] * 2),
            bought=retention._get_bought_months(None),
            first=month - relativedelta(months=MONTHS - 1),
        )

    # ------------------------------------------------------------
    # The heat table
    # ------------------------------------------------------------

    @api.model
    def get_cells(self, domain):
        """The heat table of what a search finds, of customers the reader may see.

        :param list domain: what the search finds
        :return: a dict of ``scope`` (whose customers these are, in words, where not
            all), ``columns`` (how many months after there are, with the first) and
            ``cohorts``, the latest first, those before last: dicts of ``key`` (first
            day of the month, ``False`` for customers before), ``label``, ``size`` and
            ``cells``: for each month after it ``[buyers, customers]``, ``False`` for a
            month that is not over or not found
        :rtype: dict
        :raise UserError: for what is no search
        :raise AccessError: for whoever may not read cohorts
        """
        return self._answer_search(domain, self._get_cells)

    @api.model
    def _get_cells(self, domain):
        groups = self._read_group(
            domain, ["cohort:month", "k"], ["buyers:sum", "size:sum"]
        )
        columns = 1 + max((k for __, k, *_numbers in groups), default=-1)
        found = {}
        for cohort, k, buyers, size in groups:
            found.setdefault(cohort, {})[k] = [buyers, size]
        return {
            "scope": self._get_scope_words(),
            "columns": columns,
            "cohorts": [
                {
                    "key": cohort and cohort.isoformat(),
                    "label": self._format_cohort(cohort),
                    "size": next(iter(cells.values()))[1],
                    "cells": [cells.get(k, False) for k in range(columns)],
                }
                for cohort, cells in sorted(
                    found.items(), key=lambda item: item[0] or date.min, reverse=True
                )
            ],
        }

    @api.model
    def _format_cohort(self, cohort):
        if not cohort:
            return self.env._("Customers before")
        return format_date(self.env, cohort, date_format="MMM y")

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Of a share there is that of the sums only."""
        name, __, function = aggregate_spec.partition(":")
        if name == "share" and function in ("avg", "sum", "min", "max"):
            return SQL(
                "SUM(%s)::float / NULLIF(SUM(%s), 0)",
                SQL.identifier(self._table, "buyers"),
                SQL.identifier(self._table, "size"),
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _make_headline(self, domain):
        if self._is_section(domain):
            return self._make_section_words(domain)
        known = domain & Domain("cohort", "!=", False)
        groups = self._read_group(
            known & Domain("k", "in", TOLD), ["k"], ["buyers:sum", "size:sum"]
        )
        parts = [self._format_month_after(*group) for group in groups]
        if parts:
            return "; ".join(parts)
        [[customers]] = self._read_group(domain, [], ["partner_id:count_distinct"])
        return customers and self.env._(
            "%(customers)s customers; none of their first purchases is 3 months ago",
            customers=self._format_few(customers),
        )

    @api.model
    def _make_section_words(self, domain):
        """Of some months after the first purchase: how many bought in any of them."""
        customers, buyers = (
            self._sum_up(rows, "partner_id:count_distinct")[0]
            for rows in (domain, domain & Domain("buyers", "=", 1))
        )
        return customers and self.env._(
            "%(buyers)s of %(customers)s customers bought",
            buyers=self._format_few(buyers),
            customers=self._format_few(customers),
        )

    @api.model
    def _format_month_after(self, k, buyers, size):
        return self.env._(
            "%(share)s of %(customers)s customers buy %(k)s months after their first "
            "purchase",
            share=self._format_share(buyers, size),
            customers=self._format_few(size),
            k=k,
        )
