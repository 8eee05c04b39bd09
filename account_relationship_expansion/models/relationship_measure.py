from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.measures import DOWN, Measure, Scale


class RelationshipMeasure(models.AbstractModel):
    """The measures made of the people at a customer."""

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        return super()._get_measures() | {
            "champions_left": Measure(
                *(
                    self.env._("Champions who left, and no other is there"),
                    "count",
                    DOWN,
                    self._measure_champions_left,
                ),
                empty=0,
                is_goal=False,
                scale=Scale("knock_out"),
                action="action_view_people",
            ),
        }

    @api.model
    def _get_measured_models(self):
        return [
            *super()._get_measured_models(),
            *("relationship.stakeholder", "relationship.stakeholder.role"),
        ]

    @api.model
    def _measure_champions_left(self, scope, today, category):
        """By role, never by what we think of somebody: that is not everybody's."""
        return SQL(
            """
            SELECT account.id AS account_id, COUNT(DISTINCT person.id) AS value
              FROM relationship_account AS account
              JOIN relationship_stakeholder AS person
                ON person.account_id = account.id AND person.active
              JOIN relationship_stakeholder_role_rel AS has_role
                ON has_role.stakeholder_id = person.id
              JOIN relationship_stakeholder_role AS role
                ON role.id = has_role.role_id AND role.kind = 'champion'
             WHERE %s
             GROUP BY account.id
            HAVING bool_and(COALESCE(person.has_left, FALSE))
            """,
            scope,
        )
