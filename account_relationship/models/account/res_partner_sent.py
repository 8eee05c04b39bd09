from math import ceil

from odoo import models
from odoo.tools import SQL

from ...turns import HOUR

#: Records on which contacts write to us.
THREADS = ("relationship.account", "relationship.feedback", "relationship.action")


class ResPartner(models.Model):
    """What a contact has sent us within the last hour, by whatever link or login."""

    _inherit = "res.partner"

    def _take_turns(self):
        """Let two requests of one contact come one by one.

        As with ``relationship.account``: the second is tried again, and then it sees
        what the first one made.
        """
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET write_date = write_date WHERE id = ANY(%s)",
                    self.ids,
                )
            )

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

    def _get_sent_query(self, since, number):
        """When the n-th last of what the contact sent since then was sent."""
        return SQL(
            """
            SELECT sent.date
              FROM (SELECT create_date AS date
                      FROM mail_message
                     WHERE author_id = %(contact)s AND model IN %(threads)s
                       AND message_type = 'comment' AND create_date > %(since)s
                     UNION ALL
                    SELECT create_date
                      FROM relationship_feedback
                     WHERE partner_id = %(contact)s AND source = 'portal'
                       AND create_date > %(since)s) AS sent
             ORDER BY sent.date DESC
            OFFSET %(others)s LIMIT 1
            """,
            contact=self.id,
            threads=THREADS,
            since=since,
            others=number - 1,
        )
