from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...alerts import BURNS, LANES
from ...temporary import looking_up
from ..shared.states import RUNNING_PLAN

#: Rows of the page, reasons that are named in one of them, rows of a whole lane.
ROWS, REASONS, MOST_ROWS = 10, 4, 500
#: States of accounts nobody is asked to be in touch with.
WITHOUT_CADENCE = ("none", "paused", False)
#: Plans offered to be looked at when nothing burns.
REVIEWS = 3


class Row(NamedTuple):
    """A customer in somebody's day.

    :param of_lane: how many customers its lane has
    :param stake: money, in the currency of the reader's company
    :param number: how many reasons there are
    :param items: the first of them, a list of ``[kind, id]``
    """

    lane: str
    of_lane: int
    account_id: int
    stake: float
    number: int
    items: list


class RelationshipDay(models.AbstractModel):
    """*My day*: what needs somebody, why, what it is worth, and one button.

    Alerts and what waits anyway (promises, feedback, actions, plans, contacts that are
    due), in four lanes, one row for each customer. All of it is found in one query
    with the rights of the reader.
    """

    _name = "relationship.day"
    _description = "My day"

    @api.model
    def get_day(self, user_id=False, limit=ROWS, lane=False):
        """What a client shows as somebody's day.

        :param int user_id: whose day; one's own without it. Others' are for those who
            lead their team, and for heads.
        :param int limit: how many rows, at most 500
        :param str lane: of one lane only: ``owe``, ``burns``, ``grow`` or ``turn``
        :rtype: dict
        :return: ``user`` (id, name, is_me), ``header`` (the portfolio, or ``False``),
            ``lanes``: a list of ``{key, label, total, rows}``, ``since_monday``:
            ``{outcome: number}``, ``stale``: labels of reasons whose alerts are of an
            earlier day, ``reviews``: plans to look at where nothing burns, ``hint``:
            what to do first where there is nothing yet (``calm``, ``none_own``,
            ``none_seen``, ``no_accounts``, or ``False``), ``outlook``: sentences about
            the portfolio
        :raise AccessError: for the day of somebody one does not lead
        """
        user = self._get_user(user_id)
        limit = limit if type(limit) is int and 0 < limit <= MOST_ROWS else ROWS
        # One person's part of everything, of whatever there are many.
        with looking_up(self.env.cr):
            return self._get_day(user, limit, lane)

    @api.model
    def _get_day(self, user, limit, lane):
        rows = self._find_rows(user, limit, lane if lane in LANES else None)
        burns = any(row.lane == BURNS for row in rows)
        return {
            "user": {"id": user.id, "name": user.name, "is_me": user == self.env.user},
            "header": self._get_header(user),
            "lanes": self._get_lanes(rows, user),
            "since_monday": self._count_since_monday(user),
            "stale": self._get_stale(),
            "reviews": [] if burns else self._get_next_reviews(user),
            "hint": False if rows else self._get_hint(user),
            "outlook": self._get_outlook(user),
        }

    @api.model
    def _get_user(self, user_id):
        me = self.env.user
        if not me._is_internal():
            raise AccessError(self.env._("This page is for employees."))
        if not user_id or (type(user_id) is int and user_id == me.id):
            return me
        is_id = type(user_id) is int and 0 < user_id < 2**31
        # sudo: who exists; whether the reader may ask is said below
        user = self.env["res.users"].sudo().browse(user_id if is_id else []).exists()
        if not user or user.share or not self._leads(me, user):
            raise AccessError(self.env._("You see the days of those you lead."))
        return user

    @api.model
    def _leads(self, me, user):
        """Heads lead everybody in their companies, others those of their teams."""
        if not me.company_ids & user.company_ids:
            return False
        is_head = me.has_group("account_relationship.group_head")
        return is_head or me in (user.sale_team_id | user.crm_team_ids).user_id

    # ------------------------------------------------------------
    # Finding and ranking
    # ------------------------------------------------------------

    @api.model
    def _find_rows(self, user, limit, lane=None):
        """The customers that come first, in one query.

        Ranked within a lane by money at stake, then newness; a customer stands in the
        first lane it has something in. The lanes take turns until the page is full.

        :param limit: how many
        :param lane: of one lane only
        :rtype: list[Row]
        """
        items = [
            self._select_items(kind, source, user)
            for kind, source in self._get_sources().items()
            if self.env[source.model].has_access("read")
        ]
        if not items:
            return []
        query = SQL(
            """
            SELECT lane, of_lane, account_id, stake, number, items
              FROM (%(customers)s) AS customer
             ORDER BY lane_rank, place
            """,
            customers=self._rank(SQL(" UNION ALL ").join(items), limit, lane),
        )
        return [Row(*row) for row in self.env.execute_query(query)]

    @api.model
    def _rank(self, items, limit, lane):
        """SQL of the customers that come first, each with its first reasons."""
        return SQL(
            """
            WITH ranked AS (
                SELECT item.*, item.at_stake * COALESCE(company.rate, 1) AS stake,
                       array_position(%(lanes)s, item.lane) AS lane_rank
                  FROM (%(items)s) AS item
                  LEFT JOIN (%(rates)s) AS company (id, rate)
                    ON company.id = item.company_id
            ),
            customer AS (
                SELECT account_id, MIN(lane_rank) AS lane_rank, MAX(stake) AS stake,
                       MAX(since) AS since, COUNT(*) AS number,
                       (array_agg(ARRAY[kind, id::text] ORDER BY
                           lane_rank, stake DESC, since DESC NULLS LAST, kind, id))
                       [1:%(reasons)s] AS items
                  FROM ranked
                 GROUP BY account_id
            )
            SELECT *
              FROM (
                SELECT (%(lanes)s)[lane_rank] AS lane, customer.*,
                       COUNT(*) OVER (PARTITION BY lane_rank) AS of_lane,
                       ROW_NUMBER() OVER (
                           PARTITION BY lane_rank
                           ORDER BY stake DESC, since DESC NULLS LAST, account_id
                       ) AS place
                  FROM customer
              ) AS placed
             WHERE %(lane)s::text IS NULL OR lane = %(lane)s
             ORDER BY place, lane_rank
             LIMIT %(limit)s
            """,
            items=items,
            lanes=SQL("%s::text[]", list(LANES)),
            rates=SQL(
                "VALUES %s",
                SQL(", ").join(SQL("%s", rate) for rate in self._get_rates().items()),
            ),
            reasons=REASONS,
            limit=limit,
            lane=lane,
        )

    @api.model
    def _select_items(self, kind, source, user):
        """SQL of what waits of one kind, of customers that are looked after."""
        model = self.env[source.model]
        query = model._search(source.domain(user))
        accounts = self.env["relationship.account"]
        account = table = query.table
        if model != accounts:
            account = query.join(
                table, "account_id", accounts._table, "id", "day_account"
            )
        query.add_where(
            SQL(
                "%s AND %s = ANY(%s)",
                self._column(accounts, account, "active"),
                SQL.identifier(account, "company_id"),
                self.env.companies.ids,
            )
        )
        is_alert = kind == "alert"
        if is_alert:
            stake = self._column(model, table, "at_stake")
        elif self._may_see_money():
            stake = self._column(accounts, account, "revenue_12m")
        else:
            stake = SQL("0::numeric")
        lane = self._column(model, table, "lane") if is_alert else source.lane
        return SQL(
            "(%s)",
            query.select(
                SQL("%s AS kind", kind),
                SQL("%s AS id", SQL.identifier(table, "id")),
                SQL("%s AS account_id", SQL.identifier(account, "id")),
                SQL("%s AS company_id", SQL.identifier(account, "company_id")),
                SQL("COALESCE(%s, 0) AS at_stake", stake),
                SQL("%s::date AS since", self._column(model, table, source.since)),
                SQL("%s::text AS lane", lane),
            ),
        )

    @api.model
    def _column(self, model, table, name):
        """A column of a table, written out before it is read."""
        return SQL.identifier(table, name, to_flush=model._fields[name])

    @api.model
    def _may_see_money(self):
        accounts = self.env["relationship.account"]
        return accounts._has_field_access(accounts._fields["revenue_12m"], "read")

    @api.model
    def _get_rates(self):
        """Return ``{company id: what its money is worth in the reader's company}``."""
        to, today = self.env.company.currency_id, fields.Date.today()
        return {
            company.id: company.currency_id._get_conversion_rate(
                company.currency_id, to, self.env.company, today
            )
            for company in self.env.companies
        }

    # ------------------------------------------------------------
    # Around the rows
    # ------------------------------------------------------------

    @api.model
    def _get_header(self, user):
        """The portfolio: customers, 12 months against those before, in time."""
        accounts = self.env["relationship.account"]
        if not accounts.has_access("read"):
            return False
        names = ("revenue_12m", "revenue_prior_12m") if self._may_see_money() else ()
        groups = accounts._read_group(
            [
                ("acting_manager_id", "=", user.id),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["company_id", "cadence_state", "is_contact_late"],
            ["__count", *(f"{name}:sum" for name in names)],
        )
        rates = self._get_rates()
        number = asked = late = 0
        for __, state, is_late, count, *__ in groups:
            number += count
            if state not in WITHOUT_CADENCE:
                asked += count
                late += count if is_late else 0
        now, before = (
            sum((group[4 + index] or 0) * rates[group[0].id] for group in groups)
            if names
            else 0
            for index in (0, 1)
        )
        return {
            "customers": number,
            "revenue": self._format_stake(now),
            "change": before > 0 and now >= 0 and round((now - before) / before * 100),
            "in_time": round((asked - late) / asked * 100) if asked else False,
            "has_cadence": asked,
        }

    @api.model
    def _get_outlook(self, user):
        """What is said of somebody's portfolio below the rows; addons add sentences.

        :rtype: list[str]
        """
        return []

    @api.model
    def _get_stale(self):
        # sudo: that something failed is for everybody who relies on it
        failed = self.env["relationship.alert.setting"].sudo()
        failed = failed.search(
            [
                ("failure", "!=", False),
                ("company_id", "in", self.env.companies.ids),
                ("is_muted", "=", False),
            ]
        )
        labels = dict(self.env["relationship.alert"]._select_reasons())
        return sorted({labels.get(line.reason, line.reason) for line in failed})

    @api.model
    def _get_next_reviews(self, user):
        """Plans whose turn it is to be looked at, when nothing burns."""
        plans = self.env["relationship.plan"]
        if not plans.has_access("read"):
            return []
        plans = plans.search(
            [
                *(("user_id", "=", user.id), ("account_id", "!=", False)),
                *(("state", "in", RUNNING_PLAN), ("is_stale", "=", False)),
            ],
            order="reviewed_on NULLS FIRST, id",
            limit=REVIEWS,
        )
        return [{"id": plan.id, "name": plan.display_name} for plan in plans]

    @api.model
    def _get_hint(self, user):
        """What to do first where nothing needs anybody."""
        accounts = self.env["relationship.account"]
        if not self._may_see_money():
            return "calm"
        if accounts.search_count([("acting_manager_id", "=", user.id)], limit=1):
            return "calm"
        if accounts.search_count([], limit=1):
            return "none_own"
        # sudo: only whether others look after customers, whom she need not see
        companies = [("company_id", "in", self.env.companies.ids)]
        theirs = accounts.sudo().search_count(companies, limit=1)
        return "none_seen" if theirs else "no_accounts"
