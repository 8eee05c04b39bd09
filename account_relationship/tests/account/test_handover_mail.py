from odoo.tests import Form, tagged, users

from ..common import AccountMailCommon, HandoverCommon


@tagged("post_install", "-at_install")
class TestTellingTheNewManager(HandoverCommon, AccountMailCommon):
    @users("ann")
    def test_one_message_whatever_the_number_of_accounts(self):
        accounts = self._add_accounts(25)
        for account in accounts[:3]:
            self._plan_activity(account, self.ann)
        self._add_lead(accounts[0].partner_id, self.ann)
        self.env["mail.notification"].sudo().search([]).unlink()
        with self.mock_mail_gateway():
            handover = self._hand_over(accounts, self.bob, note="Ask for <Jo>.")
        [message] = self._get_inbox(self.bob)
        self.assertEqual(message.subject, "25 customer accounts are now yours")
        self.assertEqual(
            (message.model, message.res_id), ("relationship.handover", handover.id)
        )
        self.assertIn("Customer 0<", message.body)
        self.assertIn("and more, see your portfolio", message.body)
        self.assertIn("Ask for &lt;Jo&gt;.", message.body)
        self.assertFalse(self._new_mails)

    @users("ann")
    def test_new_manager_follows_and_can_open_the_handover(self):
        handover = self._hand_over(self.acme, self.bob)
        self.assertIn(self.bob.partner_id, self.acme.message_partner_ids)
        self.assertEqual(handover.with_user(self.bob).line_ids.account_id, self.acme)

    @users("ann")
    def test_manager_changed_on_the_account_is_told_there(self):
        self.env["mail.notification"].sudo().search([]).unlink()
        account = self.acme.with_env(self.env)
        account.manager_id = self.bob
        self.flush_tracking()
        [message] = self._get_inbox(self.bob)
        self.assertEqual(message.res_id, self.acme.id)
        self.assertIn("You now look after the customer", message.body)

    @users("hugo")
    def test_who_takes_over_himself_needs_no_message(self):
        self._hand_over(self.acme, self.hugo)
        self.assertFalse(
            self._get_inbox(self.hugo).filtered(
                lambda message: message.model == "relationship.handover"
            )
        )


@tagged("post_install", "-at_install")
class TestTellingTheCustomer(HandoverCommon, AccountMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_ES")
        cls.template = cls.env.ref("account_relationship.mail_template_handover")
        cls.template.with_context(lang="es_ES").write(
            {"subject": "Su contacto", "body_html": "<p>Hola</p>"}
        )
        cls.acme_customer.lang = "en_US"
        cls.birch_customer.lang = "es_ES"

    def _get_mails(self, partner):
        return self._new_mails.filtered(lambda mail: partner in mail.recipient_ids)

    @users("ann")
    def test_customers_hear_nothing_by_default(self):
        with self.mock_mail_gateway():
            self._hand_over(self.acme, self.bob)
        self.assertFalse(self._get_mails(self.acme_customer))

    @users("ann")
    def test_each_is_told_in_the_own_language(self):
        with self.mock_mail_gateway():
            self._hand_over(self.acme | self.birch, self.bob, notify_customer=True)
        [english] = self._get_mails(self.acme_customer)
        [spanish] = self._get_mails(self.birch_customer)
        self.assertIn("Your new contact at", english.subject)
        self.assertIn("<strong>Bob</strong>", english.body_html)
        self.assertEqual(spanish.subject, "Su contacto")
        self.assertIn("<p>Hola</p>", spanish.body_html)

    @users("ann")
    def test_name_of_a_customer_is_text_in_the_mail(self):
        self.acme_customer.name = "<i>Acme</i>"
        with self.mock_mail_gateway():
            self._hand_over(self.acme, self.bob, notify_customer=True)
        [mail] = self._get_mails(self.acme_customer)
        self.assertIn("Dear &lt;i&gt;Acme&lt;/i&gt;", mail.body_html)

    @users("ann")
    def test_customers_without_address_are_skipped_and_counted(self):
        self.acme_customer.email = False
        handover = self._prepare_handover(
            self.acme | self.birch, self.bob, notify_customer=True
        )
        self.assertEqual(handover.no_mail_count, 1)
        with self.mock_mail_gateway():
            handover.action_confirm()
        self.assertEqual(len(self._get_mails(self.birch_customer)), 1)
        self.assertEqual(self.acme.manager_id, self.bob)
        self.assertFalse(
            self.acme.message_ids.filtered(
                lambda message: self.acme_customer in message.partner_ids
            )
        )

    @users("ann")
    def test_nobody_is_told_of_accounts_left_alone(self):
        handover = self._prepare_handover(self.acme, self.bob, notify_customer=True)
        self.acme.manager_id = self.tim
        with self.mock_mail_gateway():
            handover.sudo()._carry_out(skip_moved_on=True)
        self.assertFalse(self._get_mails(self.acme_customer))

    @users("ann")
    def test_customers_are_told_from_the_dialog_as_it_opens(self):
        action = self.acme.with_env(self.env).action_hand_over()
        model = self.env[action["res_model"]].with_context(**action["context"])
        with Form(model, view=action["views"][0][0]) as form:
            form.new_manager_id = self.bob
            form.notify_customer = True
            self.assertFalse(form.notice_preview, "there is no mail before it is saved")
            self.assertFalse(form.manager_hint)
        self.assertTrue(form.record.notify_customer)
        self.assertTrue(form.record.notice_preview)

    @users("ann")
    def test_preview_shows_the_mail_of_the_first_customer(self):
        handover = self._prepare_handover(self.birch | self.acme, self.bob)
        self.assertFalse(handover.notice_preview)
        action = handover.action_preview_notice()
        self.assertEqual(action["res_id"], handover.id)
        self.assertTrue(handover.notify_customer)
        self.assertIn("Hola", handover.notice_preview)
        with Form(handover) as form:
            form.notify_customer = False
        self.assertFalse(handover.notice_preview)
        self.assertEqual(self.birch.manager_id, self.ann, "a preview changes nothing")
