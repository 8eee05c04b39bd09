from odoo import api, fields, models


class CrmLead(models.Model):
    """What people know of a lead's customer, and where the lead came from."""

    _inherit = "crm.lead"

    interaction_ids = fields.One2many(
        comodel_name="relationship.interaction",
        inverse_name="lead_id",
        string="Came from",
    )
    need_ids = fields.One2many(
        comodel_name="relationship.need",
        inverse_name="lead_id",
        string="Meets what they want",
    )
    relationship_brief = fields.Json(
        string="Customer brief",
        compute="_compute_relationship_brief",
        groups="base.group_user",
        export_string_translation=False,
    )

    @api.depends("relationship_account_id")
    @api.depends_context("uid", "lang")
    def _compute_relationship_brief(self):
        # sudo: the brief is for everybody who may see the lead; what goes into it is
        # chosen by RelationshipAccount
        briefs = self.relationship_account_id.sudo()._get_briefs(self.env.user)
        for lead in self:
            lead.relationship_brief = briefs.get(lead.relationship_account_id.id, False)

    def action_log_interaction(self):
        """Log a contact with the lead's customer."""
        self.ensure_one()
        return self.env["relationship.interaction"]._get_dialog_action(
            {"default_res_model": self._name, "default_res_id": self.id}
        )
