from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.measures import DOWN, Measure, Scale


class RelationshipMeasure(models.AbstractModel):
    """The measures made of agreements."""

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        return super()._get_measures() | {
            "notice_given": Measure(
                *(
                    self.env._("Agreements the customer gave notice for"),
                    "count",
                    DOWN,
                    self._measure_notice_given,
                ),
                empty=0,
                is_goal=False,
                scale=Scale("knock_out"),
                action="action_view_agreements",
            ),
        }

    @api.model
    def _get_measured_models(self):
        return [*super()._get_measured_models(), "relationship.agreement"]

    @api.model
    def _measure_notice_given(self, scope, today, category):
        """Those that still run and will not go on, as the customer wants it."""
        return SQL(
            """
            SELECT account.id AS account_id, COUNT(*) AS value
              FROM relationship_account AS account
              JOIN relationship_agreement AS agreement
                ON agreement.account_id = account.id
               AND agreement.state = 'noticed'
               AND agreement.noticed_by IN ('customer', 'both')
             WHERE %s
             GROUP BY account.id
            """,
            scope,
        )
