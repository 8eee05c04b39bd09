from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.alerts import BURNS, Reason
from odoo.addons.account_relationship.choices import TEN_YEARS

_lt = LazyTranslate(__name__)
#: Agreements an alert names, before it counts the rest.
NAMED = 3
UNPLANNED = "renewal_without_plan"


class RelationshipAlert(models.Model):
    """Renewals nobody prepares."""

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        return {
            **super()._get_reasons(),
            UNPLANNED: Reason(
                *(_lt("Renewal without a plan"), BURNS, "fa-calendar-o"),
                *(self._find_unplanned, self._format_unplanned, "days", 60, 60),
                is_falling=True,
                action="action_view_agreements",
                action_label=_lt("See agreements"),
                sources=("relationship.agreement",),
            ),
        }

    @api.model
    def _refresh(self, accounts=None, reasons=None):
        """Where nobody prepares any more what has a deadline, it stays one alert.

        It goes on under its other name, also where somebody had put it off.
        """
        if UNPLANNED in (self._get_reasons() if reasons is None else reasons):
            self.env.flush_all()
            self._rename_unplanned(accounts)
        return super()._refresh(accounts, reasons)

    @api.model
    def _rename_unplanned(self, accounts):
        scope = SQL("TRUE")
        if accounts is not None:
            scope = SQL("account.id = ANY(%s)", accounts.ids)
        for day, companies in self.env["res.company"]._get_all_todays():
            own = SQL("%s AND account.company_id = ANY(%s)", scope, list(companies))
            self._rename_deadlines(self._get_unplanned(own, day))

    @api.model
    def _rename_deadlines(self, unplanned):
        """Alerts of deadlines that the other reason tells of; a second one goes.

        It was about the same, so nothing came of it: it has no outcome of its own.
        """
        deadlines = SQL(
            """
            SELECT alert.id, EXISTS (
                       SELECT FROM relationship_alert AS other
                        WHERE other.account_id = alert.account_id
                          AND other.reason = %(reason)s
                          AND (other.state IN ('open', 'snoozed') OR other.holds)
                   ) AS is_second
              FROM relationship_alert AS alert
              JOIN (%(unplanned)s) AS found
                ON found.is_told
               AND found.account_id = alert.account_id
               -- Those of earlier releases know the name alone.
               AND COALESCE((alert.evidence ->> 'agreement')::int = found.id,
                            alert.evidence ->> 'name' = found.name)
             WHERE alert.reason = 'notice_deadline'
               AND alert.state IN ('open', 'snoozed')
            """,
            reason=UNPLANNED,
            unplanned=unplanned,
        )
        rows = self.env.execute_query(deadlines)
        if not rows:
            return
        # sudo: nobody may write or delete alerts but on these paths
        alerts = self.sudo()
        alerts.browse({id_ for id_, is_second in rows if is_second}).unlink()
        alerts.browse({id_ for id_, is_second in rows if not is_second}).write(
            {"reason": UNPLANNED, "state": "open", "snoozed_until": False}
        )
        self.env.flush_all()

    @api.model
    def _find_unplanned(self, scope, today):
        """Days until the next day by which one has to be settled that nobody prepares.

        Of those that renew themselves it is the next end of a notice, theirs or ours.
        Of the others it is the last day, and the sentence names a notice before it.
        """
        return SQL(
            """
            SELECT account_id, MIN(day - %(today)s)::float AS value,
                   SUM(arr) AS at_stake,
                   jsonb_build_object(
                       'names', (array_agg(name ORDER BY by, id))[:%(named)s],
                       'count', COUNT(*), 'by', MIN(by), 'amount', SUM(arr),
                       'side', (array_agg(side ORDER BY by, id))[1]) AS evidence
              FROM (%(unplanned)s) AS found
             GROUP BY account_id
            """,
            today=SQL("%s::date", today),
            named=NAMED,
            unplanned=self._get_unplanned(scope, today),
        )

    @api.model
    def _get_unplanned(self, scope, today):
        """The query of agreements nobody prepares that have to be settled soon.

        Columns: ``id, name, account_id, arr, day``, ``by`` (an earlier notice, else
        ``day``), whose it is: ``side``, and ``is_told``: whether it surely has an alert
        that who looks after the customer is told of.
        """
        reason = self._get_reasons()[UNPLANNED]
        # sudo: how far ahead is no secret
        settings = self.env["relationship.alert.setting"].sudo()
        settings.flush_model(["enter", "leave", "is_muted", "muted_user_ids"])
        return SQL(
            """
            SELECT agreement.id, agreement.name, agreement.account_id,
                   COALESCE(agreement.arr, 0) AS arr, deadline.day,
                   LEAST(deadline.day, notice.day) AS by,
                   CASE WHEN agreement.renewal != 'tacit'
                        THEN CASE WHEN notice.day < deadline.day
                                  THEN 'settled' ELSE 'end' END
                        WHEN agreement.notice_deadline
                             = agreement.own_notice_deadline THEN 'both'
                        WHEN notice.day = agreement.notice_deadline THEN 'theirs'
                        ELSE 'ours' END AS side,
                   deadline.day <= %(today)s
                       + LEAST(COALESCE(setting.enter, %(enter)s), %(most)s)::int
                       AND setting.is_muted IS NOT TRUE
                       AND NOT EXISTS (
                           SELECT FROM relationship_alert_setting_muted_rel AS muted
                            WHERE muted.relationship_alert_setting_id = setting.id
                              AND muted.res_users_id = account.acting_manager_id)
                       AS is_told
              FROM relationship_agreement AS agreement
              JOIN relationship_account AS account ON account.id = agreement.account_id
              LEFT JOIN relationship_alert_setting AS setting
                ON setting.company_id = account.company_id
               AND setting.reason = %(reason)s
             CROSS JOIN LATERAL (
                   SELECT MIN(day) AS day
                     FROM (VALUES (agreement.notice_deadline),
                                  (agreement.own_notice_deadline)) AS notice (day)
                    WHERE day >= %(today)s) AS notice
             CROSS JOIN LATERAL (
                   SELECT CASE agreement.renewal WHEN 'tacit' THEN notice.day
                          ELSE agreement.fixed_until END AS day) AS deadline
             WHERE agreement.state = 'running'
               AND agreement.renewal IN ('tacit', 'agreed')
               AND deadline.day >= %(today)s
               AND deadline.day <= %(today)s
                   + LEAST(COALESCE(setting.leave, %(leave)s), %(most)s)::int
               AND %(unplanned)s
               AND %(scope)s
            """,
            today=SQL("%s::date", today),
            reason=UNPLANNED,
            enter=reason.enter,
            # Later ones would be counted along with the first of the account.
            leave=reason.leave,
            most=TEN_YEARS,
            unplanned=self.env["relationship.agreement"]._get_unplanned_condition(),
            scope=scope,
        )

    @api.model
    def _format_names(self, evidence):
        """The agreements an alert is about, the rest of them counted."""
        names = ", ".join(map(str, evidence.get("names") or []))
        rest = (evidence.get("count") or 0) - len(evidence.get("names") or [])
        if rest <= 0:
            return names
        return self.env._("%(names)s and %(count)s more", names=names, count=rest)

    @api.model
    def _format_unplanned(self, account, evidence):
        values = {
            "names": self._format_names(evidence),
            "when": self._format_when(account, evidence.get("by")),
        }
        side = evidence.get("side")
        if side == "end":
            return self.env._(
                "nobody prepares the renewal of %(names)s, which ends %(when)s",
                **values,
            )
        if side == "settled":
            return self.env._(
                "nobody prepares %(names)s, to be renewed or given up %(when)s",
                **values,
            )
        if side == "ours":
            return self.env._(
                "nobody prepares the renewal of %(names)s, our notice ends %(when)s",
                **values,
            )
        if side == "theirs":
            return self.env._(
                "nobody prepares the renewal of %(names)s, their notice ends %(when)s",
                **values,
            )
        return self.env._(
            "nobody prepares the renewal of %(names)s, notice ends %(when)s",
            **values,
        )
