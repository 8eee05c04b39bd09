from odoo import fields, models


class RelationshipAccount(models.Model):
    """The people at the customer who have a say."""

    _inherit = "relationship.account"

    stakeholder_ids = fields.One2many(
        comodel_name="relationship.stakeholder",
        inverse_name="account_id",
        string="People",
        groups="account_relationship.group_user",
    )

    def action_view_people(self):
        """Open the list of the people at the customer."""
        return self._open_people("relationship_stakeholder_action")

    def action_view_org_chart(self):
        """Open who reports to whom at the customer."""
        return self._open_people("relationship_stakeholder_action_chart")

    def _open_people(self, action):
        self.ensure_one()
        self.check_access("read")
        values = self.env["ir.actions.act_window"]._for_xml_id(
            f"account_relationship_expansion.{action}"
        )
        return {
            **values,
            "path": False,
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }
