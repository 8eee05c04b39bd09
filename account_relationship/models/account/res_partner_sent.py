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
        self.env.cr.execute(self._get_sent_query(now - HOUR, limit))
        row = self.env.cr.fetchone()
        return ceil((row[0] + HOUR - now).total_seconds() / 60) if row else 0

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

    def _get_sent_query(self, since, number):
        """When the n-th last of what the contact sent since then was sent."""
        return SQL(
            """
            SELECT sent.date
              FROM (%(sent)s) AS sent (date)
             ORDER BY sent.date DESC
            OFFSET %(others)s LIMIT 1
            """,
            sent=SQL(" UNION ALL ").join(self._get_sent_queries(since)),
            others=number - 1,
        )
