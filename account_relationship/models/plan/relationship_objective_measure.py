from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ...measures import UP
from ...progress import add_point, progress
from ...temporary import keep_if_many

#: As :func:`..progress.progress`, for a row of objectives and a ``value``.
PROGRESS_SQL = SQL(
    """
    CASE WHEN new.value IS NULL THEN 0
         WHEN COALESCE(objective.target, 0) = COALESCE(objective.baseline, 0)
         THEN CASE WHEN (new.value - COALESCE(objective.target, 0)) * new.direction >= 0
                   THEN 100 ELSE 0 END
         ELSE GREATEST(0, LEAST(100,
              100 * (new.value - COALESCE(objective.baseline, 0))
              / (COALESCE(objective.target, 0) - COALESCE(objective.baseline, 0))))
     END
    """
)


class RelationshipObjective(models.Model):
    """The numbers of an objective, and where they come from.

    With a measure of the library they are read at night, for all objectives of a
    measure at once. Without one somebody keeps the current value by hand.
    """

    _inherit = "relationship.objective"

    measure = fields.Selection(
        selection="_selection_measure",
        help="Where the current value comes from; empty when it is kept by hand.",
    )
    measure_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        index="btree_not_null",
        ondelete="restrict",
    )
    needs_category = fields.Boolean(compute="_compute_measure_unit")
    measure_unit = fields.Char(compute="_compute_measure_unit")
    unit = fields.Char(help="What the numbers count, when they are kept by hand.")
    unit_label = fields.Char(string="In", compute="_compute_unit_label")
    baseline = fields.Float(
        compute="_compute_baseline",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        digits=(16, 2),
        aggregator="avg",
        help="Where things stood at the start.",
    )
    target = fields.Float(digits=(16, 2), aggregator="avg")
    is_target_relative = fields.Boolean(
        string="In % of the baseline",
        help="The target is a change in percent: 10 means a tenth more than the "
        "baseline, -20 a fifth less.",
    )
    current = fields.Float(
        compute="_compute_current",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        digits=(16, 2),
        aggregator="avg",
        help="Where things stand; measured at night, or kept by hand.",
    )
    progress = fields.Float(
        compute="_compute_progress",
        store=True,
        aggregator="avg",
        help="The way from the baseline to the target that is behind us, in percent.",
    )
    standing = fields.Char(
        string="Where it stands",
        compute="_compute_standing",
        help="From the baseline, where it is now, of the target.",
    )
    history = fields.Json(
        readonly=True, copy=False, help="One value a week, and the last one."
    )
    has_data = fields.Boolean(
        compute="_compute_current",
        compute_sudo=False,
        store=True,
        precompute=True,
        copy=False,
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.model
    def _selection_measure(self):
        measures = self.env["relationship.measure"]._get_measures()
        return [
            (key, measure.label) for key, measure in measures.items() if measure.is_goal
        ]

    @api.depends("measure")
    def _compute_measure_unit(self):
        measures = self.env["relationship.measure"]._get_measures()
        for objective in self:
            measure = measures.get(objective.measure)
            objective.measure_unit = measure and measure.unit
            objective.needs_category = measure and measure.needs_category

    @api.depends("measure", "unit", "kind", "currency_id")
    def _compute_unit_label(self):
        for objective in self:
            units = {
                "money": objective.currency_id.symbol,
                "days": self.env._("days"),
                "percent": "%",
                "points": self.env._("points"),
            }
            objective.unit_label = (
                units.get(objective.measure_unit, False)
                if objective.measure
                else objective.unit
            )

    @api.depends("kind", "baseline", "current", "target", "has_data", "unit_label")
    def _compute_standing(self):
        """“82 → 91 of 95 %”."""
        for objective in self:
            if objective.kind == "qualitative":
                objective.standing = False
                continue
            objective.standing = self.env._(
                "%(baseline)s → %(current)s of %(target)s %(unit)s",
                **objective._get_said_numbers(),
            ).strip()

    def _get_said_numbers(self):
        said = {
            "baseline": self._format_number(self.baseline),
            "current": self._format_number(self.current),
            "target": self._format_number(self.target),
            "unit": self.unit_label or "",
        }
        if self.measure_unit == "money":
            said |= {"target": self._format_money(self.target), "unit": ""}
        if not self._has_numbers():
            said["current"] = self.env._("no data")
        return said

    @api.model
    def _format_number(self, number):
        digits = 0 if float(number).is_integer() else 2
        return formatLang(self.env, number, digits=digits)

    def _format_money(self, amount):
        """With the currency where it belongs, and no cents where there are none."""
        unit = "units" if float(amount).is_integer() else "decimals"
        return formatLang(
            self.env, amount, currency_obj=self.currency_id, rounding_unit=unit
        )

    @api.depends("measure", "measure_category_id", "plan_id.account_id")
    def _compute_baseline(self):
        """Where the measure stands; somebody may correct it."""
        values = self.filtered("measure")._measure_now()
        for objective in self:
            if objective.measure:
                objective.baseline = values.get(objective) or 0.0

    @api.depends("measure", "measure_category_id", "plan_id.account_id")
    def _compute_current(self):
        values = self.filtered("measure")._measure_now()
        for objective in self:
            objective.has_data = values.get(objective) is not None
            if objective.measure:
                objective.current = values.get(objective) or 0.0

    @api.depends(
        *("kind", "state", "measure", "has_data"),
        *("baseline", "target", "current"),
    )
    def _compute_progress(self):
        for objective in self:
            objective.progress = objective._get_progress()

    def _get_progress(self):
        if self.state == "reached":
            return 100.0
        if not self._has_numbers():
            return 0.0
        measure = self.env["relationship.measure"]._get_measures().get(self.measure)
        better = measure.better if measure else UP
        return progress(self.baseline, self.target, self.current, better)

    def _has_numbers(self):
        """Whether the current value says anything."""
        return self.kind == "quantitative" and bool(self.has_data or not self.measure)

    @api.model
    def _get_mean_progress(self, plans):
        """Return ``{plan: mean progress in percent}`` of what still counts."""
        return dict(
            self._read_group(
                [("plan_id", "in", plans.ids), ("state", "!=", "dropped")],
                ["plan_id"],
                ["progress:avg"],
            )
        )

    # ------------------------------------------------------------
    # Measuring
    # ------------------------------------------------------------

    def _measure_now(self):
        """Return ``{objective: value or None}``, in one query per measure."""
        values = {}
        for (key, category), objectives in self._group_by_measure().items():
            # Who may not read the account does not learn its numbers by asking what
            # an objective would start from.
            accounts = objectives.plan_id.account_id._origin._filtered_access("read")
            measured = self.env["relationship.measure"]._measure(
                key, accounts, category=category
            )
            for objective in objectives:
                account = objective.plan_id.account_id._origin
                values[objective] = measured.get(account.id)
        return values

    def _group_by_measure(self):
        return self.filtered("measure").grouped(
            lambda objective: (objective.measure, objective.measure_category_id._origin)
        )

    def _note_point(self):
        """Keep today's value of what is counted by hand."""
        for objective in self.filtered(
            lambda o: o._has_numbers() and not o.is_template
        ):
            today = objective.company_id._get_relationship_today()
            noted = objective._on_own_path()
            noted.history = add_point(objective.history, today, objective.current)

    @api.model
    def _cron_refresh(self):
        """Read the measures of all open objectives, at night."""
        for key, categories, today, ids in self._find_measured():
            self.env["ir.cron"]._work_off_many(
                self.browse(ids),
                lambda part, key=key, categories=categories, today=today: (
                    part._note_measured(
                        part._write_measured(key, categories, part.ids, today)
                    )
                ),
                # Of all it takes hardly longer than of a few.
                size=len(ids),
            )

    @api.model
    def _refresh_measured(self, accounts=None, today=None):
        """Bring open objectives up to date: one statement per measure.

        :param accounts: those of these accounts only; all when ``None``
        :return: the objectives whose row was written
        """
        written = []
        for key, categories, day, ids in self._find_measured(accounts, today):
            written += self._write_measured(key, categories, ids, day)
        return self._note_measured(written)

    @api.model
    def _find_measured(self, accounts=None, today=None):
        """Return ``[(measure, categories, today of companies, ids)]`` of open ones."""
        self.env.flush_all()
        domain = [
            *(("state", "=", "open"), ("measure", "!=", False)),
            ("kind", "=", "quantitative"),
            ("plan_id.state", "not in", ("done", "cancelled")),
        ]
        if accounts is not None:
            domain.append(("account_id", "in", accounts.ids))
        measures = self.env["relationship.measure"]._get_measures()
        found = defaultdict(list)
        categories = defaultdict(self.env["product.category"].browse)
        for key, category, company, ids in self._read_group(
            domain,
            ["measure", "measure_category_id", "company_id"],
            ["id:array_agg"],
        ):
            # Of an addon that is gone it stays as it was measured last.
            if key not in measures or measures[key].needs_category and not category:
                continue
            day = today or company._get_relationship_today()
            found[key, day] += ids
            categories[key, day] |= category
        return [
            (key, categories[key, day], day, ids) for (key, day), ids in found.items()
        ]

    @api.model
    def _note_measured(self, written):
        changed = self.browse(written)
        changed.invalidate_recordset()
        # The means of their plans follow.
        changed.modified(["progress"])
        return changed

    @api.model
    def _write_measured(self, key, categories, ids, today):
        """Store a measure for some objectives where something changed.

        :param categories: product categories of these objectives
        A value that stays the same makes one point of the history a week.
        """
        changed = self._get_changed_query(key, categories, ids, today)
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE relationship_objective AS objective
                   SET current = changed.value,
                       has_data = changed.value IS NOT NULL,
                       progress = changed.progress,
                       history = CASE
                           WHEN changed.value IS NULL THEN objective.history
                           ELSE %(history)s - %(week)s
                                || jsonb_build_object(%(today)s::text, changed.value)
                           END
                  FROM (%(changed)s) AS changed
                 WHERE changed.id = objective.id
                RETURNING objective.id
                """,
                changed=keep_if_many(
                    self.env.cr, "relationship_objective_changed", changed, ids
                ),
                # What was emptied through the ORM is a JSON null, no object.
                history=SQL(
                    "CASE WHEN jsonb_typeof(objective.history) = 'object'"
                    " THEN objective.history ELSE '{}' END"
                ),
                week=self._get_week(today),
                today=today,
            )
        )
        return [objective_id for (objective_id,) in rows]

    @api.model
    def _get_changed_query(self, key, categories, ids, today):
        """Objectives that stand elsewhere, or without a point of this week."""
        measure = self.env["relationship.measure"]._get_measures()[key]
        scope = SQL(
            "account.id IN (SELECT scoped.account_id FROM relationship_objective"
            " AS scoped WHERE scoped.id = ANY(%s))",
            ids,
        )
        same_category = SQL("measured.category_id = objective.measure_category_id")
        return SQL(
            """
            SELECT objective.id, new.value, %(progress)s AS progress
              FROM relationship_objective AS objective
              LEFT JOIN (%(query)s) AS measured
                ON measured.account_id = objective.account_id
               AND %(same_category)s
             CROSS JOIN LATERAL (
                   SELECT ROUND(COALESCE(%(value)s, %(empty)s)::numeric, 2) AS value,
                          %(direction)s AS direction) AS new
             WHERE objective.id = ANY(%(ids)s)
               AND ((objective.current, objective.has_data, objective.progress)
                    IS DISTINCT FROM
                    (new.value, new.value IS NOT NULL, %(progress)s)
                 OR new.value IS NOT NULL
                    AND (objective.history ?| %(week)s) IS NOT TRUE)
            """,
            progress=PROGRESS_SQL,
            query=measure.query(scope, today, categories),
            same_category=same_category if measure.needs_category else SQL("TRUE"),
            value=SQL.identifier("measured", measure.column),
            empty=measure.empty,
            direction=1 if measure.better == UP else -1,
            ids=ids,
            week=self._get_week(today),
        )

    @api.model
    def _get_week(self, today):
        """The keys of a history of which one stays, as :func:`..progress.add_point`."""
        monday = today - timedelta(days=today.weekday())
        return [(monday + timedelta(days=n)).isoformat() for n in range(7)]
