from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.turns import take_turns

_lt = LazyTranslate(__name__)
REPORTS_TO_NOBODY = _lt("Reports to nobody")
NOT_KNOWN = _lt("Not known")
NOBODY_OF_US = _lt("Nobody of us")

SENSITIVE = "account_relationship.group_sensitive"
INFLUENCES = [("low", "Low"), ("medium", "Medium"), ("high", "High")]
SUPPORTS = [
    ("against", "Against"),
    ("sceptical", "Sceptical"),
    ("neutral", "Neutral"),
    ("supports", "Supports"),
    ("champion", "Champion"),
]


class RelationshipStakeholder(models.Model):
    """Somebody at a customer who has a say: a contact, or one who is to be found yet.

    The core's key contacts are the same people: whoever is to hear from us at a
    cadence of their own is one of these, see :mod:`.relationship_stakeholder_cadence`.
    """

    _name = "relationship.stakeholder"
    _inherit = ["relationship.guard"]
    _description = "Person at a customer"
    _order = "has_left, name, id"
    _proof_fields = frozenset({"has_left"})

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
    customer_id = fields.Many2one(related="account_id.partner_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        index=True,
        ondelete="cascade",
        copy=False,
        domain="[('commercial_partner_id', '=', customer_id)]",
        help="Empty while the person is to be found yet.",
    )
    name = fields.Char(
        compute="_compute_name",
        inverse="_inverse_of_contact",
        store=True,
        readonly=False,
        help="Of a contact: what the contact is called. Of somebody who is to be found "
        "yet: what we know, as “Head of purchasing”.",
    )
    function = fields.Char(
        string="Job position",
        compute="_compute_function",
        inverse="_inverse_of_contact",
        store=True,
        readonly=False,
    )
    role_ids = fields.Many2many(
        comodel_name="relationship.stakeholder.role",
        relation="relationship_stakeholder_role_rel",
        column1="stakeholder_id",
        column2="role_id",
        string="Roles",
        help="What the person has to do with the decision to buy.",
    )
    parent_id = fields.Many2one(
        comodel_name="relationship.stakeholder",
        string="Reports to",
        index=True,
        ondelete="set null",
        domain="[('account_id', '=', account_id), ('id', '!=', id)]",
        falsy_value_label=REPORTS_TO_NOBODY,
    )
    child_ids = fields.One2many(
        comodel_name="relationship.stakeholder",
        inverse_name="parent_id",
        string="Leads",
    )
    influence = fields.Selection(
        selection=INFLUENCES,
        groups=SENSITIVE,
        copy=False,
        help="How much the person has to say in what the customer buys.",
    )
    support = fields.Selection(
        selection=SUPPORTS,
        groups=SENSITIVE,
        copy=False,
        help="What the person thinks of working with us.",
        falsy_value_label=NOT_KNOWN,
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Relationship owner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Who of us keeps up the relationship with this person.",
        falsy_value_label=NOBODY_OF_US,
    )
    note = fields.Text(string="Notes")
    active = fields.Boolean(default=True)
    has_left = fields.Boolean(
        string="Left",
        compute="_compute_has_left",
        store=True,
        help="The contact is archived or belongs to another customer now.",
    )

    _person_once = models.Constraint(
        "UNIQUE(account_id, partner_id)",
        "This person is on the list of the account already.",
    )
    _is_somebody = models.Constraint(
        "CHECK(partner_id IS NOT NULL OR COALESCE(name, '') <> '')",
        "Choose a contact, or say in a few words who is to be found.",
    )

    @api.depends("partner_id.name")
    def _compute_name(self):
        for person in self:
            person.name = person.partner_id.name or person.name

    @api.depends("partner_id.function")
    def _compute_function(self):
        for person in self:
            if person.partner_id:
                person.function = person.partner_id.function
            else:
                person.function = person.function

    def _inverse_of_contact(self):
        """A contact is called what the contact says, whatever a file says."""
        for person in self.filtered("partner_id"):
            for name in ("name", "function"):
                if person[name] != person.partner_id[name]:
                    person[name] = person.partner_id[name]

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for person in self:
            person.display_name = person.name or person.partner_id.display_name

    @api.depends(
        "partner_id.active", "partner_id.commercial_partner_id", "account_id.partner_id"
    )
    def _compute_has_left(self):
        for person in self:
            partner = person.partner_id
            person.has_left = partner and (
                not partner.active
                or partner.commercial_partner_id != person.account_id.partner_id
            )

    @api.constrains("partner_id", "account_id")
    def _check_partner_of_customer(self):
        for person in self.filtered("partner_id"):
            customer = person.partner_id.commercial_partner_id
            if customer != person.account_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s, not of %(account)s.",
                        contact=person.partner_id.display_name,
                        customer=customer.display_name,
                        account=person.account_id.name,
                    )
                )

    @api.constrains("name", "partner_id")
    def _check_is_somebody(self):
        for person in self:
            if not person.partner_id and not (person.name or "").strip():
                raise ValidationError(
                    self.env._(
                        "Choose a contact, or say in a few words who is to be found."
                    )
                )

    @api.constrains("parent_id")
    def _check_parent(self):
        led = self.filtered("parent_id")
        # Two people might close a circle neither of them sees.
        take_turns(led.account_id)
        for person in led:
            if person.parent_id.account_id != person.account_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s and %(leader)s are people of different customer "
                        "accounts.",
                        person=person.display_name,
                        leader=person.parent_id.display_name,
                    )
                )
        if self._has_cycle():
            person = next((one for one in self if one._has_cycle()), self[:1])
            raise ValidationError(
                self.env._(
                    "%(person)s cannot report to %(leader)s, who reports to "
                    "%(person)s, directly or through others.",
                    person=person.display_name,
                    leader=person.parent_id.display_name,
                )
            )

    def write(self, vals):
        if "account_id" in vals and self.account_id.ids not in (
            [],
            [vals["account_id"]],
        ):
            raise UserError(
                self.env._(
                    "People stay with their customer account. Add them to the "
                    "other one."
                )
            )
        return super().write(vals)

    def action_view_org_chart(self):
        """Open who reports to whom at the customer."""
        return self.account_id.action_view_org_chart()
