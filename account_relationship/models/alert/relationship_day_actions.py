from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...people import may_work_accounts


class RelationshipDay(models.AbstractModel):
    """What *My day* does with more than one row."""

    _inherit = "relationship.day"

    @api.model
    def take_over(self, account_id):
        """Become the manager of a customer, with all that is open there.

        A handover like any other: the manager is told, stays as backup where there is
        none, and ``action_undo`` of the handover gives all of it back.

        :param int account_id: the customer account
        :rtype: int
        :return: the handover
        :raise AccessError: for who may not hand the account over
        """
        is_id = type(account_id) is int and 0 < account_id < 2**31
        account = self.env["relationship.account"].browse(account_id if is_id else [])
        if not account.exists():
            raise UserError(self.env._("This customer account does not exist."))
        account.check_access("write")
        handover = self.env["relationship.handover"].create(
            {
                "new_manager_id": self.env.uid,
                "reason": "other",
                "note": self.env._("Taken over from My Day."),
                "keep_as_backup": True,
                "line_ids": [Command.create({"account_id": account.id})],
            }
        )
        handover.action_confirm()
        return handover.id

    @api.model
    def _filter_takable(self, accounts, user):
        """Accounts in somebody else's day that the reader can take over."""
        me = self.env.user
        if user == me or not may_work_accounts(me):
            return accounts.browse()
        return accounts._filtered_access("write").filtered(
            lambda account: (
                account.manager_id != me and account.company_id in me.company_ids
            )
        )

    @api.model
    def action_plan_contacts(self, user_id=False):
        """Plan a call with each customer whose contact is due, and open these.

        What is planned already stays as it is; what somebody put aside is planned anew.

        :param int user_id: whose, as in :meth:`get_day`
        :rtype: dict
        """
        user = self._get_user(user_id)
        accounts = self.env["relationship.account"].search(self._get_contacts(user))
        accounts.check_access("write")
        # sudo: to-dos of who is looked for as well; whoever may write may plan
        unplanned = accounts.sudo() - accounts.sudo().browse(
            accounts.sudo()._get_planned_contacts()
        )
        unplanned.contact_planned_on = False
        unplanned._plan_contacts()
        return self._get_list(accounts.ids, self.env._("Calls"), "contact_due")

    @api.model
    def _get_list(self, account_ids, name, shown):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_account_action"
        )
        return {
            **action,
            "name": name,
            "display_name": name,
            "path": False,
            "views": [(False, view) for view in ("activity", "list", "form")],
            "view_mode": "activity,list,form",
            "domain": [("id", "in", account_ids)],
            # Says what they are.
            "context": {f"search_default_{shown}": 1},
        }
