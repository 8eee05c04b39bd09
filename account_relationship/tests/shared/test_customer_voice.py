from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..feedback.common import FeedbackCommon

MONDAY = "2026-03-02 09:00:00"


@tagged("post_install", "-at_install")
class TestCustomerVoice(FeedbackCommon):
    """What the customer said was said by the customer; nobody of us writes it."""

    def _implement(self):
        feedback = self._say()
        feedback.action_implement()
        return feedback

    def _log(self, **values):
        """As by RPC, unlike ``_say``."""
        return self.env["relationship.feedback"].create(
            {"verbatim": "Dark", "partner_id": self.amy.id, **values}
        )

    def _write(self, feedback, **values):
        """As by RPC: what is refused leaves nothing behind."""
        with self.assertRaises(UserError):
            feedback.write(values)

    @users("tess", "ann", "adam")
    def test_nobody_writes_that_the_customer_says_it_is_solved(self):
        feedback = self._implement()
        before = feedback.sudo().read(["is_solved", "source", "decided_at"])
        for values in (
            {"is_solved": "yes"},
            {"verified_at": MONDAY},
            {"asked_at": MONDAY},
            {"told_at": MONDAY},
            {"is_told": True},
            {"decided_at": MONDAY},
            {"reopened_at": MONDAY},
            {"closed_at": MONDAY},
            {"outcome": "implemented"},
            {"source": "portal"},
            {"email_from": "amy@example.com"},
            {"received_at": MONDAY},
            {"before_merge": {"values": {"told_at": MONDAY}}},
            {"access_token": "easy"},
        ):
            with self.subTest(values):
                self._write(feedback, **values)
        self.assertEqual(
            feedback.sudo().read(["is_solved", "source", "decided_at"]), before
        )

    @users("tess")
    def test_nobody_makes_feedback_in_which_the_customer_has_spoken(self):
        for values in (
            {"is_solved": "yes"},
            {"source": "portal"},
            {"verified_by_id": self.tess.id},
            {"source": "score", "score_type": "nps", "score_value": 10},
            {"access_token": "easy"},
            {"decided_at": MONDAY},
            {"email_from": "amy@example.com"},
        ):
            with (
                self.subTest(values),
                self.assertRaises(UserError),
            ):
                self._log(**values)

    @users("tess")
    def test_defaults_of_a_call_or_of_a_user_speak_for_no_customer(self):
        Feedback = self.env["relationship.feedback"]
        values = {"verbatim": "Dark", "partner_id": self.amy.id}
        self.env["ir.default"].set(
            "relationship.feedback", "is_solved", "yes", user_id=True
        )
        feedback = Feedback.with_context(
            default_is_solved="yes",
            default_source="portal",
            default_notice_ids=[
                Command.create({"kind": "outcome", "channel": "phone"})
            ],
            default_before_merge={"state": "closed"},
            default_verified_at=MONDAY,
        ).create(values)
        found = feedback.sudo()
        self.assertEqual(found.source, "manual")
        self.assertFalse(found.is_solved or found.verified_at or found.before_merge)
        self.assertFalse(found.notice_ids)
        with self.assertRaises(AccessError):
            Feedback.with_context(default_access_token="easy").create(values)

    @users("tess", "ann")
    def test_nobody_reads_the_token_of_the_customers_links(self):
        feedback = (
            self.env["relationship.feedback"]
            .sudo()
            .create(
                {
                    "verbatim": "Dark",
                    "partner_id": self.amy.id,
                    "team_id": self.technical_team.id,
                }
            )
        )
        token = feedback._portal_ensure_token()
        own = feedback.with_user(self.env.user)
        with self.assertRaises(AccessError):
            own.read(["access_token"])
        self.assertNotIn("access_token", own.fields_get())
        self.assertNotIn(token, own.get_portal_url())
        with self.assertRaises(AccessError):
            own.search([("access_token", "=like", f"{token[0]}%")])

    def test_link_of_the_time_before_links_were_signed_opens_nothing(self):
        feedback = self._say()
        token = feedback._portal_ensure_token()
        self.assertFalse(feedback._find_reader(token))
        self.assertEqual(
            feedback._find_reader(feedback._get_reader_token(self.amy)), self.amy
        )

    # ------------------------------------------------------------
    # Notices
    # ------------------------------------------------------------

    @users("tess", "ann", "adam")
    def test_nobody_writes_down_that_the_customer_was_told(self):
        feedback = self._implement()
        values = {
            "kind": "verification",
            "channel": "mail",
            "partner_id": self.amy.id,
            "date": MONDAY,
            "user_id": self.lena.id,
            "body": "Is it solved?",
        }
        notices = self.env["relationship.feedback.notice"]
        for forge in (
            lambda: notices.create({"feedback_id": feedback.id, **values}),
            lambda: feedback.write({"notice_ids": [Command.create(values)]}),
            lambda: self._log(notice_ids=[Command.create(values)]),
            lambda: notices.load(
                ["feedback_id/.id", "kind", "channel"],
                [[str(feedback.id), "verification", "mail"]],
            ),
        ):
            with self.assertRaises(UserError):
                result = forge()
                if isinstance(result, dict):
                    raise UserError(str(result["messages"]))
        self.assertFalse(feedback.notice_ids)
        self.assertFalse(feedback.asked_at)

    @users("tess")
    def test_telling_is_noted_for_whoever_tells_and_never_before_it_was_said(self):
        feedback = self._implement()
        wizard = self.env["relationship.feedback.tell"].create(
            {
                "feedback_id": feedback.id,
                "kind": "outcome",
                "channel": "phone",
                "body": "Mended",
            }
        )
        wizard.date = "2020-01-01 09:00:00"
        with self.assertRaisesRegex(UserError, "before the customer said it"):
            wizard.with_context(default_user_id=self.lena.id).action_confirm()
        wizard.date = fields.Datetime.now()
        wizard.with_context(default_user_id=self.lena.id).action_confirm()
        self.assertEqual(feedback.notice_ids.user_id, self.tess)
        self.assertEqual(feedback.notice_ids.date, wizard.date)
        self.assertTrue(feedback.is_told)

    def test_only_a_message_of_the_feedback_shows_with_its_notice(self):
        feedback = self._say()
        secret = self.acme.message_post(
            body="Among us", attachments=[("secret.txt", b"secret")]
        )
        with self.assertRaisesRegex(UserError, "another record"):
            feedback._note_told("update", "mail", self.amy, "Hi", message_id=secret.id)
        # One that was written before this was refused.
        feedback.notice_ids.sudo().unlink()
        notice = feedback._note_told("update", "phone", self.amy, "Hi")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_feedback_notice SET message_id = %s WHERE id = %s",
            (secret.id, notice.id),
        )
        self.env.invalidate_all()
        told = self.env["relationship.portal.content"]._describe_notices(feedback)
        self.assertEqual([said["attachments"] for said in told], [[]])

    @users("tess")
    def test_board_says_who_noted_that_it_is_solved(self):
        feedback = self._implement()
        self._tell(feedback, "verification")
        feedback.state = "verified"
        self.assertEqual(feedback.verified_by_id, self.tess)
        self.assertFalse(feedback.is_solved)
        shown = self.env["relationship.portal.content"]._describe_feedback(feedback)
        labels = [step["label"] for step in shown["history"]]
        self.assertNotIn("You confirmed that it is solved", labels)
        self.assertIn("We noted that it is solved", labels)

    def test_customer_who_confirms_is_named_as_the_one(self):
        feedback = self._implement()
        self._tell(feedback, "verification")
        feedback._customer_verifies(True, "", self.amy)
        self.assertFalse(feedback.verified_by_id)
        shown = self.env["relationship.portal.content"]._describe_feedback(feedback)
        labels = [step["label"] for step in shown["history"]]
        self.assertIn("You confirmed that it is solved", labels)

    # ------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------

    def _post(self, record, **values):
        return record.message_post(
            body="It is solved, thank you",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **values,
        )

    @users("tess", "adam")
    def test_nobody_posts_with_the_customer_as_author(self):
        feedback = self._say()
        post = {
            "model": feedback._name,
            "res_id": feedback.id,
            "message_type": "comment",
            "body": "It is solved, thank you",
        }
        message = self._post(feedback)
        Message = self.env["mail.message"]
        elsewhere = self._post(self.tess.partner_id, author_id=self.amy.id)
        other = Message.browse(elsewhere.id)
        composer = self.env["mail.compose.message"].create(
            {
                "model": feedback._name,
                "res_ids": str(feedback.ids),
                "composition_mode": "mass_mail",
                "message_type": "comment",
                "author_id": self.amy.id,
                "subject": "Solved",
                "body": "It is solved, thank you",
            }
        )
        ways = (
            lambda: self._post(feedback, author_id=self.amy.id),
            lambda: self._post(feedback, email_from="amy@example.com"),
            lambda: self._post(feedback, author_id=False, email_from="amy@acme.test"),
            lambda: Message.create({**post, "author_id": self.amy.id}),
            lambda: Message.with_context(default_author_id=self.amy.id).create(post),
            lambda: message.write({"author_id": self.amy.id}),
            lambda: other.write({"model": feedback._name, "res_id": feedback.id}),
            composer.action_send_mail,
        )
        for number, forge in enumerate(ways):
            with self.subTest(number), self.assertRaises(UserError):
                forge()
        self.assertNotIn(self.amy, feedback.sudo().message_ids.author_id)
        side = self.env["relationship.portal.content"]
        self.assertFalse(side._describe_comments(feedback, self.acme.sudo()))

    @users("tess", "adam")
    def test_nobody_changes_what_the_customer_wrote(self):
        feedback = self._say()
        message = feedback.sudo()._customer_comments("Dark", self.amy)
        own = self.env["mail.message"].browse(message.id)
        for values in (
            {"body": "Solved"},
            {"author_id": self.env.user.partner_id.id},
            {"date": MONDAY},
            {"attachment_ids": [Command.create({"name": "x", "raw": b"x"})]},
        ):
            with (
                self.subTest(values),
                self.assertRaises(UserError),
            ):
                own.write(values)
        with self.assertRaises(AccessError):
            own.unlink()
        with self.assertRaises(UserError):
            feedback._message_update_content(message.sudo(), body="Solved")
        self.assertIn("Dark", message.body)

    @users("tess", "adam")
    def test_a_step_of_the_record_opens_no_way_to_what_the_customer_wrote(self):
        """A step is written on a path of our own; what comes with it is not."""
        feedback = self._say()
        said = feedback.sudo()._customer_comments("Still dark", self.amy)
        change = {"message_ids": [Command.update(said.id, {"body": "All is fine"})]}
        for values in (
            {"state": "acknowledged"},
            {"team_id": self.sales_team.id},
            {"partner_id": self.amy.id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                feedback.write({**values, **change})
        action = self.env["relationship.action"].sudo()
        action = action.create(
            {"name": "Send a lamp", "account_id": self.acme.id, "user_id": self.env.uid}
        ).with_env(self.env)
        said = action.sudo()._post_from_customer(self.amy, "Not yet")
        change = {"message_ids": [Command.update(said.id, {"body": "All is fine"})]}
        with self.assertRaises(AccessError):
            action.write({"state": "done", **change})
        self.assertIn("Not yet", said.sudo().body)

    def test_what_a_customer_sends_twice_is_said_once_until_we_answer(self):
        """What we note meanwhile is no answer; an hour later it is said anew."""
        feedback = self._say()
        said = feedback._customer_comments("It is dark", self.amy)
        tess = feedback.with_user(self.tess)
        tess.message_post(body="Who goes?", subtype_xmlid="mail.mt_note")
        tess.message_post(body="Moved", subtype_xmlid="mail.mt_comment")
        self.assertEqual(feedback._customer_comments("It  is\ndark", self.amy), said)
        tess.message_post(
            body="Now?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        again = feedback._customer_comments("It is dark", self.amy)
        self.assertNotEqual(again, said)
        self.env.cr.execute(
            "UPDATE mail_message SET create_date = create_date - INTERVAL '61 minutes'"
            " WHERE id = %s",
            again.ids,
        )
        self.assertNotEqual(feedback._customer_comments("It is dark", self.amy), again)

    def test_files_of_the_same_name_make_the_same_words_the_same(self):
        feedback = self._say()
        photo, drawing = [("a.png", b"x")], [("b.png", b"x")]
        said = feedback._customer_comments("Here", self.amy, photo)
        self.assertEqual(feedback._customer_comments("Here", self.amy, photo), said)
        self.assertNotEqual(
            feedback._customer_comments("Here", self.amy, drawing), said
        )

    def test_message_somebody_of_us_wrote_in_a_customers_name_is_not_shown(self):
        feedback = self._say()
        message = feedback._customer_comments("Dark", self.amy)
        side = self.env["relationship.portal.content"]
        self.assertTrue(side._describe_comments(feedback, self.acme))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_message SET create_uid = %s WHERE id = %s",
            (self.tess.id, message.id),
        )
        self.env.invalidate_all()
        self.assertFalse(side._describe_comments(feedback, self.acme))

    @users("sam", "ann")
    def test_message_about_nothing_is_not_written_in_a_customers_name(self):
        """It would count as heard of the customer."""
        for kind in ("email", "comment"):
            with self.assertRaisesRegex(AccessError, "speak for customers"):
                self.env["mail.message"].create(
                    {
                        "author_id": self.amy.id,
                        "message_type": kind,
                        "body": "All is well",
                    }
                )
        self.assertFalse(self.acme.last_touch_at)

    @users("adam")
    def test_colleague_who_left_speaks_for_no_customer(self):
        note = self._say().message_post(body="Looked at it")
        # sudo: as who has left wrote it
        note.sudo().author_id = self.theo.partner_id
        self.theo.action_archive()
        note.write({"body": "Looked at it twice"})
        self.assertIn("twice", note.body)
