from odoo import api, fields, models


class RelationshipHandoverLine(models.Model):
    """One account of a handover, and what went along with it."""

    _name = "relationship.handover.line"
    _description = "Customer account of a handover"
    _inherit = ["relationship.guard"]
    _proof_fields = frozenset({"from_backup_id", "is_skipped", "moved"})
    _order = "id"

    handover_id = fields.Many2one(
        comodel_name="relationship.handover",
        required=True,
        index=True,
        ondelete="cascade",
    )
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        index=True,
        ondelete="cascade",
    )
    from_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="From",
        compute="_compute_from_manager_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="set null",
        help="The manager when the handover was drawn up.",
    )
    from_backup_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        ondelete="set null",
        help="The backup before the handover, who returns when it is undone.",
    )
    state = fields.Selection(related="handover_id.state", store=True, index=True)
    date_effective = fields.Date(related="handover_id.date_effective", store=True)
    new_manager_id = fields.Many2one(related="handover_id.new_manager_id")
    is_skipped = fields.Boolean(
        string="Left alone",
        help="The account had gone to somebody else meanwhile.",
    )
    activity_count = fields.Integer(string="Activities", compute="_compute_open_work")
    opportunity_count = fields.Integer(
        string="Opportunities", compute="_compute_open_work"
    )
    moved = fields.Json(
        default=lambda self: {},
        help="Ids of what went along, by model, so that it can return.",
    )

    _account_once = models.Constraint(
        "UNIQUE(handover_id, account_id)", "This account is already in the handover."
    )

    @api.depends("account_id")
    def _compute_from_manager_id(self):
        for line in self:
            line.from_manager_id = line.account_id.manager_id

    @api.depends("account_id", "from_manager_id")
    def _compute_open_work(self):
        """How much of each kind the outgoing manager has, one search for a kind."""
        kinds = self.env["relationship.account"]._get_handover_kinds()
        counted = {kind.count: key for key, kind in kinds.items() if kind.count}
        for name in counted:
            self[name] = 0
        for manager, lines in self.grouped("from_manager_id").items():
            # sudo: how many there are, for whoever may hand the account over
            accounts = lines.sudo().account_id
            for name, kind in counted.items():
                counts = accounts._count_by_account(manager, kind)
                for line in lines:
                    line[name] = counts[line.account_id._origin.id]

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_may_hand_over()
        lines._check_history_kept()
        return lines

    def write(self, vals):
        self._check_may_hand_over()
        self._check_history_kept()
        result = super().write(vals)
        self._check_may_hand_over()
        self._check_history_kept()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_carried_out(self):
        self._check_history_kept()
        if not self.env.su:
            self._check_may_hand_over()

    def _check_history_kept(self):
        """By its lines a handover is undone, with all rights."""
        if not self.env.su:
            self.handover_id._check_history_kept()

    def _check_may_hand_over(self):
        """Who may change the accounts may hand them over.

        Checked when the handover is drawn up, too: the scheduled action carries it
        out with all rights.
        """
        self.account_id.check_access("write")

    # ------------------------------------------------------------
    # What goes along
    # ------------------------------------------------------------

    def _get_moves(self, manager):
        """Return the records that go to the new manager, as a list of recordsets.

        What belongs to an account, and whose it is, is said by
        ``relationship.account._get_work``.
        """
        kinds = self.handover_id._get_kinds()
        if not manager.active:
            # Nothing stays with somebody who is gone, but what was chosen to.
            kinds += self.account_id._get_handover_kinds().keys() - {"opportunities"}
        return self.account_id._get_work(manager, kinds)

    def _record_moves(self, manager):
        """Give what goes along to the new manager and remember it on the lines."""
        new_manager = self.handover_id.new_manager_id
        moved = {}
        for records in self._get_moves(manager):
            moved.setdefault(records._name, []).extend(records.ids)
            self.account_id._give(records, manager, new_manager)
        # Kept on the first line of each manager: undoing is for the whole.
        self[:1].moved = moved

    def _return_backups(self):
        """Let the backups be it again, where nobody else is by now."""
        open_lines = self.filtered(lambda line: not line.account_id.backup_id)
        for backup, lines in open_lines.grouped("from_backup_id").items():
            lines.account_id.write({"backup_id": backup.id})

    def _return_moves(self):
        """Give back what went along and is still open with the new manager."""
        new_manager = self.handover_id.new_manager_id
        for manager, lines in self.grouped("from_manager_id").items():
            moved = lines._get_moved(manager)
            for records in lines._get_moves(new_manager):
                returning = moved.get(records._name, [])
                lines.account_id._give(
                    records.browse(sorted(set(records.ids) & set(returning))),
                    new_manager,
                    manager,
                )

    def _leave_nothing_with_who_is_gone(self):
        """What came up meanwhile, or returned to somebody gone, finds its people."""
        new_manager = self.handover_id.new_manager_id
        for manager, lines in self.grouped("from_manager_id").items():
            accounts = lines.account_id
            if not manager.active:
                accounts._get_open_activities(manager)._await_successor(manager)
            elif not new_manager.active:
                accounts._pass_work_on(new_manager, manager)

    def _get_moved(self, manager):
        """Return ``{model: ids}`` of what the whole handover took from a manager."""
        lines = self.handover_id.line_ids.filtered("moved")
        lines = lines.filtered_domain([("from_manager_id", "=", manager.id)])
        return lines[:1].moved or {}

    def _hand_on_moves(self):
        """What these lines remember for the whole handover is kept on others."""
        # sudo: only the system writes it
        for line in self.sudo().filtered("moved"):
            others = line.handover_id.line_ids - self
            heir = others.filtered_domain(
                [("from_manager_id", "=", line.from_manager_id.id)]
            )
            heir[:1]._on_own_path().moved = line.moved

    # ------------------------------------------------------------
    # The notice to the customer
    # ------------------------------------------------------------

    def _render_notice(self):
        """Return ``{line id: {"subject", "body_html"}}``, in each one's language.

        With the rights of the environment: a template may ask for anything.
        """
        template = self.handover_id.notice_template_id
        template._check_made_for(self._name)
        self.check_access("read")
        return template._generate_template(self.ids, ["subject", "body_html"])

    def _get_reachable(self):
        return self.filtered(lambda line: line.account_id.partner_id.email)

    def _send_notice(self, mails):
        """Post the notice on the accounts, to the customers that have an e-mail.

        :param dict mails: what ``_render_notice`` returned
        """
        for line in self._get_reachable():
            mail = mails[line.id]
            line.account_id.message_post(
                subject=mail["subject"],
                body=mail["body_html"],
                partner_ids=line.account_id.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
            )
