import re

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql, remove_accents

from ...turns import browse_given
from ...unset import NO_TIER
from ..shared.relationship_guard import hear

#: Enough of a phone number to look for it.
PHONE = re.compile(r"\+?\d[\d\s./()-]{3,}\d")


#: Letters with an accent, of which one without remains.
ACCENTED = "".join(
    letter
    for letter in map(chr, range(0xC0, 0x180))
    if len(remove_accents(letter)) == 1 and remove_accents(letter).isascii()
)


def _search_without_accents(value):
    """Return what makes the SQL that looks for a name, accents or not."""
    pattern = f"%{escape_psql(remove_accents(value))}%"

    def to_sql(model, alias, query):
        name = model._field_to_sql(alias, "name", query)
        plain = remove_accents(ACCENTED)
        # To translate is slow: only names with other letters than plain ones need it.
        return SQL(
            """(%(name)s ILIKE %(pattern)s
                OR octet_length(%(name)s) > char_length(%(name)s)
               AND translate(%(name)s, %(accented)s, %(plain)s) ILIKE %(pattern)s)""",
            name=name,
            pattern=pattern,
            accented=ACCENTED,
            plain=plain,
        )

    return to_sql


class RelationshipAccount(models.Model):
    """The business relationship of one company with one customer.

    There is at most one account for a company and a commercial entity; contacts,
    addresses, orders, invoices and leads of the whole entity belong to it. It has
    one owner, the account manager, and every change of owner leaves an assignment.
    """

    _name = "relationship.account"
    _description = "Customer account"
    _inherit = [
        "relationship.guard",
        "relationship.headline",
        "mail.tracking.duration.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _keeps_figures = True
    _order = "name, id"
    _rec_names_search = [
        *("name", "partner_id.ref", "partner_id.vat", "partner_id.email"),
        *("partner_id.child_ids.name", "partner_id.child_ids.email"),
    ]
    _check_company_auto = True
    _track_duration_field = "stage_id"
    _mail_post_access = "read"

    # Identity
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
        help="The company or private person the relationship is with. "
        "A contact of a company belongs to the company's account.",
    )
    name = fields.Char(related="partner_id.complete_name", store=True, index="trigram")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True, tracking=True)
    color = fields.Integer()

    # Ownership, see relationship.account.ownership
    assignment_ids = fields.One2many(
        comodel_name="relationship.assignment",
        inverse_name="account_id",
        string="Managers so far",
        groups="account_relationship.group_user",
    )
    handover_line_ids = fields.One2many(
        comodel_name="relationship.handover.line", inverse_name="account_id"
    )

    # Classification
    tier_id = fields.Many2one(
        comodel_name="relationship.tier",
        index=True,
        tracking=True,
        ondelete="restrict",
        default=lambda self: self.env.company._get_relationship_tier(),
        group_expand="_read_group_expand_full",
        falsy_value_label=NO_TIER,
    )
    stage_id = fields.Many2one(
        comodel_name="relationship.stage",
        index=True,
        tracking=True,
        ondelete="restrict",
        required=True,
        copy=False,
        default=lambda self: self._default_stage_id(),
        group_expand="_read_group_expand_full",
    )
    stage_kind = fields.Selection(related="stage_id.kind")
    tag_ids = fields.Many2many(comodel_name="relationship.tag", string="Tags")
    is_archived_with_customer = fields.Boolean(
        help="Archived because its customer was, so it comes back with it.",
        copy=False,
    )

    # Dates
    date_since = fields.Date(
        string="Customer since",
        default=lambda self: self.env.company._get_relationship_today(),
        tracking=True,
    )

    # The customer
    contact_ids = fields.One2many(related="partner_id.child_ids", string="Contacts")
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    country_id = fields.Many2one(related="partner_id.country_id")
    avatar_128 = fields.Image(related="partner_id.avatar_128")
    lead_ids = fields.One2many(
        comodel_name="crm.lead", inverse_name="relationship_account_id", string="Leads"
    )

    _company_partner_uniq = models.Constraint(
        "UNIQUE(company_id, partner_id)",
        "This customer already has an account in this company.",
    )
    _manager_while_active = models.Constraint(
        "CHECK(active IS NOT TRUE OR manager_id IS NOT NULL)",
        "A customer account needs an account manager. "
        "Hand it over to somebody, or archive it.",
    )
    _backup_is_another = models.Constraint(
        "CHECK(backup_id IS NULL OR backup_id != manager_id)",
        "The backup has to be somebody else than the account manager.",
    )
    _name_idx = models.Index("(name, id)")

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.model
    def name_create(self, name):
        """A name is no customer: browsers open the form of a new account then."""
        raise ValidationError(self.env._("Choose the customer of the account."))

    def _default_stage_id(self):
        return self.env["relationship.stage"].search([], limit=1)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """The one currency of all accounts that are read: nothing to sort them by.

        The web client asks for the currencies of a column whose revenue it adds up.
        """
        # Record rules let others than superuser read accounts of these companies only.
        single = not self.env.su and len(self.env.companies.currency_id) == 1
        if single and aggregate_spec == "currency_id:array_agg_distinct":
            currency = self._field_to_sql(self._table, "currency_id", query)
            return SQL("CASE WHEN COUNT(*) > 0 THEN ARRAY[MIN(%s)] END", currency)
        return super()._read_group_select(aggregate_spec, query)

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("partner_id")
    def _check_partner_is_commercial_entity(self):
        for account in self:
            if account.partner_id.commercial_partner_id != account.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(company)s: the account "
                        "belongs to the company.",
                        contact=account.partner_id.display_name,
                        company=account.partner_id.commercial_partner_id.display_name,
                    )
                )

    @api.constrains("partner_id", "company_id", "active")
    def _check_partner_company(self):
        for account in self.filtered("active"):
            if not account._may_have_customer():
                raise ValidationError(
                    self.env._(
                        "%(customer)s belongs to %(company)s only and cannot have an "
                        "account in %(other)s.",
                        customer=account.partner_id.display_name,
                        company=account.partner_id.company_id.display_name,
                        other=account.company_id.display_name,
                    )
                )

    def _may_have_customer(self):
        """Whether the customer is shared, or kept to where the account is."""
        return self.company_id._may_use(self.partner_id)

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._redirect_to_commercial_entity(vals)
        self._check_duplicates(vals_list)
        accounts = super().create(vals_list)
        # An import switches off what Odoo does about followers.
        for manager, group in accounts.grouped("manager_id").items():
            # sudo: who opens an account for a colleague need not be able to edit it
            group.sudo()._replace_follower(None, manager)
        reason = hear(self.env, "relationship_assignment_reason", "opened")
        self.env["relationship.assignment"]._record(accounts.filtered("active"), reason)
        accounts._link_leads()
        accounts._refresh_numbers()
        return accounts

    def write(self, vals):
        changed = self.browse()
        if "manager_id" in vals:
            changed = self.filtered(lambda a: a.manager_id.id != vals["manager_id"])
            # The backup who takes over is not his own backup.
            changed.filtered(lambda a: a.backup_id.id == vals["manager_id"]).write(
                {"backup_id": vals.get("backup_id", False)}
            )
        former = {account: account.manager_id for account in changed}
        toggled = self.browse()
        if "active" in vals:
            vals = {"is_archived_with_customer": False, **vals}
            toggled = self.filtered(lambda a: a.active != vals["active"])
        result = super().write(vals)
        self._record_ownership(changed, toggled)
        changed._succeed(former)
        if {"manager_id", "backup_id"} & vals.keys():
            self._on_owner_changed()
        if {"partner_id", "company_id"} & vals.keys():
            self._link_leads()
        return result

    def unlink(self):
        """Leads of no company go to the account of the customer that is left."""
        left = self.partner_id._get_all_accounts() - self
        result = super().unlink()
        left._link_leads()
        return result

    def _reopen_with_customer(self):
        """Reopen what was archived with the customer, where it may be again."""
        self.filtered(
            lambda account: (
                account.is_archived_with_customer and account._may_have_customer()
            )
        ).write({"active": True})

    def copy_data(self, default=None):
        raise UserError(
            self.env._(
                "A customer account cannot be duplicated: "
                "a customer has one account in each company."
            )
        )

    @api.model
    def _search_display_name(self, operator, value):
        """By name, reference, tax id, mail, contact person; by enough of a number.

        Numbers are found however they are written: 0471 12 in +32 471/12.34. Accents
        make no difference, though the database has no “unaccent”.
        """
        found = super()._search_display_name(operator, value)
        if operator == "ilike" and PHONE.fullmatch(value or ""):
            # The zero before a number stands for the country.
            number = value if value.startswith("00") else value.lstrip("0")
            found |= Domain("partner_id.phone_mobile_search", operator, number)
        if operator == "ilike" and value and not self.env.registry.has_unaccent:
            found |= Domain.custom(to_sql=_search_without_accents(value))
        return found

    @api.model
    def _redirect_to_commercial_entity(self, vals):
        """A contact given as the customer stands for its company (import, API)."""
        partner = browse_given(self.env["res.partner"], vals.get("partner_id"))
        if partner.exists():
            vals["partner_id"] = partner.commercial_partner_id.id

    @api.model
    def _check_duplicates(self, vals_list):
        """Say which account exists already, and offer to open it."""
        partners, companies = self.env["res.partner"], self.env["res.company"]
        partner_ids = [
            browse_given(partners, vals.get("partner_id")).id for vals in vals_list
        ]
        company_ids = [
            browse_given(companies, vals.get("company_id")).id or self.env.company.id
            for vals in vals_list
        ]
        wanted = set(zip(partner_ids, company_ids, strict=True))
        # sudo: an account the user may not read still stands in the way; only
        # the customer's name is told, which the user just gave
        existing = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [("partner_id", "in", partner_ids), ("company_id", "in", company_ids)]
            )
            .filtered(lambda a: (a.partner_id.id, a.company_id.id) in wanted)[:1]
            .with_env(self.env)
        )
        if existing and self.env.context.get("import_file") and len(vals_list) > 1:
            # The import goes on row by row, to tell which one it is. A user error
            # here would be shown for the first row.
            raise ValueError("an account of one of these customers exists")
        if existing:
            existing._raise_duplicate()

    def _raise_duplicate(self):
        # sudo: the name of the customer the user just gave
        customer = self.sudo().partner_id.display_name
        message = self.env._(
            "%(customer)s already has a customer account.", customer=customer
        )
        if self.env.context.get("import_file") or not self.has_access("read"):
            raise ValidationError(message)
        raise RedirectWarning(
            message,
            self.get_formview_action(),
            self.env._("Open the existing account"),
        )

    @api.model
    def _get_by_customer(self, keys):
        """Find the accounts of customers, in one query.

        :param keys: pairs ``(company id, commercial entity id)``
        :return: ``{(company id, commercial entity id): account}`` of those there are
        """
        keys = set(keys)
        # sudo: a document shows who looks after its customer to everybody who may
        # read the document
        accounts = self.sudo().search(
            [
                ("company_id", "in", [company_id for company_id, __ in keys]),
                ("partner_id", "in", [partner_id for __, partner_id in keys]),
            ]
        )
        return {
            (account.company_id.id, account.partner_id.id): account
            for account in accounts
        }

    def _refresh_numbers(self, plan=True):
        """Bring what is kept of documents on these accounts up to date.

        Whatever keeps something does so here: the accounts are new, have another
        customer or took over what others had.

        :param plan: also plan what becomes due; not while thousands are opened
        """

    def _link_leads(self):
        """Tie the leads of the accounts' customers to them."""
        self.env["crm.lead"]._link_to_accounts(self)

    # ------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        """The manager follows the account and is told of being assigned."""
        followers = super()._message_auto_subscribe_followers(
            updated_values, default_subtype_ids
        )
        # sudo: users are read for their partner only
        manager = self.env["res.users"].sudo().browse(updated_values.get("manager_id"))
        if manager.active and manager.partner_id:
            template = "account_relationship.message_manager_assigned"
            if manager == self.env.user:
                template = False
            followers.append((manager.partner_id.id, default_subtype_ids, template))
        return followers

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_view_customer(self):
        """Open the contact form of the customer."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_new_opportunity(self):
        """Start an opportunity with the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "views": [(False, "form")],
            "context": {
                "default_type": "opportunity",
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    @api.model
    def get_import_templates(self):
        """Offer a template in the import screen."""
        return [
            {
                "label": self.env._("Import template for customer accounts"),
                "template": "/account_relationship/static/xls/customer_accounts.xlsx",
            }
        ]
