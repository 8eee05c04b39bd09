from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...alerts import BURNS, LANES, OWE, TURN
from ..shared.states import OPEN_ACTION, RUNNING_PLAN, WORKING_FEEDBACK

#: Rows of the page, and reasons that are named in one of them.
ROWS, REASONS = 10, 4
#: States of accounts nobody is asked to be in touch with.
WITHOUT_CADENCE = ("none", "paused", False)
#: Plans offered to be looked at when nothing burns.
REVIEWS = 3


class Source(NamedTuple):
    """Records of which each is a reason to act, shown as themselves in *My day*.

    :param lane: ``owe``, ``burns``, ``grow`` or ``turn``
    :param model: a model with a column ``account_id``, or the account itself
    :param domain: method of a user that returns which of them wait for the user
    :param since: SQL column of the model: since when, or by when
    :param describe: method of a record that returns its words, level and buttons
    :param done: method of a user and a day that returns which of them the user has
        done since then
    """

    lane: str
    model: str
    domain: object
    since: str
    describe: object
    done: object = None


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
    def get_day(self, user_id=False, limit=ROWS):
        """What a client shows as somebody's day.

        :param int user_id: whose day; one's own without it. Others' are for those who
            lead their team, and for heads.
        :param int limit: how many rows, at most 80
        :rtype: dict
        :return: ``user`` (id, name, is_me), ``header`` (the portfolio, or ``False``),
            ``lanes``: a list of ``{key, label, total, rows}``, ``since_monday``:
            ``{outcome: number}``, ``stale``: labels of reasons whose alerts are of an
            earlier day, ``reviews``: plans to look at where nothing burns, ``hint``:
            what to do first where there is nothing yet (``calm``, ``none_own``,
            ``no_accounts``, or ``False``)
        :raise AccessError: for the day of somebody one does not lead
        """
        user = self._get_user(user_id)
        limit = limit if type(limit) is int and 0 < limit <= 80 else ROWS
        rows = self._find_rows(user, limit)
        burns = any(row.lane == BURNS for row in rows)
        return {
            "user": {"id": user.id, "name": user.name, "is_me": user == self.env.user},
            "header": self._get_header(user),
            "lanes": self._get_lanes(rows, user),
            "since_monday": self._count_since_monday(user),
            "stale": self._get_stale(),
            "reviews": [] if burns else self._get_next_reviews(user),
            "hint": False if rows else self._get_hint(user),
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
    # Where rows come from
    # ------------------------------------------------------------

    @api.model
    def _get_sources(self):
        """Return ``{kind: Source}``; addons add theirs to what ``super()`` returns."""
        return {
            "promise": Source(
                *(OWE, "relationship.promise", self._get_promises),
                *("date_due", self._describe_promise, self._get_promises_kept),
            ),
            "feedback": Source(
                *(OWE, "relationship.feedback", self._get_feedback),
                *("received_at", self._describe_feedback),
            ),
            "action": Source(
                *(OWE, "relationship.action", self._get_actions),
                *("date_due", self._describe_action, self._get_actions_done),
            ),
            "plan": Source(
                *(OWE, "relationship.plan", self._get_plans),
                *("reviewed_on", self._describe_plan, self._get_plans_reviewed),
            ),
            "alert": Source(
                *("", "relationship.alert", self._get_alerts),
                *("since", self._describe_alert),
            ),
            "contact": Source(
                *(TURN, "relationship.account", self._get_contacts),
                *("next_contact_date", self._describe_contact),
            ),
        }

    @api.model
    def _get_promises(self, user):
        due = self.env["res.company"]._get_today_domain("date_due", "<=")
        return Domain("state", "=", "open") & Domain("user_id", "=", user.id) & due

    @api.model
    def _get_feedback(self, user):
        soon = fields.Datetime.now() + timedelta(days=1)
        return (
            Domain("user_id", "=", user.id)
            & Domain("state", "in", WORKING_FEEDBACK)
            & Domain("account_id", "!=", False)
            & Domain("is_waiting", "=", False)
            & Domain("deadline", "<=", soon)
        )

    @api.model
    def _get_actions(self, user):
        due = self.env["res.company"]._get_today_domain("date_due", "<=")
        return (
            Domain("user_id", "=", user.id)
            & Domain("side", "!=", "theirs")
            & Domain("state", "in", OPEN_ACTION)
            & Domain("plan_id.state", "in", RUNNING_PLAN)
            & Domain("account_id", "!=", False)
            & due
        )

    @api.model
    def _get_plans(self, user):
        return (
            Domain("user_id", "=", user.id)
            & Domain("account_id", "!=", False)
            & Domain("is_stale", "=", True)
        )

    @api.model
    def _get_promises_kept(self, user, since):
        kept = Domain("state", "=", "kept") & Domain("date_done", ">=", since)
        return kept & Domain("user_id", "=", user.id)

    @api.model
    def _get_actions_done(self, user, since):
        done = Domain("state", "=", "done") & Domain("date_done", ">=", since)
        return (
            done
            & Domain("user_id", "=", user.id)
            & Domain("side", "!=", "theirs")
            & Domain("account_id", "!=", False)
        )

    @api.model
    def _get_plans_reviewed(self, user, since):
        return (
            Domain("reviewed_by_id", "=", user.id)
            & Domain("reviewed_on", ">=", since)
            & Domain("account_id", "!=", False)
        )

    @api.model
    def _get_alerts(self, user):
        own = Domain("account_id.acting_manager_id", "=", user.id)
        return own & self.env["relationship.alert"]._get_told(user)

    @api.model
    def _get_contacts(self, user):
        return Domain("acting_manager_id", "=", user.id) & Domain(
            "cadence_state", "in", ("due", "overdue")
        )

    # ------------------------------------------------------------
    # Finding and ranking
    # ------------------------------------------------------------

    @api.model
    def _find_rows(self, user, limit, lane=None):
        """The customers that come first, in one query.

        Ranked within a lane by money at stake, then newness; a customer stands in the
        first lane it has something in. The lanes take turns until the page is full.

        :param limit: how many, all with ``None``
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
             WHERE %(lane)s::text IS NULL OR lane = %(lane)s
             ORDER BY lane_rank, place
            """,
            customers=self._rank(SQL(" UNION ALL ").join(items), limit),
            lane=lane,
        )
        return [Row(*row) for row in self.env.execute_query(query)]

    @api.model
    def _rank(self, items, limit):
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
            SELECT (%(lanes)s)[lane_rank] AS lane, customer.*,
                   COUNT(*) OVER (PARTITION BY lane_rank) AS of_lane,
                   ROW_NUMBER() OVER (
                       PARTITION BY lane_rank
                       ORDER BY stake DESC, since DESC NULLS LAST, account_id) AS place
              FROM customer
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
        )

    @api.model
    def _select_items(self, kind, source, user):
        """SQL of what waits of one kind, of customers that are looked after."""
        model = self.env[source.model]
        query = model._search(source.domain(user))
        column = "id" if source.model == "relationship.account" else "account_id"
        table = query.table
        account = query.join(table, column, "relationship_account", "id", "day_account")
        query.add_where(
            SQL(
                "%s AND %s = ANY(%s)",
                self._column(self.env["relationship.account"], account, "active"),
                SQL.identifier(account, "company_id"),
                self.env.companies.ids,
            )
        )
        is_alert = kind == "alert"
        accounts = self.env["relationship.account"]
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
            ["company_id", "cadence_state"],
            ["__count", *(f"{name}:sum" for name in names)],
        )
        rates = self._get_rates()
        number = sum(count for __, __, count, *__ in groups)
        by_state = Counter()
        for __, state, count, *__ in groups:
            by_state[state] += count
        asked = number - sum(by_state[state] for state in WITHOUT_CADENCE)
        kept = asked - by_state["overdue"]
        now, before = (
            sum((group[3 + index] or 0) * rates[group[0].id] for group in groups)
            if names
            else 0
            for index in (0, 1)
        )
        return {
            "customers": number,
            "revenue": self._format_stake(now),
            "change": round((now - before) / before * 100) if before > 0 else False,
            "in_time": round(kept / asked * 100) if asked else False,
            "has_cadence": asked,
        }

    @api.model
    def _count_since_monday(self, user):
        """Return ``{outcome: number}``: alerts that closed, and what else was done."""
        today = self.env.company._get_relationship_today()
        monday = today - timedelta(days=today.weekday())
        done = sum(
            self.env[source.model].search_count(source.done(user, monday))
            for source in self._get_sources().values()
            if source.done and self.env[source.model].has_access("read")
        )
        counts = {"done": done} if done else {}
        alerts = self.env["relationship.alert"]
        if alerts.has_access("read"):
            own = Domain("manager_id", "=", user.id)
            own |= Domain("closed_by_id", "=", user.id)
            since = Domain("closed_on", ">=", monday) & Domain("state", "=", "closed")
            for outcome, number in alerts._read_group(
                own & since, ["outcome"], ["__count"]
            ):
                counts[outcome] = counts.get(outcome, 0) + number
        return counts

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
        return "no_accounts"
