from odoo import models


class ResPartner(models.Model):
    """What recurs by records of other addons goes where their customer goes."""

    _inherit = "res.partner"

    def write(self, vals):
        if not {"parent_id", "is_company"} & vals.keys():
            return super().write(vals)
        former = self._get_accounts_with_others()
        result = super().write(vals)
        (former | self._get_accounts_with_others()).exists()._note_agreements()
        return result

    def _get_accounts_with_others(self):
        """Accounts of these customers, where other addons keep what recurs."""
        if not self.env["relationship.recurring"]._get_other_sources():
            return self.env["relationship.account"]
        return self.commercial_partner_id._get_all_accounts()
