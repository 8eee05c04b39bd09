from odoo import models


class RelationshipAccount(models.Model):
    """Merged accounts have one proposal of a product, and keep what was refused."""

    _inherit = "relationship.account"

    def _unlink_what_both_have(self, others):
        result = super()._unlink_what_both_have(others)
        # sudo: whoever merges customers need not see what is proposed
        proposals = self.env["relationship.agreement.proposal"].sudo()
        found = proposals.search([("account_id", "in", (self | others).ids)])
        for same in found.grouped("product_id").values():
            kept = same.sorted(
                lambda one: (one.state != "refused", one.account_id != self)
            )[0]
            (same - kept).unlink()
        return result
