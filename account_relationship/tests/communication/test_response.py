from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestResponse(CommunicationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._add_lead(cls.amy, cls.ann)

    def setUp(self):
        super().setUp()
        # One clock for a test: a second between two messages would count.
        self.now = fields.Datetime.now()

    def _ask(self, hours, author=None, record=None, **values):
        return self._add_message(
            record or self.lead,
            author or self.amy,
            date=self.now - timedelta(hours=hours),
            **values,
        )

    def _answer(self, hours, author=None, **values):
        author = author or self.ann.partner_id
        return self._ask(hours, author, **{"message_type": "comment", **values})

    def _get_rows(self, user=None, account=None):
        self.env["relationship.response"].invalidate_model()
        return (
            self.env["relationship.response"]
            .with_user(user or self.hugo)
            .search([("account_id", "=", (account or self.acme).id)], order="date")
        )

    def test_answer_of_a_colleague_ends_the_wait(self):
        asked = self._ask(10)
        answered = self._answer(7.5)
        [row] = self._get_rows()
        self.assertRecordValues(
            row,
            [
                {
                    "manager_id": self.ann.id,
                    "tier_id": self.tier_a.id,
                    "partner_id": self.amy.id,
                    "responder_id": self.ann.partner_id.id,
                    "date": asked.date,
                    "answered_at": answered.date,
                    "is_answered": True,
                    "hours": 2.5,
                }
            ],
        )

    def test_first_answer_counts_and_answers_all_before_it(self):
        self._ask(10)
        self._ask(8)
        self._answer(6)
        self._answer(2, self.tim.partner_id)
        rows = self._get_rows()
        self.assertEqual(rows.mapped("hours"), [4, 2])
        self.assertEqual(rows.responder_id, self.ann.partner_id)

    def test_answer_imported_later_with_an_earlier_date_is_none(self):
        self._ask(10)
        self._answer(12)
        self.assertFalse(self._get_rows().is_answered)
        self._answer(3)
        self._answer(4, self.tim.partner_id)
        self.assertRecordValues(
            self._get_rows(), [{"hours": 6, "responder_id": self.tim.partner_id.id}]
        )

    def test_question_imported_after_its_answer_is_answered_by_it(self):
        self._answer(8)
        self._ask(10)
        self._ask(8)
        self.assertEqual(self._get_rows().mapped("hours"), [2, 0])

    def test_message_nobody_answered_waits(self):
        self._answer(12)
        self._ask(10)
        [row] = self._get_rows()
        self.assertFalse(row.is_answered)
        self.assertFalse(row.answered_at)

    def test_notes_and_automatic_messages_are_no_answers(self):
        self._ask(10)
        self._answer(9, subtype_id=self._note_id())
        self._answer(8, is_internal=True)
        self._answer(7, message_type="notification")
        self._answer(6, message_type="auto_comment")
        self._answer(5, self.ben)
        self._answer(4, message_type="out_of_office")
        waiting = self._get_rows()
        self.assertFalse(any(waiting.mapped("is_answered")))
        self._answer(3, message_type="email_outgoing")
        self.assertEqual(self._get_rows()[0].hours, 7)

    def test_answer_on_another_document_does_not_count(self):
        self._ask(10)
        self._answer(9, record=self._add_lead(self.amy, self.ann))
        self.assertFalse(self._get_rows().is_answered)

    def test_answer_from_ones_own_mail_program_counts(self):
        self._ask(10)
        self._answer(9, message_type="email", subtype_id=self._note_id())
        self._answer(8, message_type="email")
        self.assertEqual(self._get_rows().hours, 2)

    def _note_id(self):
        return self.env.ref("mail.mt_note").id

    def test_colleague_who_left_still_has_answered(self):
        self._ask(10)
        self._answer(6, self.tim.partner_id)
        self.tim.action_archive()
        [row] = self._get_rows()
        self.assertEqual((row.hours, row.responder_id), (4, self.tim.partner_id))

    def test_contact_whose_login_was_taken_away_stays_a_customer(self):
        self._ask(10, self.pia.partner_id)
        self._answer(9, self.ben)
        self.pia.action_archive()
        self.assertEqual(self._get_rows().mapped("is_answered"), [False, False])

    def test_automatic_answers_of_the_customer_need_none(self):
        self._ask(10, message_type="out_of_office")
        self.assertFalse(self._get_rows())

    def test_average_leaves_out_what_is_not_answered(self):
        self._ask(10)
        self._answer(8)
        self._ask(6)
        self._answer(2)
        self._ask(1)
        [(hours, asked, answered)] = (
            self.env["relationship.response"]
            .with_user(self.hugo)
            ._read_group(
                [("account_id", "=", self.acme.id)],
                aggregates=["hours:avg", "message_count:sum", "answered_count:sum"],
            )
        )
        self.assertEqual((hours, asked, answered), (3, 3, 2))

    def test_users_see_the_accounts_they_see(self):
        self._ask(10)
        for user, seen in [
            (self.ann, 1),
            (self.tim, 1),
            (self.hugo, 1),
            (self.bob, 0),
        ]:
            with self.subTest(login=user.login):
                self.assertEqual(len(self._get_rows(user)), seen)
        for user in (self.sam, self.eve, self.pia):
            with self.subTest(login=user.login), self.assertRaises(AccessError):
                self._get_rows(user)

    def test_each_company_waits_for_its_own_messages(self):
        company = self._add_company()
        abroad = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        self._ask(10)
        self._ask(9, record=self.amy)
        self.hugo.company_id = company
        both = {"allowed_company_ids": (self.env.company | company).ids}
        rows = self.env["relationship.response"].with_user(self.hugo)
        rows = rows.with_context(**both).search(
            [("account_id", "in", (self.acme | abroad).ids)]
        )
        self.assertEqual(len(rows.filtered(lambda r: r.account_id == self.acme)), 2)
        self.assertEqual(len(rows.filtered(lambda r: r.account_id == abroad)), 1)
        self.assertEqual(len(set(rows.ids)), 3)
        today = fields.Date.context_today(rows)
        self.assertTrue(all(row.date.date() <= today for row in rows))

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        messages=st.lists(
            st.tuples(st.sampled_from(["customer", "us", "note"]), st.integers(0, 12)),
            max_size=12,
        )
    )
    def test_no_wait_is_negative_in_whatever_order_messages_came(self, messages):
        """SQL against plain Python: the first answer at or after the question."""
        with self.env.cr.savepoint() as savepoint:
            for who, hours in messages:
                if who == "customer":
                    self._ask(hours)
                else:
                    self._answer(hours, is_internal=who == "note")
            rows = self._get_rows()
            found = sorted(
                (round((self.now - row.date).total_seconds() / 3600), row.hours)
                if row.is_answered
                else (round((self.now - row.date).total_seconds() / 3600), -1)
                for row in rows
            )
            savepoint.rollback()
            self.env.invalidate_all()
        answers = [hours for who, hours in messages if who == "us"]
        wanted = sorted(
            (asked, asked - max(later) if later else -1)
            for who, asked in messages
            if who == "customer"
            for later in [[hours for hours in answers if hours <= asked]]
        )
        self.assertEqual(found, wanted)
