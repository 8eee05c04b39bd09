from odoo import api, fields, models

from ..people import check_colleagues

#: How we work is not the customers' to read, who read their company over the API.
INTERNAL = "base.group_user"


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
    relationship_measured_on = fields.Datetime(
        string="Customer account numbers as of",
        readonly=True,
        groups=INTERNAL,
    )

    relationship_touched_at = fields.Datetime(
        string="Customer contacts as of",
        readonly=True,
        groups=INTERNAL,
    )

    # Scores
    relationship_ask_scores = fields.Boolean(
        string="Ask customers for a score",
        help="Key contacts are asked by mail, as often as the tier of their customer "
        "says.",
        groups=INTERNAL,
    )
    relationship_score_gap_days = fields.Integer(
        string="Days between questions to one person",
        default=90,
        help="Nobody is asked for a score more often, whatever the tiers say.",
        groups=INTERNAL,
    )
    relationship_score_expire_days = fields.Integer(
        string="Days to answer",
        default=30,
        help="So long the link in the mail works.",
        groups=INTERNAL,
    )
    relationship_follow_up_days = fields.Integer(
        string="Days low scores are one follow-up",
        default=14,
        help="Low scores of one customer within so many days are looked after "
        "together.",
        groups=INTERNAL,
    )
    relationship_nps_minimum = fields.Integer(
        string="Answers an NPS needs",
        default=10,
        help="With fewer answers no NPS is shown: it would say nothing.",
        groups=INTERNAL,
    )

    _relationship_score_days_positive = models.Constraint(
        "CHECK(relationship_score_gap_days > 0 AND relationship_score_expire_days > 0"
        " AND relationship_follow_up_days > 0 AND relationship_nps_minimum > 0)",
        "The days and the number of answers for scores have to be at least 1.",
    )

    relationship_head_id = fields.Many2one(
        comodel_name="res.users",
        string="Head of accounts",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="Is told when feedback is late though the leader of its team was told a "
        "working day before.",
        groups=INTERNAL,
    )

    relationship_plan_stale_days = fields.Integer(
        string="Plans are stale after",
        default=30,
        help="Days after which an action plan has to be reviewed again. 0: never.",
        groups=INTERNAL,
    )

    relationship_update_mode = fields.Selection(
        selection=[
            ("approve", "Drafted, the manager sends them"),
            ("automatic", "Sent automatically"),
        ],
        string="Promised updates",
        default="approve",
        required=True,
        help="What happens when an update of an action plan is due that was promised "
        "to the customer.",
        groups=INTERNAL,
    )

    _relationship_plan_stale_days_not_negative = models.Constraint(
        "CHECK(relationship_plan_stale_days >= 0)",
        "The days after which plans are stale cannot be negative.",
    )
    _relationship_capacity_not_negative = models.Constraint(
        "CHECK(relationship_capacity >= 0)",
        "The number of accounts per manager cannot be negative.",
    )

    @api.constrains("relationship_head_id")
    def _check_relationship_head(self):
        check_colleagues(self, "relationship_head_id")

    @api.model
    def _default_relationship_tier_id(self):
        return self.env.ref("account_relationship.tier_b", raise_if_not_found=False)

    @api.model
    def _set_default_relationship_tier(self):
        """Give the companies there are at installation a tier to start with."""
        tier = self._default_relationship_tier_id()
        self.search([("relationship_tier_id", "=", False)]).relationship_tier_id = tier
