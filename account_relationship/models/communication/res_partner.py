from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Who somebody at a customer was to us, and what we met about."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if {"active", "parent_id", "is_company"} & vals.keys():
            self._refresh_key_contacts()
        return result

    def _refresh_key_contacts(self):
        """Who is at a customer no more, or again, is waited for accordingly."""
        # sudo: whoever may edit contacts need not be allowed to read accounts
        keys = self.env["relationship.key.contact"].sudo()
        keys = keys.search([("partner_id", "child_of", self.ids)])
        keys.account_id._refresh_touches(is_contact=True)

    def _get_person_domains(self):
        return super()._get_person_domains() | {
            "relationship.interaction": [("partner_ids", "in", self.ids)],
            "relationship.need": [("partner_id", "in", self.ids)],
        }

    @api.model
    def _get_personal_models(self):
        return [*super()._get_personal_models(), "relationship.key.contact"]

    def _get_removal_queries(self):
        return [
            *super()._get_removal_queries(),
            SQL(
                "DELETE FROM relationship_interaction_partner_rel"
                " WHERE res_partner_id = ANY(%s)",
                self.ids,
            ),
        ]

    def _get_place_queries(self):
        return [
            *super()._get_place_queries(),
            SQL(
                """
                INSERT INTO relationship_interaction_partner_rel
                            (relationship_interaction_id, res_partner_id)
                SELECT interaction.id, account.partner_id
                  FROM relationship_interaction_partner_rel AS rel
                  JOIN relationship_interaction AS interaction
                    ON interaction.id = rel.relationship_interaction_id
                  JOIN relationship_account AS account
                    ON account.id = interaction.account_id
                 WHERE rel.res_partner_id = ANY(%s)
                    ON CONFLICT DO NOTHING
                """,
                self.ids,
            ),
        ]
