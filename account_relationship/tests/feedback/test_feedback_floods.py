from datetime import timedelta

from odoo.tests import tagged

from .test_feedback_gateway import GatewayCommon

ROBOT = "robot@elsewhere.example.com"


@tagged("post_install", "-at_install")
class TestFeedbackFloods(GatewayCommon):
    """Many mails of one sender are collected: nothing of them is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.relationship_mail_limit = 2

    def _receive_from(self, address, number, **values):
        """So many mails; the feedback they became."""
        found = self._get_all().browse()
        for n in range(number):
            found |= self._receive(
                f"<p>Words {n} of {address}</p>",
                email_from=address,
                return_path=address,
                **values,
            )
        return found

    def test_mails_beyond_the_limit_are_collected_in_the_last_feedback(self):
        feedback = self._receive_from(ROBOT, 5)
        self.assertEqual(len(feedback), 2)
        mails = feedback[-1].message_ids.filtered(
            lambda message: message.message_type == "email"
        )
        self.assertEqual(len(mails), 4)
        for number in (1, 2, 3, 4):
            self.assertTrue(
                mails.filtered(lambda m, n=number: f"Words {n} of" in m.body), number
            )

    def test_whoever_has_to_answer_is_told_once(self):
        feedback = self._receive_from("amy@example.com", 5)[-1]
        self.assertEqual(len(self._get_work(feedback, "feedback_tell")), 1)
        summaries = feedback.activity_ids.mapped("summary")
        self.assertIn(
            "Many mails from amy@example.com: further ones are collected here",
            summaries,
        )

    def test_each_sender_has_a_limit_of_its_own(self):
        self._receive_from(ROBOT, 3)
        self.assertEqual(len(self._receive_from("amy@example.com", 2)), 2)

    def test_an_address_like_another_is_another(self):
        self._receive_from("a_b@elsewhere.example.com", 2)
        self.assertTrue(self._receive_from("axb@elsewhere.example.com", 1))
        self.assertFalse(self._receive_from("A_B@elsewhere.example.com", 1))
        self.assertTrue(self._receive_from("b@elsewhere.example.com", 1))

    def test_after_an_hour_mails_are_feedback_again(self):
        feedback = self._receive_from(ROBOT, 2)
        self.assertFalse(self._receive_from(ROBOT, 1))
        self.env.cr.execute(
            "UPDATE relationship_feedback SET create_date = create_date - %s"
            " WHERE id = ANY(%s)",
            [timedelta(minutes=61), feedback.ids],
        )
        self.env.invalidate_all()
        self.assertEqual(len(self._receive_from(ROBOT, 1)), 1)

    def test_colleagues_pass_on_what_many_customers_say(self):
        self.assertEqual(len(self._receive_from(self.ann.email, 4)), 4)

    def test_senders_the_administrator_allows_have_no_limit(self):
        self.env["mail.gateway.allowed"].create({"email": ROBOT})
        self.assertEqual(len(self._receive_from(ROBOT, 4)), 4)

    def test_without_limit_every_mail_is_feedback(self):
        self.env.company.relationship_mail_limit = 0
        self.assertEqual(len(self._receive_from(ROBOT, 4)), 4)

    def test_one_mail_to_two_teams_is_collected_once(self):
        both = "lab@ours.example.com, desk@ours.example.com"
        feedback = self._receive_from(ROBOT, 3, to=both)
        self.assertEqual(len(feedback), 2)
        words = feedback.message_ids.filtered(lambda m: "Words 2 of" in m.body)
        self.assertEqual(len(words), 1)

    def test_absence_notes_of_machines_are_not_collected(self):
        self._receive_from(ROBOT, 2)
        messages = self._get_all().message_ids
        self._receive_from(ROBOT, 1, extra="Auto-Submitted: auto-replied")
        self.assertEqual(self._get_all().message_ids, messages)

    def test_robots_with_many_addresses_do_not_flood_the_team_with_news(self):
        senders = [f"robot{n}@elsewhere.example.com" for n in range(5)]
        feedback = self._get_all().browse()
        for sender in senders:
            feedback |= self._receive_from(sender, 1)
        self.assertEqual(len(feedback), 5)
        news = self.env["mail.message"].search(
            [
                ("model", "=", "relationship.feedback"),
                ("res_id", "in", feedback.ids),
                ("subject", "like", "Whose feedback is it?"),
            ]
        )
        self.assertEqual(len(news), 2)
