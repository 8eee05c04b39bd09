from odoo import fields, models


class RelationshipAccount(models.Model):
    """The people at the customer who have a say."""

    _inherit = "relationship.account"

    stakeholder_ids = fields.One2many(
        comodel_name="relationship.stakeholder",
        inverse_name="account_id",
        string="People",
        groups="account_relationship.group_user",
    )
