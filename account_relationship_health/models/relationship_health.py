from collections import defaultdict

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
#: With the last score of so long ago it is compared, none that is older by two months.
BEFORE, OLDEST = relativedelta(days=30), relativedelta(months=2)


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
            heaviest first; of knock-outs points and weight are NULL
        """
        # sudo: what counts is the same for all, whoever sets it in motion
        profiles = self.env["relationship.health.profile"].sudo()._get_profiles()
        criteria = self._get_criteria(profiles, is_past)
        measures = {
            f"value_{number}": measure
            for number, (measure, __) in enumerate(criteria.values())
        }
        lines = [found for __, found in criteria.values()]
        return SQL(
            """
            SELECT account_id, profile_id, score, coverage, parts,
                   CASE WHEN score IS NULL OR coverage < floor THEN %(none)s
                        WHEN score >= good_from THEN %(good)s
                        WHEN score >= watch_from THEN %(watch)s
                        ELSE %(risk)s END AS band
              FROM (SELECT pointed.account_id, pointed.profile_id, %(parts)s AS parts,
                           profile.coverage_floor AS floor, profile.good_from,
                           profile.watch_from,
                           CASE WHEN (%(known)s) > 0 THEN LEAST(
                               ROUND(ROUND(((%(sum)s) / (%(known)s))::numeric, 9)),
                               CASE WHEN %(is_out)s THEN profile.knock_out_cap END)::int
                           END AS score,
                           COALESCE(ROUND(
                               (100 * (%(known)s) / NULLIF(%(whole)s, 0))::numeric, 6
                           ), 0)::float8 AS coverage
                      FROM (%(pointed)s OFFSET 0) AS pointed
                      LEFT JOIN relationship_health_profile AS profile
                        ON profile.id = pointed.profile_id) AS judged
            """,
            none=NONE,
            good=GOOD,
            watch=WATCH,
            risk=RISK,
            parts=self._get_parts(lines),
            is_out=self._get_is_out(lines),
            pointed=self._get_pointed(profiles, measures, lines, scope, today),
            **self._get_sums(len(lines)),
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
    def _get_pointed(self, profiles, measures, lines, scope, today):
        """Accounts with their profile; of each measure a value, its points and weight.

        :param measures: ``{name of the column of the value: measure}``
        :param lines: what profiles say of each of these
        """
        columns = [SQL("measured.*")]
        for number, criteria in enumerate(lines):
            counted = criteria.filtered(lambda line: not line.is_knock_out)
            value = SQL("%s::float8", SQL.identifier("measured", f"value_{number}"))
            points = {
                line.profile_id: get_points_sql(line.kind, line._get_points(), value)
                for line in counted
            }
            weights = {
                line.profile_id: SQL("%s::float8", line.weight) for line in counted
            }
            for name, found in (("points", points), ("weight", weights)):
                column = SQL.identifier(f"{name}_{number}")
                columns.append(SQL("%s AS %s", self._choose(found), column))
        return SQL(
            "SELECT %s FROM (%s OFFSET 0) AS measured",
            SQL(", ").join(columns),
            SQL(
                """
                SELECT found.*, %s AS profile_id
                  FROM (%s) AS found
                  JOIN relationship_account AS account ON account.id = found.account_id
                """,
                profiles._get_choice(today),
                self.env["relationship.measure"]._get_values_query(
                    measures, scope, today
                ),
            ),
        )

    @api.model
    def _choose(self, found, table="measured"):
        """SQL of what is found for the profile of the row, NULL without one.

        :param found: ``{profile: SQL}``
        """
        if not found:
            return SQL("NULL::float8")
        branches = [
            SQL("WHEN %s THEN %s", profile.id, value)
            for profile, value in found.items()
        ]
        column = SQL.identifier(table, "profile_id")
        return SQL("CASE %s %s END", column, SQL(" ").join(branches))

    @api.model
    def _get_sums(self, number):
        """SQL of sums over the measures: of weights, of those with data, of points."""
        parts = {"whole": [], "known": [], "sum": []}
        for one in range(number):
            weight, points = (
                SQL.identifier("pointed", f"{name}_{one}")
                for name in ("weight", "points")
            )
            parts["whole"].append(SQL("COALESCE(%s, 0)", weight))
            parts["known"].append(
                SQL("CASE WHEN %s IS NULL THEN 0 ELSE %s END", points, weight)
            )
            parts["sum"].append(SQL("COALESCE(%s * %s, 0)", weight, points))
        return {
            name: SQL(" + ").join([SQL("0::float8"), *found])
            for name, found in parts.items()
        }

    @api.model
    def _get_is_out(self, lines):
        """SQL of whether something is true that knocks out."""
        conditions = [
            SQL(
                "(pointed.profile_id = %s AND %s > 0)",
                line.profile_id.id,
                SQL.identifier("pointed", f"value_{number}"),
            )
            for number, criteria in enumerate(lines)
            for line in criteria.filtered("is_knock_out")
        ]
        return SQL(" OR ").join(conditions) if conditions else SQL("FALSE")

    @api.model
    def _get_parts(self, lines):
        """SQL of the JSON of what a profile looked at, the heaviest first.

        As text: to parse it takes half as long as to build it.
        """
        of_profile = defaultdict(list)
        for number, criteria in enumerate(lines):
            for line in criteria:
                of_profile[line.profile_id].append((line, number))
        found = {}
        for profile, own in of_profile.items():
            own.sort(key=lambda pair: (pair[0].is_knock_out, -pair[0].weight))
            texts = [self._get_part(*pair) for pair in own]
            # Not CONCAT, which takes no more than 100 things.
            found[profile] = SQL(
                "('[' || %s || ']')::jsonb", SQL(" || ',' || ").join(texts)
            )
        return self._choose(found, "pointed") if found else SQL("NULL::jsonb")

    @api.model
    def _get_part(self, line, number):
        """SQL of texts that make ``[measure, value, points, weight]``."""
        value, points = (
            SQL(
                "COALESCE(ROUND(%s::numeric, 4)::text, 'null')",
                SQL.identifier("pointed", f"{name}_{number}"),
            )
            for name in ("value", "points")
        )
        if line.is_knock_out:
            return SQL("%s || %s || ',null,null]'", f'["{line.measure}",', value)
        return SQL(
            "%s || %s || ',' || %s || %s",
            *(f'["{line.measure}",', value, points, f",{line.weight:g}]"),
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
        health, accounts = self.sudo(), accounts.sudo()
        return sum(
            health.with_company(company)._refresh_own(own)
            for company, own in accounts.grouped("company_id").items()
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
        self.env["relationship.health.history"]._note(scope, today, accounts)
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
              LEFT JOIN (
                   SELECT DISTINCT ON (history.account_id) history.account_id,
                          CASE WHEN history.band <> %(none)s THEN history.score END
                              AS score
                     FROM relationship_health_history AS history
                    WHERE history.day <= %(before)s AND history.day > %(oldest)s
                      AND history.is_reckoned IS NOT TRUE AND %(whose)s
                    ORDER BY history.account_id, history.day DESC) AS former
                ON former.account_id = health.account_id
            """,
            none=NONE,
            health=self._get_health(scope, today),
            before=today - BEFORE,
            oldest=today - BEFORE - OLDEST,
            whose=self.env["relationship.health.history"]._get_whose(accounts),
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
