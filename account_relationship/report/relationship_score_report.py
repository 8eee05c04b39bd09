from odoo import api, fields, models
from odoo.tools import SQL

from ..scoring import SATISFIED_FROM
from ..unset import NO_SALES_TEAM, NO_TIER

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
    _inherit = "relationship.headline"
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
    tier_id = fields.Many2one(
        comodel_name="relationship.tier",
        readonly=True,
        falsy_value_label=NO_TIER,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales team",
        readonly=True,
        falsy_value_label=NO_SALES_TEAM,
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
        measures = self.env["relationship.measure"]
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
              FROM (%(scores)s) AS score
              JOIN relationship_account AS account ON account.id = score.account_id
              JOIN res_company AS company ON company.id = account.company_id
            """,
            day=day(SQL("score.asked_at"), "company"),
            answered_on=day(SQL("score.answered_at"), "company"),
            person=measures._get_score_person(),
            branch_room=BRANCH_ROOM,
            company_room=COMPANY_ROOM,
            points=measures._get_score_points(SQL("score.value")),
            satisfied=SATISFIED_FROM,
            scores=measures._get_scores(),
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
            points=self.env["relationship.measure"]._get_score_points(
                SQL("mean.value")
            ),
            person=SQL.identifier(self._table, "person"),
            value=SQL.identifier(self._table, "recommendation"),
        )

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        rows, nps, people, csat, ratings, rate, asked = self._sum_up(
            domain,
            *("__count", "nps:avg", "nps_people_count:sum", "csat:avg"),
            *("csat_count:sum", "response_rate:avg", "asked_count:sum"),
        )
        parts = [
            self._make_nps_words(domain, nps, people) if people else "",
            ratings
            and self.env._(
                "%(share)s of %(ratings)s ratings are satisfied",
                share=self._format_share(csat, 100),
                ratings=self._format_few(ratings),
            ),
            asked
            and self.env._(
                "%(share)s of %(asked)s asked answered",
                share=self._format_share(rate, 100),
                asked=self._format_few(asked),
            ),
        ]
        words = "; ".join(filter(None, parts))
        return words or (rows and self.env._("Nobody answered yet")) or ""

    @api.model
    def _make_nps_words(self, domain, nps, people):
        """The NPS, unless there are too few people: then none is computed."""
        [[mean]] = self._read_group(domain, [], ["nps:avg"])
        if mean is False:
            return self.env._(
                "%(people)s people gave 0 to 10: too few for an NPS",
                people=self._format_few(people),
            )
        words = self.env._(
            "NPS %(nps)s of %(people)s people",
            nps=self._format_few(nps, 1),
            people=self._format_few(people),
        )
        # Whoever sees a chart of quarters looks for them there.
        quarters = self._read_group(
            domain, ["date:quarter"], ["nps:avg", "nps_people_count:sum"]
        )
        thin = sum(bool(people) and own is False for __, own, people in quarters)
        if not thin:
            return words
        return self.env._(
            "%(words)s (quarters with too few answers for one of their own: "
            "%(quarters)s)",
            words=words,
            quarters=self._format_few(thin),
        )
