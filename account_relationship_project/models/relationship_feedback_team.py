from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelationshipFeedbackTeam(models.Model):
    """A team works on feedback in the tasks of a project."""

    _inherit = "relationship.feedback.team"

    project_id = fields.Many2one(
        comodel_name="project.project",
        index="btree_not_null",
        ondelete="set null",
        domain="[('is_template', '=', False),"
        " '|', ('company_id', '=', False), ('company_id', '=?', company_id)]",
        help="Where the team's feedback becomes tasks. Its stages say how far the "
        "feedback has come.",
    )

    @api.constrains("project_id", "company_id")
    def _check_project_company(self):
        for team in self:
            # sudo: the project may be one that only its followers see
            project = team.sudo().project_id
            if team.company_id and project.company_id - team.company_id:
                raise ValidationError(
                    self.env._(
                        "The project %(project)s is not one of %(company)s, whose "
                        "feedback the team answers: choose another project.",
                        project=project.name,
                        company=team.company_id.name,
                    )
                )
