from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...cadence import MARGIN_DAYS
from ...choices import check_numbers

_lt = LazyTranslate(__name__)
NO_CONTACT = _lt("No contact yet")

CONTACT_ACTIVITY = "account_relationship.activity_type_contact"

#: The states of :func:`..cadence.cadence_state`.
CADENCE_STATES = [
    ("on_track", "On track"),
    ("due_soon", "Due soon"),
    ("due", "Due"),
    ("overdue", "Overdue"),
    ("paused", "Paused"),
    ("none", "No cadence"),
]


class RelationshipAccount(models.Model):
    """When the customer was last in touch, and when it should hear from us next."""

    _inherit = "relationship.account"

    last_touch_at = fields.Datetime(
        string="Last contact", readonly=True, index="btree_not_null"
    )
    last_touch_kind = fields.Selection(
        selection=[
            ("interaction", "Interaction"),
            ("meeting", "Meeting"),
            ("call", "Call"),
            ("mail", "Mail"),
            ("portal", "Portal message"),
        ],
        string="Last contact by",
        readonly=True,
        falsy_value_label=NO_CONTACT,
    )
    last_touch_word = fields.Char(
        string="Last contact was", compute="_compute_last_touch_word"
    )
    last_touch_partner_id = fields.Many2one(
        comodel_name="res.partner", string="Last contact with", readonly=True
    )
    last_touch_user_id = fields.Many2one(
        comodel_name="res.users", string="Last contact of", readonly=True
    )
    cadence_days = fields.Integer(
        string="Contact every (days)",
        tracking=True,
        help="Overrides the tier. Empty or 0: as the tier says.",
    )
    tier_contact_days = fields.Integer(
        related="tier_id.contact_days", string="Contact every (days), by tier"
    )
    cadence_state = fields.Selection(
        selection=CADENCE_STATES,
        string="Contact",
        readonly=True,
        index=True,
        default="none",
    )
    pause_until = fields.Date(
        string="No contact until", tracking=True, help="The customer wants to be left."
    )
    pause_reason = fields.Char(tracking=True)
    next_contact_date = fields.Date(
        string="Next contact due",
        readonly=True,
        index="btree_not_null",
        help="Last contact plus the days of the tier, or of the account. None while "
        "the customer wants to be left.",
    )
    is_contact_late = fields.Boolean(
        string="Not contacted in time",
        readonly=True,
        help="The day on which the next contact was due is over. Never of customers "
        "without a cadence, or who want to be left for now.",
    )
    is_contact_due_soon = fields.Boolean(
        string="Contact due within a week",
        compute="_compute_is_contact_due_soon",
        search="_search_is_contact_due_soon",
        help="The next contact is due, or will be within seven days.",
    )
    cadence_compliance = fields.Float(
        compute="_compute_cadence_compliance",
        aggregator="avg",
        help="Share of the accounts contacted in time, of those that have a cadence "
        "and are not paused.",
    )
    untouched_revenue = fields.Monetary(
        string="Revenue untouched",
        compute="_compute_cadence_compliance",
        aggregator="sum",
        groups="account_relationship.group_user",
        help="12-month revenue of the accounts that were not contacted in time.",
    )
    contact_planned_on = fields.Date(
        string="Contact planned on",
        readonly=True,
        help="When a contact that is due was planned for the manager last. One that is "
        "marked as done, or deleted, though nobody was in touch, is planned again a "
        "week later.",
    )

    _cadence_days_not_negative = models.Constraint(
        "CHECK(cadence_days >= 0)",
        "The days between contacts cannot be negative.",
    )

    @api.constrains("cadence_days")
    def _check_cadence_days(self):
        check_numbers(self, "cadence_days")

    @api.depends("last_touch_at", "last_touch_kind")
    def _compute_last_touch_word(self):
        """What it was: of what was logged the name of its type."""
        kinds = dict(self._fields["last_touch_kind"]._description_selection(self.env))
        types = self._get_last_types()
        for account in self:
            kind = kinds.get(account.last_touch_kind, "")
            account.last_touch_word = types.get(account.id) or kind

    def _get_last_types(self):
        """Return ``{account id: name}`` of the types of interactions that were last."""
        logged = self.filtered(lambda account: account.last_touch_kind == "interaction")
        if not logged:
            return {}
        # sudo: whoever reads when the contact was may read how; not of what is
        # confidential
        interactions = self.env["relationship.interaction"].sudo()
        interactions = interactions.search_fetch(
            [
                ("account_id", "in", logged.ids),
                ("date_start", "in", logged.mapped("last_touch_at")),
                *(("is_touch", "=", True), ("is_confidential", "=", False)),
            ],
            ["account_id", "date_start", "type_id"],
            order="id desc",
        )
        return {
            interaction.account_id.id: interaction.type_id.name
            for interaction in interactions
            if interaction.date_start == interaction.account_id.last_touch_at
        }

    @api.depends("next_contact_date", "company_id")
    def _compute_is_contact_due_soon(self):
        for account in self:
            soon = account.company_id._get_relationship_today() + timedelta(days=7)
            due = account.next_contact_date
            account.is_contact_due_soon = bool(due and due <= soon)

    def _search_is_contact_due_soon(self, operator, value):
        if operator != "in":
            return NotImplemented
        compare = self.env["res.company"]._get_today_domain
        return compare("next_contact_date", "<=", days=7)

    @api.depends("cadence_state", "is_contact_late", "revenue_12m")
    def _compute_cadence_compliance(self):
        for account in self:
            counts = account.cadence_state not in ("none", "paused", False)
            late = account.is_contact_late
            account.cadence_compliance = float(counts and not late)
            account.untouched_revenue = account.revenue_12m if late else 0.0

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let the compliance of many accounts be a share, and their revenue a sum."""
        if field_expr not in ("cadence_compliance", "untouched_revenue"):
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        state = self._field_to_sql(alias, "cadence_state", query)
        late = self._field_to_sql(alias, "is_contact_late", query)
        if field_expr == "cadence_compliance":
            return SQL(
                "(CASE WHEN %s NOT IN ('none', 'paused') THEN"
                " CASE WHEN %s THEN 0.0 ELSE 1.0 END END)",
                state,
                late,
            )
        revenue = self._field_to_sql(alias, "revenue_12m", query)
        return SQL("(CASE WHEN %s THEN %s ELSE 0 END)", late, revenue)

    def _refresh_touches(self, plan=True, is_contact=False):
        """Find the last touch of these accounts now, and what follows from it.

        :param plan: also plan what becomes due, and close what was planned
        :param is_contact: nothing but who was in touch changed
        """
        # sudo: touches are found in mails and meetings whoever looks; only when
        # and by whom is stored
        accounts = self.sudo().exists()
        if accounts:
            # sudo: as above
            touches = self.env["relationship.touch"].sudo()
            touches._refresh(accounts, is_contact=is_contact)
            if plan:
                accounts._plan_contacts()

    def _plan_contacts(self):
        """Let each account whose contact is due have one to-do, and no other.

        A contact that came by itself does what was planned. A night may find thousands:
        nobody is told of each.
        """
        planned = self._get_planned_contacts()
        # Asked of the database, so that only those are read of which something is due.
        due = self.with_context(active_test=False).search(
            [
                ("id", "in", self.ids),
                ("active", "=", True),
                ("cadence_state", "in", ["due", "overdue"]),
            ]
        )
        dropped = (self.browse(planned) - due)._close_planned_contacts(planned)
        new = due.filtered(
            lambda account: account.id not in planned and account._may_plan_contact()
        )
        wanted = {
            account: (
                account.manager_id,
                account.next_contact_date,
                lambda env: env._("Get in touch"),
            )
            for account in due.filtered(lambda account: account.id in planned) | new
        }
        # An older contact was logged later, or the tier changed: the day moves.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True)._sync(
            CONTACT_ACTIVITY, wanted | dict.fromkeys(dropped), ["date_deadline"]
        )
        dropped.contact_planned_on = False
        # Writing the account makes whoever plans it at the same moment begin again,
        # and see that it is planned.
        for company, accounts in new.grouped("company_id").items():
            accounts.contact_planned_on = company._get_relationship_today()

    def _may_plan_contact(self):
        """Whoever put the last plan aside without a contact is left alone for a while.

        A contact since then makes it another plan.
        """
        self.ensure_one()
        planned_on, touched_at = self.contact_planned_on, self.last_touch_at
        company = self.company_id
        if not planned_on or (
            touched_at and company._get_relationship_day(touched_at) >= planned_on
        ):
            return self.manager_id.active
        quiet_until = planned_on + timedelta(days=MARGIN_DAYS)
        today = company._get_relationship_today()
        return self.manager_id.active and quiet_until <= today

    def _get_planned_contacts(self):
        """Return ``{account id: open contact activities}``."""
        # What is done is archived, which a search for archived accounts finds.
        accounts = self.with_context(active_test=True, mail_activity_quick_update=True)
        return accounts.activity_search([CONTACT_ACTIVITY]).grouped("res_id")

    def _close_planned_contacts(self, planned):
        """Note what was planned as done where the customer was in touch.

        :return: the others: nobody is to get in touch with them
        """
        in_touch = self.filtered(
            lambda account: (
                account.active
                and account.last_touch_at
                and account.cadence_state in ("on_track", "due_soon")
            )
        )
        activities = self.env["mail.activity"].concat(
            *(planned[account.id] for account in in_touch)
        )
        activities.action_feedback(feedback=self.env._("The customer was in touch."))
        return self - in_touch

    # ------------------------------------------------------------
    # Crons
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh_touches(self):
        """Every night: find the last touch of all accounts, plan what is due."""
        accounts = self.env["relationship.account"].with_context(active_test=False)
        everything = accounts.search(Domain.TRUE, order="id")
        cron = self.env["ir.cron"]
        # In one statement, unless it fails.
        cron._work_off_many(
            everything,
            lambda part: self.env["relationship.touch"]._refresh(
                None if part == everything else part
            ),
            size=len(everything),
        )
        cron._work_off_many(
            accounts.search(self._get_to_plan_domain()),
            lambda part: part._plan_contacts(),
        )

    @api.model
    def _cron_refresh_recent_touches(self):
        """Every quarter of an hour: what came in since the last time."""
        cron, touched = self.env["ir.cron"], []
        company = self.env.ref("base.main_company")
        cron._work_off(
            company, lambda company: touched.append(self._find_recent_touches(company))
        )
        for accounts in touched:
            # One that fails is planned in the night.
            cron._work_off_many(accounts, lambda part: part._plan_contacts())

    @api.model
    def _find_recent_touches(self, company):
        """Accounts somebody was in touch with since this was asked last."""
        since = company.relationship_touched_at
        company.relationship_touched_at = fields.Datetime.now()
        return self.env["relationship.touch"]._refresh_recent(since)

    @api.model
    def _get_to_plan_domain(self):
        """Accounts with a contact due, or with one planned that no longer is."""
        contact = self.env.ref(CONTACT_ACTIVITY, raise_if_not_found=False)
        planned = self.env["mail.activity"]._search(
            [
                ("res_model", "=", "relationship.account"),
                ("activity_type_id", "in", contact.ids if contact else []),
            ]
        )
        return Domain("cadence_state", "in", ["due", "overdue"]) | Domain(
            "id", "in", planned.subselect("res_id")
        )
