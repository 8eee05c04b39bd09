import logging
from datetime import timedelta
from itertools import chain

from psycopg2.extras import Json

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...temporary import keep, keep_ids, looking_up

_logger = logging.getLogger(__name__)

#: What somebody closed as done opens anew when it still goes on after so many days.
DONE_HOLDS_DAYS = 14
FOUND, DUE = "relationship_alert_found", "relationship_alert_due"


class RelationshipAlert(models.Model):
    """Alerts follow what the accounts are like: one pass over all for each reason."""

    _inherit = "relationship.alert"

    @api.model
    def _refresh(self, accounts=None, reasons=None):
        """Open, bring up to date and close the alerts of the accounts.

        A reason that fails keeps the alerts it has; its setting says why.

        :param accounts: the accounts to look at; all when ``None``
        :param reasons: names of what to look at, of some accounts; all when ``None``:
            PostgreSQL thinks longer about the queries of all than it takes to answer
        """
        self.env.flush_all()
        if accounts is None:
            self._refresh_companies()
        elif accounts:
            with looking_up(self.env.cr):
                due = keep_ids(self.env.cr, DUE, accounts.ids)
                self._refresh_companies(due, reasons)
        self.invalidate_model()
        self.env["relationship.account"].invalidate_model(["alert_ids"])

    @api.model
    def _refresh_companies(self, due=None, reasons=None):
        """Those that share the day at once.

        :param due: SQL that follows the id of an account and says it is looked at
        :param reasons: names of what is looked at of these
        """
        companies = self._get_companies(due)
        if not companies:
            return
        found = self.env["relationship.alert.setting"]._get(companies).values()
        settings = next(iter(found)).concat(*found)
        if reasons is not None:
            settings = settings.filtered(lambda setting: setting.reason in reasons)
        self.env.flush_all()
        for day, group in companies.grouped(
            lambda company: company._get_relationship_today()
        ).items():
            scope = SQL("account.active AND account.company_id = ANY(%s)", group.ids)
            own = settings.filtered(lambda line, group=group: line.company_id in group)
            if due:
                self._refresh_some(own, scope, day, due)
            else:
                self._refresh_all(own, scope, day)

    @api.model
    def _get_companies(self, due):
        companies = self.env["res.company"]._get_all_companies()
        if not due:
            return companies
        found = "SELECT DISTINCT company_id FROM relationship_account WHERE id %s"
        rows = self.env.execute_query(SQL(found, due))
        return companies.browse([id_ for (id_,) in rows])

    @api.model
    def _refresh_all(self, settings, scope, today):
        """Reason by reason, each in a savepoint of its own."""
        for key, own in settings.grouped("reason").items():
            failure = self._try(self._refresh_reason, key, own, scope, today)
            if failure:
                own.failure = failure
            else:
                own.write({"failure": False, "refreshed_on": today})
        # What was opened is looked up by the accounts that are looked at next.
        self.env.cr.execute("ANALYZE relationship_alert (account_id, reason, state)")

    @api.model
    def _refresh_some(self, settings, scope, today, due):
        """All reasons of a few accounts in one query; one that fails waits for night.

        What is found of a few is handed on as it is, so that it is found once.
        """
        scope = SQL("%s AND account.id %s", scope, due)
        own = SQL("alert.account_id %s", due)
        reasons = self._get_possible(settings, due)
        if not reasons:
            return
        for keys in ([*reasons], *([key] for key in reasons)):
            failure = self._try(
                self._refresh_reasons, keys, settings, scope, today, own
            )
            if not failure and len(keys) == len(reasons):
                return

    @api.model
    def _get_possible(self, settings, due):
        """The reasons that can be found of a few accounts, or have alerts to close."""
        reasons = self._get_reasons()
        sources = {key: reasons[key].sources for key in settings.mapped("reason")}
        there = self._get_there({*chain(*sources.values())}, due)
        return {
            key
            for key, models_ in sources.items()
            if not models_ or key in there or not there.isdisjoint(models_)
        }

    @api.model
    def _get_there(self, sources, due):
        """Those of the models with records of the accounts, and reasons with alerts."""
        alerts = "state IN ('open', 'snoozed') OR holds"
        queries = [
            SQL(
                "SELECT reason FROM relationship_alert WHERE account_id %s AND (%s)",
                due,
                SQL(alerts),
            ),
            *(
                SQL(
                    "SELECT %s WHERE EXISTS (SELECT FROM %s WHERE account_id %s)",
                    *(model, SQL.identifier(self.env[model]._table), due),
                )
                for model in sorted(sources)
            ),
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        return {name for (name,) in rows}

    @api.model
    def _try(self, work, *arguments):
        """Do it in a savepoint.

        :return: why it failed
        :raise: what another who was at it causes: Odoo tries all of it again
        """
        try:
            with self.env.cr.savepoint():
                work(*arguments)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            _logger.exception("Alerts of %s stay as they were", arguments[0])
            return str(error)[:500]
        return False

    @api.model
    def _refresh_reason(self, key, settings, scope, today):
        """One reason of all accounts of the companies that share the day."""
        found = self._get_found(key, settings, scope, today)
        self._follow(
            keep(self.env.cr, FOUND, found),
            SQL(
                "alert.reason = %s AND alert.company_id = ANY(%s)",
                *(key, settings.company_id.ids),
            ),
            today,
        )

    @api.model
    def _refresh_reasons(self, keys, settings, scope, today, own):
        queries = [
            self._get_found(key, lines, scope, today)
            for key, lines in settings.grouped("reason").items()
            if key in keys
        ]
        rows = self.env.execute_query_dict(SQL(" UNION ALL ").join(queries))
        alerts = SQL("alert.reason = ANY(%s) AND %s", keys, own)
        there = SQL(
            "SELECT 1 FROM relationship_alert AS alert WHERE %s"
            " AND (alert.state IN ('open', 'snoozed') OR alert.holds) LIMIT 1",
            alerts,
        )
        if rows or self.env.execute_query(there):
            self._follow(self._get_rows(rows), alerts, today)

    @api.model
    def _get_rows(self, rows):
        """The query of rows that were found already."""
        return SQL(
            "SELECT * FROM jsonb_to_recordset(%s) AS found"
            " (reason varchar, lane varchar, account_id int, value float,"
            "  at_stake numeric, evidence jsonb, is_falling boolean, opens boolean)",
            Json([{**row, "at_stake": float(row["at_stake"])} for row in rows]),
        )

    @api.model
    def _get_found(self, key, settings, scope, today):
        """What the reason's query finds beyond the threshold at which alerts close.

        :param settings: those of the reason, of the companies that share the day
        """
        reason = self._get_reasons()[key]
        compare = SQL("<=") if reason.is_falling else SQL(">=")
        return SQL(
            """
            SELECT %(key)s AS reason, %(lane)s AS lane, found.account_id, found.value,
                   found.at_stake, found.evidence, %(is_falling)s AS is_falling,
                   found.value %(compare)s setting.enter AS opens
              FROM (%(query)s) AS found
              JOIN relationship_account AS account ON account.id = found.account_id
              JOIN relationship_alert_setting AS setting
                ON setting.company_id = account.company_id
               AND setting.id = ANY(%(settings)s)
               AND setting.is_muted IS NOT TRUE
             WHERE found.value %(compare)s setting.leave
            """,
            key=key,
            lane=reason.lane,
            is_falling=reason.is_falling,
            compare=compare,
            query=reason.query(scope, today),
            settings=settings.ids,
        )

    @api.model
    def _follow(self, found, alerts, today):
        """Hold what was found against the alerts there are, in four statements.

        :param found: the query of :meth:`_get_found`, or of its rows
        :param alerts: SQL about ``relationship_alert AS alert``: those it is about
        """
        words = {
            "found": found,
            "alerts": alerts,
            "today": SQL("%s::date", today),
            "held": today - timedelta(days=DONE_HOLDS_DAYS),
            "uid": self.env.uid,
        }
        self._update_going_on(words)
        self._close_over(words)
        self._end_holding(words)
        self._open_new(words)

    @api.model
    def _update_going_on(self, words):
        """Only what changed is written; what was put off comes back on its day."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_alert AS alert
                   SET value = found.value,
                       worst_value = CASE
                           WHEN found.is_falling
                           THEN LEAST(alert.worst_value, found.value)
                           ELSE GREATEST(alert.worst_value, found.value) END,
                       at_stake = found.at_stake,
                       evidence = found.evidence,
                       state = CASE WHEN alert.snoozed_until <= %(today)s
                                    THEN 'open' ELSE alert.state END,
                       snoozed_until = CASE WHEN alert.snoozed_until > %(today)s
                                            THEN alert.snoozed_until END
                  FROM (%(found)s) AS found
                 WHERE alert.account_id = found.account_id
                   AND alert.reason = found.reason
                   AND alert.state IN ('open', 'snoozed')
                   AND (alert.value IS DISTINCT FROM found.value
                        OR alert.at_stake IS DISTINCT FROM found.at_stake
                        OR alert.evidence IS DISTINCT FROM found.evidence
                        OR alert.snoozed_until <= %(today)s)
                """,
                **words,
            )
        )

    @api.model
    def _close_over(self, words):
        """Close what is over by itself, and keep what it said."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE relationship_alert AS alert
                   SET state = 'closed',
                       closed_on = %(today)s,
                       days = %(today)s - alert.since,
                       snoozed_until = NULL,
                       outcome = %(outcome)s
                  FROM relationship_account AS account
                  JOIN res_company AS company ON company.id = account.company_id
                 WHERE account.id = alert.account_id
                   AND alert.state IN ('open', 'snoozed')
                   AND %(alerts)s
                   AND NOT EXISTS (SELECT FROM (%(found)s) AS found
                                    WHERE found.account_id = alert.account_id
                                      AND found.reason = alert.reason)
                RETURNING alert.id
                """,
                outcome=self._get_outcome(),
                **words,
            )
        )
        # sudo: nobody may write alerts but on these paths
        closed = self.sudo().browse([id_ for (id_,) in rows])
        closed.invalidate_recordset(flush=False)
        closed._keep_words()
        closed.flush_recordset()

    @api.model
    def _get_outcome(self):
        """SQL of what became of ``alert``, of ``account``, that closes by itself.

        Who switches a reason off or raises its threshold brought no customer back.
        """
        return SQL(
            """
            CASE WHEN NOT account.active THEN 'lost'
                 WHEN NOT %(is_let_go)s AND %(came_back)s THEN 'came_back'
                 ELSE 'by_itself' END
            """,
            is_let_go=self._is_let_go(),
            came_back=self._came_back(),
        )

    @api.model
    def _is_let_go(self):
        """SQL: what it said last would not keep it open as its reason is set now."""
        reasons = self._get_reasons()
        return SQL(
            """
            EXISTS (SELECT FROM relationship_alert_setting AS setting
                     WHERE setting.company_id = account.company_id
                       AND setting.reason = alert.reason
                       AND (setting.is_muted
                            OR CASE WHEN alert.reason = ANY(%s)
                                    THEN alert.value > setting.leave
                                    ELSE alert.value < setting.leave END))
            """,
            [key for key, reason in reasons.items() if reason.is_falling],
        )

    @api.model
    def _came_back(self):
        """SQL: whether there was contact since the day it opened, of ``company``."""
        return SQL(
            "COALESCE(%s >= alert.since, FALSE)",
            self._get_day(SQL("account.last_touch_at")),
        )

    @api.model
    def _end_holding(self, words):
        """What was closed by hand may open anew once it was over.

        Done, it may as well when it still goes on two weeks later.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_alert AS alert
                   SET holds = FALSE
                 WHERE alert.holds
                   AND %(alerts)s
                   AND (alert.outcome = 'done' AND alert.closed_on <= %(held)s
                        OR NOT EXISTS (SELECT FROM (%(found)s) AS found
                                        WHERE found.account_id = alert.account_id
                                          AND found.reason = alert.reason))
                """,
                **words,
            )
        )

    @api.model
    def _open_new(self, words):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_alert (
                    create_uid, create_date, write_uid, write_date, account_id,
                    company_id, manager_id, reason, lane, since, value, worst_value,
                    at_stake, evidence, state, days)
                SELECT %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC', account.id, account.company_id,
                       account.manager_id, found.reason, found.lane, %(today)s,
                       found.value, found.value, found.at_stake, found.evidence,
                       'open', 0
                  FROM (%(found)s) AS found
                  JOIN relationship_account AS account ON account.id = found.account_id
                 WHERE found.opens
                   AND NOT EXISTS (SELECT FROM relationship_alert AS alert
                                    WHERE alert.account_id = account.id
                                      AND alert.reason = found.reason
                                      AND (alert.state IN ('open', 'snoozed')
                                           OR alert.holds))
                ON CONFLICT DO NOTHING
                """,
                **words,
            )
        )

    @api.model
    def _cron_refresh(self):
        """The night's step: all reasons of all accounts."""
        self._refresh()
        failed = self.env["relationship.alert.setting"].search(
            [("failure", "!=", False)]
        )
        if failed:
            self.env["ir.cron"]._commit_progress()
            raise RuntimeError(
                "Alerts are those of an earlier day: "
                + ", ".join(f"{line.reason} ({line.failure})" for line in failed)
            )
