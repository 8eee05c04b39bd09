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

    NPS, CSAT and CES are means over the answers of a group; no NPS is shown of fewer
    answers than the company's minimum.
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
    date = fields.Datetime(
        string="Asked or given",
        readonly=True,
        help="When it was asked for; when it was given where nobody asked.",
    )
    answered_at = fields.Datetime(string="Given", readonly=True)
    value = fields.Float(string="Score", readonly=True, aggregator=None, digits=(16, 0))
    comment = fields.Text(readonly=True)

    asked_count = fields.Integer(string="Asked", readonly=True)
    answer_count = fields.Integer(string="Answers", readonly=True)
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
        help="Share of 9 and 10 minus share of 0 to 6, of the answers from 0 to 10. "
        "Empty with fewer answers than the company's minimum.",
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
            *("value", "comment"),
        ],
        "relationship.feedback": [
            *("account_id", "partner_id", "source", "score_type", "score_value"),
            "verbatim",
        ],
        "rating.rating": ["partner_id", "consumed", "rating", "feedback", "message_id"],
        "mail.message": ["record_company_id"],
        "res.partner": ["commercial_partner_id"],
    }

    # ------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------

    @property
    def _table_query(self):
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
                   score.date,
                   score.answered_at,
                   score.value,
                   score.comment,
                   score.asked_count,
                   (score.value IS NOT NULL)::int AS answer_count,
                   CASE WHEN score.asked_count = 1
                        THEN 100.0 * (score.value IS NOT NULL)::int
                        END AS response_rate,
                   CASE WHEN score.score_type = 'nps' THEN %(points)s END AS nps,
                   CASE WHEN score.score_type = 'csat'
                        THEN 100.0 * (score.value >= %(satisfied)s)::int END AS csat,
                   CASE WHEN score.score_type = 'ces' THEN score.value END AS ces
              FROM (%(branches)s) AS score
              JOIN relationship_account AS account ON account.id = score.account_id
            """,
            branch_room=BRANCH_ROOM,
            company_room=COMPANY_ROOM,
            points=self._get_points(SQL("score.value")),
            satisfied=SATISFIED_FROM,
            branches=SQL(" UNION ALL ").join(self._get_branches()),
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
                   score_type, sent_at AS date, answered_at,
                   CASE WHEN answered_at IS NOT NULL THEN value END::numeric AS value,
                   comment, 1 AS asked_count
              FROM relationship_score
            """
        )

    @api.model
    def _select_logged_scores(self):
        """What contacts said unasked, with a score a colleague noted."""
        return SQL(
            """
            SELECT id, 1, 'manual', account_id, partner_id, score_type, create_date,
                   create_date, score_value::numeric, verbatim, 0
              FROM relationship_feedback
             WHERE score_type IS NOT NULL
               AND source IN ('manual', 'interaction')
            """
        )

    @api.model
    def _select_ratings(self):
        """Ratings, in the company of the document that was rated."""
        return SQL(
            """
            SELECT rating.id, 2, 'rating', account.id, rating.partner_id, 'csat',
                   COALESCE(rating.rated_on, rating.write_date),
                   COALESCE(rating.rated_on, rating.write_date),
                   rating.rating::numeric, rating.feedback, 0
              FROM rating_rating AS rating
              JOIN res_partner AS contact ON contact.id = rating.partner_id
              LEFT JOIN mail_message AS message ON message.id = rating.message_id
              JOIN relationship_account AS account
                ON account.partner_id = contact.commercial_partner_id
               AND account.company_id
                   = COALESCE(message.record_company_id, account.company_id)
             WHERE rating.consumed
               AND rating.rating >= 1
            """
        )

    # ------------------------------------------------------------
    # Means
    # ------------------------------------------------------------

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Of a rate there is the mean only, and no NPS of a handful of answers."""
        name, __, function = aggregate_spec.partition(":")
        if name not in RATES or function not in ("avg", "sum", "min", "max"):
            return super()._read_group_select(aggregate_spec, query)
        value = self._field_to_sql(self._table, name, query)
        minimum = self.env.company.relationship_nps_minimum if name == "nps" else 1
        return SQL(
            "CASE WHEN COUNT(%(value)s) >= %(minimum)s THEN AVG(%(value)s) END",
            value=value,
            minimum=minimum,
        )

    @api.model
    def _get_account_scores(self, accounts, start):
        """Return NPS and CSAT of accounts since a day, in one query.

        :return: ``{account id: (NPS, people, share satisfied, ratings)}``; the NPS is
            that of :func:`..scoring.account_score`, without a minimum
        """
        self.env.flush_all()
        scope = SQL("account.id = ANY(%s)", accounts.ids)
        rows = self.env.execute_query(self._get_account_scores_query(scope, start))
        return {account_id: tuple(numbers) for account_id, *numbers in rows}

    @api.model
    def _get_account_scores_query(self, scope, start, end=None):
        """One row for each account with an answer: of each person first.

        :param scope: condition on ``account`` that says which accounts
        :param end: the last day that counts; all that came in when ``None``
        """
        return SQL(
            """
            SELECT person.account_id,
                   AVG(person.nps)::float AS nps,
                   COUNT(person.nps) AS people,
                   (SUM(person.csat) / NULLIF(SUM(person.ratings), 0))::float / 100
                       AS csat,
                   SUM(person.ratings)::int AS ratings
              FROM (SELECT row.account_id,
                           COALESCE(row.partner_id, -row.id) AS partner_id,
                           AVG(row.nps) AS nps,
                           SUM(row.csat) AS csat,
                           COUNT(row.csat) AS ratings
                      FROM (%(rows)s) AS row
                      JOIN relationship_account AS account
                        ON account.id = row.account_id
                     WHERE %(scope)s
                       AND row.answered_at >= %(start)s
                       AND %(until)s
                     GROUP BY 1, 2) AS person
             GROUP BY person.account_id
            """,
            rows=self._table_query,
            scope=scope,
            start=start,
            until=SQL("row.answered_at::date <= %s", end) if end else SQL("TRUE"),
        )
