from datetime import timedelta

import pytz
from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ...people import is_outside_sql
from ..shared.states import EXCHANGED_MESSAGE, SPOKEN_MESSAGE

#: So many days back a message may wait for us; who wrote earlier gave up.
MESSAGE_DAYS = 30
#: More working hours than these are not counted.
MOST_HOURS = 80


class RelationshipAlert(models.Model):
    """A customer was left unanswered: for how many working hours, and what answers."""

    _inherit = "relationship.alert"

    @api.model
    def _find_unanswered(self, scope, today):
        """Working hours since the oldest message of the last month nobody answered.

        Answered is what has a later message of ours the customer can read, on the same
        document, or a later contact that was logged: later by date, as mails come in
        any order. Feedback has clocks of its own.
        """
        oldest = today - timedelta(days=MESSAGE_DAYS)
        return SQL(
            """
            WITH said AS (
                SELECT message.id, message.date, message.model, message.res_id,
                       message.author_id, account.id AS account_id, account.company_id,
                       %(day)s AS day,
                       COALESCE(account.revenue_12m, 0) AS at_stake
                  FROM relationship_account AS account
                  JOIN res_partner AS partner
                    ON partner.commercial_partner_id = account.partner_id
                   AND %(is_outside)s
                  JOIN res_company AS company ON company.id = account.company_id
                  JOIN mail_message AS message ON message.author_id = partner.id
                 WHERE message.message_type IN %(spoken)s
                   AND message.model IS DISTINCT FROM 'relationship.feedback'
                   AND message.res_id IS NOT NULL
                   AND message.date >= %(since)s
                   AND %(day)s >= %(oldest)s
                   AND (message.record_company_id IS NULL
                        OR message.record_company_id = account.company_id)
                   AND %(scope)s
            ),
            answer AS (
                SELECT message.model, message.res_id, MAX(message.date) AS at
                  FROM mail_message AS message
                  LEFT JOIN res_partner AS partner ON partner.id = message.author_id
                  LEFT JOIN mail_message_subtype AS subtype
                    ON subtype.id = message.subtype_id
                 WHERE (message.model, message.res_id)
                       IN (SELECT model, res_id FROM said)
                   AND %(is_answer)s
                   AND message.date >= %(since)s
                 GROUP BY message.model, message.res_id
            ),
            logged AS (
                SELECT account_id, MAX(date_start) AS at
                  FROM relationship_interaction
                 WHERE is_touch AND date_start >= %(since)s
                   AND account_id IN (SELECT account_id FROM said)
                 GROUP BY account_id
            )
            SELECT said.account_id,
                   MAX(cardinality(clock.marks)
                       - width_bucket(said.date, clock.marks))::float AS value,
                   MAX(said.at_stake) AS at_stake,
                   jsonb_build_object(
                       'count', COUNT(*),
                       'since', MIN(said.day),
                       'messages', (array_agg(said.id ORDER BY said.date, said.id))
                                   [:5],
                       'partner', (array_agg(said.author_id
                                           ORDER BY said.date, said.id))[1]
                   ) AS evidence
              FROM said
              JOIN jsonb_to_recordset(%(clocks)s)
                AS clock (company_id int, marks timestamp[]) USING (company_id)
              LEFT JOIN answer USING (model, res_id)
              LEFT JOIN logged USING (account_id)
             WHERE (answer.at IS NULL OR said.date > answer.at)
               AND (logged.at IS NULL OR said.date > logged.at)
             GROUP BY said.account_id
            """,
            clocks=Json(self._get_clocks(scope)),
            day=self._get_day(SQL("message.date")),
            oldest=SQL("%s::date", oldest),
            # Wherever the company is, its oldest day begins later; PostgreSQL knows
            # how many messages are younger.
            since=SQL("%s::timestamp", oldest - timedelta(days=1)),
            scope=scope,
            is_outside=is_outside_sql("partner"),
            spoken=SPOKEN_MESSAGE,
            is_answer=self._is_answer(),
        )

    @api.model
    def _is_answer(self):
        """SQL: whether ``message``, of ``subtype`` and ``partner``, is one of ours that
        the customer can read."""
        return SQL(
            """
            message.message_type IN %s
            AND message.is_internal IS NOT TRUE
            AND (message.message_type = 'email_outgoing'
                 OR subtype.internal IS NOT TRUE)
            AND %s IS NOT TRUE
            """,
            EXCHANGED_MESSAGE,
            is_outside_sql("partner"),
        )

    @api.model
    def _came_back(self):
        """What the customer wrote, and what grew too old, is no contact of ours."""
        return SQL(
            "CASE WHEN alert.reason = 'unanswered' THEN %s ELSE %s END",
            self._was_answered(),
            super()._came_back(),
        )

    @api.model
    def _was_answered(self):
        """SQL: whether something the alert was about has an answer or a contact."""
        return SQL(
            """
            EXISTS (
                SELECT FROM jsonb_array_elements_text(alert.evidence->'messages')
                         AS waiting (id)
                  JOIN mail_message AS said ON said.id = waiting.id::int
                 WHERE EXISTS (
                        SELECT FROM relationship_interaction AS logged
                         WHERE logged.account_id = alert.account_id
                           AND logged.is_touch
                           AND logged.date_start >= said.date)
                    OR EXISTS (
                        SELECT FROM mail_message AS message
                          LEFT JOIN res_partner AS partner
                            ON partner.id = message.author_id
                          LEFT JOIN mail_message_subtype AS subtype
                            ON subtype.id = message.subtype_id
                         WHERE message.model = said.model
                           AND message.res_id = said.res_id
                           AND message.date >= said.date
                           AND %s))
            """,
            self._is_answer(),
        )

    @api.model
    def _get_clocks(self, scope):
        """The marks of each company with accounts in scope, whoever asks."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT account.company_id"
                " FROM relationship_account AS account WHERE %s",
                scope,
            )
        )
        # sudo: the night looks at all companies; when they work is no secret
        companies = self.env["res.company"].sudo().browse([id_ for (id_,) in rows])
        return [
            {"company_id": company.id, "marks": marks}
            for calendar, group in companies.grouped("resource_calendar_id").items()
            for marks in [[str(mark) for mark in self._get_hour_marks(calendar)]]
            for company in group
        ]

    @api.model
    def _get_hour_marks(self, calendar):
        """Moments that lie a full number of working hours back, the oldest first."""
        now = fields.Datetime.now()
        if not calendar:
            hours = range(MOST_HOURS, 0, -1)
            return [now - timedelta(hours=number) for number in hours]
        stop = pytz.utc.localize(now)
        start = stop - timedelta(days=MESSAGE_DAYS)
        # The clocks of feedback know whose holidays count.
        feedback = self.env["relationship.feedback"]
        return self._mark_hours(feedback._fetch_working_hours(calendar, start, stop))

    @api.model
    def _mark_hours(self, worked):
        """Go back hour by hour through what was worked, the earliest interval first."""
        hour, marks = timedelta(hours=1), []
        left = hour
        for begin, end in reversed(worked):
            while end - begin >= left and len(marks) < MOST_HOURS:
                end -= left
                marks.append(end.astimezone(pytz.utc).replace(tzinfo=None))
                left = hour
            left -= end - begin
        return marks[::-1]

    @api.model
    def _format_unanswered(self, account, evidence):
        return self.env._(
            "%(person)s wrote %(when)s and has no answer",
            person=self._get_name("partner", evidence) or account.display_name,
            when=self._format_when(account, evidence.get("since")),
        )
