import logging

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import format_date

from ...turns import take_turns
from ..shared.relationship_guard import say
from .relationship_portal_content import HANDOVER

_logger = logging.getLogger(__name__)


class RelationshipHandover(models.Model):
    """How a handover is carried out, called off and undone, and who is told of it."""

    _inherit = "relationship.handover"

    notify_customer = fields.Boolean(
        string="Tell the customers",
        help="Sends each customer a mail, in the customer's language, "
        "when the handover is carried out.",
    )
    notice_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Notice",
        domain=[("model", "=", "relationship.handover.line")],
        default=lambda self: self.env.ref(HANDOVER, raise_if_not_found=False),
    )
    notice_preview = fields.Html(
        string="Preview", compute="_compute_notice_preview", sanitize=False
    )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    @api.model
    def _get_new_action(self, accounts):
        """Open the handover dialog for the accounts."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand over"),
            "res_model": "relationship.handover",
            "views": [
                (
                    self.env.ref(
                        "account_relationship.relationship_handover_view_form_dialog"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "active_model": "relationship.account",
                "active_ids": accounts.ids,
                "active_id": accounts[:1].id,
            },
        }

    def action_confirm(self):
        """Carry the handover out, or plan it when its day is still to come."""
        self.ensure_one()
        self.check_access("write")
        take_turns(self)
        self._check_ready()
        self._check_day()
        if self.date_effective <= fields.Date.context_today(self):
            self._carry_out()
        elif self.state == "draft":
            self._check_not_planned()
            # sudo: only the system writes the state, see write
            self.sudo().state = "planned"
            self._announce_plan()
        return self._get_after_action()

    def _announce_plan(self):
        # sudo: the right to hand the accounts over was just checked
        for account in self.sudo().line_ids.account_id:
            account.message_post(
                body=self.env._(
                    "Will be handed over to %(user)s on %(date)s.",
                    user=self.new_manager_id.name,
                    date=fields.Date.to_string(self.date_effective),
                ),
                subtype_xmlid="mail.mt_note",
            )

    def _get_after_action(self):
        """Back to the account, unless whoever handed it over may not read it now."""
        # sudo: only to know which accounts they are; their reader is asked for below
        accounts = self.sudo().line_ids.account_id.with_env(self.env)
        if accounts.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_account_action"
        )
        return {**action, "target": "main"}

    def action_cancel(self):
        """Call off a handover that has not been carried out."""
        self.check_access("write")
        self._check_still_theirs()
        for handover in self:
            if handover.state not in ("draft", "planned", "cancelled"):
                raise UserError(
                    self.env._("This handover has been carried out. Undo it instead.")
                )
            # sudo: only the system writes the state, see write
            handover.sudo().state = "cancelled"

    def action_undo(self):
        """Give accounts, activities and opportunities back to where they were.

        Accounts that have moved on to somebody else meanwhile are left alone.
        """
        self.check_access("write")
        for handover in self:
            if handover.state != "done":
                raise UserError(
                    self.env._("Only a handover that is done can be undone.")
                )
            handover._check_may_hand_over()
            # sudo: the right to hand the accounts over was just checked
            handover.sudo()._undo()

    @api.model
    def _cron_carry_out(self):
        """Carry out the handovers whose day has come, each on its own.

        One that fails says why and stays planned; the others go on.
        """
        planned = self.search([("state", "=", "planned")])
        self.env["ir.cron"]._work_off(
            planned.filtered(lambda handover: handover._is_due()),
            lambda handover: handover._on_its_day()._carry_out(skip_moved_on=True),
            lambda handover, error: handover._note_problem(error),
        )

    def _is_due(self):
        """Whether its day has come in each of its companies: a cron has no zone."""
        return all(
            self.date_effective <= company._get_relationship_today()
            for company in self.company_ids
        )

    def _on_its_day(self):
        """Whose history begins on the day of the first of its companies."""
        # sudo: where the company's clock hangs is no secret
        zone = self.company_ids[:1].sudo().relationship_tz
        return self.with_context(tz=zone or "UTC")

    def _note_problem(self, error):
        """Say on the handover why it was not carried out."""
        self.problem = str(error)
        is_bug = not isinstance(error, UserError)
        _logger.warning("%s not carried out", self, exc_info=error if is_bug else None)

    # ------------------------------------------------------------
    # Carrying out
    # ------------------------------------------------------------

    def _check_ready(self):
        if self.state not in ("draft", "planned"):
            raise UserError(self.env._("This handover has been carried out already."))
        if not self.line_ids:
            raise UserError(self.env._("Choose at least one customer account."))
        if not self.new_manager_id.active:
            raise UserError(
                self.env._(
                    "%(user)s is archived and cannot take over accounts.",
                    user=self.new_manager_id.name,
                )
            )
        if self.line_ids.from_manager_id == self.new_manager_id:
            raise UserError(
                self.env._(
                    "%(user)s looks after these customers already.",
                    user=self.new_manager_id.name,
                )
            )
        self._check_may_hand_over()

    def _check_day(self):
        if self.date_effective < fields.Date.context_today(self):
            raise UserError(self.env._("The effective day has passed. Choose another."))

    def _check_not_planned(self):
        """An account waits for one handover at a time."""
        # Two colleagues may plan one each, and neither sees the other's.
        take_turns(self.line_ids.account_id)
        # sudo: one a colleague planned stands in the way, too
        planned = self.line_ids.sudo().search(
            [
                ("account_id", "in", self.line_ids.account_id.ids),
                ("state", "=", "planned"),
            ],
            limit=1,
        )
        if planned:
            raise UserError(
                self.env._(
                    "%(customer)s is to be handed over to %(user)s on %(date)s "
                    "already. Call that off first.",
                    customer=planned.account_id.name,
                    user=planned.new_manager_id.name,
                    date=format_date(self.env, planned.date_effective),
                )
            )

    def _check_may_hand_over(self):
        """Who may change the handover and its accounts may hand them over.

        The accounts alone would not do: of other companies one sees none.
        """
        self.check_access("write")
        self.line_ids._check_may_hand_over()

    def _carry_out(self, skip_moved_on=False):
        """Change the managers and move what goes along.

        :param skip_moved_on: leave out accounts that somebody else handed over
            meanwhile, instead of refusing the whole handover
        """
        self.ensure_one()
        self._check_ready()
        # sudo: the right to hand the accounts over was just checked, and is lost
        # to the outgoing manager as soon as the first account has changed hands
        handover = self.sudo()
        lines = handover._lock_lines(skip_moved_on)
        for manager, manager_lines in lines.grouped("from_manager_id").items():
            manager_lines._record_moves(manager)
        # Before the accounts change hands: whoever hands them over reads them yet.
        notices = self._render_notices(lines)
        handover._change_managers(lines)
        if notices:
            lines._send_notice(notices)
        handover.write({"state": "done", "problem": False})
        manager = handover.new_manager_id
        if lines and manager != self.env.user:
            assignments = self.env["relationship.assignment"]
            assignments._notify_manager(manager, lines.account_id, handover)

    def _lock_lines(self, skip_moved_on):
        """Lock the accounts; return the lines whose manager is still as expected."""
        accounts = self.line_ids.account_id
        try:
            accounts.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is changing one of these accounts at this very "
                    "moment. Please try again."
                )
            ) from error
        accounts.invalidate_recordset(["manager_id"])
        moved_on = self.line_ids.filtered(
            lambda line: line.account_id.manager_id != line.from_manager_id
        )
        if moved_on and not skip_moved_on:
            raise UserError(
                self.env._(
                    "%(customer)s went to %(manager)s meanwhile. "
                    "Open the handover again to see how things stand.",
                    customer=moved_on[0].account_id.name,
                    manager=moved_on[0].account_id.manager_id.name,
                )
            )
        # Whoever has an account already takes over the others.
        moved_on |= self.line_ids.filtered(
            lambda line: line.from_manager_id == self.new_manager_id
        )
        moved_on.is_skipped = True
        return self.line_ids - moved_on

    def _change_managers(self, lines):
        """Write the new manager, with the reason in the history."""
        for line in lines:
            line.from_backup_id = line.account_id.backup_id
        # Read together, also when the lines are forgotten on the way.
        accounts = lines.account_id.browse(lines.account_id.ids).with_context(
            mail_auto_subscribe_no_notify=True,
            **say(
                relationship_assignment_reason="handover",
                relationship_assignment_note=self._get_assignment_note(),
                relationship_handover_id=self.id,
            ),
        )
        values = {"manager_id": self.new_manager_id.id}
        if self.keep_as_backup:
            # At once, so that those who stay go on following the account.
            for manager, group in lines.grouped("from_manager_id").items():
                alone = accounts.filtered(
                    lambda account, own=group.account_id: (
                        account in own and not account.backup_id
                    )
                )
                alone.write({**values, "backup_id": manager.id})
        accounts.write(values)

    def _get_assignment_note(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return "\n".join(filter(None, [reasons[self.reason], self.note]))

    def _undo(self):
        lines = self.line_ids.filtered(
            lambda line: (
                not line.is_skipped
                and line.account_id.manager_id == self.new_manager_id
            )
        )
        lines.account_id.lock_for_update()
        # First, as who has nothing left to do there does not follow it any more.
        lines._return_moves()
        for manager, group in lines.grouped("from_manager_id").items():
            group.account_id.with_context(
                **say(
                    relationship_assignment_reason="undone",
                    relationship_handover_id=self.id,
                )
            ).write({"manager_id": manager.id})
        lines._return_backups()
        lines._leave_nothing_with_who_is_gone()
        (self.line_ids - lines).is_skipped = True
        self.state = "undone"

    # ------------------------------------------------------------
    # What the customers are told
    # ------------------------------------------------------------

    @api.depends("new_manager_id", "notify_customer", "notice_template_id", "line_ids")
    def _compute_notice_preview(self):
        for handover in self:
            line = handover.line_ids[:1]._origin
            # The mail is of a line that is there: there is none before it is saved.
            if (
                line
                and handover.notify_customer
                and handover._has_own_template()
                and line.has_access("read")
            ):
                mail = line._render_notice()[line.id]
                handover.notice_preview = mail["body_html"]
            else:
                handover.notice_preview = False

    def _has_own_template(self):
        # sudo: of which model the template is
        template = self.notice_template_id.sudo()
        return template.model == self.line_ids._name

    @api.constrains("notice_template_id")
    def _check_notice_template(self):
        self.notice_template_id._check_made_for(self.line_ids._name)

    def action_preview_notice(self):
        """Save, so that the mail can be shown as the first customer will get it."""
        self.ensure_one()
        self.notify_customer = True
        action = self._get_new_action(self.line_ids.account_id)
        return {**action, "res_id": self.id}

    def _render_notices(self, lines):
        """What the customers are told, as whoever hands over reads it."""
        if not (self.notify_customer and self.notice_template_id):
            return {}
        reachable = lines._get_reachable()
        author = self.create_uid if self.env.su else self.env.user
        return reachable.with_user(author)._render_notice() if reachable else {}
