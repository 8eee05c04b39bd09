from odoo import api, fields, models


class RelationshipDocumentMixin(models.AbstractModel):
    """What people know of the customer, on every document of it."""

    _inherit = "relationship.document.mixin"

    relationship_brief = fields.Json(
        string="Customer brief",
        compute="_compute_relationship_brief",
        groups="base.group_user",
        export_string_translation=False,
    )

    @api.depends("relationship_account_id")
    @api.depends_context("uid", "company", "lang")
    def _compute_relationship_brief(self):
        # sudo: the brief is for everybody who may see the document; what goes into it
        # is chosen by RelationshipAccount
        briefs = self.relationship_account_id.sudo()._get_briefs(self.env.user)
        for document in self:
            document.relationship_brief = briefs.get(
                document.relationship_account_id.id, False
            )

    def action_log_interaction(self):
        """Log a contact with the document's customer."""
        self.ensure_one()
        return self.env["relationship.interaction"]._get_dialog_action(
            {"default_res_model": self._name, "default_res_id": self.id}
        )
