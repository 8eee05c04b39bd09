from odoo import api, fields, models

from odoo.addons.account_relationship.choices import check_numbers

AHEAD = ("relationship_renewal_lead_days", "relationship_renewal_plan_days")


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_arr_closed_until = fields.Date(
        string="Recurring revenue closed until",
        readonly=True,
        groups="base.group_user",
        help="The last day of the last month whose recurring revenue is kept as it was "
        "when the month was over. What is corrected later shows in the open month.",
    )

    relationship_renewal_lead_days = fields.Integer(
        string="Opportunity ahead of the notice",
        default=90,
        groups="base.group_user",
        help="So many days before notice ends, or before the term does where both have "
        "to agree, an opportunity is made for the renewal. 0: none.",
    )
    relationship_renewal_plan_id = fields.Many2one(
        comodel_name="mail.activity.plan",
        default=lambda self: self._get_shipped_plan(),
        string="Checkpoints of a renewal",
        domain="[('res_model', '=', 'relationship.agreement'),"
        " ('company_id', 'in', (False, id))]",
        groups="base.group_user",
        help="The activities that are planned before a renewal, for customers whose "
        "tier has no plan of its own.",
    )
    relationship_renewal_plan_days = fields.Integer(
        string="Checkpoints ahead of the notice",
        default=120,
        groups="base.group_user",
        help="So many days before notice ends, or before the term does where both have "
        "to agree, the checkpoints are planned. 0: none.",
    )

    _relationship_renewal_days_positive = models.Constraint(
        "CHECK(relationship_renewal_lead_days >= 0"
        " AND relationship_renewal_plan_days >= 0)",
        "Days ahead are not below 0.",
    )

    @api.constrains(*AHEAD)
    def _check_renewal_days(self):
        check_numbers(self, *AHEAD)

    @api.model
    def _get_shipped_plan(self):
        plan = "account_relationship_agreement.renewal_checkpoints"
        return self.env.ref(plan, raise_if_not_found=False)

    @api.model
    def _set_renewal_plan(self):
        """Companies there were before the plan use it, too."""
        plan = self._get_shipped_plan()
        if plan:
            self._get_all_companies().filtered(
                lambda company: not company.relationship_renewal_plan_id
            ).relationship_renewal_plan_id = plan
