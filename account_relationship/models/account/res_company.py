from odoo import api, fields, models

from ..shared.res_company import INTERNAL


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_tier_id = fields.Many2one(
        comodel_name="relationship.tier",
        string="Default customer tier",
        ondelete="set null",
        default=lambda self: self._default_relationship_tier_id(),
        help="The tier of new customer accounts.",
        groups=INTERNAL,
    )
    relationship_capacity = fields.Float(
        string="Accounts per manager",
        default=50.0,
        help="How many customer accounts, weighted by tier, one manager can look "
        "after, unless the user has a capacity of his or her own. 0: no limit.",
        groups=INTERNAL,
    )

    relationship_first_steps_hidden = fields.Boolean(
        string="First steps put away",
        help="The panel of first steps above the customer accounts is not shown.",
        groups=INTERNAL,
    )

    _relationship_capacity_not_negative = models.Constraint(
        "CHECK(relationship_capacity >= 0)",
        "The number of accounts per manager cannot be negative.",
    )

    def write(self, vals):
        """Who is taken out of a company leaves its accounts."""
        # sudo: whoever administers companies; only who loses rights is looked at
        users = self.sudo().user_ids if "user_ids" in vals else self.env["res.users"]
        result = super().write(vals)
        users._leave_what_is_closed()
        return result

    @api.model
    def _default_relationship_tier_id(self):
        return self.env.ref("account_relationship.tier_b", raise_if_not_found=False)

    def _get_relationship_tier(self):
        """The tier of new accounts; none while it is put away."""
        return self.relationship_tier_id.filtered("active")

    @api.model
    def _set_default_relationship_tier(self):
        """Give the companies there are at installation a tier to start with."""
        tier = self._default_relationship_tier_id()
        self.search([("relationship_tier_id", "=", False)]).relationship_tier_id = tier
