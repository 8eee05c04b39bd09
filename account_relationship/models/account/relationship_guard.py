from odoo import api, models


class RelationshipGuard(models.AbstractModel):
    """Accounts handed in by people who read none."""

    _inherit = "relationship.guard"

    @api.model
    def _check_handed(self, records):
        """Technicians read no accounts; a form hands in that of the person they named.

        So they may name the accounts of the customers they may read.
        """
        if records._name != "relationship.account" or records.browse().has_access(
            "read"
        ):
            return super()._check_handed(records)
        # sudo: which customers of which companies they are
        accounts = records.sudo().exists()
        if accounts.company_id - self.env.companies:
            return super()._check_handed(records)
        return accounts.partner_id.with_env(self.env).check_access("read")
