from math import ceil

from odoo import api, models
from odoo.tools import SQL

from ...turns import HOUR


class ResPartner(models.Model):
    """What a contact has sent us within the last hour, by whatever link or login."""

    _inherit = "res.partner"

    def _get_minutes_to_wait(self, company):
        """How long the contact has to wait until we take something again, or 0."""
        self.ensure_one()
        # sudo: one number of the settings, for a customer
        limit = company.sudo().relationship_portal_limit
        if not limit:
            return 0
        now = self.env.cr.now()
        self.env.flush_all()
        # When the last but so many of what the contact sent was sent.
        query = SQL(
            "SELECT date FROM (%s) AS sent (date) ORDER BY date DESC OFFSET %s LIMIT 1",
            SQL(" UNION ALL ").join(self._get_sent_queries(now - HOUR)),
            limit - 1,
        )
        for (date,) in self.env.execute_query(query):
            return ceil((date + HOUR - now).total_seconds() / 60)
        return 0

    @api.model
    def _get_threads(self):
        """Models on whose records contacts write to us."""
        return ["relationship.account"]

    def _get_sent_queries(self, since):
        """Queries of ``create_date`` of what the contact sent since then."""
        return [
            SQL(
                """
                SELECT create_date
                  FROM mail_message
                 WHERE author_id = %(contact)s AND model = ANY(%(threads)s)
                   AND message_type = 'comment' AND create_date > %(since)s
                """,
                contact=self.id,
                threads=self._get_threads(),
                since=since,
            )
        ]
