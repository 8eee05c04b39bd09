from odoo.tests import freeze_time, tagged, users

from ..communication.common import CommunicationCommon

REASON = "account_relationship.activity_type_promise_late"
OTHER = "account_relationship.activity_type_promise"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestToDo(CommunicationCommon):
    """Of each reason a record has one to-do, as it is wanted now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = cls.env["relationship.promise"].create(
            [
                {"name": name, "account_id": cls.acme.id, "user_id": cls.tim.id}
                for name in ("One", "Two", "Three")
            ]
        )
        (cls.ann | cls.bob).notification_type = "inbox"

    def _sync(self, wanted, **options):
        self.env["mail.activity"]._sync(REASON, wanted, **options)

    def _get_to_dos(self, records=None):
        """``[(owner, day, summary)]`` of what is open of the reason."""
        open_ones = (self.records if records is None else records).sudo().activity_ids
        return [
            (a.user_id, str(a.date_deadline), a.summary)
            for a in open_ones.sorted("id")
            if a.activity_type_id == self.env.ref(REASON)
        ]

    def _get_news(self, user):
        """Subjects of what the person was told."""
        notices = self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)], order="id"
        )
        return notices.mail_message_id.sorted("id").mapped("subject")

    @users("ann")
    def test_missing_are_made_others_moved_and_those_over_dropped(self):
        one, two, three = self.records
        self._sync(
            {one: (self.bob, "2026-03-12", "A"), two: (self.ann, "2026-03-12", "B")}
        )
        kept = one.sudo().activity_ids
        self._sync(
            {
                one: (self.bob, "2026-03-15", "C"),
                two: None,
                three: (self.bob, "2026-03-12", "D"),
            }
        )
        self.assertEqual(self._get_to_dos(one), [(self.bob, "2026-03-15", "C")])
        self.assertEqual(one.sudo().activity_ids, kept)
        self.assertFalse(self._get_to_dos(two))
        self.assertEqual(self._get_to_dos(three), [(self.bob, "2026-03-12", "D")])
        self.assertTrue(kept.automated)

    @users("ann")
    def test_another_reason_and_what_a_person_planned_stay(self):
        one = self.records[0]
        self.env["mail.activity"]._sync(OTHER, {one: (self.bob, "2026-03-12", "A")})
        by_hand = one.sudo().activity_schedule(REASON, automated=False, summary="Mine")
        self._sync({one: (self.bob, "2026-03-12", "B")})
        self._sync({one: None})
        self.assertTrue(by_hand.exists())
        self.assertEqual(len(one.sudo().activity_ids), 2)

    @users("ann")
    def test_what_does_not_follow_stays_as_it_is(self):
        one = self.records[0]
        self._sync({one: (self.bob, "2026-03-12", "A")})
        self._sync({one: (self.tim, "2026-03-15", "B")}, follows=["date_deadline"])
        self.assertEqual(self._get_to_dos(one), [(self.bob, "2026-03-15", "A")])

    @users("ann")
    def test_done_by_hand_is_over_and_wanted_again_is_another(self):
        one = self.records[0]
        self._sync({one: (self.bob, "2026-03-12", "A")})
        done = one.sudo().activity_ids
        done.action_feedback()
        self.assertFalse(self._get_to_dos(one))
        self._sync({one: (self.bob, "2026-03-15", "B")})
        self.assertEqual(self._get_to_dos(one), [(self.bob, "2026-03-15", "B")])
        self.assertEqual(str(done.date_deadline), "2026-03-12")
        self.assertFalse(done.active)

    @users("ann")
    def test_without_summary_it_says_what_its_type_says(self):
        self.env.ref(REASON).sudo().summary = "See to it"
        self._sync({self.records[0]: (self.bob, "2026-03-12", None)})
        self.assertEqual(self._get_to_dos(), [(self.bob, "2026-03-12", "See to it")])

    @users("ann")
    def test_each_person_hears_once_of_many_and_nobody_of_what_was_known(self):
        day = "2026-03-12"
        wanted = {record: (self.bob, day, record.name) for record in self.records}
        self._sync(wanted)
        [subject] = self._get_news(self.bob)
        self.assertIn("3 to-dos", subject)
        message = self.env["mail.message"].sudo().search([("subject", "=", subject)])
        for record in self.records:
            self.assertIn(f"res_id={record.id}", message.body)
            self.assertIn(record.name, message.body)
        self._sync(wanted)
        self.assertEqual(len(self._get_news(self.bob)), 1)
        self._sync(wanted | {self.records[0]: (self.ann, day, "Mine")})
        self.assertFalse(self._get_news(self.ann), "who did it knows")
        self._sync(wanted)
        self.assertIn("One", self._get_news(self.bob)[1])

    def test_somebody_who_is_away_gets_nothing_new(self):
        self.acme.manager_id = self.ann
        self._sync({self.records[0]: (self.bob, "2026-03-12", "A")})
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": "2026-03-10",
                "date_to": "2026-03-12",
            }
        )._carry_out()
        wanted = {record: (self.ann, "2026-03-12", "A") for record in self.records}
        self._sync(wanted)
        self.assertEqual({user for user, *_ in self._get_to_dos()}, {self.bea})
        self._sync(wanted)
        self.assertEqual({user for user, *_ in self._get_to_dos()}, {self.bea})
        self.env["relationship.absence"].search([]).action_end()
        self.assertEqual({user for user, *_ in self._get_to_dos()}, {self.ann})

    def test_what_an_heir_has_stays_until_who_left_is_back(self):
        one = self.records[0]
        wanted = {one: (self.tim, "2026-03-12", "A")}
        self._sync(wanted)
        self.tim.active = False
        heir = self.acme._find_in_charge()
        self._sync(wanted)
        self.assertEqual(self._get_to_dos(one), [(heir, "2026-03-12", "A")])
        self.tim.active = True
        self._sync(wanted)
        self.assertEqual(self._get_to_dos(one), [(self.tim, "2026-03-12", "A")])

    @users("ann")
    def test_whoever_asks_for_no_to_dos_makes_none(self):
        quiet = self.env["mail.activity"].with_context(
            mail_activity_automation_skip=True
        )
        quiet._sync(REASON, {self.records[0]: (self.bob, "2026-03-12", "A")})
        self.assertFalse(self._get_to_dos())
