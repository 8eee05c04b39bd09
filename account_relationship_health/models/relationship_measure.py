from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.measures import DOWN, UP, Measure, Scale
from odoo.addons.account_relationship.models.shared.states import ANSWERED_FEEDBACK

#: Where neither the customer account nor its tier has a cadence.
IN_TOUCH_DAYS = 90
YEAR = relativedelta(years=1)


class RelationshipMeasure(models.AbstractModel):
    """What health looks at besides the numbers there are: people, work, payments."""

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        breadth, people = self._measure_breadth, self._measure_people_in_touch
        payments, falls = self._measure_days_late_change, self._measure_score_fall
        return super()._get_measures() | {
            "breadth_12m": Measure(
                *(
                    self.env._("Product categories bought, 12 months"),
                    "count",
                    UP,
                    breadth,
                ),
                scale=Scale("bounded", ((0, 0), (1, 40), (4, 100)), weight=10),
                past=breadth,
                action="action_view_revenue",
            ),
            "people_in_touch": Measure(
                *(
                    self.env._("People in touch within the cadence"),
                    "count",
                    UP,
                    people,
                ),
                scale=Scale("bounded", ((0, 0), (1, 60), (2, 100)), weight=15),
                past=people,
                action="action_view_timeline",
            ),
            "late_work": Measure(
                *(
                    self.env._("Late feedback and promises"),
                    "count",
                    DOWN,
                    self._measure_late_work,
                ),
                empty=0,
                is_goal=False,
                scale=Scale("bounded", ((0, 100), (1, 40), (3, 0)), weight=15),
            ),
            "days_late_change": Measure(
                *(
                    self.env._("Days later paid than the year before"),
                    "days",
                    DOWN,
                    payments,
                ),
                is_goal=False,
                scale=Scale("bounded", ((0, 100), (5, 70), (20, 0)), weight=10),
                past=payments,
                action="action_view_invoices",
            ),
            "score_fall": Measure(
                *(self.env._("Fall of somebody's score, of 10"), "points", DOWN, falls),
                is_goal=False,
                scale=Scale("bounded", ((0, 100), (4, 0)), weight=5),
                past=falls,
                action="action_view_scores",
            ),
            "escalated_complaints": Measure(
                *(
                    self.env._("Escalated complaints"),
                    "count",
                    DOWN,
                    self._measure_escalated,
                ),
                empty=0,
                is_goal=False,
                scale=Scale("knock_out"),
                action="action_view_feedback",
            ),
        }

    @api.model
    def _on_measures_added(self):
        """What came counts from now on, where nobody chose otherwise."""
        result = super()._on_measures_added()
        is_past_known = self.env["relationship.health.profile"]._offer_new()
        companies = self.env["res.company"]._get_all_companies()
        self.env["relationship.health"]._refresh_companies(companies)
        for company in companies if is_past_known else ():
            self.env["relationship.health.history"].with_company(company)._reckon()
        return result

    @api.model
    def _get_measured_models(self):
        return [
            *super()._get_measured_models(),
            *("relationship.feedback", "relationship.promise", "relationship.revenue"),
        ]

    @api.model
    def _measure_breadth(self, scope, today, category):
        """In how many product categories the customer's net sales are above 0."""
        customers = None
        if scope.code != "TRUE":
            customers = SQL(
                "SELECT account.partner_id FROM relationship_account AS account"
                " WHERE %s",
                scope,
            )
        start, end = self._get_year(today)
        return SQL(
            """
            SELECT account.id AS account_id, COUNT(*) FILTER (WHERE amount > 0) AS value
              FROM relationship_account AS account
              JOIN (SELECT company_id, partner_id, category_id, SUM(amount) AS amount
                      FROM (%(sold)s) AS sold
                     WHERE category_id IS NOT NULL
                     GROUP BY 1, 2, 3) AS bought
                ON bought.partner_id = account.partner_id
               AND bought.company_id = account.company_id
             WHERE %(scope)s
             GROUP BY account.id
            """,
            sold=self.env["relationship.revenue"]._get_sold(start, end, customers),
            scope=scope,
        )

    @api.model
    def _measure_people_in_touch(self, scope, today, category):
        """Who of the customer was in touch within the days of the cadence.

        Those of the account, else of the tier, else 90. A call that was ticked off
        names nobody: it is somebody all the same. Of whom nobody ever was there are no
        data: nothing says that contacts are noted at all.
        """
        day = self.env["res.company"]._get_relationship_day_sql(
            SQL("touch.touched_at"), "company"
        )
        return SQL(
            """
            SELECT account_id,
                   GREATEST(
                       COUNT(DISTINCT partner_id) FILTER (WHERE day > %(today)s - days),
                       MAX((day > %(today)s - days)::int)) AS value
              FROM (SELECT account.id AS account_id, touch.partner_id, %(day)s AS day,
                           COALESCE(NULLIF(account.cadence_days, 0),
                                    NULLIF(tier.contact_days, 0), %(days)s) AS days
                      FROM (%(touches)s) AS touch
                      JOIN relationship_account AS account
                        ON account.id = touch.account_id
                      JOIN res_company AS company ON company.id = account.company_id
                      LEFT JOIN relationship_tier AS tier ON tier.id = account.tier_id
                     WHERE %(scope)s
                       -- A visit of this afternoon did not take place yet.
                       AND touch.touched_at <= %(now)s) AS dated
             WHERE day <= %(today)s
             GROUP BY account_id
            """,
            day=day,
            today=today,
            days=IN_TOUCH_DAYS,
            now=fields.Datetime.now(),
            touches=self.env["relationship.touch"]._get_touches(scope),
            scope=scope,
        )

    @api.model
    def _measure_late_work(self, scope, today, category):
        """What we owe the customer and is late: feedback by its clocks, promises."""
        return SQL(
            """
            SELECT late.account_id, COUNT(*) AS value
              FROM (SELECT account_id FROM relationship_feedback
                     WHERE state <> ALL(%(answered)s)
                       AND deadline < %(now)s AND is_waiting IS NOT TRUE
                     UNION ALL
                    SELECT account_id FROM relationship_promise
                     WHERE state = 'open' AND date_due < %(today)s) AS late
              JOIN relationship_account AS account ON account.id = late.account_id
             WHERE %(scope)s
             GROUP BY late.account_id
            """,
            answered=list(ANSWERED_FEEDBACK),
            now=fields.Datetime.now(),
            today=today,
            scope=scope,
        )

    @api.model
    def _measure_days_late_change(self, scope, today, category):
        """How many days later they paid in 12 months than in the 12 months before."""
        return SQL(
            """
            SELECT now.account_id, now.value - before.value AS value
              FROM (%s) AS now
              JOIN (%s) AS before ON before.account_id = now.account_id
            """,
            self._measure_days_late(scope, today, category),
            self._measure_days_late(scope, today - YEAR, category),
        )

    @api.model
    def _measure_score_fall(self, scope, today, category):
        """By how much the last answer of a person is below that person's one before.

        Of the one who fell most, on a scale of 10 whatever was asked. Whose last answer
        is older than 12 months says nothing now.
        """
        start, end = self._get_year(today)
        return SQL(
            """
            SELECT account_id, MAX(GREATEST(former - value, 0)) AS value
              FROM (SELECT score.account_id,
                           CASE score.score_type
                                WHEN 'csat' THEN (score.value - 1) * 10 / 4
                                WHEN 'ces' THEN (score.value - 1) * 10 / 6
                                ELSE score.value END AS value,
                           LEAD(CASE score.score_type
                                WHEN 'csat' THEN (score.value - 1) * 10 / 4
                                WHEN 'ces' THEN (score.value - 1) * 10 / 6
                                ELSE score.value END) OVER newest AS former,
                           ROW_NUMBER() OVER newest AS number, %(day)s AS day
                      FROM (%(scores)s) AS score
                      JOIN relationship_account AS account
                        ON account.id = score.account_id
                      JOIN res_company AS company ON company.id = account.company_id
                     WHERE score.value IS NOT NULL
                       AND score.answered_at IS NOT NULL
                       AND %(day)s <= %(end)s
                       AND %(scope)s
                    WINDOW newest AS (
                        PARTITION BY score.account_id, %(person)s, score.score_type
                        ORDER BY score.answered_at DESC, score.record DESC)) AS answer
             WHERE number = 1 AND former IS NOT NULL AND day >= %(start)s
             GROUP BY account_id
            """,
            day=self.env["res.company"]._get_relationship_day_sql(
                SQL("score.answered_at"), "company"
            ),
            scores=self._get_scores(),
            person=self._get_score_person(),
            start=start,
            end=end,
            scope=scope,
        )

    @api.model
    def _measure_escalated(self, scope, today, category):
        """Complaints that were late for so long that others were told."""
        return SQL(
            """
            SELECT account.id AS account_id, COUNT(*) AS value
              FROM relationship_account AS account
              JOIN relationship_feedback AS feedback
                ON feedback.account_id = account.id
               AND feedback.kind = 'complaint'
               AND feedback.escalation_level > 0
               AND feedback.state <> ALL(%s)
             WHERE %s
             GROUP BY account.id
            """,
            list(ANSWERED_FEEDBACK),
            scope,
        )
