from odoo import fields, models


class RelationshipHandover(models.Model):
    """The checkbox of a handover: parcels go along, or stay."""

    _inherit = "relationship.handover"

    move_parcels = fields.Boolean(string="Parcels under way", default=True)


class RelationshipHandoverLine(models.Model):
    """How many parcels of an account are under way."""

    _inherit = "relationship.handover.line"

    parcel_count = fields.Integer(string="Parcels", compute="_compute_open_work")
