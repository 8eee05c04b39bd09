from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...lines import URGENT, Line, Moment, format_day
from ..account.relationship_account_succession import HandoverKind
from ..shared.states import OPEN_ACTION, OPEN_PLAN, RUNNING_PLAN
from ..shared.windows import open_listed


class RelationshipAccount(models.Model):
    """The action plans of an account."""

    _inherit = "relationship.account"

    plan_ids = fields.One2many(
        comodel_name="relationship.plan", inverse_name="account_id", string="Plans"
    )
    action_ids = fields.One2many(
        comodel_name="relationship.action", inverse_name="account_id", string="Actions"
    )
    plan_count = fields.Integer(string="Plans to do", compute="_compute_plan_count")
    late_action_count = fields.Integer(
        string="Overdue actions", compute="_compute_plan_count"
    )

    def _compute_plan_count(self):
        # sudo: of plans the reader was just found to see, as the form lists them
        Plan = self.env["relationship.plan"].sudo()
        shown = [("id", "in", self._origin.plan_ids.ids), ("state", "in", OPEN_PLAN)]
        plans = dict(Plan._read_group(shown, ["account_id"], ["__count"]))
        late = self.env["relationship.action"]._count_of(self, "is_late", True)
        for account in self:
            account.plan_count = plans.get(account._origin, 0)
            account.late_action_count = late[account._origin.id]

    def _get_brief_lines(self, reader):
        """Running plans and overdue actions of ours: how many, not what is in them."""
        lines = super()._get_brief_lines(reader)
        plans = self.env["relationship.plan"]._read_group(
            [("account_id", "in", self.ids), ("state", "in", RUNNING_PLAN)],
            ["account_id"],
            ["__count"],
        )
        for account, number in plans:
            words = self.env._("%(number)s running plans", number=number)
            if number == 1:
                words = self.env._("1 running plan")
            lines[account].append(Line(20, "", words, name="plans"))
        late = self.env["relationship.action"]._read_group(
            [
                ("account_id", "in", self.ids),
                ("side", "=", "ours"),
                ("is_late", "=", True),
            ],
            ["account_id"],
            ["__count"],
        )
        for account, number in late:
            words = self.env._("%(number)s overdue actions of ours", number=number)
            if number == 1:
                words = self.env._("1 overdue action of ours")
            lines[account].append(
                Line(URGENT, "fa-exclamation-triangle", words, name="late_actions")
            )
        return lines

    def _get_moments(self):
        """The next step of running plans, the first of each account."""
        moments = super()._get_moments()
        steps = self.env["relationship.action"].search_fetch(
            [
                *(("account_id", "in", self.ids), ("state", "in", OPEN_ACTION)),
                *(("plan_state", "in", RUNNING_PLAN), ("date_due", ">=", "today")),
            ],
            ["account_id", "date_due", "name"],
            order="date_due, id",
        )
        for account, own in steps.grouped("account_id").items():
            words = self.env._(
                "plan's step %(step)s due %(day)s",
                step=own[0].name,
                day=format_day(self.env, own[0].date_due),
            )
            moments[account].append(Moment(own[0].date_due, words))
        return moments

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed_plans(self):
        # sudo: plans that were agreed stand in the way, whoever may read them
        plans = self.sudo().plan_ids
        plans._check_not_agreed()
        plans.unlink()

    def _renew_reminders(self):
        """Actions, too; of an archived account no update is promised."""
        result = super()._renew_reminders()
        self.action_ids._plan_reminders()
        archived = self.filtered(lambda account: not account.active)
        archived.plan_ids._cancel_update_reminders()
        (self - archived).plan_ids._remind_of_drafts()
        return result

    def _check_own_contacts(self, contacts):
        """Only people of the customer have a part in its plans."""
        self.ensure_one()
        # sudo: whoever does an action need not be allowed to read the account
        customer = self.sudo().partner_id
        strangers = contacts.filtered(
            lambda contact: contact.commercial_partner_id != customer
        )
        if strangers:
            raise ValidationError(
                self.env._(
                    "%(names)s do not work for %(customer)s. "
                    "Choose contacts of this customer.",
                    names=", ".join(strangers.mapped("display_name")),
                    customer=customer.display_name,
                )
            )

    def action_view_plans(self):
        """Open the plans of the customer."""
        self.ensure_one()
        return open_listed(
            self,
            "relationship_plan_action",
            [("account_id", "=", self.id)],
            {
                "default_account_id": self.id,
                "search_default_running": 1,
            },
        )

    def action_view_late_actions(self):
        """Open the actions for the customer that are overdue, of both sides."""
        self.ensure_one()
        return open_listed(
            self,
            "relationship_action_action",
            [("account_id", "=", self.id), ("is_late", "=", True)],
            {"default_account_id": self.id},
        )

    # ------------------------------------------------------------
    # Handover
    # ------------------------------------------------------------

    @api.model
    def _get_handover_kinds(self):
        return super()._get_handover_kinds() | {
            "plans": HandoverKind(40, "_get_plans_of", "move_plans", "plan_count")
        }

    @api.model
    def _get_open_domains(self):
        return super()._get_open_domains() | {
            "relationship.plan": Domain("state", "in", OPEN_PLAN),
            "relationship.action": Domain("state", "in", OPEN_ACTION),
        }

    def _get_plans_of(self, user):
        """The user's open plans and actions."""
        return [
            self._get_open_of("relationship.plan", user),
            self._get_open_of("relationship.action", user),
        ]
