from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import TouchCommon


@tagged("post_install", "-at_install")
class TestRecentTouches(TouchCommon):
    COLUMNS = (
        "last_touch_at",
        "last_touch_kind",
        "last_touch_partner_id",
        "last_touch_user_id",
        "next_contact_date",
        "cadence_state",
    )

    def _read(self, accounts):
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                "SELECT id, %s FROM relationship_account"
                " WHERE id = ANY(%s) ORDER BY id",
                SQL(", ").join(map(SQL.identifier, self.COLUMNS)),
                accounts.ids,
            )
        )

    def _restore(self, rows):
        for row in rows:
            self.env.cr.execute(
                SQL(
                    "UPDATE relationship_account SET %s WHERE id = %s",
                    SQL(", ").join(
                        SQL("%s = %s", SQL.identifier(name), row[name])
                        for name in self.COLUMNS
                    ),
                    row["id"],
                )
            )
        self.env.invalidate_all()

    def test_looking_at_what_is_new_finds_what_looking_at_all_finds(self):
        accounts = self.accounts | self._add_accounts(6)
        old, mailed, met, called, logged, twice = accounts[3:]
        self._add_message(old, old.partner_id, date=self._ago(days=50))
        self._add_message(twice, twice.partner_id, date=self._ago(days=50))
        self._age_everything()
        self._refresh()
        before = self._read(accounts)
        self._add_message(mailed, mailed.partner_id, date=self._ago(hours=3))
        self._add_meeting(met.partner_id, self._ago(hours=9))
        call = called.activity_schedule("mail.mail_activity_data_call")
        call.action_feedback()
        partners = [Command.set(logged.partner_id.ids)]
        self._log(logged, partner_ids=partners)
        for kind, user in [
            ("meeting", self.ann),
            ("call", self.tim),
            ("call", self.ann),
        ]:
            twice.activity_schedule(
                f"mail.mail_activity_data_{kind}", user_id=user.id
            ).action_feedback()
        self._restore(before)
        touched = self.env["relationship.touch"]._refresh_recent(self.env.cr.now())
        recent = self._read(accounts)
        self.assertEqual(touched, mailed | met | called | logged | twice)
        self._refresh()
        self.assertEqual(recent, self._read(accounts))
        self.assertNotEqual(recent, before)

    def test_nothing_new_touches_nothing(self):
        self._log()
        self._age_everything()
        self._refresh()
        with self.assertQueryCount(12):
            touched = self.env["relationship.touch"]._refresh_recent(self.env.cr.now())
        self.assertFalse(touched)

    def test_of_two_calls_on_one_day_the_same_one_is_the_last(self):
        touches = self.env["relationship.touch"]
        for kind, user in [
            ("meeting", self.ann),
            ("call", self.tim),
            ("call", self.ann),
        ]:
            activity = self.acme.activity_schedule(
                f"mail.mail_activity_data_{kind}", user_id=user.id
            )
            # In the database only: nobody looks at once.
            activity.write({"active": False})
            touches._refresh_recent(self.env.cr.now())
        recent = self._get_touch()
        self._refresh()
        self.assertEqual(recent, self._get_touch())
        self.assertEqual((recent[1], recent[3]), ("call", self.ann))

    def test_meeting_planned_long_ago_is_found_once_it_is_over(self):
        meeting = self._add_meeting(self.amy, self._ago(hours=2))
        self._age_everything()
        touched = self.env["relationship.touch"]._refresh_recent(self._ago(hours=3))
        self.assertEqual(touched, self.acme)
        self.assertEqual(self.acme.last_touch_at, meeting.stop)

    def test_last_contact_never_moves_back(self):
        self._log(date_start=self._ago(hours=1))
        self._add_message(self.acme, self.amy, date=self._ago(days=3))
        self.env["relationship.touch"]._refresh_recent(self.env.cr.now())
        self.assertEqual(self.acme.last_touch_kind, "interaction")

    def test_key_contacts_move_forward_with_what_is_new(self):
        key, other = self.env["relationship.key.contact"].create(
            [
                {"account_id": self.acme.id, "partner_id": contact.id}
                for contact in (self.amy, self.ben)
            ]
        )
        said = self._add_message(self.acme, self.ben, date=self._ago(days=50))
        self._age_everything()
        self._refresh()
        self.assertEqual((key.last_touch_at, other.last_touch_at), (False, said.date))
        wrote = self._add_message(self.acme, self.amy, date=self._ago(hours=3))
        self.env["relationship.touch"]._refresh_recent(self.env.cr.now())
        recent = [
            (contact.last_touch_at, contact.next_contact_date, contact.cadence_state)
            for contact in (key, other)
        ]
        self.assertEqual([row[0] for row in recent], [wrote.date, said.date])
        self._refresh()
        self.assertEqual(
            recent,
            [
                (
                    contact.last_touch_at,
                    contact.next_contact_date,
                    contact.cadence_state,
                )
                for contact in (key, other)
            ],
        )

    def test_cron_looks_at_everything_first_and_then_at_what_is_new(self):
        company = self.env.ref("base.main_company")
        company.relationship_touched_at = False
        meeting = self._add_meeting(self.amy, self._ago(days=2))
        self._age_everything()
        account = self.env["relationship.account"]
        with self._without_commits():
            account._cron_refresh_recent_touches()
        self.assertEqual(self.acme.last_touch_at, meeting.stop)
        since = company.relationship_touched_at
        self.assertTrue(since)
        with self._without_commits():
            account._cron_refresh_recent_touches()
        self.assertGreaterEqual(company.relationship_touched_at, since)

    def _age_everything(self):
        """What was done so far was done last month, the database says as well."""
        self.env.flush_all()
        for table in (
            "mail_message",
            "mail_activity",
            "calendar_event",
            "relationship_interaction",
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = create_date - INTERVAL '30 days',"
                    " write_date = write_date - INTERVAL '30 days'"
                    " WHERE create_date >= %s",
                    SQL.identifier(table),
                    self.env.cr.now(),
                )
            )
        self.env.invalidate_all()
