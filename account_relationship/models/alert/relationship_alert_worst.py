from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipAlert(models.Model):
    """How bad it became: what other thresholds would have opened is known by it."""

    _inherit = "relationship.alert"

    worst_value = fields.Float(
        readonly=True,
        aggregator=None,
        help="The value that was farthest beyond the threshold.",
    )

    @api.model
    def _open_new(self, words):
        """Of what goes on and what was just opened, the last of the reason's steps."""
        result = super()._open_new(words)
        reason = self._get_reasons()[words["reason"]]
        worse = SQL("LEAST") if reason.is_falling else SQL("GREATEST")
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_alert AS alert
                   SET worst_value = %(worse)s(alert.worst_value, alert.value)
                 WHERE alert.state IN ('open', 'snoozed')
                   AND %(alerts)s
                   AND alert.worst_value IS DISTINCT FROM
                       %(worse)s(alert.worst_value, alert.value)
                """,
                worse=worse,
                alerts=words["alerts"],
            )
        )
        return result
