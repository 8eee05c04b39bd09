from odoo import api, fields, models

from ...choices import TEN_YEARS, check_numbers
from ...people import check_words


class RelationshipTier(models.Model):
    """How closely a customer account is looked after.

    The tier says how often the customer is contacted, asked for feedback and
    reviewed, and how much of a manager's capacity one account takes.
    """

    _name = "relationship.tier"
    _description = "Customer account tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    description = fields.Char(
        translate=True,
        help="Which customers belong in this tier, in one line.",
    )
    contact_days = fields.Integer(
        string="Contact every (days)",
        help="Longest time without a contact. 0: no cadence.",
    )
    feedback_days = fields.Integer(
        string="Ask for feedback every (days)",
        help="How often the key contacts are asked by mail how likely they are to "
        "recommend us, once the settings say that customers are asked. 0: never.",
    )
    review_days = fields.Integer(
        string="Review every (days)",
        help="How often the account is reviewed with the head of accounts. 0: never.",
    )
    stale_days = fields.Integer(
        string="Answers go stale after (days)",
        default=90,
        help="What the customer wants is marked as stale when it was not confirmed "
        "for so long. 0: never.",
    )
    capacity_weight = fields.Float(
        default=1.0,
        help="What one account of this tier takes of a manager's capacity. "
        "An account of weight 2 counts as two.",
    )

    _days_not_negative = models.Constraint(
        "CHECK(contact_days >= 0 AND feedback_days >= 0 AND review_days >= 0"
        " AND stale_days >= 0)",
        "The days of a tier cannot be negative.",
    )
    _capacity_weight_not_negative = models.Constraint(
        "CHECK(capacity_weight >= 0)",
        "The capacity weight of a tier cannot be negative.",
    )

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")

    @api.constrains("contact_days", "feedback_days", "review_days", "stale_days")
    def _check_days(self):
        check_numbers(
            self, "contact_days", "feedback_days", "review_days", "stale_days"
        )

    def _get_review_days(self):
        """Days between reviews: of older tiers no more than a calendar has."""
        return min(self.review_days, TEN_YEARS)

    @api.constrains("capacity_weight")
    def _check_capacity_weight(self):
        check_numbers(self, "capacity_weight", most=1000)
