from odoo import api, models

#: By what people are the same ones once records of a model have become one.
OTHER_SIDE = {
    "res.partner": ("partner_id", "account_id"),
    "relationship.account": ("account_id", "partner_id"),
}


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Who knew either person knows the one they have become.

        What the rows of the others say is found again in the touches: two of one of
        us cannot be of one person.
        """
        # sudo: whoever may merge contacts need not see all accounts
        known = self.env["relationship.acquaintance"].sudo()
        rows = known.search([("partner_id", "in", src_partners.ids)])
        accounts = rows.account_id
        rows.unlink()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        accounts._refresh_touches(plan=False)
        return result

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """Make one of those who are the same person on the same account afterwards.

        Odoo would delete all people of the others as soon as one of them is there
        already: the two would break the unique constraint.
        """
        if model not in OTHER_SIDE:
            return super()._update_foreign_keys_generic(model, src_records, dst_record)
        merged, other = OTHER_SIDE[model]
        # sudo: whoever may merge contacts need not be allowed to see people's roles
        people = self.env["relationship.stakeholder"].sudo()
        people = people.with_context(active_test=False)
        people = people.search([(merged, "in", (src_records | dst_record).ids)])
        for same in people.filtered(other).grouped(other).values():
            kept = same.sorted(lambda person: person[merged] != dst_record)[:1]
            kept._take_over(same - kept)
        result = super()._update_foreign_keys_generic(model, src_records, dst_record)
        # SQL does not tell the ORM.
        moved = people.exists()
        moved.invalidate_recordset()
        moved.modified([merged])
        return result
