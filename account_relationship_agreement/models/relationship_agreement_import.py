from odoo import api, models


class RelationshipAgreement(models.Model):
    """Agreements from another program: drafts with their lines in the rows below."""

    _inherit = "relationship.agreement"

    @api.model
    def get_import_templates(self):
        """Offer a template in the import screen."""
        return [
            {
                "label": self.env._("Import template for agreements"),
                "template": "/account_relationship_agreement/static/xls/"
                "agreements.xlsx",
            }
        ]


class RelationshipAgreementLine(models.Model):
    _inherit = "relationship.agreement.line"

    @api.model_create_multi
    def create(self, vals_list):
        # An empty cell of a file is no description: the product says what it is.
        return super().create(
            [
                {
                    name: value
                    for name, value in vals.items()
                    if value or name != "name" or not vals.get("product_id")
                }
                for vals in vals_list
            ]
        )
