import base64

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FeedbackMailCommon

GATEWAY = "odoo.addons.mail.models.shared.mail_thread"
MAIL = """Return-Path: <{return_path}>
To: {to}
From: {email_from}
Subject: {subject}
MIME-Version: 1.0
Content-Type: {content_type}
Message-ID: {msg_id}
{extra}

{body}
"""

BOUNCED = """--x
Content-Type: text/plain

It did not arrive.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; customer.example.com

Final-Recipient: rfc822; {address}
Action: failed

--x
Content-Type: text/rfc822-headers

Message-ID: {message_id}
From: ann@ours.example.com

--x--
"""


class GatewayCommon(FeedbackMailCommon):
    """Mails arrive at the addresses of two teams, from Amy unless told otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create(
            {
                "name": "ours.example.com",
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
                "company_ids": [Command.set(cls.env.company.ids)],
            }
        )
        for team, name in ((cls.technical_team, "lab"), (cls.sales_team, "desk")):
            team.write({"alias_name": name, "alias_domain_id": cls.domain.id})
        cls.tech_address = "lab@ours.example.com"
        cls.carl = cls.env["res.partner"].create(
            {"name": "Carl", "parent_id": cls.birch_customer.id}
        )
        cls.number = 0

    def _receive(self, body="<p>The lamp does not light</p>", **values):
        """A mail as it arrives; return the feedback it became, if it did."""
        before = self._get_all()
        type(self).number += 1
        mail = {
            "return_path": "amy@example.com",
            "to": self.tech_address,
            "email_from": '"Amy" <amy@example.com>',
            "subject": "Lamp",
            "content_type": 'text/html; charset="utf-8"',
            "msg_id": f"<mail-{self.number}@customer.example.com>",
            "extra": "",
            **values,
        }
        with self.mock_mail_gateway(), mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(
                False, MAIL.format(body=body, **mail)
            )
        return self._get_all() - before

    def _get_all(self):
        return self.env["relationship.feedback"].search([])

    def _answer(self, message, **values):
        """The contact answers one of our mails."""
        extra = f"In-Reply-To: {message.message_id}\nReferences: {message.message_id}"
        extra = "\n".join(filter(None, [extra, values.pop("extra", "")]))
        body = values.pop("body", "<p>It is the red one</p>")
        return self._receive(body, **{"subject": "Re: Lamp", "extra": extra, **values})


@tagged("post_install", "-at_install")
class TestFeedbackGateway(GatewayCommon):
    # ------------------------------------------------------------
    # What becomes feedback
    # ------------------------------------------------------------

    def test_mail_to_a_team_becomes_its_feedback_of_the_contacts_account(self):
        feedback = self._receive()
        self.assertRecordValues(
            feedback,
            [
                {
                    "name": "Lamp",
                    "verbatim": "The lamp does not light",
                    "customer_wording": "Lamp",
                    "source": "mail",
                    "state": "new",
                    "is_shared": True,
                    "team_id": self.technical_team.id,
                    "partner_id": self.amy.id,
                    "account_id": self.acme.id,
                }
            ],
        )
        self.assertEqual(feedback.reporter_ids, self.amy)
        self.assertNotIn(self.amy, feedback.message_partner_ids)
        self.assertIn(self.ann.partner_id, feedback.message_partner_ids)
        self.assertEqual(self.acme.last_touch_kind, "mail")

    def test_technician_of_the_team_reads_it(self):
        feedback = self._receive().with_user(self.tess)
        self.assertEqual(feedback.verbatim, "The lamp does not light")

    def test_quotations_and_signature_are_not_what_was_said(self):
        feedback = self._receive(
            "<div>The lamp does not light</div>"
            '<div class="gmail_signature">Amy, Acme Ltd</div>'
            '<div class="gmail_quote">You wrote: <blockquote>Hello</blockquote></div>'
        )
        self.assertEqual(feedback.verbatim, "The lamp does not light")

    def test_plain_text_loses_its_signature_and_quotations_too(self):
        feedback = self._receive(
            "The lamp does not light\n\n> You wrote\n> Hello\n\n-- \nAmy\n",
            content_type='text/plain; charset="utf-8"',
        )
        self.assertEqual(feedback.verbatim, "The lamp does not light")

    def test_forwarded_mail_is_what_it_quotes(self):
        feedback = self._receive("<blockquote>The lamp does not light</blockquote>")
        self.assertEqual(feedback.verbatim, "The lamp does not light")

    def test_scripts_stay_text_or_go(self):
        feedback = self._receive(
            "<p>Lamp &lt;b&gt;</p><script>alert(1)</script>"
            "<style>p {color: red}</style>"
        )
        self.assertEqual(feedback.verbatim, "Lamp <b>")

    def test_mail_without_text_says_its_subject(self):
        self.assertEqual(self._receive("").verbatim, "Lamp")

    def test_mail_without_subject_is_named_by_its_first_line(self):
        feedback = self._receive("<p>First</p><p>Second</p>", subject="")
        self.assertEqual((feedback.name, feedback.verbatim), ("First", "First\nSecond"))

    def test_mail_without_anything_is_feedback_that_says_so(self):
        feedback = self._receive("", subject="")
        self.assertEqual(feedback.verbatim, "(a mail without text)")

    def test_a_megabyte_of_html_is_cut_and_kept_in_the_conversation(self):
        row = "<tr><td>The lamp <b>does not</b> light</td></tr>\n"
        feedback = self._receive(f"<table>{row * (2**20 // len(row))}</table>")
        self.assertEqual(len(feedback.verbatim), 20_000)
        self.assertTrue(feedback.verbatim.endswith("…"))
        mail = feedback.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertGreater(len(mail.body), 500_000)

    def test_mail_with_what_no_database_keeps_is_not_lost(self):
        part = "--x\nContent-Type: {kind}\n{head}\n{body}\n"
        feedback = self._receive(
            part.format(kind="text/plain", head="", body="It is da\0rk")
            + part.format(
                kind="application/pdf",
                head="Content-Disposition: attachment; filename*=utf-8''a%00b.pdf\n",
                body="PDF",
            )
            + "--x--",
            subject="=?utf-8?q?La=00mp?=",
            content_type="multipart/mixed; boundary=x",
        )
        self.assertEqual(feedback.name, "Lamp")
        self.assertIn("dark", feedback.verbatim.replace(" ", ""))
        files = feedback.message_ids.attachment_ids
        self.assertEqual(files.mapped("name"), ["ab.pdf"])

    def test_mail_in_letters_nobody_knows_is_not_lost(self):
        for kind in ("text/plain", "text/html"):
            feedback = self._receive(
                "The lamp is größer", content_type=f'{kind}; charset="utf8mb4"'
            )
            self.assertEqual(feedback.verbatim, "The lamp is größer")

    def test_attachments_are_kept(self):
        photo = base64.b64encode(b"a photo").decode()
        feedback = self._receive(
            '--x\nContent-Type: text/plain; charset="utf-8"\n\nBroken\n'
            "--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n"
            f'Content-Disposition: attachment; filename="lamp.png"\n\n{photo}\n--x--\n',
            content_type='multipart/mixed; boundary="x"',
        )
        self.assertEqual(feedback.verbatim, "Broken")
        self.assertEqual(
            feedback.message_ids.attachment_ids.mapped("name"), ["lamp.png"]
        )

    def test_mail_to_two_teams_is_one_feedback(self):
        feedback = self._receive(to=f"{self.tech_address}, desk@ours.example.com")
        self.assertEqual(len(feedback), 1)

    def test_the_same_mail_delivered_twice_is_one_feedback(self):
        first = self._receive(msg_id="<once@customer.example.com>")
        second = self._receive(
            msg_id="<once@customer.example.com>", to="desk@ours.example.com"
        )
        self.assertEqual((len(first), len(second)), (1, 0))

    # ------------------------------------------------------------
    # Who wrote
    # ------------------------------------------------------------

    def test_unknown_sender_gets_no_account_and_the_team_is_told(self):
        feedback = self._receive(email_from='"Zoe" <zoe@nowhere.example.com>')
        self.assertRecordValues(
            feedback,
            [
                {
                    "account_id": False,
                    "partner_id": False,
                    "company_id": self.env.company.id,
                    "email_from": '"Zoe" <zoe@nowhere.example.com>',
                }
            ],
        )
        told = self.env["mail.message"].search(
            [
                ("model", "=", "relationship.feedback"),
                ("res_id", "=", feedback.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertEqual(
            told.notified_partner_ids, (self.tess | self.theo | self.lena).partner_id
        )

    def test_contact_named_later_brings_the_account(self):
        feedback = self._receive(email_from="zoe@nowhere.example.com")
        feedback = feedback.with_user(self.tess)
        feedback.partner_id = self.amy
        self.assertEqual(feedback.sudo().account_id, self.acme)
        self.assertEqual(feedback.reporter_ids, self.amy)
        self.assertEqual(feedback.email_from, "zoe@nowhere.example.com")

    def test_contact_named_by_mistake_is_not_told(self):
        feedback = self._receive(email_from="zoe@nowhere.example.com")
        feedback.partner_id = self.carl
        feedback.write({"partner_id": self.amy.id, "account_id": self.acme.id})
        self.assertEqual(feedback.reporter_ids, self.amy)

    def test_contact_named_with_others_who_said_it_is_one_of_them(self):
        feedback = self._receive(email_from="zoe@nowhere.example.com")
        feedback.partner_id = self.carl
        ben = self.env["res.partner"].create(
            {"name": "Ben", "parent_id": self.acme_customer.id}
        )
        values = {"partner_id": self.amy.id, "account_id": self.acme.id}
        feedback.write({**values, "reporter_ids": [Command.set(ben.ids)]})
        self.assertEqual(feedback.reporter_ids, self.amy | ben)
        feedback.write({"partner_id": ben.id, "reporter_ids": [Command.clear()]})
        self.assertEqual(feedback.reporter_ids, ben)

    def test_unknown_sender_to_a_team_of_nobody_is_kept(self):
        feedback = self._receive(
            to="desk@ours.example.com", email_from="zoe@nowhere.example.com"
        )
        self.assertEqual(feedback.team_id, self.sales_team)

    def test_contact_of_a_customer_without_account_is_known_all_the_same(self):
        feedback = self._receive(email_from="dune@example.com")
        self.assertFalse(feedback.account_id)
        self.assertEqual(feedback.partner_id, self.dune)

    def test_of_contacts_with_one_address_the_one_with_an_account_said_it(self):
        self.env["res.partner"].create(
            {"name": "Amy at home", "email": "shared@example.com"}
        )
        self.amy.email = "shared@example.com"
        feedback = self._receive(email_from="shared@example.com")
        self.assertEqual(feedback.partner_id, self.amy)

    def test_team_of_a_company_finds_the_account_of_its_company(self):
        company = self._add_company()
        second = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        self.technical_team.company_id = company
        feedback = self._receive()
        self.assertEqual(feedback.account_id, second)
        self.assertEqual(feedback.company_id, company)

    def test_colleague_who_passes_a_mail_on_is_not_who_said_it(self):
        self.ann.email = "ann@ours.example.com"
        feedback = self._receive(email_from="ann@ours.example.com")
        self.assertFalse(feedback.partner_id)
        self.assertEqual(feedback.create_uid, self.ann)
        self.ann.action_archive()
        feedback = self._receive(email_from="ann@ours.example.com")
        self.assertFalse(feedback.partner_id, "nor who has left")

    # ------------------------------------------------------------
    # Machines
    # ------------------------------------------------------------

    def test_automatic_answers_become_no_feedback_and_get_no_answer(self):
        for header in (
            "Auto-Submitted: auto-replied",
            "Precedence: auto_reply",
            "X-Autoreply: yes",
        ):
            with self.subTest(header=header):
                self.assertFalse(self._receive(extra=header))
                self.assertFalse(self._new_mails)

    def test_mail_that_came_back_becomes_no_feedback(self):
        self.assertFalse(
            self._receive(
                email_from="MAILER-DAEMON@example.com", to="bounce@ours.example.com"
            )
        )
        self.assertFalse(self._receive(email_from="mailer-daemon@example.com"))

    def test_loop_ends_after_a_number_of_mails(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        received = [bool(self._receive(subject=f"Mail {n}")) for n in range(6)]
        self.assertEqual(received, [True] * 3 + [False] * 3)

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def _tell_amy(self, feedback, kind="update"):
        with self.mock_mail_gateway():
            notice = feedback.with_user(self.tess)._send_by_mail(
                kind, self.amy, "Your lamp", "<p>Which one?</p>"
            )
        return notice.sudo().message_id

    def test_answer_goes_to_the_address_of_the_team(self):
        feedback = self._receive()
        message = self._tell_amy(feedback)
        self.assertIn(self.tech_address, message.reply_to)

    def test_answer_is_posted_on_the_same_feedback_and_ends_waiting(self):
        feedback = self._receive()
        message = self._tell_amy(feedback)
        feedback.action_wait()
        self.assertTrue(feedback.is_waiting)
        self.assertFalse(self._answer(message))
        self.assertFalse(feedback.is_waiting)
        last = feedback.message_ids.filtered(lambda m: m.message_type == "email")[:1]
        self.assertIn("It is the red one", last.body)
        self.assertEqual(last.author_id, self.amy)

    def test_automatic_answer_moves_nothing(self):
        feedback = self._receive()
        message = self._tell_amy(feedback)
        feedback.action_wait()
        self._answer(message, extra="Auto-Submitted: auto-replied")
        self.assertTrue(feedback.is_waiting)
        self.assertFalse(self._new_mails)

    def test_answer_of_a_colleague_does_not_end_waiting(self):
        feedback = self._receive()
        message = self._tell_amy(feedback)
        feedback.action_wait()
        self.tess.email = "tess@ours.example.com"
        self._answer(message, email_from="tess@ours.example.com")
        self.assertTrue(feedback.is_waiting)
        self.tess.action_archive()
        self._answer(message, email_from="tess@ours.example.com")
        self.assertTrue(feedback.is_waiting, "nor one of who has left")

    def test_answer_to_closed_feedback_tells_the_assignee_once(self):
        feedback = self._receive()
        feedback.user_id = self.tess
        message = self._tell_amy(feedback, "decision")
        feedback.action_close()
        for _time in range(2):
            self.assertFalse(self._answer(message))
        self.assertEqual(feedback.state, "closed")
        today = str(fields.Date.today())
        self.assertEqual(
            self._get_work(feedback, "feedback_tell"), [(self.tess, today)]
        )

    def test_mail_that_did_not_arrive_asks_to_tell_otherwise(self):
        feedback = self._receive()
        feedback.user_id = self.tess
        message = self._tell_amy(feedback)
        self._bounce(message, self.lena.email)
        self.assertFalse(self._get_work(feedback, "feedback_tell"), "a colleague")
        self._bounce(message, "amy@example.com")
        self.assertEqual(len(self._get_work(feedback, "feedback_tell")), 1)

    def _bounce(self, message, address):
        self._receive(
            BOUNCED.format(address=address, message_id=message.message_id),
            to="bounce@ours.example.com",
            email_from="MAILER-DAEMON@customer.example.com",
            content_type="multipart/report; report-type=delivery-status; boundary=x",
        )

    def test_what_a_customer_answers_reaches_colleagues_and_no_other_customer(self):
        feedback = self._receive()
        message = self._tell_amy(feedback)
        self._answer(message, email_from="zoe@nowhere.example.com")
        addresses = [address for mail in self._mails for address in mail["email_to"]]
        self.assertFalse([one for one in addresses if "amy" in one])
