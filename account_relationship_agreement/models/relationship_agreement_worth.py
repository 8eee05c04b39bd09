from collections import defaultdict
from datetime import date
from itertools import accumulate

from odoo import api, fields, models

from ..periods import DAY, covers


class RelationshipAgreement(models.Model):
    """What an agreement comes to in a year, and what of it recurs today."""

    _inherit = "relationship.agreement"

    annual_amount = fields.Monetary(
        string="Amount a year",
        compute="_compute_annual_amount",
        help="What the lines in force come to in a year, in the currency of the "
        "agreement; before it begins, those of the first day.",
    )
    arr = fields.Monetary(
        string="ARR",
        compute="_compute_arr",
        store=True,
        currency_field="company_currency_id",
        help="Annual recurring revenue of today: twelve times what the lines in force "
        "come to in a month, at the rate of the term. Nothing in a pause.",
    )
    is_paused = fields.Boolean(string="Paused", compute="_compute_is_paused")

    @api.depends(
        *("date_start", "ended_on", "state"),
        *("line_ids.date_start", "line_ids.date_end", "line_ids.quantity"),
        *("line_ids.amount", "line_ids.period_count", "line_ids.period_unit"),
    )
    def _compute_annual_amount(self):
        for agreement in self:
            day = agreement._get_today()
            if agreement.date_start:
                day = max(day, agreement.date_start)
            if agreement.ended_on:
                day = min(day, agreement.ended_on)
            agreement.annual_amount = agreement._get_agreed(day)

    def _get_agreed(self, day):
        """What the lines in force on a day come to in a year, in the own currency."""
        return sum(line._get_annual() for line in self._get_lines(day))

    def _get_amounts_by_day(self):
        """``[(day, what is agreed a year)]`` of the days on which that changes."""
        moved = defaultdict(float)
        for line in self.line_ids:
            annual = line._get_annual()
            moved[line.date_start or self.date_start] += annual
            if line.date_end and line.date_end < date.max:
                moved[line.date_end + DAY] -= annual
        days = sorted(moved)
        return list(zip(days, accumulate(moved[day] for day in days), strict=True))

    def _get_lines(self, day):
        """The lines that are in force on a day."""
        return self.line_ids.filtered(
            lambda line: covers(line.date_start, line.date_end, day)
        )

    @api.depends(
        *("state", "ended_on", "renewal", "fixed_until", "term_ids.rate"),
        *("line_ids.date_start", "line_ids.date_end", "line_ids.quantity"),
        *("line_ids.amount", "line_ids.period_count", "line_ids.period_unit"),
        *("pause_ids.date_start", "pause_ids.date_end"),
    )
    def _compute_arr(self):
        """As the SQL of ``relationship.recurring``, of one day; renewed at night."""
        for agreement in self:
            day = agreement._get_today()
            term = agreement._get_term_in_force(day)
            amount = 0.0
            if term and not agreement._is_paused_on(day):
                amount = agreement._get_agreed(day) * term.rate
            agreement.arr = amount and agreement.company_currency_id.round(amount)

    def _get_term_in_force(self, day):
        """The term whose rate counts on a day, none where the agreement does not."""
        if self.state == "draft" or (self.ended_on and self.ended_on < day):
            return self.term_ids.browse()
        terms = self.term_ids.sorted("date_start")
        found = terms.filtered(lambda term: covers(term.date_start, term.date_end, day))
        if not found and self.renewal == "tacit" and self.fixed_until:
            # It goes on by itself, also before the night notes its next term.
            found = terms[-1:].filtered(lambda term: term.date_end < day)
        return found[:1]

    def _is_paused_on(self, day):
        return any(
            covers(pause.date_start, pause.date_end, day) for pause in self.pause_ids
        )

    @api.depends("pause_ids.date_start", "pause_ids.date_end")
    def _compute_is_paused(self):
        for agreement in self:
            agreement.is_paused = agreement._is_paused_on(agreement._get_today())
