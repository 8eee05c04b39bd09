from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
NOBODY_SAID = _lt("Nobody said")


class RelationshipAgreement(models.Model):
    """Why agreements end, and what is lost with them."""

    _name = "relationship.agreement"
    _inherit = ["relationship.agreement", "relationship.headline"]

    lost_arr = fields.Monetary(
        string="ARR lost",
        compute="_compute_lost_arr",
        store=True,
        currency_field="company_currency_id",
        help="What recurred in a year on the last day, at the rate of its term.",
    )
    end_reason_id = fields.Many2one(falsy_value_label=NOBODY_SAID)

    @api.depends(
        *("state", "ended_on", "term_ids.rate", "term_ids.date_start"),
        *("pause_ids.date_start", "pause_ids.date_end"),
        *("line_ids.date_start", "line_ids.date_end", "line_ids.quantity"),
        *("line_ids.amount", "line_ids.period_count", "line_ids.period_unit"),
    )
    def _compute_lost_arr(self):
        for agreement in self:
            day, amount = agreement.ended_on, 0.0
            if day and agreement.state != "draft" and not agreement._is_paused_on(day):
                term = agreement._get_term_in_force(day)
                amount = agreement._get_agreed(day) * term.rate
            agreement.lost_arr = amount and agreement.company_currency_id.round(amount)

    @api.model
    def _make_headline(self, domain):
        """Why agreements end: what is lost, the reason most of it has, who won it."""
        ended = domain & Domain("ended_on", "!=", False)
        several = len(self.env.companies.currency_id) > 1
        lost = f"lost_arr:{'sum_currency' if several else 'sum'}"
        found = self._read_group(
            ended, ["end_reason_id"], ["__count", lost], order=f"{lost} DESC"
        )
        if not found:
            return ""
        words = self.env._(
            "%(number)s agreements end, with %(amount)s a year",
            number=self._format_few(sum(count for __, count, __ in found)),
            amount=self._format_sum(sum(amount or 0 for __, __, amount in found)),
        )
        reason, __, amount = found[0]
        if not reason:
            return words
        return self.env._(
            "%(words)s; most of it: %(reason)s (%(amount)s)",
            words=words,
            reason=reason.display_name,
            amount=self._format_sum(amount),
        )
