from odoo import api, fields, models

from odoo.addons.account_relationship.choices import check_numbers


class RelationshipTier(models.Model):
    _inherit = "relationship.tier"

    renewal_plan_id = fields.Many2one(
        comodel_name="mail.activity.plan",
        string="Checkpoints of a renewal",
        domain="[('res_model', '=', 'relationship.agreement')]",
        help="The activities that are planned before a renewal; empty: those of the "
        "settings.",
    )
    renewal_lead_days = fields.Integer(
        string="Opportunity ahead of the notice",
        help="So many days before notice ends, or before the term does where both have "
        "to agree, an opportunity is made for the renewal. 0: as many as in the "
        "settings.",
    )

    _renewal_lead_days_positive = models.Constraint(
        "CHECK(renewal_lead_days >= 0)", "Days ahead are not below 0."
    )

    @api.constrains("renewal_lead_days")
    def _check_renewal_lead_days(self):
        check_numbers(self, "renewal_lead_days")
