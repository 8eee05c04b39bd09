from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...choices import check_numbers
from .relationship_account_cadence import CADENCE_STATES


class RelationshipKeyContact(models.Model):
    """A person at the customer who is to hear from us at a cadence of its own.

    The account is due when one of its key contacts is, even if others were in touch.
    """

    _name = "relationship.key.contact"
    _description = "Key contact of a customer account"
    _inherit = "relationship.guard"
    _keeps_figures = True
    _order = "next_contact_date, id"
    _rec_name = "partner_id"

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
        string="Key contact",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
    cadence_days = fields.Integer(
        string="Contact every (days)", required=True, default=30
    )
    last_touch_at = fields.Datetime(string="Last contact", readonly=True, copy=False)
    next_contact_date = fields.Date(
        string="Next contact due", readonly=True, copy=False
    )
    cadence_state = fields.Selection(
        selection=CADENCE_STATES,
        string="Contact",
        readonly=True,
        copy=False,
    )

    _contact_once = models.Constraint(
        "UNIQUE(account_id, partner_id)", "This person is a key contact already."
    )
    _cadence_days_positive = models.Constraint(
        "CHECK(cadence_days > 0)", "A key contact needs a cadence of at least one day."
    )

    @api.constrains("cadence_days")
    def _check_cadence_days(self):
        check_numbers(self, "cadence_days")

    @api.constrains("partner_id", "account_id")
    def _check_partner_of_customer(self):
        for key in self:
            if key.partner_id.commercial_partner_id != key.account_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is not a contact of %(customer)s.",
                        contact=key.partner_id.display_name,
                        customer=key.account_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        keys = super().create(vals_list)
        keys.account_id._refresh_touches(is_contact=True)
        return keys

    def write(self, vals):
        accounts = self.account_id
        result = super().write(vals)
        if "account_id" in vals:
            # Odoo checks rights before it writes: the other account counts as well.
            self.check_access("write")
        if {"account_id", "partner_id", "cadence_days"} & vals.keys():
            (accounts | self.account_id)._refresh_touches(is_contact=True)
        return result

    def unlink(self):
        accounts = self.account_id
        result = super().unlink()
        accounts._refresh_touches(is_contact=True)
        return result

    def _become_one(self):
        """Of several rows of one person the one that is due most often stays."""
        (self - self.sorted("cadence_days")[0]).unlink()
