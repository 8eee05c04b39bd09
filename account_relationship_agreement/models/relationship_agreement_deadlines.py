from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ..periods import MONTHS, add_period

_lt = LazyTranslate(__name__)
NO_DEADLINE = _lt("No deadline")

#: Nothing is agreed for longer, nor for other centuries: it was mistyped.
MOST_MONTHS = 1200
YEARS = range(1900, 2200)


class RelationshipAgreement(models.Model):
    """The term an agreement is in, and until when notice can be given for it."""

    _inherit = "relationship.agreement"

    anchor_date = fields.Date(
        readonly=True, copy=False, help="The day terms are counted from."
    )
    term_start = fields.Date(compute="_compute_term", store=True)
    term_end = fields.Date(
        string="Term ends on", compute="_compute_term", store=True, index=True
    )
    fixed_until = fields.Date(
        compute="_compute_term",
        store=True,
        help="The end of the last term that is fixed; empty without a fixed end.",
    )
    notice_deadline = fields.Date(
        string="Notice until",
        compute="_compute_notice_deadline",
        store=True,
        index="btree_not_null",
        help="The last day on which the customer can give notice for the end of the "
        "term. It moves on when the agreement renews itself.",
        falsy_value_label=NO_DEADLINE,
    )
    own_notice_deadline = fields.Date(
        string="Our notice until",
        compute="_compute_notice_deadline",
        store=True,
        index="btree_not_null",
        help="The last day on which we can give notice or ask for another price.",
    )

    _term_positive = models.Constraint(
        "CHECK(term_count >= 0)", "A term is not shorter than nothing."
    )
    _notice_positive = models.Constraint(
        "CHECK(notice_count >= 0 AND own_notice_count >= 0)",
        "A notice is not shorter than nothing.",
    )

    @api.depends("state", "term_ids.date_start", "term_ids.date_end")
    def _compute_term(self):
        """The term that runs; before the first one begins, that one."""
        for agreement in self:
            today = agreement._get_today()
            terms = agreement.term_ids.sorted("date_start")
            begun = terms.filtered(lambda term, day=today: term.date_start <= day)
            term = begun[-1:] or terms[:1]
            agreement.term_start = term.date_start
            agreement.term_end = term.date_end
            agreement.fixed_until = terms[-1:].date_end

    @api.depends(
        *("fixed_until", "state", "renewal", "notice_count", "notice_unit"),
        *("own_notice_count", "own_notice_unit"),
    )
    def _compute_notice_deadline(self):
        for agreement in self:
            agreement.notice_deadline = agreement._get_deadline("notice")
            agreement.own_notice_deadline = agreement._get_deadline("own_notice")

    def _get_deadline(self, name):
        """Counted back from the end; none while it is not said how long it is."""
        end, unit = self.fixed_until, self[f"{name}_unit"]
        runs = self.state in ("running", "renewed") and self.renewal != "none"
        return runs and end and unit and add_period(end, -self[f"{name}_count"], unit)

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains(
        *("date_start", "term_count", "term_unit", "notice_count", "notice_unit"),
        *("own_notice_count", "own_notice_unit"),
    )
    def _check_notice(self):
        # What lacks one of them is refused when it is saved.
        needed = ("date_start", "term_unit", "notice_unit", "own_notice_unit")
        agreements = self.filtered(lambda one: all(one[name] for name in needed))
        agreements._check_lengths()
        for agreement in agreements.filtered("term_count"):
            start = agreement.date_start
            end = add_period(start, agreement.term_count, agreement.term_unit)
            for count, unit in (
                (agreement.notice_count, agreement.notice_unit),
                (agreement.own_notice_count, agreement.own_notice_unit),
            ):
                # Not back from the end: three months before 30 April is 30 January.
                if add_period(start, count, unit) > end:
                    raise ValidationError(
                        self.env._(
                            "The notice of %(name)s is longer than its term: it would "
                            "have to be given before the term begins.",
                            name=agreement.name,
                        )
                    )

    def _check_lengths(self):
        """No calendar has days for what was mistyped."""
        for agreement in self:
            agreement._check_calendar(agreement.date_start)
            for name in ("term", "notice", "own_notice"):
                unit = agreement[f"{name}_unit"]
                if agreement[f"{name}_count"] * MONTHS[unit] > MOST_MONTHS:
                    raise ValidationError(
                        self.env._(
                            "A term or a notice of %(name)s is too long: at most 100 "
                            "years.",
                            name=agreement.name,
                        )
                    )

    def _check_calendar(self, day):
        if day.year not in YEARS:
            raise ValidationError(
                self.env._(
                    "%(day)s is too far from today for %(name)s.",
                    day=format_date(self.env, day),
                    name=self.name,
                )
            )
