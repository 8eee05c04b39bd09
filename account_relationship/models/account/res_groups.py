from odoo import models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

#: From either end.
IMPLIED = {"user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        """Who is taken out of a group leaves what may be opened no longer."""
        if not IMPLIED & vals.keys():
            return super().write(vals)
        # sudo: whoever administers groups; only who loses rights is looked at
        group_sudo = self.sudo()
        users, implied = group_sudo.all_user_ids, group_sudo.all_implied_ids
        result = super().write(vals)
        if implied <= group_sudo.all_implied_ids:
            users -= group_sudo.all_user_ids
        users._leave_what_is_closed()
        return result

    def unlink(self):
        """Whom the group gave the right is without it, too."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        # sudo: as in write
        users = self.sudo().all_user_ids
        result = super().unlink()
        # They still remember the group.
        users.invalidate_recordset()
        users._leave_what_is_closed()
        return result
