from odoo import api, models
from odoo.tools import SQL

from .relationship_recurring_sources import ANNUAL


class RelationshipRecurring(models.AbstractModel):
    """Of what today's recurring revenue is made, line by line."""

    _inherit = "relationship.recurring"

    @api.model
    def _get_line_sources(self):
        """Methods that return the SQL of a query of lines in force; addons add theirs.

        Each gets ``days`` as in :meth:`_get_arr_sources`, and returns a query of
        ``source`` (a word of its own), ``line_id``, ``account_id``, ``agreement_id``,
        ``product_id`` (these two may be null) and ``amount`` of a year in the currency
        of ``env.company``, of its accounts.
        """
        return [self._get_agreed_lines]

    @api.model
    def _get_lines_query(self, day):
        days = SQL("SELECT %s::date AS day", day)
        return SQL(" UNION ALL ").join(
            source(days) for source in self._get_line_sources()
        )

    @api.model
    def _get_agreed_lines(self, days):
        return SQL(
            """
            SELECT 'agreement' AS source, line.id AS line_id, agreement.account_id,
                   agreement.id AS agreement_id, line.product_id,
                   ROUND((%s * term.rate)::numeric, 8) AS amount
              FROM %s
             WHERE %s AND %s AND %s != 0
            """,
            ANNUAL,
            self._get_in_force(days),
            self._get_scope(None),
            self._get_counted(SQL("asked.day")),
            ANNUAL,
        )
