from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...alerts import BURNS, GROW, TURN, Reason
from ...lines import format_day, format_days, format_money
from ...scoring import SCALES
from ..shared.states import (
    OPEN_ACTION,
    RUNNING_PLAN,
    WORKING_FEEDBACK,
)

_lt = LazyTranslate(__name__)

#: Scores of so many days are held against those of the year before.
SCORE_DAYS = 90
#: Overdue amounts grow when something fell due in so many days.
GROWING_DAYS = 30


class RelationshipAlert(models.Model):
    """The reasons the core knows. What is a promise, feedback, an action or a contact
    that is due is no alert: *My day* shows that record."""

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        log = _lt("Log contact")
        return {
            **super()._get_reasons(),
            "unanswered": Reason(
                *(_lt("Waits for our answer"), BURNS, "fa-envelope-open-o"),
                *(self._find_unanswered, self._format_unanswered, "hours", 8, 1),
                action_label=log,
                by_contact=True,
            ),
            "overdue": Reason(
                *(_lt("Overdue and growing"), BURNS, "fa-exclamation-circle"),
                *(self._find_overdue, self._format_overdue, "money", 500, 100),
                action="action_view_overdue_invoices",
                action_label=_lt("See invoices"),
                playbook="account_relationship.playbook_overdue",
            ),
            "score_fell": Reason(
                *(_lt("Score fell"), BURNS, "fa-level-down"),
                *(self._find_score_fell, self._format_score_fell, "points", 3, 1),
                action="action_view_scores",
                action_label=_lt("See scores"),
                playbook="account_relationship.playbook_unhappy",
            ),
            "at_risk": Reason(
                *(_lt("At risk, says the manager"), BURNS, "fa-warning"),
                *(self._find_at_risk, self._format_at_risk, "days", 0, 0),
                action_label=log,
                playbook="account_relationship.playbook_unhappy",
            ),
            "no_stand_in": Reason(
                *(_lt("Nobody stands in"), BURNS, "fa-plane"),
                *(self._find_no_stand_in, self._format_no_stand_in, "days", 7, 7),
                is_falling=True,
                action="action_hand_over",
                action_label=_lt("Hand over"),
            ),
            "need_due": Reason(
                *(_lt("Need without an offer"), GROW, "fa-lightbulb-o"),
                *(self._find_need_due, self._format_need_due, "days", 14, 14),
                is_falling=True,
                action="action_offer_need",
                action_label=_lt("Make offer"),
                sources=("relationship.need",),
            ),
            "silent": Reason(
                *(_lt("Silent after our question"), TURN, "fa-hourglass-half"),
                *(self._find_silent, self._format_silent, "days", 7, 1),
                action_label=log,
                playbook="account_relationship.playbook_silent",
                by_contact=True,
                sources=("relationship.feedback", "relationship.plan"),
            ),
        }

    # ------------------------------------------------------------
    # Money is late
    # ------------------------------------------------------------

    @api.model
    def _find_overdue(self, scope, today):
        """What is overdue where it grew: an instalment fell due in the last 30 days."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   account.overdue_amount::float AS value,
                   account.overdue_amount AS at_stake,
                   jsonb_build_object(
                       'amount', account.overdue_amount,
                       'days', %(today)s - MIN(line.date_maturity)) AS evidence
              FROM %(lines)s
               AND account.overdue_amount > 0
             GROUP BY account.id
            HAVING MAX(line.date_maturity) >= %(today)s - %(growing)s
            """,
            today=SQL("%s::date", today),
            growing=GROWING_DAYS,
            lines=self.env["relationship.measure"]._get_overdue_lines(scope, today),
        )

    @api.model
    def _format_overdue(self, account, evidence):
        return self.env._(
            "%(amount)s overdue and growing, the oldest for %(days)s days",
            amount=self._format_money(account, evidence.get("amount")),
            days=evidence.get("days"),
        )

    # ------------------------------------------------------------
    # What the customer and the manager think
    # ------------------------------------------------------------

    @api.model
    def _find_score_fell(self, scope, today):
        """Points of 10 between the mean of 90 days and that of the year before them."""
        return SQL(
            """
            SELECT mean.account_id, (mean.before - mean.now)::float AS value,
                   mean.at_stake,
                   jsonb_build_object('before', round(mean.before, 1),
                                      'now', round(mean.now, 1),
                                      'count', mean.number) AS evidence
              FROM (
                SELECT account.id AS account_id,
                       MAX(COALESCE(account.revenue_12m, 0)) AS at_stake,
                       AVG(score.points) FILTER (WHERE score.is_recent) AS now,
                       AVG(score.points) FILTER (WHERE NOT score.is_recent) AS before,
                       COUNT(*) FILTER (WHERE score.is_recent) AS number
                  FROM (
                    SELECT score.account_id,
                           score.value * %(points)s AS points,
                           %(day)s >= %(recent)s AS is_recent
                      FROM (%(scores)s) AS score
                      JOIN relationship_account AS account
                        ON account.id = score.account_id
                      JOIN res_company AS company ON company.id = account.company_id
                     WHERE score.value IS NOT NULL
                       AND %(day)s >= %(oldest)s
                       AND %(scope)s
                  ) AS score
                  JOIN relationship_account AS account
                    ON account.id = score.account_id
                 GROUP BY account.id
              ) AS mean
             WHERE mean.now < mean.before
            """,
            points=SQL(
                "CASE score.score_type %s END",
                SQL(" ").join(
                    SQL("WHEN %s THEN 10.0 / %s", name, best)
                    for name, (__, best) in SCALES.items()
                ),
            ),
            scores=self.env["relationship.measure"]._get_scores(),
            day=self._get_day(SQL("score.answered_at")),
            recent=today - timedelta(days=SCORE_DAYS),
            oldest=today - timedelta(days=SCORE_DAYS + 365),
            scope=scope,
        )

    @api.model
    def _format_score_fell(self, account, evidence):
        if evidence.get("count") == 1:
            return self.env._(
                "score %(now)s, %(before)s before (of 10, one answer)",
                now=evidence.get("now"),
                before=evidence.get("before"),
            )
        return self.env._(
            "score %(now)s, %(before)s before (of 10, %(count)s answers)",
            now=evidence.get("now"),
            before=evidence.get("before"),
            count=evidence.get("count"),
        )

    @api.model
    def _find_at_risk(self, scope, today):
        """Days since the manager set it; for 60 days, unless it is set anew."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   GREATEST(%(today)s - account.risk_since, 0)::float AS value,
                   COALESCE(account.revenue_12m, 0) AS at_stake,
                   jsonb_build_object('because', account.risk_reason,
                                      'until', account.risk_until) AS evidence
              FROM relationship_account AS account
             WHERE account.risk_until >= %(today)s
               AND %(scope)s
            """,
            today=SQL("%s::date", today),
            scope=scope,
        )

    @api.model
    def _format_at_risk(self, account, evidence):
        return self.env._("at risk: %(why)s", why=evidence.get("because") or "")

    # ------------------------------------------------------------
    # Nobody is there
    # ------------------------------------------------------------

    @api.model
    def _find_no_stand_in(self, scope, today):
        """Days until an absence for which neither stand-in nor backup is named."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   (MIN(absence.date_from) - %(today)s)::float AS value,
                   MAX(COALESCE(account.revenue_12m, 0)) AS at_stake,
                   jsonb_build_object('from', MIN(absence.date_from),
                                      'user', account.manager_id) AS evidence
              FROM relationship_absence AS absence
              JOIN relationship_account AS account
                ON account.manager_id = absence.user_id
             WHERE absence.state IN ('draft', 'planned')
               AND absence.date_from >= %(today)s
               AND absence.substitute_id IS NULL
               AND account.backup_id IS NULL
               AND %(scope)s
             GROUP BY account.id
            """,
            today=SQL("%s::date", today),
            scope=scope,
        )

    @api.model
    def _format_no_stand_in(self, account, evidence):
        return self.env._(
            "%(user)s is away %(when)s, and nobody stands in",
            user=self._get_name("user", evidence),
            when=self._format_when(account, evidence.get("from")),
        )

    # ------------------------------------------------------------
    # What the customer wants, and has to answer
    # ------------------------------------------------------------

    @api.model
    def _find_need_due(self, scope, today):
        """Days until the customer wants it, where there is no opportunity for it."""
        return SQL(
            """
            SELECT DISTINCT ON (account.id) account.id AS account_id,
                   (need.date_by - %(today)s)::float AS value,
                   COALESCE(account.revenue_12m, 0) AS at_stake,
                   jsonb_build_object('need', need.id, 'by', need.date_by) AS evidence
              FROM relationship_need AS need
              JOIN relationship_account AS account ON account.id = need.account_id
             WHERE need.state = 'open'
               AND need.kind = 'want'
               AND need.lead_id IS NULL
               AND need.date_by IS NOT NULL
               AND %(scope)s
             ORDER BY account.id, need.date_by, need.id
            """,
            today=SQL("%s::date", today),
            scope=scope,
        )

    @api.model
    def _format_need_due(self, account, evidence):
        what = self._get_name("need", evidence)
        day = fields.Date.to_date(evidence.get("by"))
        # sudo: which day it is for the account's company
        if day and day < account.sudo().company_id._get_relationship_today():
            return self.env._(
                "wanted %(what)s by %(day)s, no opportunity yet",
                what=what,
                day=format_day(self.env, day),
            )
        return self.env._(
            "wants %(what)s %(when)s, no opportunity yet",
            what=what,
            when=self._format_when(account, day),
        )

    @api.model
    def _find_silent(self, scope, today):
        """Days since we asked: feedback that waits, steps of theirs that are late."""
        return SQL(
            """
            SELECT question.id AS account_id,
                   (%(today)s - MIN(question.asked_on))::float AS value,
                   MAX(COALESCE(question.revenue_12m, 0)) AS at_stake,
                   jsonb_build_object('since', MIN(question.asked_on),
                                      'count', COUNT(*)) AS evidence
              FROM (
                SELECT account.id, account.revenue_12m,
                       %(waiting_day)s AS asked_on
                  FROM relationship_feedback AS feedback
                  JOIN relationship_account AS account
                    ON account.id = feedback.account_id
                  JOIN res_company AS company ON company.id = account.company_id
                 WHERE feedback.is_waiting
                   AND feedback.state = ANY(%(working)s)
                   AND %(scope)s
                 UNION ALL
                SELECT account.id, account.revenue_12m, action.date_due
                  FROM relationship_action AS action
                  JOIN relationship_account AS account
                    ON account.id = action.account_id
                 WHERE action.side = 'theirs'
                   AND action.state = ANY(%(open)s)
                   AND action.date_due < %(today)s
                   AND (action.plan_id IS NULL
                        OR action.plan_state = ANY(%(running)s))
                   AND %(scope)s
              ) AS question
             GROUP BY question.id
            """,
            waiting_day=self._get_day(SQL("feedback.waiting_since")),
            working=list(WORKING_FEEDBACK),
            open=list(OPEN_ACTION),
            running=list(RUNNING_PLAN),
            today=SQL("%s::date", today),
            scope=scope,
        )

    @api.model
    def _format_silent(self, account, evidence):
        day = format_day(self.env, fields.Date.to_date(evidence.get("since")))
        if evidence.get("count") == 1:
            return self.env._("our question of %(day)s has no answer", day=day)
        return self.env._(
            "%(count)s questions of ours without an answer, the first since %(day)s",
            count=evidence.get("count"),
            day=day,
        )

    # ------------------------------------------------------------
    # Parts of the queries and the sentences
    # ------------------------------------------------------------

    @api.model
    def _get_day(self, moment):
        """SQL of the day of a moment for ``company``, that of the account."""
        return self.env["res.company"]._get_relationship_day_sql(moment, "company")

    @api.model
    def _format_money(self, account, amount):
        # sudo: the currency of the account's company
        return format_money(self.env, amount, account.sudo().currency_id)

    @api.model
    def _format_when(self, account, day):
        # sudo: which day it is for the account's company
        today = account.sudo().company_id._get_relationship_today()
        day = fields.Date.to_date(day)
        return format_days(self.env, day, today) if day else ""
