from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged, users
from odoo.tools.misc import file_path

from ..communication.common import Contacts
from ..feedback.common import FeedbackMailCommon
from ..plan.informing import InformCommon
from ..score.common import Scores


class Nameless(Contacts):
    """Acme's address for invoices has an e-mail and, as Odoo lets it, no name."""

    @classmethod
    def set_up_nameless(cls):
        cls.office = cls.env["res.partner"].create(
            {
                "parent_id": cls.acme_customer.id,
                "type": "invoice",
                "email": "office@example.com",
            }
        )


@tagged("post_install", "-at_install")
class TestNamelessContacts(Nameless, Scores, FeedbackMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()
        cls.set_up_nameless()

    def _write(self, words="Where is the invoice?"):
        return self._say(
            words, partner_id=self.office.id, source="mail", user_id=self.tess.id
        )

    @users("tess")
    def test_what_it_wrote_is_acknowledged(self):
        feedback = self._write()
        with self.mock_mail_gateway():
            action = feedback.action_acknowledge()
        self.assertIn("Invoice", action["params"]["message"])

    @users("tess")
    def test_it_is_told_once(self):
        feedback = self._write()
        values = {"feedback_id": feedback.id, "kind": "update", "body": "<p>Sent</p>"}
        first, second = self.env["relationship.feedback.tell"].create([values, values])
        with self.mock_mail_gateway():
            first.action_confirm()
        with self.assertRaisesRegex(UserError, "Invoice was told the same"):
            second.action_confirm()

    @users("tess")
    def test_what_it_wrote_is_merged(self):
        self.assertIn("said by Acme, Invoice", self._write()._quote())

    @users("ann")
    def test_contact_with_it_is_logged(self):
        talk = self._log(partner_ids=[Command.set(self.office.ids)])
        self.assertIn("Invoice", talk.subject)

    def test_question_greets_its_company_also_where_the_template_is_older(self):
        template = self.env.ref("account_relationship.mail_template_score")
        template.write(
            {
                "subject": "How are we, {{ object.partner_id.name }}?",
                "body_html": '<p>Dear <t t-out="object.partner_id.name">Bo</t></p>',
            }
        )
        self.env.flush_all()
        path = "account_relationship/migrations/19.0.1.10.5/post-score-mail.py"
        load_script(file_path(path), "post_score_mail").migrate(
            self.env.cr, "19.0.1.10.5"
        )
        self.env.invalidate_all()
        score = self._add_score(self.office)
        for name, words in (
            ("subject", "How are we, Acme?"),
            ("body_html", "<p>Dear Acme</p>"),
        ):
            said = template._render_field(name, score.ids)[score.id]
            self.assertEqual(said, words)

    @users("ann")
    def test_it_is_asked_for_a_score(self):
        self.env["relationship.key.contact"].create(
            {"account_id": self.acme.id, "partner_id": self.office.id}
        )
        with self.mock_mail_gateway():
            action = self.acme.with_env(self.env).action_ask_score()
            self.env["mail.mail"].sudo().process_email_queue()
        self.assertIn("Acme, Invoice", action["params"]["message"])


@tagged("post_install", "-at_install")
class TestNamelessReaders(Nameless, InformCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_nameless()
        cls.to_office = cls.Contact.create(
            {"plan_id": cls.plan.id, "partner_id": cls.office.id}
        )

    @users("ann")
    def test_update_is_shown_and_sent_to_it(self):
        update = self.Update.with_env(self.env).create(
            {
                "plan_id": self.plan.id,
                "partner_ids": [Command.set((self.amy | self.office).ids)],
            }
        )
        self.assertIn("Invoice", update.preview)

    def test_it_chooses_how_often_it_is_told(self):
        self.to_office._choose("weekly")
        self.assertIn("Acme, Invoice chose mails", self.plan.message_ids[0].body)
