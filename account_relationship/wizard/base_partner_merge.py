from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Bring the accounts together before the contacts' rows are.

        Odoo would delete an account whose customer has one already: the two would
        break the unique constraint.
        """
        # sudo: whoever may merge contacts need not be allowed to edit accounts;
        # without it their history would be lost
        accounts = self.env["relationship.account"].sudo()
        accounts = accounts.with_context(active_test=False).search(
            [("partner_id", "in", src_partners.ids)]
        )
        kept = accounts.browse()
        for account in accounts:
            kept |= account._move_to_customer(dst_partner.commercial_partner_id)
        # What they bought is revenue of the customer: SQL does not tell the ORM.
        self.env.flush_all()
        revenue = self.env["relationship.revenue"]
        bought = self._get_documents_condition(src_partners | dst_partner)
        revenue._note(bought)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        revenue._note(bought)
        # What the numbers are made of is the customer's only now.
        kept = kept.exists()
        kept._link_leads()
        kept._refresh_numbers()
        return result

    @api.model
    def _get_documents_condition(self, partners):
        """SQL about ``partner``: the contacts, and those of their companies.

        Worked out before they are merged: afterwards they are in another company.
        """
        # sudo: whatever they bought, in all companies
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        found = contacts.search(
            [("commercial_partner_id", "in", partners.commercial_partner_id.ids)]
        )
        return SQL("partner.id = ANY(%s)", (found | partners).ids)
