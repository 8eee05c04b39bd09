from odoo import fields, models


class RelationshipFeedbackClock(models.AbstractModel):
    """By when the next step of feedback is due, in the team's working hours."""

    _name = "relationship.feedback.clock"
    _description = "Clocks of feedback"

    acknowledge_deadline = fields.Datetime(
        string="Acknowledge by", readonly=True, copy=False
    )
    decide_deadline = fields.Datetime(string="Decide by", readonly=True, copy=False)
    update_deadline = fields.Datetime(
        string="Tell the customer by", readonly=True, copy=False
    )
    resolve_deadline = fields.Datetime(string="Resolve by", readonly=True, copy=False)
    is_waiting = fields.Boolean(
        string="Waiting for the customer", readonly=True, copy=False, tracking=True
    )
    waiting_since = fields.Datetime(readonly=True, copy=False)
    deadline = fields.Datetime(string="Next deadline", readonly=True, copy=False)
    deadline_kind = fields.Selection(
        selection=[
            ("acknowledge", "Acknowledge"),
            ("decide", "Decide"),
            ("update", "Tell the customer"),
            ("resolve", "Resolve"),
        ],
        string="Due next",
        readonly=True,
        copy=False,
    )
    escalation_level = fields.Integer(readonly=True, copy=False, tracking=True)
