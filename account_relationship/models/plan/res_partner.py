from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """A contact who takes part in plans."""

    _inherit = "res.partner"

    @api.model
    def _get_threads(self):
        return [*super()._get_threads(), "relationship.action"]

    @api.model
    def _get_personal_models(self):
        return [
            *super()._get_personal_models(),
            *("relationship.plan.contact", "relationship.plan.link"),
        ]

    def _get_removal_queries(self):
        return [
            *super()._get_removal_queries(),
            SQL(
                "UPDATE relationship_plan_visit SET partner_id = NULL"
                " WHERE partner_id = ANY(%s)",
                self.ids,
            ),
        ]

    def _get_place_queries(self):
        return [
            *super()._get_place_queries(),
            SQL(
                """
                UPDATE relationship_plan AS plan
                   SET agreed_by_id = account.partner_id
                  FROM relationship_account AS account
                 WHERE account.id = plan.account_id AND plan.agreed_by_id = ANY(%s)
                """,
                self.ids,
            ),
        ]
