from odoo import fields, models


class MailActivityPlan(models.Model):
    """Playbooks are brought along, and so they are called in each user's language."""

    _inherit = "mail.activity.plan"

    name = fields.Char(translate=True)
