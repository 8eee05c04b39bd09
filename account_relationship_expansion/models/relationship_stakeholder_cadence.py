from odoo import api, fields, models
from odoo.exceptions import UserError


class RelationshipStakeholder(models.Model):
    """Who is to hear from us at a cadence of their own: key contacts of the core.

    There is one list. The cadence is kept where it always was, so it stays when this
    addon goes.
    """

    _inherit = "relationship.stakeholder"
    # Of whom it says when they are due is found, not said: it may be anybody's.
    _proof_fields = frozenset({"key_contact_id"})

    key_contact_id = fields.Many2one(
        comodel_name="relationship.key.contact",
        string="Key contact",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    cadence_days = fields.Integer(
        string="Contact every (days)",
        compute="_compute_cadence_days",
        inverse="_inverse_cadence_days",
        search="_search_cadence_days",
        aggregator=None,
        help="Nothing: as often as the account, with no reminder of its own.",
    )
    next_contact_date = fields.Date(related="key_contact_id.next_contact_date")
    cadence_state = fields.Selection(
        related="key_contact_id.cadence_state", string="Cadence"
    )

    @api.depends("key_contact_id.cadence_days")
    def _compute_cadence_days(self):
        for person in self:
            person.cadence_days = person.key_contact_id.cadence_days

    def _inverse_cadence_days(self):
        """Make, change or remove the key contacts."""
        days = {person: person.cadence_days for person in self}
        without = self.filtered(lambda person: not days[person])
        without.key_contact_id.unlink()
        added = self.env[self._name]
        for person in self - without:
            if person.key_contact_id:
                person.key_contact_id.cadence_days = days[person]
            else:
                added += person
        added._check_can_have_cadence()
        self.env["relationship.key.contact"].create(
            [
                {
                    "account_id": person.account_id.id,
                    "partner_id": person.partner_id.id,
                    "cadence_days": days[person],
                }
                for person in added
            ]
        )

    def _search_cadence_days(self, operator, value):
        return [("key_contact_id.cadence_days", operator, value)]

    def _check_can_have_cadence(self):
        for person in self:
            if not person.partner_id:
                raise UserError(
                    self.env._(
                        "%(person)s is to be found yet: say who it is before you say "
                        "how often to be in touch.",
                        person=person.display_name,
                    )
                )
            if person.has_left:
                raise UserError(
                    self.env._(
                        "%(person)s has left %(customer)s.",
                        person=person.display_name,
                        customer=person.account_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        people = super().create(vals_list)
        people.filtered("partner_id")._link_key_contacts()
        return people

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self._move_cadence()
        if vals.get("active") is False:
            # Nobody is reminded of whom nobody sees.
            self.key_contact_id.unlink()
        return result

    def unlink(self):
        """There is one list: who is off it is to be contacted no more."""
        keys = self.key_contact_id
        result = super().unlink()
        keys.unlink()
        return result

    def _link_key_contacts(self):
        """Know the key contacts that are the same people."""
        keys = self.env["relationship.key.contact"].search(
            [
                ("account_id", "in", self.account_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        of_person = {(key.account_id, key.partner_id): key for key in keys}
        for person in self:
            key = of_person.get((person.account_id, person.partner_id))
            if person.key_contact_id != (key or self.env[keys._name]):
                person._on_own_path().key_contact_id = key

    def _move_cadence(self):
        """The cadence goes along when somebody else takes the place."""
        for person in self.filtered("key_contact_id"):
            key = person.key_contact_id
            if not person.partner_id:
                key.unlink()
            elif key.partner_id != person.partner_id:
                key.partner_id = person.partner_id

    def _is_key_contact(self):
        self.ensure_one()
        key = self.key_contact_id
        return (key.account_id, key.partner_id) == (self.account_id, self.partner_id)
