from odoo import fields, models


class ProjectTaskType(models.Model):
    """A stage of tasks says how far the feedback behind a task has come."""

    _inherit = "project.task.type"

    relationship_feedback_state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("in_progress", "In progress"),
            ("implemented", "Implemented"),
        ],
        string="Moves feedback to",
        groups="base.group_user",
        help="The feedback behind a task moves on to this state when the task reaches "
        "the stage: forward only, and no further than its least advanced task. "
        "Empty: the stage says nothing about the feedback.",
    )
