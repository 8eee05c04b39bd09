from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import plaintext2html

from odoo.addons.account_relationship.models.shared.relationship_guard import say
from odoo.addons.account_relationship.turns import take_turns

#: The states tasks move feedback through. The customer is told by people.
PATH = ("new", "acknowledged", "planned", "in_progress", "implemented")
#: Who sees a project: also customers.
SHARED = ("invited_users", "portal")


class RelationshipFeedback(models.Model):
    """Feedback becomes tasks, and goes on as they do."""

    _inherit = "relationship.feedback"

    task_ids = fields.One2many(
        comodel_name="project.task",
        inverse_name="relationship_feedback_id",
        string="Tasks",
        groups="account_relationship.group_feedback",
    )
    task_count = fields.Integer(
        string="Number of tasks",
        compute="_compute_task_count",
        groups="account_relationship.group_feedback",
    )

    @api.depends("task_ids")
    def _compute_task_count(self):
        counts = dict(
            self.env["project.task"]._read_group(
                [("relationship_feedback_id", "in", self.ids)],
                ["relationship_feedback_id"],
                ["__count"],
            )
        )
        for feedback in self:
            feedback.task_count = counts.get(feedback._origin, 0)

    # ------------------------------------------------------------
    # Write
    # ------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if vals.get("duplicate_of_id"):
            # sudo: the work goes with what the customer said, whoever sees the tasks
            repeated = self.sudo().with_context(active_test=False)
            repeated.task_ids.relationship_feedback_id = vals["duplicate_of_id"]
        return result

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_make_task(self):
        """Make a task of it in the team's project, and open it.

        One that is still open is opened instead: the second click, or colleague, gets
        what the first made. The stage's mail to customers is not sent: people tell
        them, from the feedback.
        """
        self.ensure_one()
        self.check_access("write")
        take_turns(self)
        # sudo: whether there is one, though it may be a colleague's
        open_tasks = self.sudo().task_ids.filtered(
            lambda task: task.active and not task.is_closed
        )
        if open_tasks:
            return open_tasks[:1].with_env(self.env).get_formview_action()
        Task = self.env["project.task"].with_context(**say(relationship_silent=True))
        task = Task.create(self._prepare_task())
        return task.with_env(self.env).get_formview_action()

    def action_view_tasks(self):
        """Open the only task, or the list."""
        self.ensure_one()
        if len(self.task_ids) == 1:
            return self.task_ids.get_formview_action()
        return {
            "type": "ir.actions.act_window",
            "res_model": "project.task",
            "view_mode": "list,kanban,form",
            "domain": [("relationship_feedback_id", "=", self.id)],
            "context": {"create": False},
            "name": self.env._("Tasks"),
        }

    # ------------------------------------------------------------
    # Tasks
    # ------------------------------------------------------------

    def _prepare_task(self):
        self.ensure_one()
        project = self._get_task_project()
        return {
            "name": self._get_task_title(project),
            "project_id": project.id,
            "company_id": (project.company_id or self.company_id).id,
            "partner_id": self.account_id._get_addressee(self.partner_id).id,
            "date_deadline": self.resolve_deadline,
            "description": plaintext2html(self._get_task_text(project)),
            "user_ids": [Command.set(self._get_task_assignee(project).ids)],
            "relationship_feedback_id": self.id,
        }

    def _get_task_project(self):
        if not self.team_id:
            raise UserError(
                self.env._("Choose the team that answers this feedback first.")
            )
        project = self.team_id.project_id
        # Put away or made a template since: nobody would look for the task there.
        if not project.active or project.is_template:
            raise UserError(
                self.env._(
                    "The team %(team)s has no project to make tasks in. Choose one in "
                    "Configuration > Feedback Teams.",
                    team=self.team_id.name,
                )
            )
        return project

    def _get_task_text(self, project):
        """What we make of it; where customers may look, their own words only.

        Customers get a task's title by mail from any project, so that our title of
        the feedback, which is internal as well, is never used for it.
        """
        if self._is_confided_in(project):
            return ""
        shared = project.privacy_visibility in SHARED
        return self.verbatim if shared else self.summary or self.verbatim

    def _get_task_title(self, project):
        if self._is_confided_in(project):
            return self._get_title_without_words()
        return self.customer_wording or self._get_first_line(self.verbatim)

    def _is_confided_in(self, project):
        """Whether the customer's people may look at what one of them confided to us."""
        return self._is_confided() and project.privacy_visibility in SHARED

    def _get_task_assignee(self, project):
        """Who works on the feedback, when they may work in the project as well."""
        user = self.user_id
        companies = project.company_id or self.company_id
        if not user.active or companies - user.company_ids:
            return user.browse()
        theirs = project.with_user(user).with_context(allowed_company_ids=companies.ids)
        worker = user.has_group("project.group_project_user")
        return user if worker and theirs.has_access("read") else user.browse()

    def _follow_tasks(self, moved):
        """Go on as far as the least advanced task is, and say why.

        Never back, and never on from where people decide: not from verified, closed,
        declined or duplicate.

        :param moved: the tasks that came further or fell away
        """
        for feedback in self:
            tasks = moved & feedback.with_context(active_test=False).task_ids
            state = feedback._get_state_of_tasks()
            if state and feedback._is_behind(state):
                feedback._post_tasks(tasks)
                feedback.state = state

    def _get_state_of_tasks(self):
        """The state of the least advanced task; False when one says nothing.

        Archived and cancelled tasks do not count.
        """
        self.ensure_one()
        states = {task._get_relationship_state() for task in self.task_ids}
        states.discard("cancelled")
        if not states or False in states:
            return False
        return min(states, key=PATH.index)

    def _is_behind(self, state):
        return self.state in PATH and PATH.index(self.state) < PATH.index(state)

    def _post_tasks(self, tasks):
        """Say on the feedback which task came how far."""
        self.ensure_one()
        for task in tasks:
            self.message_post(
                body=self.env._(
                    "Task %(task)s: %(stage)s",
                    task=task._get_html_link(),
                    stage=task._get_relationship_word(),
                ),
            )
