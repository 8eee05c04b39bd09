from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.account_relationship.models.shared.relationship_guard import hear

#: What is written when a task may have come further.
MOVES = {"stage_id", "state", "active", "project_id", "relationship_feedback_id"}


class ProjectTask(models.Model):
    """A task may do what a customer asked for; how far it is moves the feedback on."""

    _inherit = "project.task"

    relationship_feedback_id = fields.Many2one(
        comodel_name="relationship.feedback",
        string="Customer feedback",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="account_relationship.group_feedback",
        help="What a customer said and this task answers.",
    )
    # Whoever works on the task reads what it is about, and nothing else of the account.
    relationship_feedback_verbatim = fields.Text(
        related="relationship_feedback_id.verbatim",
        string="What the customer said",
        groups="base.group_user",
    )
    relationship_feedback_deadline = fields.Datetime(
        related="relationship_feedback_id.resolve_deadline",
        string="Resolve feedback by",
        groups="base.group_user",
    )

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("relationship_feedback_id", "company_id", "project_id")
    def _check_relationship_feedback_company(self):
        # sudo: whoever moves the task to another company may not see its feedback
        for task in self.sudo():
            feedback = task.relationship_feedback_id
            companies = task.company_id | task.project_id.company_id
            if feedback and companies - feedback.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(task)s” answers feedback in %(company)s: choose a project "
                        "of this company, or remove the feedback from the task.",
                        task=task.name,
                        company=feedback.company_id.name,
                    )
                )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._check_relationship_feedback_access()
        tasks._move_relationship_feedback(before={})
        return tasks

    def write(self, vals):
        if not MOVES & vals.keys():
            return super().write(vals)
        before = self._get_relationship_progress()
        result = super().write(vals)
        if "relationship_feedback_id" in vals:
            self._check_relationship_feedback_access()
        self._move_relationship_feedback(before)
        return result

    def _check_relationship_feedback_access(self):
        """Only those who may move feedback themselves tie a task to it.

        The task shows the customer's words and moves the feedback on. Not a constraint,
        as those are checked with all rights.
        """
        # sudo: which feedback it is; the rights on it are the user's
        feedback = self.sudo().relationship_feedback_id
        if feedback:  # without any, rights on the model would be asked for
            feedback.with_env(self.env).check_access("write")

    def _track_template(self, changes):
        """A task that is made of feedback does not answer the customer by itself."""
        templates = super()._track_template(changes)
        if hear(self.env, "relationship_silent"):
            templates.pop("stage_id", None)
        return templates

    # ------------------------------------------------------------
    # Feedback
    # ------------------------------------------------------------

    def _move_relationship_feedback(self, before):
        """Let the feedback of tasks that came further, or fell away, follow.

        What customers move in a shared project does not count: that something was done
        about what they said is for us to say.

        :param dict before: the tasks' progress before they were written
        """
        if self.env.user.share:
            return
        after = self._get_relationship_progress()
        moved = self.browse(
            task.id for task in after if after[task] != before.get(task)
        )
        if moved:
            # sudo: technicians may have rights on tasks only. Somebody who may move
            # the feedback tied the task to it, and it goes forward by the stages' rules
            moved = moved.sudo()
            moved.relationship_feedback_id._follow_tasks(moved)

    def _get_relationship_progress(self):
        """How far the tasks are that answer feedback.

        :return: ``{task: (feedback, state of feedback or False)}``
        """
        # sudo: neither feedback nor the stages of others are everybody's to read
        tasks = self.sudo()
        return {
            task: (task.relationship_feedback_id, task._get_relationship_state())
            for task in tasks
            if task.relationship_feedback_id
        }

    def _get_relationship_state(self):
        """How far the feedback would be if this were its only task.

        :return: a state of feedback, ``cancelled``, or False when nothing is said
        """
        self.ensure_one()
        if not any(self.project_id.type_ids.mapped("relationship_feedback_state")):
            return False
        if not self.active:
            return "cancelled"
        stage_state = self.stage_id.relationship_feedback_state
        if self.state == "1_done":
            return "implemented"
        if self.state == "1_canceled" or self.stage_id.fold and not stage_state:
            return "cancelled"
        return stage_state

    def _get_relationship_word(self):
        """How far the task is, in a word."""
        self.ensure_one()
        if not self.active:
            return self.env._("archived")
        if self.state not in ("1_done", "1_canceled"):
            return self.stage_id.name
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
