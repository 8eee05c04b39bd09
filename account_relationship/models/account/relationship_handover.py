from datetime import timedelta

from lxml.builder import E

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date

from ...people import check_workers

#: A draft nobody touched for so long is not wanted any more.
ABANDONED = timedelta(days=1)
#: Carried out: what it says is history.
CARRIED_OUT = ("done", "undone")
#: What it was, and by what it can be undone.
HISTORY = {"new_manager_id", "date_effective", "reason", "note", "line_ids"}


#: Letters above a column of numbers that is as wide as Odoo makes it.
WIDEST_LABEL = 11


class RelationshipHandover(models.Model):
    """Accounts pass to another manager, now or on a later day.

    The handover says why, what goes along and what the customers are told. It can
    be undone: the managers, activities and opportunities return to where they were.
    """

    _name = "relationship.handover"
    _description = "Customer account handover"
    _inherit = ["relationship.guard", "mail.thread.internal"]
    _proof_fields = frozenset({"state", "problem"})
    _free_values = {"state": ("draft",), "problem": (False,)}
    _order = "date_effective desc, id desc"
    _rec_name = "new_manager_id"

    new_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="New account manager",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        tracking=True,
    )
    date_effective = fields.Date(
        string="Effective",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Today: at once. Later: carried out on the morning of that day.",
    )
    reason = fields.Selection(
        selection=[
            ("rebalance", "Workload"),
            ("territory", "New territory or segment"),
            ("promotion", "New role of the manager"),
            ("leaving", "The manager leaves"),
            ("customer", "Wish of the customer"),
            ("other", "Other"),
        ],
        required=True,
        default="rebalance",
    )
    note = fields.Text(
        string="Note to the new manager",
        help="Where things stand: what was promised, what to watch. Internal.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("done", "Done"),
            ("undone", "Undone"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many(
        comodel_name="relationship.handover.line",
        inverse_name="handover_id",
        string="Customer accounts",
    )
    company_ids = fields.Many2many(
        comodel_name="res.company",
        string="Companies",
        compute="_compute_company_ids",
        store=True,
        help="Those of the customer accounts; the company it was drawn up in when "
        "there are none.",
    )
    account_count = fields.Integer(
        string="Customer count", compute="_compute_account_count"
    )
    move_activities = fields.Boolean(
        string="Open activities",
        default=True,
        help="Open activities of the outgoing manager about these customers.",
    )
    move_opportunities = fields.Boolean(
        string="Open opportunities and quotations",
        default=True,
        help="Open opportunities and quotations of the outgoing manager with these "
        "customers.",
    )
    keep_as_backup = fields.Boolean(
        string="Outgoing manager stays as backup",
        help="Where an account has no backup yet.",
    )
    no_mail_count = fields.Integer(
        string="Customers without e-mail", compute="_compute_account_count"
    )
    account_names = fields.Char(string="Customers", compute="_compute_account_names")
    problem = fields.Char(
        readonly=True,
        copy=False,
        help="Why the handover could not be carried out on its day.",
    )

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Propose the accounts the user comes from."""
        values = super().default_get(fields)
        if (
            "line_ids" in fields
            and self.env.context.get("active_model") == "relationship.account"
        ):
            accounts = self.env["relationship.account"].browse(
                self.env.context.get("active_ids") or []
            )
            values["line_ids"] = [
                Command.create({"account_id": account.id})
                for account in accounts.exists()
            ]
        return values

    @api.depends("line_ids.account_id.company_id")
    def _compute_company_ids(self):
        for handover in self:
            handover.company_ids = (
                handover.line_ids.account_id.company_id
                or handover.company_ids
                or self.env.company
            )

    @api.depends("line_ids.account_id.partner_id.email")
    def _compute_account_count(self):
        for handover in self:
            lines = handover.line_ids
            handover.account_count = len(lines)
            handover.no_mail_count = len(
                lines.filtered(lambda line: not line.account_id.partner_id.email)
            )

    def _get_kinds(self):
        """Keys of what goes along: what was chosen, and what always does."""
        kinds = self.env["relationship.account"]._get_handover_kinds()
        return [
            key for key, kind in kinds.items() if not kind.choice or self[kind.choice]
        ]

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """The forms draw what is registered: a checkbox, and a column of numbers."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            self._draw_kinds(arch)
        return arch, view

    @api.model
    def _draw_kinds(self, arch):
        kinds = self.env["relationship.account"]._get_sorted_handover_kinds().values()
        lines = self.env["relationship.handover.line"]
        for group in arch.iterfind(".//group[@name='moves']"):
            for kind in filter(lambda kind: kind.choice, kinds):
                group.append(E.field(name=kind.choice, readonly="state != 'draft'"))
        for place in arch.iterfind(".//list/field[@name='from_manager_id']"):
            for kind in reversed([kind for kind in kinds if kind.count]):
                label = lines._fields[kind.count]._description_string(self.env)
                column = E.field(
                    name=kind.count,
                    column_invisible="parent.state not in ('draft', 'planned')",
                )
                if len(label) > WIDEST_LABEL:
                    column.set("width", f"{8 * len(label) + 8}px")
                place.addnext(column)

    @api.depends("line_ids.account_id.name")
    def _compute_account_names(self):
        """The first customers by name, the others by number."""
        for handover in self:
            names = [line.account_id.name or "" for line in handover.line_ids[:3]]
            others = len(handover.line_ids) - len(names)
            handover.account_names = ", ".join(names)
            if others:
                handover.account_names = self.env._(
                    "%(names)s and %(count)s more", names=", ".join(names), count=others
                )

    @api.depends("new_manager_id.name", "date_effective")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = self.env._(
                "%(manager)s, %(date)s",
                manager=handover.new_manager_id.name or "",
                date=format_date(self.env, handover.date_effective),
            )

    @api.constrains("new_manager_id")
    def _check_new_manager(self):
        check_workers(self.new_manager_id.filtered("active"))

    @api.constrains("new_manager_id", "line_ids")
    def _check_new_manager_company(self):
        for handover in self:
            missing = (
                handover.line_ids.account_id.company_id
                - handover.new_manager_id.company_ids
            )
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in %(companies)s and cannot take over "
                        "its accounts.",
                        user=handover.new_manager_id.name,
                        companies=", ".join(missing.mapped("name")),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """What the dialog would be refused for is not left behind as a draft."""
        handovers = super().create(vals_list)
        if self.env.context.get("active_model") == "relationship.account":
            for handover in handovers:
                handover._check_ready()
                handover._check_day()
        return handovers

    @api.autovacuum
    def _gc_drafts(self):
        """Nobody goes on with what a dialog that was closed has left behind."""
        self.search(
            [
                ("state", "=", "draft"),
                ("write_date", "<", fields.Datetime.now() - ABANDONED),
            ],
            limit=1000,
        ).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_carried_out(self):
        self._check_history_kept()

    def _check_history_kept(self):
        # sudo: the status alone, also of handovers a line was taken to
        if any(handover.state in CARRIED_OUT for handover in self.sudo()):
            raise UserError(
                self.env._("A handover that was carried out is history and stays.")
            )

    @api.model
    def _check_proofs(self, names):
        names = set(names)
        if "state" in names and not self._is_on_own_path():
            raise AccessError(
                self.env._(
                    "The status of a handover follows from what is done with it."
                )
            )
        return super()._check_proofs(names)

    def write(self, vals):
        """Keep history: the state follows from what was carried out."""
        if not self.env.su and HISTORY & vals.keys():
            self._check_history_kept()
        self._check_still_theirs()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_others(self):
        self._check_still_theirs()

    def _check_still_theirs(self):
        """What is to be carried out is changed by who may hand the accounts over.

        Whoever is to get them reads it, too; the scheduled action looks at no rights.
        """
        if not self.env.su:
            # sudo: which accounts they are; the rights on them are the user's
            pending = self.sudo().filtered(lambda one: one.state not in CARRIED_OUT)
            pending.line_ids.account_id.with_env(self.env).check_access("write")
