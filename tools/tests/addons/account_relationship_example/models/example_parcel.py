from odoo import api, fields, models


class ExampleParcel(models.Model):
    """A parcel for a customer.

    Its field is called ``account_id``, as everywhere, and it has activities: they go
    along when somebody else looks after the account, and it moves with the account when
    two customers are merged.
    """

    _name = "example.parcel"
    _description = "Parcel"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    name = fields.Char(required=True)
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="Received by")
    user_id = fields.Many2one(
        comodel_name="res.users", default=lambda self: self.env.user
    )
    date = fields.Date(required=True, default=fields.Date.today)
    state = fields.Selection(
        selection=[("sent", "Under way"), ("arrived", "Arrived")],
        default="sent",
        required=True,
    )
    note = fields.Text(string="What we think of it")

    @api.model
    def _forget_old(self):
        """Delete what arrived more than five years ago."""
        day = fields.Date.add(fields.Date.today(), years=-5)
        # sudo: the nightly work, for all customers
        self.sudo().search([("state", "=", "arrived"), ("date", "<", day)]).unlink()
