from odoo import api, fields, models
from odoo.tools import SQL

from ..scoring import LOW_UP_TO, PROMOTER_FROM, SATISFIED_FROM

#: Means of groups: no other aggregate of them says anything.
RATES = ("nps", "csat", "ces", "response_rate")
#: What sets the branches' and companies' rows apart, so that each has its own id.
BRANCH_ROOM = 4
COMPANY_ROOM = 1024


class RelationshipScoreReport(models.Model):
    """Scores of customers: one row for each request, rating and score logged by hand.

    CSAT and CES are means over the answers of a group. NPS is of people: whoever
    answered several times in a group counts there once, with the mean; no NPS is shown
    of fewer people than the company's minimum. A person is the contact; where there is
    none, the address, in lower case.
    """

    _name = "relationship.score.report"
    _description = "Score analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "account_id"

    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    tier_id = fields.Many2one(comodel_name="relationship.tier", readonly=True)
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales team", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True
    )
    source = fields.Selection(
        selection=[
            ("score", "Asked for"),
            ("manual", "Logged by hand"),
            ("rating", "Rating"),
        ],
        readonly=True,
    )
    score_type = fields.Selection(
        selection=[("nps", "0 to 10"), ("csat", "1 to 5"), ("ces", "1 to 7")],
        string="Scale",
        readonly=True,
    )
    date = fields.Date(
        string="Asked or given",
        readonly=True,
        help="The day it was asked for, in the company's zone; the day it was given "
        "where nobody asked.",
    )
    answered_on = fields.Date(string="Given", readonly=True)
    value = fields.Float(string="Score", readonly=True, aggregator=None, digits=(16, 0))
    comment = fields.Text(readonly=True)

    asked_count = fields.Integer(string="Asked", readonly=True)
    answer_count = fields.Integer(string="Answers", readonly=True)
    nps_people_count = fields.Integer(
        string="People in the NPS",
        readonly=True,
        aggregator="sum",
        help="People who gave a score from 0 to 10. Whoever gave several counts once.",
    )
    csat_count = fields.Integer(
        string="Ratings",
        readonly=True,
        aggregator="sum",
        help="Answers from 1 to 5, of which the share of satisfied is.",
    )
    response_rate = fields.Float(
        string="Response rate (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Of those asked, how many answered.",
    )
    nps = fields.Float(
        string="NPS",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Share of people at 9 or more minus share of people at 6 or less, on 0 to "
        "10. Several answers of one person are averaged first. Empty with fewer people "
        "than the company's minimum.",
    )
    csat = fields.Float(
        string="Satisfied (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Share of 4 and 5 of the answers from 1 to 5.",
    )
    ces = fields.Float(
        string="Ease (mean)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Mean of the answers from 1 to 7.",
    )

    _depends = {
        "relationship.account": [
            *("partner_id", "company_id", "manager_id", "tier_id", "team_id"),
        ],
        "relationship.score": [
            *("account_id", "partner_id", "score_type", "sent_at", "answered_at"),
            *("value", "comment", "email"),
        ],
        "relationship.feedback": [
            *("account_id", "partner_id", "source", "score_type", "score_value"),
            *("received_at", "verbatim", "email_from"),
        ],
        "res.company": ["relationship_nps_minimum", "relationship_tz"],
        "rating.rating": [
            *("partner_id", "consumed", "rating", "feedback", "message_id"),
            "relationship_is_given",
        ],
        "mail.message": ["record_company_id"],
        "res.partner": ["commercial_partner_id"],
    }

    # ------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        day = self.env["res.company"]._get_relationship_day_sql
        return SQL(
            """
            SELECT (score.record::bigint * %(branch_room)s + score.branch)
                       * %(company_room)s + account.company_id %% %(company_room)s
                       AS id,
                   account.id AS account_id,
                   account.company_id,
                   account.manager_id,
                   account.tier_id,
                   account.team_id,
                   score.partner_id,
                   score.source,
                   score.score_type,
                   %(day)s AS date,
                   %(answered_on)s AS answered_on,
                   score.value,
                   score.comment,
                   %(person)s AS person,
                   company.relationship_nps_minimum AS nps_minimum,
                   CASE WHEN score.score_type = 'nps' THEN score.value END
                       AS recommendation,
                   score.asked_count,
                   (score.value IS NOT NULL)::int AS answer_count,
                   (score.value IS NOT NULL AND score.score_type = 'nps')::int
                       AS nps_people_count,
                   (score.value IS NOT NULL AND score.score_type = 'csat')::int
                       AS csat_count,
                   CASE WHEN score.asked_count = 1
                        THEN 100.0 * (score.value IS NOT NULL)::int
                        END AS response_rate,
                   CASE WHEN score.score_type = 'nps' THEN %(points)s END AS nps,
                   CASE WHEN score.score_type = 'csat'
                        THEN 100.0 * (score.value >= %(satisfied)s)::int END AS csat,
                   CASE WHEN score.score_type = 'ces' THEN score.value END AS ces
              FROM (%(branches)s) AS score
              JOIN relationship_account AS account ON account.id = score.account_id
              JOIN res_company AS company ON company.id = account.company_id
            """,
            day=day(SQL("score.asked_at"), "company"),
            answered_on=day(SQL("score.answered_at"), "company"),
            person=self._get_person(),
            branch_room=BRANCH_ROOM,
            company_room=COMPANY_ROOM,
            points=self._get_points(SQL("score.value")),
            satisfied=SATISFIED_FROM,
            branches=SQL(" UNION ALL ").join(self._get_branches()),
        )

    @api.model
    def _get_person(self):
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
    def _get_points(self, value):
        """The points of :func:`..scoring.get_points`; NULL without an answer."""
        return SQL(
            "CASE WHEN %(value)s IS NULL THEN NULL"
            " WHEN %(value)s >= %(promoter)s THEN 100.0"
            " WHEN %(value)s <= %(detractor)s THEN -100.0 ELSE 0.0 END",
            value=value,
            promoter=PROMOTER_FROM,
            detractor=LOW_UP_TO["nps"],
        )

    @api.model
    def _get_branches(self):
        return [
            self._select_scores(),
            self._select_logged_scores(),
            self._select_ratings(),
        ]

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

    # ------------------------------------------------------------
    # Means
    # ------------------------------------------------------------

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Of a rate there is the mean only; of NPS that of people, if enough."""
        name, __, function = aggregate_spec.partition(":")
        if function not in ("avg", "sum", "min", "max"):
            return super()._read_group_select(aggregate_spec, query)
        people = {"nps": self._score_people, "nps_people_count": self._count_people}
        if name in people:
            return people[name]()
        if name in RATES:
            return SQL("AVG(%s)", self._field_to_sql(self._table, name, query))
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _count_people(self):
        """How many people gave a score from 0 to 10, in a group of rows."""
        return SQL(
            "COUNT(DISTINCT %s) FILTER (WHERE %s IS NOT NULL)",
            SQL.identifier(self._table, "person"),
            SQL.identifier(self._table, "recommendation"),
        )

    @api.model
    def _score_people(self):
        """The NPS of a group of rows: as :func:`..scoring.people_score`."""
        return SQL(
            """
            (SELECT CASE WHEN COUNT(*) >= MAX(%(minimum)s) THEN AVG(%(points)s) END
               FROM (SELECT AVG(answer.value) AS value
                       FROM unnest(ARRAY_AGG(%(person)s), ARRAY_AGG(%(value)s))
                            AS answer (person, value)
                      WHERE answer.value IS NOT NULL
                      GROUP BY answer.person) AS mean)
            """,
            minimum=SQL.identifier(self._table, "nps_minimum"),
            points=self._get_points(SQL("mean.value")),
            person=SQL.identifier(self._table, "person"),
            value=SQL.identifier(self._table, "recommendation"),
        )

    @api.model
    def _get_account_scores(self, accounts, start, end):
        """Return the scores of accounts in a window, in one query.

        :return: ``{account id: {name: number}}`` of the columns of
            :meth:`_get_account_scores_query`; the NPS is without a minimum
        """
        self.env.flush_all()
        scope = SQL("account.id = ANY(%s)", accounts.ids)
        rows = self.env.execute_query_dict(
            self._get_account_scores_query(scope, start, end)
        )
        return {row.pop("account_id"): row for row in rows}

    @api.model
    def _get_account_scores_query(self, scope, start, end):
        """One row for each account with an answer or a request: of each person first.

        What was given counts on the day it was given, and who answered of those asked
        on the day of asking.

        :param scope: condition on ``account`` that says which accounts
        :param start: first day of the window
        :param end: last day of the window
        """
        return SQL(
            """
            SELECT person.account_id,
                   AVG(%(points)s)::float AS nps,
                   COUNT(person.recommendation)::int AS people,
                   AVG(person.recommendation)::float AS recommendation,
                   (SUM(person.csat) / NULLIF(SUM(person.ratings), 0))::float / 100
                       AS csat,
                   SUM(person.ratings)::int AS ratings,
                   SUM(person.asked)::int AS asked,
                   SUM(person.answered)::int AS answered
              FROM (SELECT row.account_id,
                           row.person,
                           AVG(row.recommendation) FILTER (WHERE %(given)s)
                               AS recommendation,
                           SUM(row.csat) FILTER (WHERE %(given)s) AS csat,
                           COUNT(row.csat) FILTER (WHERE %(given)s) AS ratings,
                           SUM(row.asked_count) FILTER (WHERE %(asked)s) AS asked,
                           SUM(row.asked_count * row.answer_count)
                               FILTER (WHERE %(asked)s) AS answered
                      FROM (%(rows)s) AS row
                      JOIN relationship_account AS account
                        ON account.id = row.account_id
                     WHERE %(scope)s
                       AND (%(given)s OR %(asked)s)
                     GROUP BY 1, 2) AS person
             GROUP BY person.account_id
            """,
            points=self._get_points(SQL("person.recommendation")),
            rows=self._table_query,
            scope=scope,
            given=SQL("row.answered_on BETWEEN %s AND %s", start, end),
            asked=SQL("row.date BETWEEN %s AND %s", start, end),
        )
