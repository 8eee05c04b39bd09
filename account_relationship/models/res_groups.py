from odoo import models


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """Who is taken out of a group leaves what may be opened no longer."""
        names = {"user_ids", "implied_ids"} & vals.keys()
        # sudo: whoever administers groups; only who loses rights is looked at
        before = self.sudo().all_user_ids if names else self.env["res.users"]
        result = super().write(vals)
        if names:
            # sudo: as above
            (before - self.sudo().all_user_ids)._leave_what_is_closed()
        return result
