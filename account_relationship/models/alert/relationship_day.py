from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...alerts import LANES, OWE, TURN
from ..shared.states import OPEN_ACTION, RUNNING_PLAN, WORKING_FEEDBACK

#: Rows of the page, and reasons that are named in one of them.
ROWS, REASONS = 10, 4


class Source(NamedTuple):
    """Records of which each is a reason to act, shown as themselves in *My day*.

    :param lane: ``owe``, ``burns``, ``grow`` or ``turn``
    :param model: a model with a column ``account_id``, or the account itself
    :param domain: method of a user that returns which of them wait for the user
    :param since: SQL column of the model: since when, or by when
    :param describe: method of a record that returns its words, level and buttons
    """

    lane: str
    model: str
    domain: object
    since: str
    describe: object


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
        :return: ``user`` (id, name, is_me), ``header`` (the portfolio), ``lanes``: a
            list of ``{key, label, total, rows}``, ``since_monday``: ``{outcome:
            number}``, ``stale``: labels of reasons whose alerts are of an earlier day,
            ``hint``: what to do first where there is nothing yet
        :raise AccessError: for the day of somebody one does not lead
        """
        user = self._get_user(user_id)
        limit = limit if type(limit) is int and 0 < limit <= 80 else ROWS
        rows = self._find_rows(user, limit)
        return {
            "user": {"id": user.id, "name": user.name, "is_me": user == self.env.user},
            "header": self._get_header(user),
            "lanes": self._get_lanes(rows, user),
            "since_monday": self._count_since_monday(user),
            "stale": self._get_stale(),
            "hint": self._get_hint(user) if not rows else False,
        }

    @api.model
    def _get_user(self, user_id):
        if not user_id or user_id == self.env.uid:
            return self.env.user
        # sudo: who exists; whether the reader may ask is said below
        user = self.env["res.users"].sudo().browse(int(user_id)).exists()
        me = self.env.user
        is_head = me.has_group("account_relationship.group_head")
        leads = user.sale_team_id.user_id == me or me in user.crm_team_ids.user_id
        if not user or user.share or not (is_head or leads):
            raise AccessError(self.env._("You see the days of those you lead."))
        return user

    # ------------------------------------------------------------
    # Where rows come from
    # ------------------------------------------------------------

    @api.model
    def _get_sources(self):
        """Return ``{kind: Source}``; addons add theirs to what ``super()`` returns."""
        return {
            "promise": Source(
                *(OWE, "relationship.promise", self._get_promises),
                *("date_due", self._describe_promise),
            ),
            "feedback": Source(
                *(OWE, "relationship.feedback", self._get_feedback),
                *("received_at", self._describe_feedback),
            ),
            "action": Source(
                *(OWE, "relationship.action", self._get_actions),
                *("date_due", self._describe_action),
            ),
            "plan": Source(
                *(OWE, "relationship.plan", self._get_plans),
                *("reviewed_on", self._describe_plan),
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
    def _get_alerts(self, user):
        muted = self.env["relationship.alert.setting"].search(
            [("muted_user_ids", "in", user.ids)]
        )
        not_muted = Domain.AND(
            [
                Domain("reason", "!=", line.reason)
                | Domain("company_id", "!=", line.company_id.id)
                for line in muted
            ]
        )
        own = Domain("account_id.acting_manager_id", "=", user.id)
        return Domain("state", "=", "open") & own & not_muted

    @api.model
    def _get_contacts(self, user):
        return Domain("acting_manager_id", "=", user.id) & Domain(
            "cadence_state", "in", ("due", "overdue")
        )

    # ------------------------------------------------------------
    # Finding and ranking
    # ------------------------------------------------------------

    @api.model
    def _find_rows(self, user, limit):
        """The customers that come first, in one query.

        Ranked within a lane by money at stake, then newness; a customer stands in the
        first lane it has something in. The lanes take turns until the page is full.

        :return: tuples ``(lane, of_lane, account_id, stake, items)``, items a list of
            ``[kind, id]``
        """
        items = [
            self._select_items(kind, source, user)
            for kind, source in self._get_sources().items()
            if self.env[source.model].has_access("read")
        ]
        if not items:
            return []
        return self.env.execute_query(
            SQL(
                """
                WITH item AS (%(items)s),
                ranked AS (
                    SELECT item.*, item.at_stake * COALESCE(currency.rate, 1) AS stake,
                           array_position(%(lanes)s, item.lane) AS lane_rank
                      FROM item
                      LEFT JOIN (%(rates)s) AS currency (company_id, rate)
                        ON currency.company_id = item.company_id
                ),
                customer AS (
                    SELECT account_id, MIN(lane_rank) AS lane_rank,
                           MAX(stake) AS stake, MAX(since) AS since,
                           (array_agg(ARRAY[kind, id::text]
                            ORDER BY lane_rank, stake DESC, since DESC, id))
                            [1:%(reasons)s] AS items
                      FROM ranked
                     GROUP BY account_id
                ),
                placed AS (
                    SELECT customer.*,
                           COUNT(*) OVER (PARTITION BY lane_rank) AS of_lane,
                           ROW_NUMBER() OVER (
                               PARTITION BY lane_rank
                               ORDER BY stake DESC, since DESC, account_id) AS place
                      FROM customer
                ),
                shown AS (
                    SELECT * FROM placed ORDER BY place, lane_rank LIMIT %(limit)s
                )
                SELECT (%(lanes)s)[lane_rank], of_lane, account_id, stake, items
                  FROM shown ORDER BY lane_rank, place
                """,
                items=SQL(" UNION ALL ").join(SQL("(%s)", item) for item in items),
                lanes=SQL("%s::text[]", list(LANES)),
                rates=self._get_rates(),
                reasons=REASONS,
                limit=limit,
            )
        )

    @api.model
    def _select_items(self, kind, source, user):
        model = self.env[source.model]
        query = model._search(source.domain(user))
        column = "id" if source.model == "relationship.account" else "account_id"
        table = query.table
        account = query.join(table, column, "relationship_account", "id", "day_account")
        is_alert = kind == "alert"
        stake = SQL.identifier(
            *((table, "at_stake") if is_alert else (account, "revenue_12m"))
        )
        return query.select(
            SQL("%s AS kind", kind),
            SQL("%s AS id", SQL.identifier(table, "id")),
            SQL("%s AS account_id", SQL.identifier(account, "id")),
            SQL("%s AS company_id", SQL.identifier(account, "company_id")),
            SQL("COALESCE(%s, 0) AS at_stake", stake),
            SQL("%s::date AS since", SQL.identifier(table, source.since)),
            SQL(
                "%s::text AS lane",
                SQL.identifier(table, "lane") if is_alert else source.lane,
            ),
        )

    @api.model
    def _get_rates(self):
        """Rows of companies and what their money is worth in the reader's company."""
        companies = self.env.companies
        to_currency, today = self.env.company.currency_id, fields.Date.today()
        rates = [
            (
                company.id,
                company.currency_id._get_conversion_rate(
                    *(company.currency_id, to_currency, self.env.company, today)
                ),
            )
            for company in companies
        ]
        return SQL(
            "VALUES %s", SQL(", ").join(SQL("(%s, %s)", *rate) for rate in rates)
        )

    # ------------------------------------------------------------
    # What a row says
    # ------------------------------------------------------------

    @api.model
    def _get_lanes(self, rows, user):
        labels = dict(self.env["relationship.alert"]._select_lanes())
        accounts = self.env["relationship.account"].browse([row[2] for row in rows])
        items = self._describe_items([item for row in rows for item in row[4]])
        lanes = {
            key: {"key": key, "label": labels[key], "total": 0, "rows": []}
            for key in LANES
        }
        for (lane, total, __, stake, found), account in zip(
            rows, accounts, strict=True
        ):
            lanes[lane]["total"] = total
            lanes[lane]["rows"].append(
                {
                    "account": {"id": account.id, "name": account.display_name},
                    "for_user": self._get_stood_in_for(account, user),
                    "stake": self._format_stake(stake),
                    "items": [items[kind, int(id_)] for kind, id_ in found],
                }
            )
        return list(lanes.values())

    @api.model
    def _get_stood_in_for(self, account, user):
        # sudo: who looks after a customer is for everybody who sees it
        manager = account.sudo().manager_id
        stands_in = account.sudo().acting_manager_id == user != manager
        return manager.name if stands_in else ""

    @api.model
    def _format_stake(self, stake):
        amount = self.env["relationship.alert"]._format_amount(
            stake, self.env.company.currency_id
        )
        return amount if stake else ""

    @api.model
    def _describe_items(self, items):
        """Return ``{(kind, id): what is shown of it}``, model by model."""
        sources, found = self._get_sources(), {}
        ids = {}
        for kind, id_ in items:
            ids.setdefault(kind, []).append(int(id_))
        for kind, of_kind in ids.items():
            source = sources[kind]
            for record in self.env[source.model].browse(of_kind):
                found[kind, record.id] = {
                    "kind": kind,
                    "model": source.model,
                    "id": record.id,
                    **source.describe(record),
                }
        return found

    @api.model
    def _describe_promise(self, promise):
        return {
            "icon": "fa-handshake-o",
            "words": self.env._("promise: %(what)s", what=promise.name),
            "when": self._format_when(promise.account_id, promise.date_due),
            "is_late": promise.is_late,
            "buttons": [self._get_button("action_keep", self.env._("Kept"), True)],
        }

    @api.model
    def _describe_feedback(self, feedback):
        return {
            "icon": "fa-comment-o",
            "words": self.env._("feedback waits: %(what)s", what=feedback.display_name),
            "when": self._format_when(
                feedback.account_id,
                feedback.deadline
                and feedback.company_id._get_relationship_day(feedback.deadline),
            ),
            "is_late": feedback.clock_state == "late",
            "buttons": [],
        }

    @api.model
    def _describe_action(self, action):
        return {
            "icon": "fa-check-square-o",
            "words": self.env._(
                "%(what)s, plan %(plan)s",
                what=action.name,
                plan=action.plan_id.display_name,
            ),
            "when": self._format_when(action.account_id, action.date_due),
            "is_late": action.is_late,
            "buttons": [self._get_button("action_done", self.env._("Done"), True)],
        }

    @api.model
    def _describe_plan(self, plan):
        return {
            "icon": "fa-map-o",
            "words": self.env._("review the plan %(plan)s", plan=plan.display_name),
            "when": "",
            "is_late": False,
            "buttons": [],
        }

    @api.model
    def _describe_contact(self, account):
        log = self._get_button("action_log_interaction", self.env._("Log contact"))
        return {
            "icon": "fa-phone",
            "words": self.env._("contact due"),
            "when": self._format_when(account, account.next_contact_date),
            "is_late": account.is_contact_late,
            "buttons": [log],
        }

    @api.model
    def _describe_alert(self, alert):
        reason = alert._get_reasons().get(alert.reason)
        buttons = []
        if reason and reason.action:
            label = reason.action_label and self.env._(reason.action_label)
            buttons.append(
                {
                    **self._get_button(reason.action, label or self.env._("Open")),
                    "model": "relationship.account",
                    "id": alert.account_id.id,
                }
            )
        return {
            "icon": reason.icon if reason else "fa-bell-o",
            "words": alert.words or "",
            "when": "",
            "is_late": False,
            "is_alert": True,
            "buttons": buttons,
        }

    @api.model
    def _get_button(self, method, label, is_done=False):
        """A button of a row: a public method of the record.

        :param is_done: whether what the row is about is done with it
        """
        return {"method": method, "label": label, "is_done": is_done}

    @api.model
    def _format_when(self, account, day):
        return self.env["relationship.alert"]._format_when(account, day)

    # ------------------------------------------------------------
    # Around the rows
    # ------------------------------------------------------------

    @api.model
    def _get_header(self, user):
        """The portfolio: customers, 12 months against those before, in time."""
        accounts = self.env["relationship.account"]
        if not accounts.has_access("read"):
            return False
        own = Domain("acting_manager_id", "=", user.id)
        names = ("revenue_12m", "revenue_prior_12m")
        seen = accounts._has_field_access(accounts._fields["revenue_12m"], "read")
        groups = accounts._read_group(
            own & Domain("company_id", "in", self.env.companies.ids),
            ["company_id", "cadence_state"],
            ["__count", *(f"{name}:sum" for name in names if seen)],
        )
        rates = self.env.company.currency_id
        number = on_time = has_cadence = 0
        now = before = 0.0
        for company, state, count, *money in groups:
            number += count
            if state not in ("none", "paused", False):
                has_cadence += count
                on_time += count if state != "overdue" else 0
            convert = company.currency_id._convert
            if money:
                now += convert(money[0], rates, company, fields.Date.today())
                before += convert(money[1], rates, company, fields.Date.today())
        return {
            "customers": number,
            "revenue": self._format_stake(now),
            "change": round((now - before) / before * 100) if before > 0 else False,
            "in_time": round(on_time / has_cadence * 100) if has_cadence else False,
            "has_cadence": has_cadence,
        }

    @api.model
    def _count_since_monday(self, user):
        alerts = self.env["relationship.alert"]
        if not alerts.has_access("read"):
            return {}
        today = self.env.company._get_relationship_today()
        monday = today - timedelta(days=today.weekday())
        groups = alerts._read_group(
            [
                *(("state", "=", "closed"), ("closed_on", ">=", monday)),
                *("|", ("manager_id", "=", user.id), ("closed_by_id", "=", user.id)),
            ],
            ["outcome"],
            ["__count"],
        )
        return dict(groups)

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
    def _get_hint(self, user):
        """What to do first where nothing needs anybody."""
        accounts = self.env["relationship.account"]
        if not accounts.has_access("read"):
            return "calm"
        if accounts.search_count([("acting_manager_id", "=", user.id)], limit=1):
            return "calm"
        return "no_accounts"
