from odoo import fields, models


class RelationshipAlertSetting(models.Model):
    _inherit = "relationship.alert.setting"

    unit = fields.Selection(selection_add=[("percent", "Percent")])
