from odoo import api, fields, models
from odoo.exceptions import UserError


class RelationshipAlert(models.Model):
    """A playbook is an activity plan of Odoo's, started from the alert it helps."""

    _inherit = "relationship.alert"

    has_playbook = fields.Boolean(compute="_compute_has_playbook")

    @api.depends("reason", "state", "account_id")
    @api.depends_context("uid")
    def _compute_has_playbook(self):
        """Whether the reader can start one: on accounts the reader works."""
        worked = self.account_id._filtered_access("write")
        plans = {
            reason: self._find_playbook(reason) for reason in self.mapped("reason")
        }
        for alert in self:
            alert.has_playbook = bool(
                plans[alert.reason]
                and alert.state != "closed"
                and alert.account_id in worked
            )

    @api.model
    def _find_playbook(self, reason):
        """The plan of a reason; none where it has none, or somebody archived it."""
        reason = self._get_reasons().get(reason)
        plans = self.env["mail.activity.plan"]
        if not reason or not reason.playbook:
            return plans
        plan = self.env.ref(reason.playbook, raise_if_not_found=False) or plans
        is_ours = plan._name == plans._name and plan.active and plan.template_ids
        return plan if is_ours else plans

    def action_start_playbook(self):
        """Open Odoo's dialog that starts an activity plan, the reason's one chosen.

        :raise UserError: for a reason without one, or whose plan was archived
        """
        self.ensure_one()
        self.check_access("read")
        self.account_id.check_access("write")
        plan = self._find_playbook(self.reason)
        if not plan:
            raise UserError(self.env._("There is no playbook for this reason."))
        return {
            "type": "ir.actions.act_window",
            "name": plan.name,
            "res_model": "mail.activity.schedule",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "relationship.account",
                "active_id": self.account_id.id,
                "active_ids": self.account_id.ids,
                "default_plan_id": plan.id,
                "plan_mode": True,
            },
        }

    def run_playbook(self):
        """Plan all steps at once, from today on; who is missing is stood in for.

        :rtype: list or dict
        :return: ids of the activities, by which it is taken back; the dialog of
            :meth:`action_start_playbook` where a step asks who is to do it
        """
        action = self.action_start_playbook()
        if self._find_playbook(self.reason).has_user_on_demand:
            return action
        account = self.account_id
        before = account.activity_ids
        dialog = self.env["mail.activity.schedule"].with_context(**action["context"])
        dialog.create({}).action_schedule_plan()
        account.invalidate_recordset(["activity_ids"])
        return (account.activity_ids - before).ids
