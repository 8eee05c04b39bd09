from odoo import api, models


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
    def _get_once(self):
        """A person is on the list of an account once."""
        return super()._get_once() | {
            "relationship.stakeholder": ("account_id", "partner_id")
        }
