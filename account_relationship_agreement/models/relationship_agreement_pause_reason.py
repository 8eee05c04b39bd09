from odoo import api, fields, models
from odoo.tools import format_date


class RelationshipAgreementPause(models.Model):
    """Why an agreement is paused stands in its history, with the days."""

    _inherit = "relationship.agreement.pause"

    reason = fields.Char(string="Why", store=False)

    @api.model_create_multi
    def create(self, vals_list):
        reasons = [(values.get("reason") or "").strip() for values in vals_list]
        pauses = super().create(vals_list)
        for pause, reason in zip(pauses, reasons, strict=True):
            if reason:
                pause.agreement_id.message_post(body=pause._make_reason_words(reason))
        return pauses

    def _make_reason_words(self, reason):
        start = format_date(self.env, self.date_start)
        if not self.date_end:
            return self.env._(
                "Paused from %(start)s: %(reason)s", start=start, reason=reason
            )
        return self.env._(
            "Paused from %(start)s until %(end)s: %(reason)s",
            start=start,
            end=format_date(self.env, self.date_end),
            reason=reason,
        )
