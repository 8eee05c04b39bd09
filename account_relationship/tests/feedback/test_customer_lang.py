from odoo.tests import tagged, users

from .common import FeedbackMailCommon


@tagged("post_install", "-at_install")
class TestLanguageOfCustomers(FeedbackMailCommon):
    """Customers are written to in a language of theirs, not in that of the writer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("es_ES", "fr_FR"):
            cls.env["res.lang"]._activate_lang(code)
        (cls.tess | cls.ann).partner_id.lang = "fr_FR"
        cls.acme_customer.lang = "es_ES"
        cls.amy.lang = False

    def test_own_then_that_of_the_company_then_ours(self):
        nobody, ours = self.env["res.partner"], self.env.company.partner_id
        ours.lang = "fr_FR"
        self.assertEqual(self.amy._get_customer_lang(), "es_ES")
        self.amy.lang = "en_US"
        self.assertEqual(self.amy._get_customer_lang(), "en_US")
        self.assertEqual(nobody._get_customer_lang(self.acme_customer), "es_ES")
        self.acme_customer.lang = self.amy.lang = False
        self.assertEqual(self.amy._get_customer_lang(), "fr_FR")
        ours.lang = False
        self.assertTrue(self.amy._get_customer_lang())

    @users("tess")
    def test_whoever_writes_the_mail_speaks_spanish(self):
        feedback = self._say().with_context(lang="fr_FR")
        wizard = self.env["relationship.feedback.tell"].with_context(lang="fr_FR")
        wizard = wizard.create({"feedback_id": feedback.id, "kind": "update"})
        self.assertEqual(wizard._get_lang(), "es_ES")
        with self.mock_mail_gateway(), self.mock_mail_app():
            wizard.action_confirm()
        message = feedback.sudo().notice_ids.message_id
        self.assertEqual(message.partner_ids, self.amy)
        mail = self._new_mails.filtered(lambda mail: mail.mail_message_id == message)
        self.assertIn('<html lang="es_ES">', mail.body_html)

    @users("tess")
    def test_question_whether_it_is_solved_is_asked_in_spanish(self):
        feedback = self._say().with_context(lang="fr_FR")
        feedback.action_implement()
        with self.mock_mail_gateway():
            feedback.action_ask_verification()
        notice = feedback.sudo().notice_ids.filtered(lambda n: n.kind == "verification")
        spanish = feedback.with_context(lang="es_ES")._render_notice("verification")[1]
        self.assertEqual(notice.body, spanish)
