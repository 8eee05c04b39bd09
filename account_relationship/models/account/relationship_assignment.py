from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..shared.relationship_guard import hear

#: Reasons for which an account got its first manager.
FIRST = ("opened", "bulk", "import")


class RelationshipAssignment(models.Model):
    """Who owned an account, from when to when, and why it changed.

    Written by the system at every change of manager, never by hand.
    """

    _name = "relationship.assignment"
    _description = "Customer account assignment"
    _inherit = "relationship.headline"
    _order = "date_from desc, id desc"
    _rec_name = "manager_name"

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        index=True,
        ondelete="set null",
    )
    manager_name = fields.Char(
        string="Manager's name",
        required=True,
        help="As it was, so that history survives the user.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To")
    days = fields.Integer(
        compute="_compute_days", help="How long the manager had the account, in days."
    )
    reason = fields.Selection(
        selection=[
            ("opened", "Account opened"),
            ("bulk", "Opened in bulk"),
            ("manual", "Changed on the account"),
            ("contact", "Set on the contact"),
            ("import", "Imported"),
            ("handover", "Handed over"),
            ("undone", "Handover undone"),
            ("merge", "Customers merged"),
            ("reopened", "Account reopened"),
        ],
        required=True,
        default="opened",
    )
    note = fields.Text()
    handover_id = fields.Many2one(
        comodel_name="relationship.handover",
        index="btree_not_null",
        ondelete="set null",
    )

    _one_open = models.UniqueIndex(
        "(account_id) WHERE date_to IS NULL",
        "A customer account has one manager at a time.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "An assignment cannot end before it begins.",
    )

    @api.depends("date_from", "date_to")
    def _compute_days(self):
        today = fields.Date.context_today(self)
        for assignment in self:
            end = assignment.date_to or today
            assignment.days = (end - (assignment.date_from or end)).days

    @api.model
    def _record(self, accounts, reason):
        """Note that the accounts are with their present manager from today.

        :param accounts: accounts whose manager was just set
        :param reason: a key of :attr:`reason`
        """
        # Without a manager, the account's own constraint says what is missing.
        accounts.flush_recordset(["manager_id", "active"])
        ended = {line.account_id: line.date_to for line in self._close(accounts)}
        today = fields.Date.context_today(self)
        # sudo: history is kept by the system, users may only read it
        return self.sudo().create(
            [
                {
                    "account_id": account.id,
                    "manager_id": account.manager_id.id,
                    "manager_name": account.manager_id.name,
                    "date_from": max(today, ended.get(account, today)),
                    "reason": reason,
                    "note": hear(self.env, "relationship_assignment_note"),
                    "handover_id": hear(self.env, "relationship_handover_id"),
                }
                for account in accounts
            ]
        )

    @api.model
    def _record_bulk(self, accounts):
        """As :meth:`_record`, for accounts opened in bulk: one statement for all."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_assignment (
                       account_id, company_id, manager_id, manager_name, date_from,
                       reason, create_uid, write_uid, create_date, write_date)
                SELECT account.id, account.company_id, account.manager_id,
                       partner.name, %(today)s, 'bulk',
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM relationship_account AS account
                  JOIN res_users AS manager ON manager.id = account.manager_id
                  JOIN res_partner AS partner ON partner.id = manager.partner_id
                 WHERE account.id = ANY(%(ids)s)
                """,
                today=fields.Date.context_today(self),
                uid=self.env.uid,
                now=self.env.cr.now(),
                ids=accounts.ids,
            )
        )
        self.invalidate_model()
        accounts.invalidate_recordset(["assignment_ids"])

    @api.model
    def _close(self, accounts):
        """End the running assignments of the accounts today and return them."""
        # sudo: history is kept by the system, users may only read it
        running = self.sudo().search(
            [("account_id", "in", accounts.ids), ("date_to", "=", False)]
        )
        today = fields.Date.context_today(self)
        for date_from, lines in running.grouped("date_from").items():
            # Where it began it may be tomorrow already.
            lines.date_to = max(today, date_from)
        # The next one is inserted at once, and only one may run.
        running.flush_recordset(["date_to"])
        return running

    # ------------------------------------------------------------
    # Imports
    # ------------------------------------------------------------

    @api.model
    def _notify_import(self, accounts):
        """Tell each manager once which accounts an import brought.

        An import switches off what Odoo tells at each of them.

        :param accounts: the accounts of the file, whether they changed hands or not
        """
        accounts.flush_recordset(["manager_id"])
        brought = self._find_brought(accounts)
        for manager, lines in brought.grouped("manager_id").items():
            if manager.active and manager != self.env.user:
                self._notify_manager(manager, lines.account_id)
        # A file that is only tested leaves nothing behind that rings later.
        self.env.cr.flush()

    def _find_brought(self, accounts):
        """Assignments this transaction began."""
        # sudo: whoever imports need not see who looked after an account before
        return self.sudo().search(
            [
                ("account_id", "in", accounts.ids),
                ("date_to", "=", False),
                ("create_date", ">=", self.env.cr.now()),
            ]
        )

    @api.model
    def _notify_manager(self, manager, accounts, handover=()):
        """One message about accounts that came to a manager, whatever their number.

        :param handover: by which they came, if it was one
        """
        # sudo: the names of the manager's own customers
        env = self.sudo().with_context(lang=manager.lang).env
        handover = env["relationship.handover"].concat(*handover)
        handover.message_notify(
            partner_ids=manager.partner_id.ids,
            subject=env._(
                "%(count)s customer accounts are now yours", count=len(accounts)
            ),
            body=env["ir.qweb"]._render(
                "account_relationship.handover_message",
                {"handover": handover, "accounts": accounts},
                lang=manager.lang,
            ),
            email_layout_xmlid="mail.mail_notification_light",
            # A file that is only tested leaves nothing behind that was sent.
            force_send=bool(handover),
        )

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        changed = Domain("reason", "not in", FIRST)
        reason, number, changes = self._find_most(domain & changed, "reason")
        if changes:
            return self.env._(
                "Customers got another account manager %(changes)s times, most often: "
                "%(reason)s (%(number)s)",
                changes=self._format_few(changes),
                reason=reason,
                number=self._format_few(number),
            )
        if self.search_count(domain, limit=1):
            return self.env._("No customer got another account manager")
        return ""
