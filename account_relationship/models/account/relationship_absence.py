from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...people import check_colleagues, check_workers
from ...turns import take_turns


class RelationshipAbsence(models.Model):
    """A manager is away for some days and somebody stands in.

    While it runs, the stand-in is the acting manager of the accounts, with the
    rights and the open activities; at the end both go back. Nothing of it happens
    before the absence is confirmed: a form that is left saves itself.
    """

    _name = "relationship.absence"
    _description = "Account manager absence"
    _inherit = ["relationship.guard"]
    _proof_fields = frozenset({"state"})
    # Planned: as an import says so, and confirms it by that.
    _free_values = {"state": ("draft", "planned")}
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    substitute_id = fields.Many2one(
        comodel_name="res.users",
        string="Stand-in",
        ondelete="set null",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Acts for all accounts. Leave empty to let each account's backup act.",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=fields.Date.context_today,
        help="Last day of the absence.",
    )
    note = fields.Char(help="For the stand-in: where things are, what is urgent.")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("running", "Running"),
            ("over", "Over"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    account_count = fields.Integer(compute="_compute_account_count", string="Customers")
    uncovered_count = fields.Integer(
        compute="_compute_account_count",
        string="Nobody stands in",
        help="Accounts without a backup, when no stand-in is named.",
    )
    is_substitute_away = fields.Boolean(
        compute="_compute_is_substitute_away",
        string="Stand-in is absent, too",
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "An absence cannot end before it begins."
    )
    _substitute_is_another = models.Constraint(
        "CHECK(substitute_id IS NULL OR substitute_id != user_id)",
        "Nobody can stand in for himself or herself.",
    )

    @api.depends("user_id", "substitute_id")
    def _compute_account_count(self):
        groups = self.env["relationship.account"]._read_group(
            [("manager_id", "in", self.user_id.ids)],
            ["manager_id"],
            ["__count", "backup_id:count"],
        )
        totals = {manager: (count, backed) for manager, count, backed in groups}
        for absence in self:
            count, backed = totals.get(absence.user_id, (0, 0))
            absence.account_count = count
            absence.uncovered_count = 0 if absence.substitute_id else count - backed

    @api.depends("substitute_id", "date_from", "date_to")
    def _compute_is_substitute_away(self):
        # sudo: that a colleague is away is said on every account, see _get_running
        others = self.sudo().search(
            [
                ("user_id", "in", self.substitute_id.ids),
                ("state", "in", ["planned", "running"]),
            ]
        )
        for absence in self:
            start, end = absence.date_from, absence.date_to
            absence.is_substitute_away = bool(start and end) and any(
                other.user_id == absence.substitute_id
                and other.date_from <= end
                and other.date_to >= start
                for other in others
            )

    @api.constrains("user_id")
    def _check_user(self):
        check_colleagues(self, "user_id")

    @api.constrains("substitute_id")
    def _check_substitute(self):
        # Who was archived does not act, whatever the rights.
        check_workers(self.substitute_id.filtered("active"))

    @api.constrains("user_id", "date_from", "date_to", "state")
    def _check_overlap(self):
        sure = self.filtered(lambda a: a.state in ("planned", "running"))
        # Two at one moment do not see each other.
        take_turns(sure.user_id)
        for absence in sure:
            other = self.search(
                [
                    ("id", "!=", absence.id),
                    ("user_id", "=", absence.user_id.id),
                    ("state", "in", ["planned", "running"]),
                    ("date_from", "<=", absence.date_to),
                    ("date_to", ">=", absence.date_from),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(user)s is already absent from %(start)s to %(end)s.",
                        user=absence.user_id.name,
                        start=other.date_from,
                        end=other.date_to,
                    )
                )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """A draft, unless it is said to be planned (import, API)."""
        absences = super().create(vals_list)
        absences._carry_out()
        return absences

    def write(self, vals):
        if not {"user_id", "substitute_id", "date_from", "date_to"} & vals.keys():
            return super().write(vals)
        # Undo what runs, change it, and begin anew if its day is still here.
        running = self.filtered(lambda absence: absence.state == "running")
        running._give_back()
        own = running._on_own_path()
        super(RelationshipAbsence, own).write({"state": "planned"})
        running._refresh_accounts()
        result = super().write(vals)
        if "user_id" in vals:
            # Odoo checks rights before it writes: whose absence it becomes counts too.
            self.check_access("write")
        self._carry_out()
        return result

    def unlink(self):
        self.filtered(lambda absence: absence.state == "running").action_end()
        return super().unlink()

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_confirm(self):
        """It is sure: it begins on its first day, at once if that is today."""
        self.check_access("write")
        take_turns(self)
        drafts = self.filtered(lambda absence: absence.state == "draft")
        drafts._on_own_path().state = "planned"
        drafts._carry_out()

    def action_end(self):
        """End the absences now: the managers are back."""
        running = self.filtered(lambda absence: absence.state == "running")
        running._give_back()
        running._on_own_path().state = "over"
        running._refresh_accounts()
        called_off = (self - running).filtered(lambda a: a.state == "planned")
        called_off._on_own_path().state = "cancelled"

    @api.model
    def _cron_carry_out(self):
        """Begin and end absences whose day has come."""
        self.env["ir.cron"]._work_off(
            self.search([("state", "in", ["planned", "running"])]),
            lambda absence: absence._carry_out(),
        )

    # ------------------------------------------------------------
    # Beginning and ending
    # ------------------------------------------------------------

    @api.model
    def _get_running(self, users):
        """Return ``{user: running absence}`` of those of the users who are away."""
        # sudo: who is away decides who acts for an account, whoever looks at it
        absences = self.sudo().search(
            [("user_id", "in", users.ids), ("state", "=", "running")]
        )
        return {absence.user_id: absence for absence in absences}

    def _carry_out(self):
        """Begin, or end, the absences whose first, or last, day has come.

        Days are days of the absent person's time zone.
        """
        begun, ended = self.browse(), self.browse()
        for absence in self:
            today = fields.Date.context_today(
                self.with_context(tz=absence.user_id.tz or self.env.user.tz)
            )
            if absence.state in ("planned", "running") and absence.date_to < today:
                ended |= absence
            elif absence.state == "planned" and absence.date_from <= today:
                begun |= absence
        ended.filtered(lambda absence: absence.state == "running")._give_back()
        ended._on_own_path().state = "over"
        begun._on_own_path().state = "running"
        (begun | ended)._refresh_accounts()

    def _refresh_accounts(self):
        """Let the accounts find out again who acts for them; the work follows."""
        # sudo: an absence changes accounts the user may not see (the stand-in
        # of an account can be absent, too)
        accounts = self.env["relationship.account"].sudo()
        accounts = accounts.with_context(active_test=False).search(
            Domain("manager_id", "in", self.user_id.ids)
            | Domain("backup_id", "in", self.user_id.ids)
            | Domain("absence_id.substitute_id", "in", self.user_id.ids)
        )
        self._let_act(accounts)

    @api.model
    def _let_act(self, accounts):
        """Find out who acts for the accounts, and give them the work."""
        for name in ("absence_id", "acting_manager_id"):
            self.env.add_to_compute(accounts._fields[name], accounts)
        accounts.flush_recordset(["absence_id", "acting_manager_id"])
        accounts._on_owner_changed()

    @api.model
    def _pass_on(self, accounts):
        """Give the open work of absent managers to those who act."""
        # sudo: see _refresh_accounts
        away = accounts.sudo().filtered("absence_id")
        for absence, absent in away.grouped("absence_id").items():
            for acting, acted in absent.grouped("acting_manager_id").items():
                absence._pass_on_to(acting, acted)

    def _pass_on_to(self, acting, accounts):
        """Give the absent manager's open work with some accounts to who acts.

        Activities wait on no one: the stand-in has them all. Promises stay the promise
        of who gave them, while their reminders are activities like others.
        """
        activities = accounts._get_open_activities(self.user_id)
        activities.filtered_domain([("user_id", "!=", acting.id)]).write(
            {
                "user_id": acting.id,
                # With nobody to act they are the absent manager's again.
                "relationship_absence_id": acting != self.user_id and self.id,
            }
        )

    def _give_back(self):
        """Give what is still open back to the managers."""
        for absence in self:
            activities = absence._find_passed_on(
                "mail.activity", [("active", "=", True)]
            )
            activities._return_to_manager(absence)

    def _find_passed_on(self, model, is_open):
        # sudo: it is the stand-in's now
        records = self.env[model].sudo().with_context(active_test=False)
        return records.search([("relationship_absence_id", "=", self.id), *is_open])
