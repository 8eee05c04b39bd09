from odoo import api, models

from ...alerts import LANES


class RelationshipDay(models.AbstractModel):
    """What *My day* does with more than one row."""

    _inherit = "relationship.day"

    @api.model
    def action_view_lane(self, lane, user_id=False):
        """Open the customers of a lane; who sees none gets the own feedback.

        :param str lane: ``owe``, ``burns``, ``grow`` or ``turn``
        :param int user_id: whose, as in :meth:`get_day`
        :rtype: dict
        """
        user = self._get_user(user_id)
        if not self._may_see_money():
            return self.env["ir.actions.act_window"]._for_xml_id(
                "account_relationship.relationship_feedback_action_mine"
            )
        lane = lane if lane in LANES else LANES[0]
        labels = dict(self.env["relationship.alert"]._select_lanes())
        rows = self._find_rows(user, None, lane)
        return self._get_list([row.account_id for row in rows], labels[lane])

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
        return self._get_list(accounts.ids, self.env._("Calls"), "activity,list,form")

    @api.model
    def _get_list(self, account_ids, name, views="list,kanban,activity,form"):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_account_action"
        )
        return {
            **action,
            "name": name,
            "path": False,
            "views": [(False, view) for view in views.split(",")],
            "view_mode": views,
            "domain": [("id", "in", account_ids)],
            "context": {},
        }
