from ast import literal_eval

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...choices import check_numbers
from ...people import is_outside
from ...turns import take_turns
from ..shared.relationship_guard import hear
from ..shared.states import RUNNING_PLAN

UPDATE = "account_relationship.activity_type_update"


class RelationshipPlan(models.Model):
    """How a customer is kept informed of a plan: who, how often, and what was told."""

    _inherit = "relationship.plan"

    plan_contact_ids = fields.One2many(
        comodel_name="relationship.plan.contact",
        inverse_name="plan_id",
        string="Contacts who are told",
        groups="account_relationship.group_user",
    )
    update_ids = fields.One2many(
        comodel_name="relationship.plan.update",
        inverse_name="plan_id",
        string="What we told them",
        domain=[("state", "=", "sent")],
        groups="account_relationship.group_user",
    )
    update_days = fields.Integer(
        string="Update every",
        default=0,
        help="Days after which the customer gets an update even if nothing changed. "
        "0: only when something changes.",
    )
    told_at = fields.Datetime(string="Last told", readonly=True, copy=False)
    scheduled_from = fields.Date(
        readonly=True,
        copy=False,
        help="The day from which the next scheduled update is reckoned.",
    )
    next_update_on = fields.Date(
        string="Next update due",
        compute="_compute_next_update_on",
        store=True,
        index="btree_not_null",
    )
    can_be_told = fields.Boolean(
        compute="_compute_can_be_told",
        help="Whether at least one contact of the customer can be told.",
        groups="account_relationship.group_user",
    )

    _update_days_not_negative = models.Constraint(
        "CHECK(update_days >= 0)",
        "The days between two scheduled updates cannot be negative.",
    )

    @api.constrains("update_days")
    def _check_update_days(self):
        check_numbers(self, "update_days")

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends(
        "update_days", "is_shared", "state", "scheduled_from", "agreed_on", "date_start"
    )
    def _compute_next_update_on(self):
        for plan in self:
            since = plan.scheduled_from or plan.agreed_on or plan.date_start
            is_scheduled = plan.is_shared and plan.state in RUNNING_PLAN
            plan.next_update_on = (
                is_scheduled
                and plan.update_days > 0
                and (since or plan.company_id._get_relationship_today())
                + relativedelta(days=plan.update_days)
            )

    @api.depends("plan_contact_ids.inform", "plan_contact_ids.reach")
    def _compute_can_be_told(self):
        for plan in self:
            plan.can_be_told = bool(plan.plan_contact_ids._can_be_told())

    # ------------------------------------------------------------
    # Create and write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._add_lead_to_contacts()
        return plans

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"is_shared", "contact_id"}:
            self._add_lead_to_contacts()
        if vals.keys() & {"is_shared", "state", "update_days"}:
            promised = self.filtered("next_update_on")
            (self - promised)._cancel_update_reminders()
            promised._remind_of_drafts()
        return result

    def _add_lead_to_contacts(self):
        """Whoever leads a shared plan at the customer is told at each change."""
        # sudo: who is told follows from who leads the plan, which was just written
        plans = self.sudo().filtered(
            lambda plan: (
                plan.is_shared
                and plan.contact_id
                and plan.contact_id not in plan.plan_contact_ids.partner_id
                and plan.contact_id.commercial_partner_id == plan.customer_id
            )
        )
        plans.plan_contact_ids.create(
            [{"plan_id": plan.id, "partner_id": plan.contact_id.id} for plan in plans]
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_send_update(self):
        """Open the update to send, which says what changed since the last mail."""
        self.ensure_one()
        self.check_access("write")
        if not self.env["relationship.portal.content"]._is_plan_visible(self):
            raise UserError(
                self.env._(
                    "The customer does not see the plan yet. Share it and agree it "
                    "first, then send an update."
                )
            )
        take_turns(self)
        return self._get_draft_update("manual")._get_dialog_action()

    # ------------------------------------------------------------
    # Who writes
    # ------------------------------------------------------------

    def _get_sender(self):
        """The owner; while the account manager is away or gone, whoever is there."""
        self.ensure_one()
        # sudo: name and address of the colleague the customer talks to
        plan = self.sudo()
        owner = plan.user_id
        return plan.account_id._get_available(owner.filtered("email")) or owner

    # ------------------------------------------------------------
    # Scheduled updates
    # ------------------------------------------------------------

    @api.model
    def _cron_promised_updates(self):
        """Draft, or send, the updates that are due even if nothing changed."""
        due = self.search(
            self.env["res.company"]._get_today_domain("next_update_on", "<=")
            & Domain("account_id.active", "=", True)
            & Domain("company_id.active", "=", True),
            order="next_update_on, id",
        )
        self.env["ir.cron"]._work_off(due, lambda plan: plan._send_scheduled())

    def _send_scheduled(self):
        """Once though two run at the same time: the plan is locked meanwhile."""
        today = self.company_id._get_relationship_today()
        plan = self.try_lock_for_update()
        plan.invalidate_recordset()
        if not plan or not plan.next_update_on or plan.next_update_on > today:
            return
        contacts = plan.plan_contact_ids._can_be_told()
        if not contacts:
            return
        if plan.company_id.relationship_update_mode == "automatic":
            plan.update_ids._send_to(contacts, "scheduled")
        else:
            plan._get_draft_update("scheduled")

    def _get_draft_update(self, kind):
        """The one update to send, made when there is none."""
        Update = self.env["relationship.plan.update"]
        domain = [("plan_id", "=", self.id), ("state", "=", "draft")]
        draft = Update.search(domain, limit=1)
        if not draft:
            contacts = self.plan_contact_ids._can_be_told()
            # sudo: the kind is set here only; the right to the plan was checked
            draft = Update.sudo().create(
                {
                    "plan_id": self.id,
                    "kind": kind,
                    "user_id": self._get_sender().id,
                    "partner_ids": [Command.set(contacts.partner_id.ids)],
                }
            )
            if kind == "scheduled":
                self._remind_of_update()
        return draft.with_env(self.env)

    def _remind_of_update(self):
        self.env["mail.activity"]._sync(
            UPDATE,
            {plan: (plan._get_sender(), plan.next_update_on, None) for plan in self},
            follows=(),
        )

    def _remind_of_drafts(self):
        """An update is promised again, and waits to be sent since before."""
        # sudo: whoever drafted it
        drafts = self.env["relationship.plan.update"].sudo()
        drafts = drafts.search(
            [
                *(("plan_id", "in", self.ids), ("kind", "=", "scheduled")),
                *(("state", "=", "draft"), ("account_id.active", "=", True)),
            ]
        )
        drafts.plan_id.filtered("next_update_on")._remind_of_update()

    def _schedule_next(self):
        """Reckon the next scheduled update from today; nothing is left to remind of."""
        if not self:
            return
        for plan in self:
            plan._on_own_path().scheduled_from = (
                plan.company_id._get_relationship_today()
            )
        self._cancel_update_reminders()

    def _cancel_update_reminders(self):
        """No update is scheduled now."""
        # sudo: whomever it was planned for
        self.sudo().activity_unlink([UPDATE])

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    def message_post(
        self, *, message_type="notification", author_id=None, partner_ids=None, **kwargs
    ):
        """A mail from outside reaches whoever answers for the plan, follower or not.

        A customer may write from an address we do not know. Absence notes are kept,
        but tell nobody.
        """
        author = self.env["res.partner"].browse(author_id or [])
        if message_type == "email" and (not author or is_outside(author)):
            sender = self._get_sender().partner_id
            partner_ids = list({*(partner_ids or []), *sender.ids})
        return super().message_post(
            message_type=message_type,
            author_id=author_id,
            partner_ids=partner_ids,
            **kwargs,
        )

    def _is_customer(self, author_id):
        # sudo: whose contact the author is, whoever posts
        author = self.env["res.partner"].sudo().browse(author_id or [])
        customer = self.sudo().account_id.partner_id
        return bool(author) and author.commercial_partner_id == customer

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """A customer's absence note wakes nobody."""
        values = msg_vals or {}
        is_absence = values.get("message_type") == "out_of_office"
        if is_absence and self._is_customer(values.get("author_id")):
            return []
        return super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """A mail to customers has the button and the links of its reader alone."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        links = hear(self.env, "relationship_plan_mail_links", {})
        return [
            [
                f"plan_contact_{partner_id}",
                lambda data, partner_id=partner_id: data["id"] == partner_id,
                {
                    "active": True,
                    "has_button_access": True,
                    "button_access": link["button"],
                    "preferences_url": link["preferences_url"],
                },
            ]
            for partner_id, link in links.items()
        ] + groups

    def _notify_by_email_get_final_mail_values(
        self, recipient_ids, mail_values, additional_values=None
    ):
        """Mail programs offer the reader to stop the mails (RFC 8058)."""
        values = super()._notify_by_email_get_final_mail_values(
            recipient_ids, mail_values, additional_values=additional_values
        )
        links = hear(self.env, "relationship_plan_mail_links", {})
        link = links.get(recipient_ids[0]) if len(recipient_ids) == 1 else None
        if link:
            headers = literal_eval(values.get("headers") or "{}")
            headers["List-Unsubscribe"] = f"<{link['preferences_url']}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            values["headers"] = repr(headers)
        return values
