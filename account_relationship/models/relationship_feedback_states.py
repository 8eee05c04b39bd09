from odoo import fields, models


class RelationshipFeedbackStates(models.AbstractModel):
    """How far feedback has come, and what each step needs."""

    _name = "relationship.feedback.states"
    _description = "States of feedback"

    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("acknowledged", "Acknowledged"),
            ("planned", "Planned"),
            ("in_progress", "In progress"),
            ("implemented", "Implemented"),
            ("verified", "Verified with the customer"),
            ("closed", "Closed"),
            ("declined", "Declined"),
            ("duplicate", "Duplicate"),
        ],
        default="new",
        required=True,
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    outcome = fields.Selection(
        selection=[
            ("implemented", "Implemented"),
            ("answered", "Answered"),
            ("declined", "Declined"),
        ],
        readonly=True,
        tracking=True,
        copy=False,
        help="What came of it when it was closed.",
    )
    decline_reason = fields.Text(
        tracking=True, copy=False, help="Among ourselves; the customer does not see it."
    )
    duplicate_of_id = fields.Many2one(
        comodel_name="relationship.feedback",
        string="Duplicate of",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        tracking=True,
    )
    duplicate_ids = fields.One2many(
        comodel_name="relationship.feedback",
        inverse_name="duplicate_of_id",
        string="Duplicates",
    )
    reopen_count = fields.Integer(string="Reopened", readonly=True, copy=False)

    # When it came so far
    acknowledged_at = fields.Datetime(readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    implemented_at = fields.Datetime(readonly=True, copy=False)
    asked_at = fields.Datetime(
        string="Asked to verify", readonly=True, copy=False, tracking=True
    )
    verified_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    reopened_at = fields.Datetime(readonly=True, copy=False)
    is_solved = fields.Selection(
        selection=[("yes", "Solved"), ("no", "Not solved")],
        string="Customer says",
        readonly=True,
        tracking=True,
        copy=False,
    )
    notice_ids = fields.One2many(
        comodel_name="relationship.feedback.notice",
        inverse_name="feedback_id",
        string="What we told them",
    )
    told_at = fields.Datetime(
        string="Customer told",
        readonly=True,
        copy=False,
        help="When the customer was last told what we decided or what came of it.",
    )
