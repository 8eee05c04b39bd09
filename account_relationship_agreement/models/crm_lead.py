from odoo import api, fields, models

from odoo.addons.account_relationship.models.shared.relationship_guard import (
    check_marks,
    hear,
    leave_out,
    say,
)

#: Set by our own paths: whoever wins the opportunity renews the agreement.
MARKS = frozenset({"relationship_agreement_id", "relationship_agreement_until"})


def take_both_away(vals):
    """Who takes one mark away takes the other, too: it would say something else."""
    if any(name in vals and not vals[name] for name in MARKS):
        return {**vals, **dict.fromkeys(MARKS, False)}
    return vals


class CrmLead(models.Model):
    """The opportunity of a renewal: won it renews the agreement, lost it ends it."""

    _inherit = "crm.lead"

    relationship_agreement_id = fields.Many2one(
        comodel_name="relationship.agreement",
        string="Agreement to renew",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    relationship_agreement_until = fields.Date(
        string="End of the term to renew", readonly=True, copy=False
    )

    _relationship_renewal_once = models.UniqueIndex(
        "(relationship_agreement_id, relationship_agreement_until)"
        " WHERE relationship_agreement_id IS NOT NULL",
        "There is an opportunity for this renewal already.",
    )

    @api.model
    def default_get(self, fields):
        """No default of a call or a user says what it renews."""
        return super().default_get(leave_out(fields, MARKS))

    @api.model_create_multi
    def create(self, vals_list):
        check_marks(self, MARKS, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_marks(self, MARKS, [vals])
        return super().write(take_both_away(vals))

    def action_view_agreement(self):
        """Open the agreement it is to renew."""
        self.ensure_one()
        self.check_access("read")
        # sudo: the link only; rights on the agreement are looked at next
        agreement = self.sudo().relationship_agreement_id.with_env(self.env)
        agreement.check_access("read")
        return agreement.get_formview_action()

    # ------------------------------------------------------------
    # Won, lost, restored
    # ------------------------------------------------------------

    def action_set_lost(self, **additional_values):
        # Odoo archives first, which may lose it, and writes the reason then.
        reason = additional_values.get("lost_reason_id")
        leads = self.with_context(**say(relationship_lost_reason=reason))
        return super(CrmLead, leads).action_set_lost(**additional_values)

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        nothing = {"is_won": False, "is_lost": False}
        # sudo: a salesperson who decides it need not see the agreement
        for lead in self.sudo().filtered(lambda one: all(one[name] for name in MARKS)):
            old = old_status_by_lead.get(lead.id, nothing)
            new = new_status_by_lead.get(lead.id, nothing)
            if old != new:
                lead._on_decided(old, new)
        return result

    def _on_decided(self, old, new):
        """The agreement follows, as far as nobody did anything about it before.

        :param old: dict of ``is_won`` and ``is_lost``, as Odoo has it
        """
        agreement, until = (
            self.relationship_agreement_id,
            self.relationship_agreement_until,
        )
        if new["is_won"]:
            agreement._renew_for(self, until, self._get_recurring_amount())
        elif new["is_lost"]:
            chosen = hear(self.env, "relationship_lost_reason")
            reason = self.lost_reason_id or self.lost_reason_id.browse(chosen or [])
            agreement._end_for(self, until, reason)
        else:
            words = self.env._(
                "This opportunity is open again. The notice that was given with it "
                "stays: where it is not to be, take it back on the agreement."
            )
            if old["is_won"]:
                words = self.env._(
                    "This opportunity is open again. The term that was renewed with it "
                    "stays: where it is not to be, give notice on the agreement."
                )
            agreement._tell(self, words)

    def _get_recurring_amount(self):
        """What it says a year comes to; nothing where it says nothing."""
        if not self.recurring_revenue:
            return self.expected_revenue or None
        return 12 * self.recurring_revenue / (self.recurring_plan.number_of_months or 1)

    # ------------------------------------------------------------
    # Merged
    # ------------------------------------------------------------

    def _merge_opportunity(self, *args, **kwargs):
        """What is left of several is that of the renewal one of them was of."""
        # sudo: the marks are ours to set
        renewal = self.sudo().filtered("relationship_agreement_id")[:1]
        marks = {
            "relationship_agreement_id": renewal.relationship_agreement_id.id,
            "relationship_agreement_until": renewal.relationship_agreement_until,
        }
        merged = super()._merge_opportunity(*args, **kwargs)
        # sudo: as above
        left = merged.sudo()
        if renewal and not left.relationship_agreement_id:
            left.write(marks)
        return merged
