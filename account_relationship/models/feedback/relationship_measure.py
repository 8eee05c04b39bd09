from odoo import api, models
from odoo.tools import SQL

from ...measures import DOWN, Measure
from ..shared.states import ANSWERED_FEEDBACK


class RelationshipMeasure(models.AbstractModel):
    """The measures made of feedback."""

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        return super()._get_measures() | {
            "open_feedback": Measure(
                self.env._("Open feedback"),
                *("count", DOWN, self._measure_open_feedback),
                empty=0,
            ),
        }

    @api.model
    def _get_measured_models(self):
        return [*super()._get_measured_models(), "relationship.feedback"]

    @api.model
    def _measure_open_feedback(self, scope, today, category):
        """What the customer said and nobody has finished with yet."""
        return SQL(
            """
            SELECT account.id AS account_id, COUNT(*) AS value
              FROM relationship_account AS account
              JOIN relationship_feedback AS feedback
                ON feedback.account_id = account.id
               AND feedback.state <> ALL(%s)
             WHERE %s
             GROUP BY account.id
            """,
            list(ANSWERED_FEEDBACK),
            scope,
        )
