from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.account_relationship.unset import NO_TIER

from .relationship_account import BANDS


class RelationshipHealthHistory(models.Model):
    """How a customer did: a row on the first night of each month, and with each change
    of the band."""

    _name = "relationship.health.history"
    _description = "Health of customers over time"
    _inherit = ["relationship.guard", "relationship.headline"]
    _keeps_figures = True
    _order = "day desc, id desc"
    _rec_name = "day"

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    manager_id = fields.Many2one(related="account_id.manager_id")
    tier_id = fields.Many2one(related="account_id.tier_id", falsy_value_label=NO_TIER)
    day = fields.Date(required=True, readonly=True, index=True)
    month = fields.Date(
        readonly=True,
        help="Set on the row that stands for the month: the first one.",
    )
    score = fields.Integer(readonly=True, aggregator="avg")
    band = fields.Selection(selection=BANDS, required=True, readonly=True)
    coverage = fields.Float(
        string="Data coverage (%)", digits=(5, 1), readonly=True, aggregator="avg"
    )

    is_reckoned = fields.Boolean(
        string="Reckoned back",
        readonly=True,
        help="Found later, as it would have been on that day, by the measures that can "
        "say how things stood.",
    )

    _once_a_day = models.Constraint(
        "UNIQUE(account_id, day)", "An account has one health a day."
    )

    @api.model
    def _get_whose(self, accounts):
        """SQL of which rows of ``history`` are looked at: of a few, not of all."""
        if accounts is None:
            return SQL("TRUE")
        return SQL("history.account_id = ANY(%s)", accounts.ids)

    @api.model
    def _note(self, scope, today, accounts=None):
        """Note how accounts do, where the month is a new one or the band another.

        A second look on the same day notes what it found in place of the first.

        :param scope: SQL about ``relationship_account AS account``
        :param today: the day it is of
        :param accounts: those in scope, where it is of a few
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_health_history (
                    account_id, company_id, day, month, score, band, coverage,
                    create_uid, create_date, write_uid, write_date)
                SELECT account.id, account.company_id, %(today)s,
                       CASE WHEN last.day IS NULL THEN %(month)s END,
                       account.health_score, account.health_band,
                       account.health_coverage, 1, now() AT TIME ZONE 'UTC', 1,
                       now() AT TIME ZONE 'UTC'
                  FROM relationship_account AS account
                  LEFT JOIN (
                       SELECT DISTINCT ON (account_id) account_id, day, band
                         FROM relationship_health_history AS history
                        WHERE day >= %(month)s AND %(whose)s
                        ORDER BY account_id, day DESC) AS last
                    ON last.account_id = account.id
                 WHERE %(scope)s
                   AND account.health_band IS NOT NULL
                   AND (last.day IS NULL OR last.day = %(today)s
                        OR last.band <> account.health_band)
                ON CONFLICT (account_id, day) DO UPDATE
                   SET score = excluded.score, band = excluded.band,
                       coverage = excluded.coverage, is_reckoned = FALSE,
                       write_date = excluded.write_date
                 WHERE (relationship_health_history.score,
                        relationship_health_history.band,
                        relationship_health_history.coverage)
                       IS DISTINCT FROM (excluded.score, excluded.band,
                                         excluded.coverage)
                """,
                today=today,
                month=today.replace(day=1),
                whose=self._get_whose(accounts),
                scope=scope,
            )
        )
        self.invalidate_model()

    @api.model
    def _reckon(self):
        """Find how customers of the company worked in did before there was health.

        On the first day of each of 12 months, of who had bought by then; what was
        found so before gives way, what was noted on its day stays.
        """
        company = self.env.company
        scope = SQL("account.company_id = %s AND account.active", company.id)
        self.env.flush_all()
        # Twelve rows a customer, which nothing hangs on: not one by one.
        self.env.cr.execute(
            SQL(
                "DELETE FROM relationship_health_history"
                " WHERE company_id = %s AND is_reckoned",
                company.id,
            )
        )
        today = company._get_relationship_today()
        for number in range(12):
            self._reckon_month(
                scope, today.replace(day=1) - relativedelta(months=number)
            )
        self.invalidate_model()

    @api.model
    def _reckon_month(self, scope, day):
        health, measures = (
            self.env["relationship.health"],
            self.env["relationship.measure"],
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_health_history (
                    account_id, company_id, day, month, score, band, coverage,
                    is_reckoned, create_uid, create_date, write_uid, write_date)
                SELECT health.account_id, %(company)s, %(day)s, %(day)s, health.score,
                       health.band, health.coverage, TRUE, 1,
                       now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
                  FROM (%(health)s) AS health
                  JOIN (%(bought)s) AS bought ON bought.account_id = health.account_id
                 WHERE bought.value IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM relationship_health_history AS noted
                        WHERE noted.account_id = health.account_id
                          AND noted.month = %(day)s)
                ON CONFLICT (account_id, day) DO NOTHING
                """,
                company=self.env.company.id,
                day=day,
                health=health._get_health(scope, day, is_past=True),
                bought=measures._measure_last_order(scope, day, None),
            )
        )

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        """How the last month there is of compares with the one before."""
        groups = self._read_group(
            [*domain, ("month", "!=", False)],
            ["month:month", "band"],
            ["__count"],
            order="month:month desc",
        )
        months = {}
        for month, band, count in groups:
            months.setdefault(month, {})[band] = count
        if not months:
            return ""
        (month, now), *before = months.items()
        figures = {
            "month": format_date(self.env, month, date_format="MMMM y"),
            "risk": self._format_few(now.get("risk", 0)),
            "count": self._format_few(sum(now.values())),
        }
        if not before:
            return self.env._(
                "%(month)s: %(risk)s of %(count)s customers at risk", **figures
            )
        return self.env._(
            "%(month)s: %(risk)s of %(count)s customers at risk, %(former)s the month "
            "before",
            former=self._format_few(before[0][1].get("risk", 0)),
            **figures,
        )
