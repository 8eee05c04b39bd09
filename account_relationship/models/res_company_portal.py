from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """How much customers may send us, and how long their looks are kept."""

    _inherit = "res.company"

    relationship_portal_limit = fields.Integer(
        string="Messages of a contact per hour",
        default=20,
        help="Feedback, comments, answers and calls asked for together. Whoever sends "
        "more keeps the words in the form and reads when to try again. 0: no limit.",
        groups=INTERNAL,
    )
    relationship_mail_limit = fields.Integer(
        string="Mails of a sender per hour",
        default=10,
        help="So many mails of one sender to feedback teams become feedback; further "
        "ones are collected in the conversation of the last. 0: no limit.",
        groups=INTERNAL,
    )
    relationship_look_days = fields.Integer(
        string="Days looks at plans are kept",
        default=365,
        help="The last look at each plan is kept. 0: all are.",
        groups=INTERNAL,
    )

    _relationship_portal_numbers_not_negative = models.Constraint(
        "CHECK(relationship_portal_limit >= 0 AND relationship_mail_limit >= 0"
        " AND relationship_look_days >= 0)",
        "The limits of what customers send and the days looks are kept cannot be "
        "negative.",
    )
