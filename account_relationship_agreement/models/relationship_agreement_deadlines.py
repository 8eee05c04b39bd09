from odoo import api, fields, models

from ..periods import add_period


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
    )
    own_notice_deadline = fields.Date(
        string="Our notice until",
        compute="_compute_notice_deadline",
        store=True,
        index="btree_not_null",
        help="The last day on which we can give notice or ask for another price.",
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
            end = agreement.fixed_until
            if agreement.state not in ("running", "renewed") or not end:
                agreement.notice_deadline = agreement.own_notice_deadline = False
                continue
            has_notice = agreement.renewal != "none"
            agreement.notice_deadline = has_notice and add_period(
                end, -agreement.notice_count, agreement.notice_unit
            )
            agreement.own_notice_deadline = has_notice and add_period(
                end, -agreement.own_notice_count, agreement.own_notice_unit
            )
