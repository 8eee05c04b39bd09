import secrets

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """A contact who answers how satisfied the customer is."""

    _inherit = "res.partner"

    def _get_person_domains(self):
        return super()._get_person_domains() | {
            "relationship.score": [("partner_id", "in", self.ids)]
        }

    def _erase_said(self, emails, key):
        said = self._erase_scores(emails, key) | self._erase_ratings()
        return said | super()._erase_said(emails, key)

    def _erase_scores(self, emails, key):
        """Answers stay those of one person; links end.

        :return: as :meth:`_erase_said`
        """
        self.env.cr.execute(
            SQL(
                """
                WITH own AS (
                    SELECT record.id, record.comment,
                           ROW_NUMBER() OVER (PARTITION BY record.sent_on
                                              ORDER BY record.id) AS number
                      FROM relationship_score AS record
                     WHERE %(own)s),
                erased AS (
                    UPDATE relationship_score AS score
                       SET email = %(key)s || CASE WHEN own.number > 1
                                                   THEN '-' || own.number ELSE '' END,
                           partner_id = NULL,
                           access_token = md5(random()::text || score.id) || %(salt)s,
                           comment = CASE WHEN score.comment > '' THEN %(words)s END,
                           expires_on = LEAST(score.expires_on, CURRENT_DATE - 1)
                      FROM own
                     WHERE own.id = score.id)
                SELECT comment FROM own WHERE comment > ''
                """,
                own=self._get_own_condition(emails, "email"),
                key=key,
                salt=secrets.token_urlsafe(16),
                words=self._get_erased_words(),
            )
        )
        return {row[0] for row in self.env.cr.fetchall()}

    def _erase_ratings(self):
        """The stars stay, as the customer's; see ``_give_place_to_company``.

        :return: as :meth:`_erase_said`
        """
        self.env.cr.execute(
            SQL(
                """
                WITH own AS (SELECT id, feedback FROM rating_rating
                              WHERE partner_id = ANY(%s) AND feedback > ''),
                erased AS (UPDATE rating_rating AS rating SET feedback = %s
                             FROM own WHERE own.id = rating.id)
                SELECT feedback FROM own
                """,
                self.ids,
                self._get_erased_words(),
            )
        )
        return {row[0] for row in self.env.cr.fetchall()}

    def _get_place_queries(self):
        return [
            *super()._get_place_queries(),
            # By whom a rating is, we know whose account it counts for.
            self._get_place_query("rating_rating", "partner_id"),
        ]
