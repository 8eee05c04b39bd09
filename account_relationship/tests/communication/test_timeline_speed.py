import re

from odoo.tests import tagged
from odoo.tools import SQL

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestTimelineSpeed(CommunicationCommon):
    def _get_first_page(self):
        self.env.invalidate_all()
        return (
            self.env["relationship.timeline"]
            .with_user(self.ann)
            .web_search_read(
                [("account_id", "=", self.acme.id)],
                {
                    "date": {},
                    "kind": {},
                    "title": {},
                    "amount": {},
                    "partner_id": {"fields": {"display_name": {}}},
                    "user_id": {"fields": {"display_name": {}}},
                },
                limit=20,
            )["records"]
        )

    def _count_queries(self):
        self._get_first_page()
        before = self.env.cr.sql_log_count
        lines = self._get_first_page()
        return len(lines), self.env.cr.sql_log_count - before

    def test_page_takes_as_many_queries_whatever_happened(self):
        for __ in range(5):
            self._log()
        few = self._count_queries()
        for __ in range(95):
            self._log(partner_ids=False)
        many = self._count_queries()
        self.assertEqual((few[0], many[0]), (6, 20))
        self.assertLessEqual(many[1], few[1])
        self.assertLess(many[1], 30)

    def test_page_reads_no_more_than_the_account_has(self):
        lead = self._add_lead(self.amy, self.ann)
        self._add_message(lead, self.amy)
        self._add_meeting(self.amy, self._ago(days=1))
        self.env.flush_all()
        self._fill_database()
        timeline = self.env["relationship.timeline"].with_user(self.ann)
        query = timeline._search(
            [("account_id", "=", self.acme.id)], limit=20, order=timeline._order
        )
        rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        plan = [line.strip() for (line,) in rows]
        for table in ("mail_message", "calendar_attendee", "calendar_event"):
            reads = [line for line in plan if re.search(rf"Scan .*on {table}\b", line)]
            self.assertTrue(reads, table)
            self.assertFalse([line for line in reads if "Seq Scan" in line])

    def _fill_database(self):
        """Meetings and mails of 2,000 others."""
        self.env.cr.execute(
            """
            INSERT INTO res_partner (name, autopost_bills)
            SELECT 'Other ' || n, 'ask' FROM GENERATE_SERIES(1, 2000) AS n;

            UPDATE res_partner SET commercial_partner_id = id
             WHERE name LIKE 'Other %';

            INSERT INTO calendar_event (name, active, start, stop, user_id, show_as)
            SELECT 'Meeting', TRUE, NOW() - n * INTERVAL '1 hour', NOW(), 1, 'busy'
              FROM GENERATE_SERIES(1, 5000) AS n;

            INSERT INTO calendar_attendee (event_id, partner_id, state)
            SELECT event.id, other.id, 'accepted'
              FROM (SELECT id, ROW_NUMBER() OVER () AS n FROM calendar_event) AS event
              JOIN (SELECT id, ROW_NUMBER() OVER () AS n FROM res_partner) AS other
                ON other.n = event.n % 2000 OR other.n = event.n * 7 % 2000;

            INSERT INTO mail_message (model, res_id, author_id, message_type, date,
                                      message_id, body, create_date)
            SELECT 'res.partner', other.id, other.id, 'email', NOW(),
                   '<' || other.id || n || '@example.com>', 'Hello', NOW()
              FROM res_partner AS other, GENERATE_SERIES(1, 10) AS n
             WHERE other.name LIKE 'Other %';

            ANALYZE res_partner, calendar_event, calendar_attendee, mail_message;
            """
        )
