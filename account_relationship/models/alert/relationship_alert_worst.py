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
        """Of what goes on and of what was just opened: the last of the steps."""
        result = super()._open_new(words)
        falling = [
            key for key, reason in self._get_reasons().items() if reason.is_falling
        ]
        worst = SQL(
            """
            CASE WHEN alert.reason = ANY(%s::varchar[])
                 THEN LEAST(alert.worst_value, alert.value)
                 ELSE GREATEST(alert.worst_value, alert.value) END
            """,
            falling,
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_alert AS alert
                   SET worst_value = %(worst)s
                 WHERE alert.state IN ('open', 'snoozed')
                   AND %(alerts)s
                   AND alert.worst_value IS DISTINCT FROM %(worst)s
                """,
                worst=worst,
                alerts=words["alerts"],
            )
        )
        return result
