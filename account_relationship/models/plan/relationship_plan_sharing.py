from odoo import api, fields, models

from ..shared.windows import open_listed, open_window


class RelationshipPlan(models.Model):
    """How a plan reaches the customer, who looked at it, and where one goes from it."""

    _inherit = "relationship.plan"

    link_ids = fields.One2many(
        comodel_name="relationship.plan.link",
        inverse_name="plan_id",
        string="Links",
        groups="account_relationship.group_user",
    )
    visit_ids = fields.One2many(
        comodel_name="relationship.plan.visit",
        inverse_name="plan_id",
        string="Looks of the customer",
        groups="account_relationship.group_user",
    )
    seen_at = fields.Datetime(
        string="Seen on",
        compute="_compute_seen",
        groups="account_relationship.group_user",
    )
    seen_by = fields.Char(
        string="Seen by",
        compute="_compute_seen",
        groups="account_relationship.group_user",
    )
    visit_count = fields.Integer(
        string="Seen", compute="_compute_seen", groups="account_relationship.group_user"
    )

    @api.depends("visit_ids")
    def _compute_seen(self):
        Look = self.env["relationship.plan.visit"]
        groups = Look._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count", "id:max"]
        )
        counts = {plan: (count, last) for plan, count, last in groups}
        lasts = Look.browse(last for __, last in counts.values())
        lasts.fetch(["date", "partner_id"])
        for plan in self:
            count, last = counts.get(plan._origin, (0, False))
            look = Look.browse(last)
            plan.visit_count = count
            plan.seen_at = look.date
            plan.seen_by = bool(look) and (
                look.partner_id.name or self.env._("somebody with a link")
            )

    @api.onchange("is_shared")
    def _onchange_is_shared(self):
        """What there was before stays hidden, which nobody expects."""
        hidden = self._get_hidden_actions()
        if not self.is_shared or not hidden:
            return None
        return {
            "warning": {
                "type": "notification",
                "title": self.env._("The customer sees the plan, not its actions yet"),
                "message": self.env._(
                    "Actions that were there before are shared one by one: %(count)s "
                    "to go.",
                    count=len(hidden),
                ),
            }
        }

    def _get_hidden_actions(self):
        return self.action_ids.filtered(
            lambda action: not action.is_shared and action.state != "cancelled"
        )

    def _get_customer_subject(self):
        """The title the customer knows, of a plan the customer sees."""
        shown = self.env["relationship.portal.content"]._describe_plan(self)
        return shown.get("title") or super()._get_customer_subject()

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_share_link(self):
        """Make a link for somebody without login."""
        self.ensure_one()
        self.check_access("write")
        # sudo: the contact's name in a field of the dialog; no right follows from it
        contact = self.account_id._get_own_contacts(self.sudo().contact_id)
        return open_window(
            self.env._("Share Link"),
            "relationship.plan.link",
            target="new",
            context={
                "default_plan_id": self.id,
                "default_partner_id": contact.id,
            },
        )

    def action_preview(self):
        """Show the page as the customer sees it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/plan/{self.id}/preview",
            "target": "new",
        }

    def action_view_visits(self):
        """List who of the customer looked at the plan, and when."""
        self.ensure_one()
        return open_window(
            self.env._("Looks of the Customer"),
            "relationship.plan.visit",
            "list",
            domain=[("plan_id", "=", self.id)],
        )

    def action_view_account(self):
        """Open the account of the customer."""
        self.ensure_one()
        return self.account_id.get_formview_action()

    def action_view_actions(self):
        """Open the actions of the plan."""
        self.ensure_one()
        return open_listed(
            self,
            "relationship_action_action",
            [("plan_id", "=", self.id)],
            {
                "default_plan_id": self.id,
                "default_account_id": self.account_id.id,
                "default_is_shared": self.is_shared,
            },
        )
