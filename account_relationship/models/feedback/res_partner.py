from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """A contact who tells us something."""

    _inherit = "res.partner"

    @api.model
    def _get_threads(self):
        return [*super()._get_threads(), "relationship.feedback"]

    def _get_sent_queries(self, since):
        return [
            *super()._get_sent_queries(since),
            SQL(
                """
                SELECT create_date
                  FROM relationship_feedback
                 WHERE partner_id = %(contact)s AND source = 'portal'
                   AND create_date > %(since)s
                """,
                contact=self.id,
                since=since,
            ),
        ]

    def _get_person_domains(self):
        return super()._get_person_domains() | {
            "relationship.feedback": [
                *("|", ("partner_id", "in", self.ids)),
                ("reporter_ids", "in", self.ids),
            ]
        }

    # ------------------------------------------------------------
    # The person goes
    # ------------------------------------------------------------

    def _erase_said(self, emails, key):
        # First the messages: by the feedback it is known to whom a notice was.
        said = super()._erase_said(emails, key)
        return said | self._erase_feedback(emails, key)

    def _erase_feedback(self, emails, key):
        """It stays as something the company said: of which kind, when, what came of it.

        Titles go where they are the person's own words.

        :return: as :meth:`_erase_said`
        """
        self.env.cr.execute(
            SQL(
                """
                WITH own AS (
                    SELECT record.id, record.verbatim, record.name,
                           record.customer_wording,
                           record.source IN ('portal', 'mail', 'rating', 'score')
                           OR starts_with(record.verbatim, rtrim(record.name, '…'))
                               AS is_own_title
                      FROM relationship_feedback AS record
                     WHERE %(own)s),
                erased AS (
                    UPDATE relationship_feedback AS feedback
                       SET partner_id = NULL,
                           email_from = CASE WHEN feedback.score_type IS NOT NULL
                                             THEN %(key)s END,
                           verbatim = %(words)s,
                           name = CASE WHEN own.is_own_title THEN %(words)s
                                       ELSE feedback.name END,
                           customer_wording =
                               CASE WHEN own.is_own_title
                                    THEN %(words)s::varchar
                                    ELSE feedback.customer_wording END
                      FROM own
                     WHERE own.id = feedback.id)
                SELECT verbatim, CASE WHEN is_own_title THEN name END,
                       CASE WHEN is_own_title THEN customer_wording END FROM own
                """,
                own=self._get_own_condition(emails, "email_from"),
                key=key,
                words=self._get_erased_words(),
            )
        )
        return {word for row in self.env.cr.fetchall() for word in row if word}

    def _get_message_queries(self, emails, own):
        return [
            *super()._get_message_queries(emails, own),
            SQL(
                "UPDATE relationship_feedback_notice SET body = %s WHERE %s",
                self._get_erased_body(),
                self._get_notice_condition(emails),
            ),
        ]

    def _get_told_queries(self, emails):
        return [
            *super()._get_told_queries(emails),
            SQL(
                """
                SELECT message_id FROM relationship_feedback_notice
                 WHERE message_id IS NOT NULL AND %s
                """,
                self._get_notice_condition(emails),
            ),
        ]

    def _get_notice_condition(self, emails):
        """What the persons were told; a sender who is no contact, by what it said."""
        return SQL(
            """
            (partner_id = ANY(%s) OR partner_id IS NULL AND feedback_id IN (
                SELECT id FROM relationship_feedback AS record WHERE %s))
            """,
            self.ids,
            self._get_own_condition(emails, "email_from"),
        )

    def _get_removal_queries(self):
        return [
            *super()._get_removal_queries(),
            SQL(
                "DELETE FROM relationship_feedback_reporter_rel"
                " WHERE partner_id = ANY(%s)",
                self.ids,
            ),
        ]

    def _get_place_queries(self):
        return [
            *super()._get_place_queries(),
            SQL(
                """
                UPDATE relationship_feedback_notice AS notice
                   SET partner_id = account.partner_id
                  FROM relationship_feedback AS feedback
                  JOIN relationship_account AS account
                    ON account.id = feedback.account_id
                 WHERE feedback.id = notice.feedback_id
                   AND notice.partner_id = ANY(%s)
                """,
                self.ids,
            ),
            # Merged feedback that goes on by itself again brings nobody back.
            SQL(
                """
                UPDATE relationship_feedback
                   SET before_merge = jsonb_set(
                       before_merge, '{reporters}',
                       COALESCE((SELECT jsonb_agg(reporter)
                                   FROM jsonb_array_elements(
                                        before_merge -> 'reporters') AS reporter
                                  WHERE NOT reporter::text = ANY(%(ids)s)), '[]'))
                 WHERE jsonb_typeof(before_merge -> 'reporters') = 'array'
                   AND EXISTS (SELECT FROM jsonb_array_elements(
                                           before_merge -> 'reporters') AS reporter
                                WHERE reporter::text = ANY(%(ids)s))
                """,
                ids=[str(id_) for id_ in self.ids],
            ),
        ]
