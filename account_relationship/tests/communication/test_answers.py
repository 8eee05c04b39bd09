from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from ..common import AccountMailCommon
from .common import CommunicationCommon, Contacts


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestAnswers(CommunicationCommon):
    @users("ann")
    def test_answer_keeps_who_noted_it_and_when(self):
        account = self.acme.with_env(self.env)
        account.wants = "Ten pumps"
        with freeze_time("2026-03-12 10:00:00"):
            account.with_user(self.tim).problem = "Late deliveries"
        self.assertRecordValues(
            account,
            [
                {
                    "wants_user_id": self.ann.id,
                    "problem_user_id": self.tim.id,
                    # Ann and Tim: nobody was told yet.
                    "answers_user_id": False,
                }
            ],
        )
        self.assertEqual(str(account.wants_on), "2026-03-10")
        self.assertEqual(str(account.problem_on), "2026-03-12")
        self.assertTrue(account.answers_changed_at)

    @users("ann")
    def test_deadline_is_part_of_what_they_want(self):
        account = self.acme.with_env(self.env)
        account.wants = "Ten pumps"
        account.with_user(self.tim).wants_by = "2026-05-01"
        self.assertEqual(account.wants_user_id, self.tim)
        self.assertFalse(account.problem_user_id)

    @users("ann")
    def test_account_opened_with_an_answer_signs_it(self):
        account = self.env["relationship.account"].create(
            {"partner_id": self.dune.id, "wants": "Ten pumps"}
        )
        self.assertEqual(account.wants_user_id, self.ann)
        self.assertEqual(str(account.wants_on), "2026-03-10")
        self.assertFalse(account.problem_on)

    @users("ann")
    def test_answer_given_again_is_confirmed_and_no_news(self):
        account = self.acme.with_env(self.env)
        account.wants = "Ten pumps"
        account.sudo().answers_changed_at = False
        with freeze_time("2026-04-12 10:00:00"):
            self.env["relationship.interaction"].create(
                {"account_id": account.id, "wants": "Ten pumps"}
            )
        self.assertEqual(str(account.wants_on), "2026-04-12")
        self.assertFalse(account.answers_changed_at)

    @users("ann")
    def test_what_stays_the_same_is_not_signed(self):
        account = self.acme.with_env(self.env)
        account.write({"wants": "Ten pumps", "wants_by": "2026-05-01"})
        account.sudo().answers_changed_at = False
        with freeze_time("2026-03-12 10:00:00"):
            account.with_user(self.tim).write(
                {"wants": "Ten pumps", "wants_by": "2026-05-01", "problem": False}
            )
            account.with_user(self.tim).write({"tag_ids": False, "color": 3})
        self.assertEqual(account.wants_user_id, self.ann)
        self.assertFalse(account.answers_changed_at)
        self.assertFalse(account.problem_user_id)

    @users("ann")
    def test_only_accounts_whose_answer_changes_are_signed(self):
        accounts = (self.acme | self.birch).with_env(self.env)
        accounts[0].wants = "Ten pumps"
        accounts.with_user(self.tim).write({"wants": "Ten pumps"})
        self.assertEqual(accounts[0].wants_user_id, self.ann)
        self.assertEqual(accounts[1].wants_user_id, self.tim)

    @users("ann")
    def test_answer_of_an_interaction_is_of_its_day(self):
        self._log(
            date_start="2026-03-07 12:00:00",
            wants="Ten pumps",
            wants_by="2026-05-01",
            problem="Late deliveries",
            next_step="Send drawings",
            next_step_date="2026-03-20",
        )
        self.assertRecordValues(
            self.acme,
            [
                {
                    "wants": "Ten pumps",
                    "problem": "Late deliveries",
                    "next_step": "Send drawings",
                    "wants_user_id": self.ann.id,
                    "problem_user_id": self.ann.id,
                }
            ],
        )
        self.assertEqual(str(self.acme.wants_by), "2026-05-01")
        self.assertEqual(str(self.acme.wants_on), "2026-03-07")
        self.assertEqual(str(self.acme.next_step_date), "2026-03-20")

    @users("ann")
    def test_interaction_without_answers_leaves_those_there_are(self):
        self._log(wants="Ten pumps")
        self._log(problem="Late deliveries")
        self.assertEqual(self.acme.wants, "Ten pumps")

    @users("ann")
    def test_older_interaction_logged_later_does_not_replace_a_newer_answer(self):
        self._log(date_start="2026-03-09 12:00:00", wants="Twelve pumps")
        self._log(
            date_start="2026-03-05 12:00:00", wants="Ten pumps", problem="Deliveries"
        )
        self.assertEqual(self.acme.wants, "Twelve pumps")
        self.assertEqual(str(self.acme.wants_on), "2026-03-09")
        self.assertEqual(self.acme.problem, "Deliveries", "there was none yet")

    @users("ann")
    def test_older_interaction_does_not_replace_what_was_edited_since(self):
        self.acme.with_env(self.env).wants = "Twelve pumps"
        self._log(date_start="2026-03-09 12:00:00", wants="Ten pumps")
        self.assertEqual(self.acme.wants, "Twelve pumps")
        self._log(date_start="2026-03-10 09:00:00", wants="Eleven pumps")
        self.assertEqual(self.acme.wants, "Eleven pumps", "the same day")

    @users("ann")
    def test_later_of_two_interactions_of_a_day_counts(self):
        self._log(date_start="2026-03-10 09:00:00", wants="Nine o'clock")
        self._log(date_start="2026-03-10 08:00:00", wants="Eight o'clock")
        self.assertEqual(self.acme.wants, "Nine o'clock")
        self.assertEqual(len(self.acme.interaction_ids), 2)

    @users("ann")
    def test_next_step_of_an_older_interaction_does_not_come_back(self):
        self._log(date_start="2026-03-09 12:00:00", next_step="Send drawings")
        self._log(date_start="2026-03-05 12:00:00", next_step="Call Amy")
        self.assertEqual(self.acme.next_step, "Send drawings")

    @users("ann")
    def test_corrected_interaction_corrects_the_account(self):
        interaction = self._log(wants="Ten pumps")
        interaction.wants = "Twelve pumps"
        self.assertEqual(self.acme.wants, "Twelve pumps")
        self.acme.with_env(self.env).wants = "Edited"
        interaction.note = "Something else"
        self.assertEqual(self.acme.wants, "Edited")


@tagged("post_install", "-at_install")
class TestTellingAnswers(Contacts, AccountMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        (cls.ann | cls.tim | cls.bob | cls.sam).notification_type = "inbox"
        cls.env["relationship.account"].search([]).answers_changed_at = False

    def _tell(self):
        """``{partner: bodies}`` of what the daily digest sends."""
        self.env.flush_all()
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM mail_notification")
        [(last,)] = self.env.cr.fetchall()
        with self.mock_mail_gateway():
            self._run_step("tell_answers")
        told = {}
        for notification in self.env["mail.notification"].search([("id", ">", last)]):
            message = notification.mail_message_id
            told.setdefault(notification.res_partner_id, []).append(message.body)
        self.assertFalse(self._new_mails.filtered("email_to"))
        return told

    def test_followers_and_salespeople_hear_of_it_once(self):
        self._add_lead(self.amy, self.sam)
        self._add_lead(self.amy, self.bob, active=False)
        self.acme.with_user(self.tim).write({"wants": "Ten <pumps>", "problem": "Late"})
        told = self._tell()
        self.assertEqual(set(told), {self.ann.partner_id, self.sam.partner_id})
        [body] = told[self.sam.partner_id]
        self.assertIn("Ten &lt;pumps&gt;", body)
        self.assertIn("Late", body)
        self.assertFalse(self._tell())

    def test_several_accounts_are_one_message_a_person(self):
        (self.acme | self.birch).with_user(self.tim).write({"wants": "Pumps"})
        self.acme.with_user(self.tim).wants = "More pumps"
        told = self._tell()
        [body] = told[self.ann.partner_id]
        for text in ("Acme", "Birch", "More pumps"):
            self.assertIn(text, body)

    def test_author_is_not_told(self):
        self.acme.with_user(self.ann).wants = "Ten pumps"
        self.assertNotIn(self.ann.partner_id, self._tell())

    def test_two_authors_of_a_day_hear_of_each_other(self):
        self.acme.message_subscribe(self.tim.partner_id.ids)
        self.acme.with_user(self.ann).wants = "Ten pumps"
        self.acme.with_user(self.tim).problem = "Late"
        told = self._tell()
        self.assertEqual(set(told), {self.ann.partner_id, self.tim.partner_id})
        self.acme.with_user(self.ann).wants = "Twelve pumps"
        self.assertEqual(set(self._tell()), {self.tim.partner_id})

    def test_customers_are_never_told(self):
        self.acme.message_subscribe((self.pia.partner_id | self.amy).ids)
        self.acme.with_user(self.tim).wants = "Ten pumps"
        self.assertEqual(set(self._tell()), {self.ann.partner_id})

    def test_who_left_is_not_told(self):
        self._add_lead(self.amy, self.sam)
        self.sam.active = False
        self.acme.with_user(self.tim).wants = "Ten pumps"
        self.assertEqual(set(self._tell()), {self.ann.partner_id})

    def test_nothing_changed_tells_nobody(self):
        self.acme.with_user(self.tim).tag_ids = False
        self.assertFalse(self._tell())

    def test_answer_of_an_interaction_is_told_confidential_ones_are_not(self):
        values = {
            "account_id": self.acme.id,
            "type_id": self.call_type.id,
            "partner_ids": [Command.set(self.amy.ids)],
        }
        interactions = self.env["relationship.interaction"].with_user(self.tim)
        interactions.create({**values, "wants": "Secret", "is_confidential": True})
        self.assertFalse(self._tell())
        interactions.create({**values, "wants": "Ten pumps"})
        self.assertIn("Ten pumps", self._tell()[self.ann.partner_id][0])
