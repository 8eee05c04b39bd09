from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.account_relationship.people import check_words

TERM_UNITS = [("month", "Months"), ("year", "Years")]
NOTICE_UNITS = [("day", "Days"), ("week", "Weeks"), ("month", "Months")]
#: States in which what is agreed counts, now or later on.
AGREED = ("running", "noticed", "renewed")
#: What is no longer changed in place once it is confirmed.
FIXED = frozenset(
    {"account_id", "currency_id", "date_start", "term_count", "term_unit"}
)


class RelationshipAgreement(models.Model):
    """A recurring commitment of a customer, for a term.

    It is no invoice and makes none: it says what is agreed, until when, and what
    happens then. What is confirmed is changed by actions, which keep what applied
    before: a line ends and another begins, a term follows a term.
    """

    _name = "relationship.agreement"
    _description = "Agreement"
    _inherit = ["relationship.guard", "mail.thread.internal", "mail.activity.mixin"]
    _order = "notice_deadline, id"
    _rec_names_search = ["name", "reference", "account_id.name"]
    _mail_post_access = "read"
    _proof_fields = frozenset(
        {"state", "anchor_date", "ended_on", "noticed_on", "noticed_by"}
    )
    _contact_fields = frozenset({"contact_id"})
    _free_values = {"state": ("draft",)}
    _check_company_auto = True

    name = fields.Char(string="Agreement", required=True, tracking=True)
    reference = fields.Char(string="Contract number", copy=False)
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    manager_id = fields.Many2one(
        related="account_id.manager_id",
        string="Account manager",
        store=True,
        index="btree_not_null",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('commercial_partner_id', '=', customer_id)]",
        help="Who decides about it at the customer's.",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        check_company=True,
        domain="[('partner_id.commercial_partner_id', '=', customer_id)]",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the company"
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("running", "Running"),
            ("noticed", "Notice given"),
            ("renewed", "Renewed"),
            ("ended", "Ended"),
        ],
        default="draft",
        required=True,
        index=True,
        tracking=True,
        copy=False,
        help="Renewed: the next term is fixed while this one still runs.",
    )

    # What was agreed of time
    date_start = fields.Date(
        string="Begins on",
        required=True,
        default=lambda self: self.env.company._get_relationship_today(),
        tracking=True,
    )
    term_count = fields.Integer(
        string="Term", default=12, tracking=True, help="0: without a fixed end."
    )
    term_unit = fields.Selection(
        selection=TERM_UNITS, string="Unit of the term", default="month", required=True
    )
    renewal = fields.Selection(
        selection=[
            ("tacit", "By itself"),
            ("agreed", "When both agree"),
            ("none", "Not at all"),
        ],
        default="tacit",
        required=True,
        tracking=True,
        help="What happens at the end of a term nobody gave notice for.",
    )
    notice_count = fields.Integer(
        string="Notice",
        default=3,
        tracking=True,
        help="How long before the end of a term the customer can give notice at the "
        "latest.",
    )
    notice_unit = fields.Selection(
        selection=NOTICE_UNITS,
        string="Unit of the notice",
        default="month",
        required=True,
    )
    own_notice_count = fields.Integer(
        string="Our notice",
        compute="_compute_own_notice",
        store=True,
        readonly=False,
        precompute=True,
        help="How long before the end of a term we can give notice or ask for another "
        "price at the latest.",
    )
    own_notice_unit = fields.Selection(
        selection=NOTICE_UNITS,
        string="Unit of our notice",
        compute="_compute_own_notice",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )

    # What applies, and what applied
    line_ids = fields.One2many(
        comodel_name="relationship.agreement.line",
        inverse_name="agreement_id",
        string="Lines",
        copy=True,
    )
    term_ids = fields.One2many(
        comodel_name="relationship.agreement.term",
        inverse_name="agreement_id",
        string="Terms",
    )
    pause_ids = fields.One2many(
        comodel_name="relationship.agreement.pause",
        inverse_name="agreement_id",
        string="Pauses",
    )

    # The end
    noticed_on = fields.Date(
        string="Notice given on", readonly=True, copy=False, tracking=True
    )
    noticed_by = fields.Selection(
        selection=[
            ("customer", "The customer"),
            ("us", "We"),
            ("both", "Both agreed"),
        ],
        string="Notice given by",
        readonly=True,
        copy=False,
        tracking=True,
    )
    ended_on = fields.Date(
        string="Last day",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
        help="The last day that is paid for.",
    )
    end_reason_id = fields.Many2one(
        comodel_name="relationship.agreement.end.reason",
        string="Reason of the end",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    competitor = fields.Char(copy=False, tracking=True)

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("name", "account_id.name")
    def _compute_display_name(self):
        for agreement in self:
            # sudo: whoever reads the agreement may know whose it is
            words = (agreement.sudo().account_id.name, agreement.name)
            agreement.display_name = ": ".join(filter(None, words))

    @api.depends("account_id")
    def _compute_currency_id(self):
        for agreement in self:
            company = agreement.account_id.company_id or self.env.company
            agreement.currency_id = agreement.currency_id or company.currency_id

    @api.depends("notice_count", "notice_unit")
    def _compute_own_notice(self):
        for agreement in self:
            agreement.own_notice_count = agreement.notice_count
            agreement.own_notice_unit = agreement.notice_unit

    def _get_today(self):
        """The company's day; of several companies' agreements, the reader's."""
        company = self.company_id if len(self.company_id) == 1 else self.env.company
        return company._get_relationship_today()

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("name")
    def _check_name(self):
        check_words(self, "name")

    # Each by itself: who ordered may have left when another contact is chosen.
    @api.constrains("account_id", "contact_id")
    def _check_contact(self):
        self._check_customer("contact_id")

    @api.constrains("account_id", "order_id")
    def _check_orderer(self):
        self._check_customer("order_id.partner_id")

    def _check_customer(self, path):
        for agreement in self:
            # sudo: whose contact and order it is, whoever may read them
            one = agreement.sudo()
            if one.mapped(path).commercial_partner_id - one.customer_id:
                raise ValidationError(
                    self.env._(
                        "The contact and the order of %(name)s are those of its "
                        "customer, %(customer)s.",
                        name=agreement.name,
                        customer=one.customer_id.display_name,
                    )
                )

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        agreements._check_customer_is_here()
        return agreements

    def write(self, vals):
        self._check_fixed(vals)
        result = super().write(vals)
        if "account_id" in vals:
            # Odoo checks rights before it writes: the other account counts as well.
            self.check_access("write")
            self._check_customer_is_here()
        return result

    def _check_fixed(self, vals):
        """Once confirmed it is changed by its actions, which keep what applied."""
        if self._is_on_own_path():
            return
        said = FIXED.intersection(vals)
        confirmed = said and self.filtered(
            lambda agreement: (
                agreement.state != "draft"
                and any(agreement._says_otherwise(name, vals[name]) for name in said)
            )
        )
        if not confirmed:
            return
        if "currency_id" in said:
            raise UserError(
                self.env._(
                    "%(name)s keeps its currency. End it, and make another agreement "
                    "in the new one.",
                    name=confirmed[0].name,
                )
            )
        raise UserError(
            self.env._(
                "%(name)s is confirmed: change or renew it with the buttons, so that "
                "it stays known what applied before.",
                name=confirmed[0].name,
            )
        )

    def _says_otherwise(self, name, value):
        field = self._fields[name]
        return field.convert_to_write(self[name], self) != field.convert_to_write(
            field.convert_to_record(field.convert_to_cache(value, self), self), self
        )

    def _check_customer_is_here(self):
        # sudo: whether the account and its customer are archived
        gone = self.sudo().account_id.filtered(
            lambda account: not account.active or not account.partner_id.active
        )
        if gone:
            raise UserError(
                self.env._(
                    "%(customer)s is archived: bring it back before you agree on "
                    "anything.",
                    customer=gone[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        for agreement in self.filtered(lambda one: one.state != "draft"):
            raise UserError(
                self.env._(
                    "%(name)s counts in what recurs and is not deleted: end it, or set "
                    "it back to draft where it was never agreed.",
                    name=agreement.name,
                )
            )
