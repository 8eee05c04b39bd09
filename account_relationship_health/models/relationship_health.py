from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep

from ..health import GOOD, NONE, RISK, WATCH, get_points_sql

#: Columns of the account, in the order of what :meth:`_get_health` finds.
KEPT = {
    "health_score": "score",
    "health_band": "band",
    "health_coverage": "coverage",
    "health_change": "change",
    "health_profile_id": "profile_id",
    "health_parts": "parts",
}
#: With the score of so long ago it is compared.
BEFORE = relativedelta(days=30)


class RelationshipHealth(models.AbstractModel):
    """The health of customers, computed for many at once from the measures there are.

    The formulas are those of METRICS.md; :mod:`..health` says them in Python.
    """

    _name = "relationship.health"
    _description = "Health of customers"

    # ------------------------------------------------------------
    # Finding it
    # ------------------------------------------------------------

    @api.model
    def _get_health(self, scope, today, is_past=False):
        """The query of how accounts of the company worked in do.

        :param scope: SQL about ``relationship_account AS account``
        :param today: last day that counts, a date
        :param is_past: as it would have been on that day: by the measures that can
            say so, of which the coverage is then
        :return: SQL of a query with a row for each account in scope: ``account_id``,
            ``profile_id`` (NULL where no profile fits), ``score`` (0 to 100, NULL
            without data), ``coverage`` (percent of the weights), ``band`` and
            ``parts``: JSON, a list of ``[measure, value, points, weight]`` with the
            heaviest first; of knock-outs the points are NULL and the weight is 0
        """
        profiles = self.env["relationship.health.profile"].sudo()._get_profiles()
        criteria = self._get_criteria(profiles, is_past)
        if not criteria:
            return SQL(
                """
                SELECT account.id AS account_id, NULL::int AS profile_id,
                       NULL::int AS score, 0::float8 AS coverage, %s AS band,
                       NULL::jsonb AS parts
                  FROM relationship_account AS account WHERE %s
                """,
                NONE,
                scope,
            )
        names = {key: f"value_{number}" for number, key in enumerate(criteria)}
        measures = {names[key]: measure for key, (measure, __) in criteria.items()}
        return SQL(
            """
            SELECT judged.account_id, judged.profile_id, judged.score, judged.coverage,
                   CASE WHEN judged.score IS NULL OR judged.coverage < floor
                        THEN %(none)s
                        WHEN judged.score >= good_from THEN %(good)s
                        WHEN judged.score >= watch_from THEN %(watch)s
                        ELSE %(risk)s END AS band,
                   judged.parts
              FROM (SELECT account_id, profile_id, floor, good_from, watch_from, parts,
                           CASE WHEN mean IS NOT NULL
                                THEN LEAST(ROUND(ROUND(mean::numeric, 9)),
                                           CASE WHEN is_out THEN cap END)::int
                           END AS score,
                           COALESCE(coverage, 0) AS coverage
                      FROM (%(added)s) AS added) AS judged
            """,
            none=NONE,
            good=GOOD,
            watch=WATCH,
            risk=RISK,
            added=SQL(
                """
                SELECT measured.account_id, measured.profile_id,
                       profile.coverage_floor AS floor, profile.good_from,
                       profile.watch_from, profile.knock_out_cap AS cap,
                       SUM(part.weight * part.points)
                           / NULLIF(SUM(part.weight)
                                    FILTER (WHERE part.points IS NOT NULL), 0) AS mean,
                       100 * SUM(part.weight) FILTER (WHERE part.points IS NOT NULL)
                           / NULLIF(SUM(part.weight), 0) AS coverage,
                       COALESCE(bool_or(part.is_knock_out AND part.value > 0), FALSE)
                           AS is_out,
                       jsonb_agg(jsonb_build_array(
                           part.measure, ROUND(part.value::numeric, 4),
                           ROUND(part.points::numeric, 4), part.weight)
                           ORDER BY part.weight DESC, part.measure)
                           FILTER (WHERE part.measure IS NOT NULL) AS parts
                  FROM (%(measured)s) AS measured
                  LEFT JOIN relationship_health_profile AS profile
                    ON profile.id = measured.profile_id
                  LEFT JOIN LATERAL (VALUES %(parts)s)
                    AS part (profile_id, measure, is_knock_out, weight, value, points)
                    ON part.profile_id = measured.profile_id
                 GROUP BY measured.account_id, measured.profile_id, profile.id
                """,
                measured=self._get_measured(profiles, measures, scope, today),
                parts=SQL(", ").join(
                    self._get_part(criterion, SQL.identifier("measured", names[key]))
                    for key, (__, found) in criteria.items()
                    for criterion in found
                ),
            ),
        )

    @api.model
    def _get_criteria(self, profiles, is_past):
        """What profiles look at, of what there is: ``{measure key: (measure, lines)}``.

        An addon may be gone, and with it a measure: its weight counts no longer.
        """
        known = self.env["relationship.measure"]._get_measures()
        found = {}
        for key, criteria in profiles.criterion_ids.grouped("measure").items():
            measure = known.get(key)
            if measure and is_past:
                measure = measure.past and measure._replace(query=measure.past)
            if measure:
                found[key] = measure, criteria
        return found

    @api.model
    def _get_measured(self, profiles, measures, scope, today):
        """Accounts with their profile and a column for each measure."""
        return SQL(
            """
            SELECT found.*, %s AS profile_id
              FROM (%s) AS found
              JOIN relationship_account AS account ON account.id = found.account_id
            """,
            profiles._get_choice(today),
            self.env["relationship.measure"]._get_values_query(measures, scope, today),
        )

    @api.model
    def _get_part(self, criterion, value):
        """A row of what an account has of one line of a profile."""
        value = SQL("%s::float8", value)
        points, weight = SQL("NULL::float8"), 0
        if not criterion.is_knock_out:
            points = get_points_sql(criterion.kind, criterion._get_points(), value)
            weight = criterion.weight
        return SQL(
            "(%s, %s, %s, %s::float8, %s, %s)",
            *(criterion.profile_id.id, criterion.measure, criterion.is_knock_out),
            *(weight, value, points),
        )

    # ------------------------------------------------------------
    # Keeping it
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Bring the health of all customers up to date, company by company."""
        companies = self.env["res.company"]._get_all_companies()
        self.env["ir.cron"]._work_off(companies, self._refresh_companies)

    @api.model
    def _refresh_companies(self, companies):
        for company in companies:
            self.with_company(company)._refresh_own()

    @api.model
    def _refresh(self, accounts):
        """Bring the health of some customers up to date.

        :return: how many rows were written
        """
        # sudo: numbers are computed for the accounts, whoever set it in motion
        groups = accounts.sudo().grouped("company_id")
        return sum(
            self.sudo().with_company(company)._refresh_own(own)
            for company, own in groups.items()
        )

    @api.model
    def _refresh_own(self, accounts=None):
        """Of accounts of the company worked in, or all of it that are active."""
        measures = self.env["relationship.measure"]
        for name in (*measures._get_measured_models(), "relationship.health.profile"):
            self.env[name].flush_model()
        self.env["relationship.health.criterion"].flush_model()
        company = self.env.company
        scope = SQL("account.company_id = %s AND account.active", company.id)
        if accounts is not None:
            scope = SQL("%s AND account.id = ANY(%s)", scope, accounts.ids)
        today = company._get_relationship_today()
        written = self._write_changed(scope, today, accounts)
        self.env["relationship.health.history"]._note(scope, today)
        self.env["relationship.account"].invalidate_model([*KEPT, "health_since"])
        return written

    @api.model
    def _write_changed(self, scope, today, accounts=None):
        """Keep what was found where it differs.

        :return: how many rows were written
        """
        found = SQL(
            """
            SELECT health.*, CASE WHEN health.band <> %(none)s
                                  THEN health.score - former.score END AS change
              FROM (%(health)s) AS health
              LEFT JOIN LATERAL (
                   SELECT CASE WHEN history.band <> %(none)s THEN history.score END
                              AS score
                     FROM relationship_health_history AS history
                    WHERE history.account_id = health.account_id
                      AND history.day <= %(before)s
                      AND history.is_reckoned IS NOT TRUE
                    ORDER BY history.day DESC LIMIT 1) AS former ON TRUE
            """,
            none=NONE,
            health=self._get_health(scope, today),
            before=today - BEFORE,
        )
        if accounts is None:
            found = keep(self.env.cr, "relationship_health_found", found)
        names = [SQL.identifier(name) for name in KEPT]
        values = [SQL.identifier("found", name) for name in KEPT.values()]
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_account AS account
                   SET %(assignments)s,
                       health_since = CASE
                           WHEN account.health_band IS DISTINCT FROM found.band
                           THEN %(today)s ELSE account.health_since END
                  FROM (%(found)s) AS found
                 WHERE found.account_id = account.id
                   AND (%(kept)s) IS DISTINCT FROM (%(values)s)
                """,
                assignments=SQL(", ").join(
                    SQL("%s = %s", name, value)
                    for name, value in zip(names, values, strict=True)
                ),
                today=today,
                found=found,
                kept=SQL(", ").join(SQL("account.%s", name) for name in names),
                values=SQL(", ").join(values),
            )
        )
        return self.env.cr.rowcount
