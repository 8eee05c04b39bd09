from odoo import api, models
from odoo.tools import SQL

from ...measures import UP, Measure
from ...scoring import LOW_UP_TO, PROMOTER_FROM, SATISFIED_FROM


class RelationshipMeasure(models.AbstractModel):
    """The measures made of what customers answered, and of who was asked.

    The same rows are those of the score report.
    """

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        scores = self._measure_scores
        return super()._get_measures() | {
            "csat_12m": Measure(
                *(
                    self.env._("Satisfied answers, 12 months"),
                    "percent",
                    UP,
                    scores,
                    "csat",
                ),
                past=scores,
            ),
            "nps_12m": Measure(
                *(self.env._("NPS of 12 months"), "points", UP, scores, "nps"),
                past=scores,
            ),
            "recommendation_12m": Measure(
                self.env._("Recommendation 0 to 10, 12 months"),
                *("score", UP, scores, "recommendation"),
                past=scores,
            ),
            "scored_people_12m": Measure(
                *(self.env._("People who gave a score"), "count", UP, scores, "people"),
                empty=0,
                is_goal=False,
            ),
            "ratings_12m": Measure(
                *(self.env._("Ratings, 12 months"), "count", UP, scores, "ratings"),
                empty=0,
                is_goal=False,
            ),
            "score_asked_12m": Measure(
                *(
                    self.env._("Asked for a score, 12 months"),
                    "count",
                    UP,
                    scores,
                    "asked",
                ),
                empty=0,
                is_goal=False,
            ),
            "score_answered_12m": Measure(
                *(self.env._("Answers, 12 months"), "count", UP, scores, "answered"),
                empty=0,
                is_goal=False,
            ),
        }

    @api.model
    def _get_measured_models(self):
        return super()._get_measured_models() + [
            *("relationship.feedback", "relationship.score"),
            *("rating.rating", "mail.message"),
        ]

    # ------------------------------------------------------------
    # Means
    # ------------------------------------------------------------

    @api.model
    def _measure_scores(self, scope, today, category):
        """One row for each account with an answer or a request: of each person first.

        Whoever answers often does not count more than a colleague who answered once.
        What was given counts on the day it was given, and who answered of those asked
        on the day of asking. There is no NPS of fewer people than the company's
        minimum.
        """
        start, end = self._get_year(today)
        return SQL(
            """
            SELECT person.account_id,
                   CASE WHEN COUNT(person.recommendation) >= MAX(person.nps_minimum)
                        THEN AVG(%(points)s)::float END AS nps,
                   COUNT(person.recommendation)::int AS people,
                   AVG(person.recommendation)::float AS recommendation,
                   100.0 * SUM(person.satisfied) / NULLIF(SUM(person.ratings), 0)
                       AS csat,
                   SUM(person.ratings)::int AS ratings,
                   SUM(person.asked)::int AS asked,
                   SUM(person.answered)::int AS answered
              FROM (%(people)s) AS person
             GROUP BY person.account_id
            """,
            points=self._get_score_points(SQL("person.recommendation")),
            people=self._get_people(scope, start, end),
        )

    @api.model
    def _get_people(self, scope, start, end):
        """What each person said and was asked between two days, both included."""
        day = self.env["res.company"]._get_relationship_day_sql
        return SQL(
            """
            SELECT score.account_id,
                   %(person)s AS person,
                   company.relationship_nps_minimum AS nps_minimum,
                   AVG(score.value) FILTER (WHERE %(given)s
                       AND score.score_type = 'nps') AS recommendation,
                   COUNT(*) FILTER (WHERE %(given)s
                       AND score.score_type = 'csat'
                       AND score.value >= %(satisfied)s) AS satisfied,
                   COUNT(score.value) FILTER (WHERE %(given)s
                       AND score.score_type = 'csat') AS ratings,
                   SUM(score.asked_count) FILTER (WHERE %(asked)s) AS asked,
                   SUM(score.asked_count) FILTER (WHERE %(asked)s
                       AND score.value IS NOT NULL) AS answered
              FROM (%(scores)s) AS score
              JOIN relationship_account AS account ON account.id = score.account_id
              JOIN res_company AS company ON company.id = account.company_id
             WHERE %(scope)s
               AND (%(given)s OR %(asked)s)
             GROUP BY 1, 2, 3
            """,
            person=self._get_score_person(),
            given=SQL(
                "%s BETWEEN %s AND %s",
                *(day(SQL("score.answered_at"), "company"), start, end),
            ),
            asked=SQL(
                "%s BETWEEN %s AND %s",
                *(day(SQL("score.asked_at"), "company"), start, end),
            ),
            satisfied=SATISFIED_FROM,
            scores=self._get_scores(),
            scope=scope,
        )

    # ------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------

    @api.model
    def _get_scores(self):
        """The query of all scores: asked for, logged by hand, and ratings.

        Columns: ``record, branch`` (what it is a row of)``, source, account_id,
        partner_id, email, score_type, asked_at, answered_at`` (UTC)``, value`` (NULL
        without an answer)``, comment, asked_count``.
        """
        return SQL(" UNION ALL ").join(
            [
                self._select_scores(),
                self._select_logged_scores(),
                self._select_ratings(),
            ]
        )

    @api.model
    def _select_scores(self):
        """What contacts were asked for, answered or not."""
        return SQL(
            """
            SELECT id AS record, 0 AS branch, 'score' AS source, account_id, partner_id,
                   score_type, sent_at AS asked_at, answered_at,
                   CASE WHEN answered_at IS NOT NULL THEN value END::numeric AS value,
                   comment, email, 1 AS asked_count
              FROM relationship_score
            """
        )

    @api.model
    def _select_logged_scores(self):
        """What contacts said unasked, with a score a colleague noted."""
        return SQL(
            """
            SELECT id, 1, 'manual', account_id, partner_id, score_type, received_at,
                   received_at, score_value::numeric, verbatim, email_from, 0
              FROM relationship_feedback
             WHERE score_type IS NOT NULL
               AND source IN ('manual', 'interaction')
            """
        )

    @api.model
    def _select_ratings(self):
        """Ratings customers gave, in the company of the document that was rated."""
        return SQL(
            """
            SELECT rating.id, 2, 'rating', account.id, rating.partner_id, 'csat',
                   COALESCE(rating.rated_on, rating.write_date),
                   COALESCE(rating.rated_on, rating.write_date),
                   rating.rating::numeric, rating.feedback,
                   NULL, 0
              FROM rating_rating AS rating
              JOIN res_partner AS contact ON contact.id = rating.partner_id
              LEFT JOIN mail_message AS message ON message.id = rating.message_id
              JOIN relationship_account AS account
                ON account.partner_id = contact.commercial_partner_id
               AND account.company_id
                   = COALESCE(message.record_company_id, account.company_id)
             WHERE rating.consumed
               AND rating.relationship_is_given
               AND rating.rating >= 1
            """
        )

    @api.model
    def _get_score_person(self):
        """Who said it: the contact, without one the address.

        Nobody knows whether two answers without either are one person's.
        """
        return SQL(
            "CASE WHEN score.partner_id IS NOT NULL"
            " THEN 'contact ' || score.partner_id"
            " WHEN TRIM(score.email) <> '' THEN 'address ' || LOWER(TRIM(score.email))"
            " ELSE score.source || ' ' || score.record END"
        )

    @api.model
    def _get_score_points(self, value):
        """The points of :func:`..scoring.get_points`; NULL without an answer."""
        return SQL(
            "CASE WHEN %(value)s IS NULL THEN NULL"
            " WHEN %(value)s >= %(promoter)s THEN 100.0"
            " WHEN %(value)s <= %(detractor)s THEN -100.0 ELSE 0.0 END",
            value=value,
            promoter=PROMOTER_FROM,
            detractor=LOW_UP_TO["nps"],
        )
