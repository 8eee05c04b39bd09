from odoo import fields, models


class CrmLead(models.Model):
    """Where the lead came from."""

    _inherit = "crm.lead"

    interaction_ids = fields.One2many(
        comodel_name="relationship.interaction",
        inverse_name="lead_id",
        string="Came from",
    )
    need_ids = fields.One2many(
        comodel_name="relationship.need",
        inverse_name="lead_id",
        string="Meets what they want",
    )
