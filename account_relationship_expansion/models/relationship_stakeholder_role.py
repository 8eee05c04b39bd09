from odoo import fields, models

#: What a role means to reasons and proposals, whatever a company calls it.
ROLE_KINDS = [
    ("sponsor", "Sponsor"),
    ("decides", "Decides"),
    ("budget", "Budget"),
    ("technical", "Technical"),
    ("user", "User"),
    ("purchasing", "Purchasing"),
    ("finance", "Finance"),
    ("champion", "Champion"),
    ("against", "Against"),
]


class RelationshipStakeholderRole(models.Model):
    """What somebody at a customer has to do with the decision to buy.

    Names are the company's own; the kind is what everything else asks for.
    """

    _name = "relationship.stakeholder.role"
    _description = "Role in the decision"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        selection=ROLE_KINDS,
        required=True,
        help="What reasons, filters and proposals take the role for.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
