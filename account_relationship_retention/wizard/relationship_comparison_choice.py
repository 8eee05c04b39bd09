from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

DAY = relativedelta(days=1)
WINDOWS = ("before_start", "before_end", "after_start", "after_end")


class RelationshipComparisonChoice(models.TransientModel):
    """Which two periods somebody wants to compare."""

    _name = "relationship.comparison.choice"
    _description = "Comparing two periods"
    _inherit = ["relationship.guard"]

    comparison_id = fields.Many2one(
        comodel_name="relationship.comparison",
        string="Shown now",
        ondelete="cascade",
        default=lambda self: self._default_comparison_id(),
    )
    preset = fields.Selection(
        selection=[
            ("year", "The last 12 months"),
            ("quarter", "The last quarter against the same a year before"),
            ("calendar", "The last calendar year"),
            ("before", "The same, a year before"),
            ("own", "Other months"),
        ],
        string="Compare",
        default="year",
        required=True,
    )
    before_start = fields.Date(
        string="Before from", compute="_compute_windows", store=True, readonly=False
    )
    before_end = fields.Date(
        string="Before to", compute="_compute_windows", store=True, readonly=False
    )
    after_start = fields.Date(
        string="After from", compute="_compute_windows", store=True, readonly=False
    )
    after_end = fields.Date(
        string="After to", compute="_compute_windows", store=True, readonly=False
    )
    lengths = fields.Char(compute="_compute_lengths")

    @api.model
    def _default_comparison_id(self):
        """The one that is shown, if the user may see it."""
        shown = self.env.context.get("relationship_comparison")
        comparisons = self.env["relationship.comparison"]
        return comparisons.search([("id", "=", shown)]) if type(shown) is int else False

    @api.depends("preset", "comparison_id")
    def _compute_windows(self):
        for choice in self:
            if choice.preset != "own":
                choice.update(choice._get_preset())

    def _get_preset(self):
        """The windows of what is chosen, whole closed months."""
        comparisons = self.env["relationship.comparison"]
        last = self.env["relationship.retention"]._get_last_closed_day()
        if self.preset == "quarter":
            months = (last + DAY).month - 1
            end = last + DAY - relativedelta(months=months % 3) - DAY
            return self._get_against_year_before(
                end + DAY - relativedelta(months=3), end
            )
        if self.preset == "before":
            shown = self.comparison_id
            return shown._get_year_before() if shown else self._get_shown_before(last)
        if self.preset == "calendar":
            last = (last + DAY).replace(month=1) - DAY
        return comparisons._get_year_values(last)

    def _get_shown_before(self, last):
        """A year before the last 12 months, which are shown where nothing else is."""
        end = last + DAY - relativedelta(years=1) - DAY
        return self.env["relationship.comparison"]._get_year_values(end)

    def _get_against_year_before(self, start, end):
        year = relativedelta(years=1)
        return {
            "before_start": start - year,
            "before_end": end + DAY - year - DAY,
            "after_start": start,
            "after_end": end,
        }

    @api.onchange("before_start", "before_end", "after_start", "after_end")
    def _onchange_windows(self):
        """Whole months: any day stands for its month."""
        values = {name: self[name] for name in WINDOWS if self[name]}
        for name, day in values.items():
            first = day.replace(day=1)
            is_last = name.endswith("end")
            self[name] = first + relativedelta(months=1) - DAY if is_last else first
        preset = self._get_preset() if self.preset != "own" else {}
        if any(self[name] != day for name, day in preset.items()):
            self.preset = "own"

    @api.depends(*WINDOWS)
    def _compute_lengths(self):
        """Say that the two are not equally long: sums are of more months then."""
        for choice in self:
            lengths = [
                choice._count_months(choice[f"{name}_start"], choice[f"{name}_end"])
                for name in ("before", "after")
            ]
            choice.lengths = len(set(lengths)) > 1 and self.env._(
                "%(before)s months are compared with %(after)s: who buys as ever seems "
                "to grow or to shrink.",
                before=lengths[0],
                after=lengths[1],
            )

    @api.model
    def _count_months(self, start, end):
        if not start or not end or start > end:
            return 0
        length = relativedelta(end + DAY, start)
        return length.years * 12 + length.months

    def action_confirm(self):
        """Compare them, and open who stayed, grew, shrank and left."""
        self.ensure_one()
        comparisons, company = self.env["relationship.comparison"], self.env.company
        windows = (
            (self.before_start, self.before_end),
            (self.after_start, self.after_end),
        )
        found = comparisons._compare(company, *windows)
        return found.action_open()
