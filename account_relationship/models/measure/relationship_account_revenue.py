from odoo import api, models


class RelationshipAccount(models.Model):
    """The revenue of a customer is that of its account, when there is one."""

    _inherit = "relationship.account"

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        self.env["relationship.revenue"]._link_accounts(accounts)
        return accounts

    def write(self, vals):
        revenue, is_moved = self.env["relationship.revenue"], "partner_id" in vals
        if is_moved:
            revenue._unlink_accounts(self)
        result = super().write(vals)
        if is_moved:
            revenue._link_accounts(self)
        return result

    def unlink(self):
        self.env["relationship.revenue"]._unlink_accounts(self)
        return super().unlink()
