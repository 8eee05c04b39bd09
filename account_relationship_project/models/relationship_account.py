from odoo import api, models
from odoo.fields import Command, Domain


class RelationshipAccount(models.Model):
    """Tasks made of a customer's feedback go along with the account."""

    _inherit = "relationship.account"

    def _get_activity_sources(self):
        # sudo: only ids are compared
        tasks = self.sudo().with_context(active_test=False).env["project.task"]
        return super()._get_activity_sources() | {
            "project.task": tasks._search(
                [("relationship_feedback_id.account_id", "in", self.ids)]
            )
        }

    @api.model
    def _get_account_path(self, model):
        if model == "project.task":
            return "relationship_feedback_id.account_id"
        return super()._get_account_path(model)

    def _get_feedback_of(self, user):
        """Whoever answers the feedback does its open tasks, too."""
        # sudo: who may hand over an account hands over what belongs to it
        tasks = self.sudo().env["project.task"]
        return [
            *super()._get_feedback_of(user),
            tasks.search(
                Domain("relationship_feedback_id.account_id", "in", self.ids)
                & Domain("user_ids", "in", user.ids)
                & Domain("is_closed", "=", False)
            ),
        ]

    @api.model
    def _give(self, records, user, successor):
        if records._name != "project.task":
            return super()._give(records, user, successor)
        commands = [Command.unlink(user.id)]
        # Who may not work in projects does not get tasks: they wait in the project.
        if successor.has_group("project.group_project_user"):
            commands.append(Command.link(successor.id))
        records.with_context(mail_auto_subscribe_no_notify=True).write(
            {"user_ids": commands}
        )
        return None
