from odoo.fields import Command

from odoo.addons.account_relationship.tests.feedback.common import FeedbackCommon


class TaskCommon(FeedbackCommon):
    """Feedback of Acme, and a project whose stages move it on.

    Tess and Ann work in projects, too; Max does so and has no rights on feedback.

    Stages
    ------
    new            planned
    doing          in progress
    checking       says nothing
    ready          implemented
    dropped        folded, says nothing
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.max = cls._add_user("max", "project.group_project_user")
        workers = cls.env.ref("project.group_project_user")
        (cls.tess | cls.ann).group_ids = [Command.link(workers.id)]
        stages = {
            "new": {"relationship_feedback_state": "planned"},
            "doing": {"relationship_feedback_state": "in_progress"},
            "checking": {},
            "ready": {"relationship_feedback_state": "implemented"},
            "dropped": {"fold": True},
        }
        for sequence, (name, values) in enumerate(stages.items()):
            stage = cls.env["project.task.type"].create(
                {"name": name.capitalize(), "sequence": sequence, **values}
            )
            setattr(cls, f"{name}_stage", stage)
        cls.project = cls._add_project("Lamps")
        cls.technical_team.project_id = cls.project
        cls.feedback = cls._add_feedback()

    @classmethod
    def _add_project(cls, name, **values):
        stages = [
            cls.new_stage,
            cls.doing_stage,
            cls.checking_stage,
            cls.ready_stage,
            cls.dropped_stage,
        ]
        return cls.env["project.project"].create(
            {
                "name": name,
                "privacy_visibility": "employees",
                "type_ids": [Command.set([stage.id for stage in stages])],
                **values,
            }
        )

    @classmethod
    def _add_feedback(cls, **values):
        return cls.env["relationship.feedback"].create(
            {
                "verbatim": "The lamp does not light\nSince Monday",
                "name": "Defective lot 12",
                "summary": "Lot 12 lacks the fuse",
                "partner_id": cls.amy.id,
                "account_id": cls.acme.id,
                "team_id": cls.technical_team.id,
                "user_id": cls.tess.id,
                **values,
            }
        )

    @classmethod
    def _add_task(cls, stage=None, feedback=None, **values):
        return cls.env["project.task"].create(
            {
                "name": "Mend the lamp",
                "project_id": cls.project.id,
                "stage_id": (stage or cls.checking_stage).id,
                "relationship_feedback_id": (feedback or cls.feedback).id,
                **values,
            }
        )

    def _get_notes(self, feedback):
        return [str(body) for body in feedback.sudo().message_ids.mapped("body")]
