from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """What recurs by records of other addons is the remaining contact's at once.

        Also of contacts without an account: only SQL moves what is theirs.
        """
        partners = src_partners | dst_partner
        accounts = partners._get_accounts_with_others()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        accounts.exists()._note_agreements()
        return result
