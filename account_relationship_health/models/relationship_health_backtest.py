from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

from odoo.addons.account_relationship.temporary import keep

from ..health import GOOD, NONE, RISK, WATCH

#: So long after a day it is looked what became of a customer.
HORIZON = timedelta(days=90)
#: Fewer losses than these say little.
FEW_LOSSES = 20
#: What grew or shrank by less than a tenth was kept.
KEPT_SHARE = 0.1
#: Of more accounts, months together, nobody waits for it: it takes a second for 8,000.
AT_ONCE = 300_000
TABLE = "relationship_health_tested"
ORDER = (RISK, WATCH, GOOD, NONE)


class RelationshipHealthBacktest(models.Model):
    """Whether health would have told who is lost, on the company's own history.

    For the end of each month health is found as it would have been on that day, and
    what became of each customer in the 90 days after it. What was entered later for an
    earlier day is there, and what was corrected since is as it is now: nobody kept how
    it was. Measures of which nobody knows how they stood are left out and named.
    """

    _name = "relationship.health.backtest"
    _description = "Back-test of health"
    _inherit = ["relationship.guard"]
    _keeps_figures = True
    _order = "create_date desc, id desc"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    month_count = fields.Integer(
        string="Months",
        default=12,
        help="The ends of so many months, the last of them 90 days ago or more.",
    )
    state = fields.Selection(
        selection=[("waiting", "Waiting"), ("done", "Done")],
        default="waiting",
        required=True,
        readonly=True,
        copy=False,
    )
    first_day = fields.Date(string="First day", readonly=True, copy=False)
    last_day = fields.Date(string="Last day", readonly=True, copy=False)
    lost_count = fields.Integer(
        string="Lost",
        readonly=True,
        copy=False,
        help="Customers who were lost in the 90 days after one of the days.",
    )
    told_count = fields.Integer(
        string="Of these at risk before",
        readonly=True,
        copy=False,
        help="At risk at the first month end within the 90 days before.",
    )
    left_out = fields.Text(
        string="Not looked at",
        readonly=True,
        copy=False,
        help="Measures of which nobody knows how they stood on a day gone by.",
    )
    line_ids = fields.One2many(
        comodel_name="relationship.health.backtest.line",
        inverse_name="backtest_id",
        string="Bands and measures",
        readonly=True,
        copy=False,
    )
    band_line_ids = fields.One2many(
        comodel_name="relationship.health.backtest.line",
        inverse_name="backtest_id",
        string="By band",
        domain=[("band", "!=", False)],
        readonly=True,
        copy=False,
    )
    measure_line_ids = fields.One2many(
        comodel_name="relationship.health.backtest.line",
        inverse_name="backtest_id",
        string="By measure",
        domain=[("band", "=", False)],
        readonly=True,
        copy=False,
    )
    loss_ids = fields.One2many(
        comodel_name="relationship.health.backtest.loss",
        inverse_name="backtest_id",
        string="Lost customers",
        readonly=True,
        copy=False,
    )
    answer = fields.Char(compute="_compute_answer")
    caution = fields.Char(compute="_compute_answer")

    _months_in_range = models.Constraint(
        "CHECK(month_count BETWEEN 1 AND 36)", "A back-test is of 1 to 36 months."
    )

    @api.depends("first_day", "last_day")
    def _compute_display_name(self):
        for test in self:
            if not test.first_day:
                test.display_name = self.env._("Back-test")
                continue
            first, last = (
                format_date(self.env, day, date_format="MMM y")
                for day in (test.first_day, test.last_day)
            )
            test.display_name = self.env._(
                "Back-test, %(first)s to %(last)s", first=first, last=last
            )

    @api.depends("state", "lost_count", "told_count", "line_ids")
    @api.depends_context("lang")
    def _compute_answer(self):
        for test in self:
            test.answer = test._make_answer()
            test.caution = test._make_caution()

    def _make_answer(self):
        if self.state == "waiting":
            return self.env._("There are many customers: it is tested within minutes.")
        if not self.lost_count:
            return self.env._("Nobody was lost in these months")
        risk = self.line_ids.filtered(lambda line: line.band == RISK)
        if not risk:
            return self.env._(
                "None of %(lost)s lost customers was at risk before: nobody was",
                lost=self.lost_count,
            )
        return self.env._(
            "%(told)s of %(lost)s lost customers were at risk up to 90 days before; "
            "lost of 100 at risk: %(precision)s, of 100 of all: %(base)s",
            lost=self.lost_count,
            told=self.told_count,
            precision=formatLang(self.env, risk.precision, digits=1),
            base=formatLang(self.env, self.line_ids[:1].base_rate, digits=1),
        )

    def _make_caution(self):
        if 0 < self.lost_count < FEW_LOSSES:
            return self.env._(
                "Fewer than %(few)s were lost: chance may have made these figures.",
                few=FEW_LOSSES,
            )
        return ""

    # ------------------------------------------------------------
    # Running it
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tests = super().create(vals_list)
        tests._run_or_wait()
        return tests

    def write(self, vals):
        result = super().write(vals)
        if {"month_count", "company_id"} & vals.keys():
            self._run_or_wait()
        return result

    def action_run(self):
        """Test the last twelve months that can be, and open what was found."""
        self.check_access("create")
        test = self.create({})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": test.id,
            "views": [(False, "form")],
        }

    def _run_or_wait(self):
        """Find out at once, or within minutes where people would wait for long."""
        # sudo: how many there are, and no more
        accounts = self.env["relationship.account"].sudo()
        for test in self:
            number = accounts.with_context(active_test=False).search_count(
                [("company_id", "=", test.company_id.id)]
            )
            if number * test.month_count <= AT_ONCE:
                test._run()
            else:
                test._forget()

    @api.model
    def _cron_run(self):
        """Run the tests nobody waited for."""
        waiting = self.search([("state", "=", "waiting")])
        self.env["ir.cron"]._work_off(waiting, lambda tests: tests._run())

    def _run(self):
        """Find out; what was found before gives way."""
        for test in self:
            # sudo: of all customers of a company whose head the user is
            own = test._on_own_path().sudo().with_company(test.company_id)
            own.with_context(allowed_company_ids=test.company_id.ids)._run_one()

    def _forget(self):
        """What was found is of other months, or of another company."""
        # sudo: the caller may change the test, and nobody its figures
        test = self.sudo()
        test.line_ids.unlink()
        test.loss_ids.unlink()
        test.state = "waiting"

    def _run_one(self):
        self._forget()
        self.env.flush_all()
        days = self._get_days()
        rows = SQL(" UNION ALL ").join(
            SQL("SELECT * FROM %s", SQL.identifier("pg_temp", self._keep_day(*pair)))
            for pair in enumerate(days)
        )
        keep(self.env.cr, TABLE, rows)
        self._note_losses()
        self._note_bands()
        self._note_measures()
        self.write(
            {
                "state": "done",
                "first_day": days[0],
                "last_day": days[-1],
                "left_out": self._get_left_out(),
                "lost_count": len(self.loss_ids),
                "told_count": len(
                    self.loss_ids.filtered(lambda loss: loss.band == RISK)
                ),
            }
        )

    def _get_days(self):
        """Ends of months, the earliest first, each with 90 days after it."""
        last = self.company_id._get_relationship_today() - HORIZON
        end = last + timedelta(days=1)
        # The last day of a month whose next day is not later than that.
        end = end.replace(day=1) - timedelta(days=1)
        return [
            (end + timedelta(days=1)) - relativedelta(months=n) - timedelta(days=1)
            for n in reversed(range(self.month_count))
        ]

    def _get_left_out(self):
        health = self.env["relationship.health"]
        profiles = self.env["relationship.health.profile"]._get_profiles()
        known = health._get_criteria(profiles, is_past=True)
        missing = profiles.criterion_ids.filtered(lambda one: one.measure not in known)
        measures = self.env["relationship.measure"]._get_measures()
        labels = {
            measures[key].label for key in missing.mapped("measure") if key in measures
        }
        return "\n".join(sorted(labels))

    @api.model
    def _keep_day(self, number, day):
        """Keep how customers did on a day, and what became of them.

        Of those who had bought and were not lost yet. The outcome is ``lost``,
        ``shrank``, ``kept`` or ``grew``, by net sales of 12 months.

        :return: name of the table of ``account_id, day, profile_id, band, score,
            parts, sales, outcome``
        """
        name, company = f"{TABLE}_{number}", self.env.company
        scope = SQL("account.company_id = %s", company.id)
        cr = self.env.cr
        health = self.env["relationship.health"]._get_health(scope, day, is_past=True)
        health = keep(cr, f"{name}_health", health)
        before = keep(cr, f"{name}_before", self._get_standing(scope, day))
        after = keep(cr, f"{name}_after", self._get_standing(scope, day + HORIZON))
        keep(
            cr,
            name,
            SQL(
                """
                SELECT health.account_id, %(day)s::date AS day, health.profile_id,
                       health.band, health.score, health.parts, before.sales,
                       CASE WHEN after.is_lost THEN 'lost'
                            WHEN after.sales < before.sales * (1 - %(share)s)
                            THEN 'shrank'
                            WHEN after.sales > before.sales * (1 + %(share)s)
                            THEN 'grew'
                            ELSE 'kept' END AS outcome
                  FROM (%(health)s) AS health
                  JOIN (%(before)s) AS before USING (account_id)
                  JOIN (%(after)s) AS after USING (account_id)
                 WHERE before.has_bought AND NOT before.is_lost
                """,
                day=day,
                share=KEPT_SHARE,
                health=health,
                before=before,
                after=after,
            ),
        )
        return name

    @api.model
    def _get_standing(self, scope, day):
        """``account_id, has_bought, is_lost, sales`` of accounts on a day.

        Lost by their own rhythm where that is measured, else without a purchase for a
        year.
        """
        measures = self.env["relationship.measure"]._get_measures()
        wanted = {
            name: measures[key]._replace(query=measures[key].past)
            for name, key in (
                *(("last_day", "last_order_date"), ("sales", "revenue_12m")),
                ("lost", "lost_customer"),
            )
            if key in measures
        }
        lost = SQL("last_day <= %s", day - relativedelta(years=1))
        if "lost" in wanted:
            lost = SQL("lost > 0")
        return SQL(
            """
            SELECT account_id, last_day IS NOT NULL AS has_bought,
                   COALESCE(%s, FALSE) AS is_lost, sales
              FROM (%s) AS standing
            """,
            lost,
            self.env["relationship.measure"]._get_values_query(wanted, scope, day),
        )

    # ------------------------------------------------------------
    # What was found
    # ------------------------------------------------------------

    def _note_losses(self):
        """Each customer lost once, with what was said the longest before."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT DISTINCT ON (account_id) account_id, day, band, score, sales
                  FROM %s AS tested WHERE outcome = 'lost'
                 ORDER BY account_id, day
                """,
                SQL.identifier(TABLE),
            )
        )
        self.env["relationship.health.backtest.loss"].create(
            [{**row, "backtest_id": self.id} for row in rows]
        )

    def _note_bands(self):
        """What became of the customers of each band."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT band, %s FROM %s AS tested GROUP BY band
                """,
                self._get_outcomes(SQL("TRUE")),
                SQL.identifier(TABLE),
            )
        )
        self._note_lines(sorted(rows, key=lambda row: ORDER.index(row["band"])))

    def _note_measures(self):
        """As much for each measure by itself: at risk by that one alone."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT part ->> 0 AS measure, %s
                  FROM %s AS tested
                  JOIN relationship_health_profile AS profile
                    ON profile.id = tested.profile_id
                 CROSS JOIN jsonb_array_elements(tested.parts) AS part
                 WHERE part ->> 2 IS NOT NULL
                 GROUP BY 1
                """,
                self._get_outcomes(SQL("(part ->> 2)::float8 < watch_from")),
                SQL.identifier(TABLE),
            )
        )
        rows.sort(key=lambda row: -row["lost_count"] / (row["customer_count"] or 1))
        self._note_lines([{**row, "band": False} for row in rows])

    @api.model
    def _get_outcomes(self, is_meant):
        """SQL of how many of those meant had each outcome.

        :param is_meant: SQL of whether a row is one of those the line is about
        """
        counts = [
            SQL(
                "COUNT(*) FILTER (WHERE %s AND outcome = %s) AS %s",
                is_meant,
                outcome,
                SQL.identifier(f"{outcome}_count"),
            )
            for outcome in ("lost", "shrank", "kept", "grew")
        ]
        return SQL(
            "COUNT(*) FILTER (WHERE %s) AS customer_count, %s",
            is_meant,
            SQL(", ").join(counts),
        )

    def _note_lines(self, rows):
        """Note rows with their shares: of all that were tested, and of all lost."""
        [(whole, lost)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*), COUNT(*) FILTER (WHERE outcome = 'lost') FROM %s",
                SQL.identifier(TABLE),
            )
        )
        self.env["relationship.health.backtest.line"].create(
            [
                {
                    **row,
                    "backtest_id": self.id,
                    "tested_count": whole,
                    "all_lost_count": lost,
                }
                for row in rows
            ]
        )
