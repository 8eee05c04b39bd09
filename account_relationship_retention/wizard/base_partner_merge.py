from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """What contacts bought counts for the one that is left, at once.

        Rows that name a contact that is gone could not be read.
        """
        # sudo: figures of all customers are kept by the system
        customers = (src_partners | dst_partner).sudo().commercial_partner_id
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # sudo: as above, as they are now
        customers |= (src_partners | dst_partner).sudo().commercial_partner_id
        customers |= src_partners | dst_partner
        # sudo: whoever may merge contacts need not see what they bought
        self.env["relationship.comparison"].sudo()._refill(customers)
        return result
