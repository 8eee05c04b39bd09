from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from ..common import AccountMailCommon
from .common import CommunicationCommon, Contacts


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestAnswers(CommunicationCommon):
    def _get_need(self, name):
        return self.acme.need_ids.filtered(lambda need: need.name == name)

    @users("ann")
    def test_need_keeps_who_noted_it_and_when(self):
        self._add_need(self.acme, "Ten pumps", user=self.ann)
        with freeze_time("2026-03-12 10:00:00"):
            self._add_need(self.acme, "Late deliveries", "problem", self.tim)
        wish, problem = self._get_need("Ten pumps"), self._get_need("Late deliveries")
        self.assertEqual((wish.user_id, problem.user_id), (self.ann, self.tim))
        self.assertEqual(str(wish.said_on), "2026-03-10")
        self.assertEqual(str(problem.said_on), "2026-03-12")
        self.assertTrue(self.acme.answers_changed_at)
        # Ann and Tim: nobody was told yet.
        self.assertFalse(self.acme.answers_user_id)

    @users("ann")
    def test_answer_given_again_is_confirmed_and_no_news(self):
        need = self._add_need(self.acme, "Ten pumps", user=self.ann)
        self.acme.answers_changed_at = False
        with freeze_time("2026-04-12 10:00:00"):
            self._log(wants="Ten  PUMPS ")
        self.assertEqual(self.acme.need_ids, need)
        self.assertEqual(str(need.confirmed_on), "2026-04-12")
        self.assertEqual(str(need.said_on), "2026-03-10")
        self.assertFalse(self.acme.answers_changed_at)

    @users("ann")
    def test_answer_of_an_interaction_is_of_its_day(self):
        logged = self._log(
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
                }
            ],
        )
        wish = self._get_need("Ten pumps")
        self.assertEqual(wish.interaction_id, logged)
        self.assertEqual((wish.user_id, wish.partner_id), (self.ann, self.amy))
        self.assertEqual(str(wish.date_by), "2026-05-01")
        self.assertEqual(str(wish.said_on), "2026-03-07")
        self.assertEqual(self._get_need("Late deliveries").user_id, self.ann)
        self.assertEqual(str(self.acme.next_step_date), "2026-03-20")

    @users("ann")
    def test_interaction_without_answers_leaves_those_there_are(self):
        self._log(wants="Ten pumps")
        self._log(problem="Late deliveries")
        self.assertEqual(self.acme.wants, "Ten pumps")

    @users("ann")
    def test_another_answer_never_takes_the_place_of_one(self):
        self._log(date_start="2026-03-09 12:00:00", wants="Twelve pumps")
        self._log(date_start="2026-03-05 12:00:00", wants="Ten pumps", problem="Dents")
        self._log(problem="Late deliveries")
        self.assertEqual(self.acme.wants, "Twelve pumps\nTen pumps")
        self.assertEqual(self.acme.problem, "Late deliveries\nDents")
        self.assertEqual(set(self.acme.need_ids.mapped("state")), {"open"})

    @users("ann")
    def test_next_step_of_before_is_done_with_what_was_logged(self):
        self._log(next_step="Visit", next_step_date="2030-01-01")
        named = self._log(next_step="Visit")
        self.assertFalse(named.open_step)
        logged = self._log()
        self.assertEqual(logged.open_step, "Visit")
        logged.action_finish_step("Call")
        self.assertEqual(self.acme.next_step, "Visit")
        logged.action_finish_step("Visit")
        self.assertFalse(self.acme.next_step or self.acme.next_step_date)
        self.assertIn("Next step done: Visit", self.acme.message_ids[0].body)

    @users("ann")
    def test_next_step_of_an_older_interaction_does_not_come_back(self):
        self._log(date_start="2026-03-09 12:00:00", next_step="Send drawings")
        self._log(date_start="2026-03-05 12:00:00", next_step="Call Amy")
        self.assertEqual(self.acme.next_step, "Send drawings")

    @users("ann")
    def test_next_step_is_kept_back_by_none_that_nobody_reads_or_is_to_come(self):
        self._log(
            date_start="2026-03-09 12:00:00", next_step="Find out", is_confidential=True
        )
        self._log(date_start="2030-03-09 12:00:00", next_step="Sign")
        self._log(date_start="2026-03-05 12:00:00", next_step="Call Amy")
        self.assertEqual(self.acme.next_step, "Call Amy")

    @users("ann")
    def test_next_step_without_a_date_does_not_keep_that_of_another(self):
        self._log(next_step="Send drawings", next_step_date="2030-03-20")
        self._log(next_step="Call Amy")
        self.assertRecordValues(
            self.acme, [{"next_step": "Call Amy", "next_step_date": False}]
        )

    @users("ann")
    def test_next_step_in_other_words_keeps_the_day_the_account_has(self):
        logged = self._log(next_step="Cal Amy", next_step_date="2030-03-20")
        self.acme.next_step_date = "2030-04-10"
        logged.next_step = "Call Amy"
        self.assertRecordValues(
            self.acme,
            [
                {
                    "next_step": "Call Amy",
                    "next_step_date": fields.Date.to_date("2030-04-10"),
                }
            ],
        )
        self._log(date_start="2026-03-01 12:00:00")
        other = self._log(next_step="Send drawings")
        other.next_step = "Send the drawings"
        self.assertFalse(self.acme.next_step_date)

    @users("ann")
    def test_next_step_does_not_get_the_date_of_an_older_one(self):
        self._log(date_start="2026-03-09 12:00:00", next_step="Send drawings")
        self._log(
            date_start="2026-03-05 12:00:00",
            next_step="Call Amy",
            next_step_date="2030-03-20",
        )
        self.assertRecordValues(
            self.acme, [{"next_step": "Send drawings", "next_step_date": False}]
        )

    @users("ann")
    def test_date_by_itself_is_that_of_the_step_there_is(self):
        logged = self._log(next_step="Send drawings")
        logged.next_step_date = "2030-03-20"
        self.assertEqual(str(self.acme.next_step_date), "2030-03-20")
        self._log(next_step_date="2030-03-25")
        self.assertRecordValues(
            self.acme,
            [
                {
                    "next_step": "Send drawings",
                    "next_step_date": fields.Date.to_date("2030-03-25"),
                }
            ],
        )

    @users("ann")
    def test_corrected_interaction_corrects_its_need(self):
        interaction = self._log(wants="Ten pumps", wants_by="2026-05-01")
        interaction.wants = "Twelve pumps"
        interaction.wants_by = "2026-06-01"
        self.assertEqual(self.acme.wants, "Twelve pumps")
        self.assertEqual(str(self.acme.need_ids.date_by), "2026-06-01")
        self.acme.need_ids.action_change("Edited")
        interaction.note = "Something else"
        self.assertEqual(self.acme.wants, "Edited")

    @users("ann")
    def test_words_taken_out_of_an_interaction_drop_their_need(self):
        interaction = self._log(wants="Ten pumps", problem="Late")
        interaction.wants = False
        need = self._get_need("Ten pumps")
        self.assertEqual(need.state, "dropped")
        self.assertTrue(need.drop_reason)
        self.assertEqual(self._get_need("Late").state, "open")

    @users("ann")
    def test_what_was_met_is_not_opened_by_a_correction(self):
        interaction = self._log(wants="Ten pumps")
        self.acme.need_ids.with_env(self.env).action_done()
        interaction.wants = "Twelve pumps"
        self.assertEqual(self.acme.need_ids.state, "met")
        self.assertEqual(self.acme.need_ids.name, "Ten pumps")

    @users("ann")
    def test_what_becomes_confidential_is_no_need_of_the_account(self):
        interaction = self._log(wants="To be sold")
        interaction.is_confidential = True
        self.assertFalse(self.acme.need_ids)
        self.assertEqual(interaction.wants, "To be sold")
        interaction.is_confidential = False
        self.assertEqual(self.acme.wants, "To be sold")

    @users("ann")
    def test_interaction_moved_to_another_account_takes_its_needs_along(self):
        interaction = self._log(wants="Ten pumps", partner_ids=False)
        interaction.account_id = self.birch
        self.assertFalse(self.acme.need_ids)
        self.assertEqual(self.birch.need_ids.name, "Ten pumps")

    @users("ann")
    def test_deleted_interaction_leaves_what_was_heard_in_it(self):
        self._log(wants="Ten pumps").unlink()
        self.assertEqual(self.acme.wants, "Ten pumps")


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
        self._add_need(self.acme, "Ten <pumps>", user=self.tim)
        self._add_need(self.acme, "Late", "problem", self.tim)
        told = self._tell()
        self.assertEqual(set(told), {self.ann.partner_id, self.sam.partner_id})
        [body] = told[self.sam.partner_id]
        self.assertIn("Ten &lt;pumps&gt;", body)
        self.assertIn("Late", body)
        self.assertFalse(self._tell())

    def test_several_accounts_are_one_message_a_person(self):
        for account in self.acme | self.birch:
            self._add_need(account, "Pumps", user=self.tim)
        self._add_need(self.acme, "More pumps", user=self.tim)
        told = self._tell()
        [body] = told[self.ann.partner_id]
        for text in ("Acme", "Birch", "More pumps"):
            self.assertIn(text, body)

    def test_author_is_not_told(self):
        self._add_need(self.acme, "Ten pumps", user=self.ann)
        self.assertNotIn(self.ann.partner_id, self._tell())

    def test_two_authors_of_a_day_hear_of_each_other(self):
        self.acme.message_subscribe(self.tim.partner_id.ids)
        self._add_need(self.acme, "Ten pumps", user=self.ann)
        self._add_need(self.acme, "Late", "problem", self.tim)
        told = self._tell()
        self.assertEqual(set(told), {self.ann.partner_id, self.tim.partner_id})
        self._add_need(self.acme, "Twelve pumps", user=self.ann)
        self.assertEqual(set(self._tell()), {self.tim.partner_id})

    def test_customers_are_never_told(self):
        self.acme.message_subscribe((self.pia.partner_id | self.amy).ids)
        self._add_need(self.acme, "Ten pumps", user=self.tim)
        self.assertEqual(set(self._tell()), {self.ann.partner_id})

    def test_who_left_is_not_told(self):
        self._add_lead(self.amy, self.sam)
        self.sam.active = False
        self._add_need(self.acme, "Ten pumps", user=self.tim)
        self.assertEqual(set(self._tell()), {self.ann.partner_id})

    def test_nothing_changed_tells_nobody(self):
        self.acme.with_user(self.tim).tag_ids = False
        self.assertFalse(self._tell())

    def test_what_came_of_it_is_told(self):
        need = self._add_need(self.acme, "Late", "problem", self.tim)
        self.acme.answers_changed_at = False
        need.with_user(self.tim).action_confirm()
        self.assertFalse(self._tell(), "confirmed: no news")
        need.with_user(self.tim).action_done()
        [body] = self._tell()[self.ann.partner_id]
        self.assertIn("Acme", body)

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
