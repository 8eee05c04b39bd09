from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import ScoreCommon


@tagged("post_install", "-at_install")
class TestAsking(ScoreCommon):
    def test_key_contacts_of_tiers_that_ask_get_a_mail(self):
        mails = self._run_cron()
        self.assertEqual(self._get_asked(), self.amy | self.ben)
        self.assertEqual(mails.recipient_ids, self.amy | self.ben)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})

    def test_mail_has_a_link_for_each_number_and_one_to_refuse(self):
        mails = self._run_cron()
        score = self.Score.search([("partner_id", "=", self.amy.id)])
        mail = mails.filtered(lambda mail: mail.recipient_ids == self.amy)
        for number in range(11):
            self.assertIn(f'href="{score._get_answer_url(number)}"', mail.body_html)
        self.assertIn(f'href="{score._get_refuse_url()}"', mail.body_html)
        self.assertIn(self.ann.email_formatted, mail.email_from)

    def test_mail_is_of_who_looks_after_the_customer_when_the_manager_left(self):
        self.ann.active = False
        [mail] = self._run_cron().filtered(lambda mail: mail.recipient_ids == self.amy)
        self.assertIn(self.bea.email_formatted, mail.email_from)
        self.assertIn("Bea", mail.body_html)
        self.assertNotIn("Ann", mail.body_html)

    def test_mail_is_of_the_company_where_nobody_is_left(self):
        (self.ann | self.bea).active = False
        [mail] = self._run_cron().filtered(lambda mail: mail.recipient_ids == self.amy)
        self.assertIn(self.company.email_formatted, mail.email_from)
        for name in ("Ann", "Bea", "Marc Demo"):
            self.assertNotIn(name, mail.body_html)

    def test_mail_is_in_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("account_relationship.mail_template_score")
        template.with_context(lang="fr_FR").subject = "Dites-nous tout"
        self.amy.lang = "fr_FR"
        mails = self._run_cron()
        mail = mails.filtered(lambda mail: mail.recipient_ids == self.amy)
        self.assertEqual(mail.subject, "Dites-nous tout")

    def test_token_is_hidden_from_those_who_look_after_the_customer(self):
        mails = self._run_cron()
        score = self.Score.search([], limit=1)
        with self.assertRaises(AccessError):
            score.with_user(self.hugo).read(["access_token"])
        self.assertEqual(set(mails.mapped("model")), {False})
        messages = mails.mail_message_id.with_user(self.ann)
        self.assertFalse(messages._filtered_access("read"))

    def test_nobody_is_asked_twice_however_often_the_night_comes(self):
        self._run_cron()
        self.assertFalse(self._run_cron())
        self.assertEqual(self.Score.search_count([]), 2)
        self._get_asked()[0].email = "new@example.com"
        self.assertFalse(self._run_cron(), "nor at another address")

    def test_is_asked_again_after_the_days_of_the_tier(self):
        self._run_cron()
        for days, asked in [(179, 2), (180, 4)]:
            with (
                self.subTest(days=days),
                freeze_time(fields.Datetime.now() + timedelta(days=days)),
            ):
                self._run_cron()
                self.assertEqual(self.Score.search_count([]), asked)

    def test_gap_of_the_company_outweighs_the_tier(self):
        self.tier_a.feedback_days = 10
        self._run_cron()
        for days, asked in [(89, 2), (90, 4)]:
            with (
                self.subTest(days=days),
                freeze_time(fields.Datetime.now() + timedelta(days=days)),
            ):
                self._run_cron()
                self.assertEqual(self.Score.search_count([]), asked)

    def test_person_of_two_accounts_is_asked_once(self):
        self._add_abroad()
        self._run_cron()
        self.assertEqual(self.Score.search_count([("partner_id", "=", self.amy.id)]), 1)

    def test_of_two_accounts_the_one_not_asked_for_longest_comes_first(self):
        abroad = self._add_abroad()
        self._add_score(self.amy, days=400)
        for days, account in ((0, abroad), (200, self.acme), (400, abroad)):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                self._run_cron()
            last = self.Score.search(
                [("partner_id", "=", self.amy.id)], order="id desc", limit=1
            )
            self.assertEqual(last.account_id, account)

    def test_who_was_taken_off_the_blacklist_is_asked_again(self):
        for change in ("_add", "_remove"):
            getattr(self.env["mail.blacklist"], change)("amy@example.com")
        self._run_cron()
        self.assertIn(self.amy, self._get_asked())

    def test_question_of_another_company_counts(self):
        abroad = self._add_abroad()
        self._add_score(self.amy, account=abroad, days=20)
        self._run_cron()
        self.assertEqual(
            self.Score.search([("account_id", "=", self.acme.id)]).partner_id, self.ben
        )

    def test_two_contacts_with_one_address_are_one_person(self):
        self.ben.email = "AMY@example.com"
        self._run_cron()
        self.assertEqual(self.Score.search_count([]), 1)

    def test_who_cannot_or_will_not_be_asked_is_not(self):
        blocks = {
            "archived": lambda: self.amy.action_archive(),
            "at another customer": lambda: self.amy.write(
                {"parent_id": self.birch_customer.id}
            ),
            "without address": lambda: self.amy.write({"email": False}),
            "bad address": lambda: self.amy.write({"email": "amy at example"}),
            "blacklisted": lambda: self.env["mail.blacklist"]._add("amy@example.com"),
            "refused": lambda: self._add_score(self.amy, days=900, is_refused=True),
            "refused elsewhere": lambda: self._add_score(
                self.amy, account=self.cedar, days=900, is_refused=True
            ),
            "left alone": lambda: self.acme.write({"pause_until": self.today}),
            "account archived": lambda: self.acme.action_archive(),
            "account ended": lambda: self.acme.write({"stage_id": self.ended.id}),
            "company does not ask": lambda: self.env.company.write(
                {"relationship_ask_scores": False}
            ),
            "tier does not ask": lambda: self.tier_a.write({"feedback_days": 0}),
            "no key contact": lambda: self.acme.key_contact_ids.unlink(),
        }
        for name, block in blocks.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                block()
                due = {partner for __, partner, *__ in self.Score._find_due()}
                self.assertNotIn(self.amy.id, due)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertIn(self.amy.id, {row[1] for row in self.Score._find_due()})

    def test_manager_is_told_who_is_no_longer_at_the_customer(self):
        self.acme.key_contact_ids.filtered(lambda k: k.partner_id != self.amy).unlink()
        self.amy.parent_id = self.birch_customer
        with self.assertRaisesRegex(UserError, "Amy: is no longer at the customer"):
            self.Score._ask_account(self.acme)

    def test_run_that_breaks_off_asks_nobody_twice(self):
        committed = []

        def commit_and_die(cron, processed=0, **kwargs):
            committed.append(processed)
            if processed:
                raise InterruptedError

        asking = (
            "odoo.addons.account_relationship.models.score.relationship_score_request"
        )
        with (
            patch(f"{asking}.BATCH_SIZE", 1),
            patch.object(self.registry["ir.cron"], "_commit_progress", commit_and_die),
            # Not assertRaises: what was done before stays, as after a commit.
            suppress(InterruptedError),
        ):
            self.Score._cron_ask()
        self.assertEqual(committed, [0, 1])
        first = self._get_asked()
        self.assertEqual(len(first), 1)
        mails = self._run_cron()
        self.assertEqual(mails.recipient_ids, (self.amy | self.ben) - first)
        self.assertEqual(self.Score.search_count([]), 2)

    def test_cron_stops_when_its_time_is_up(self):
        asking = (
            "odoo.addons.account_relationship.models.score.relationship_score_request"
        )
        with (
            patch(f"{asking}.BATCH_SIZE", 1),
            patch.object(
                self.registry["ir.cron"], "_commit_progress", lambda *args, **kw: 0
            ),
        ):
            self.Score._cron_ask()
        self.assertEqual(self.Score.search_count([]), 1)

    def test_colleague_who_asked_meanwhile_is_not_doubled(self):
        found = self.Score._find_due()
        self._add_score(self.amy)
        self.patch(self.registry["relationship.score"], "_find_due", lambda _: found)
        mails = self._run_cron()
        self.assertEqual(mails.recipient_ids, self.ben)

    def test_looking_for_whom_to_ask_is_one_query(self):
        self._add_accounts(30, tier_id=self.tier_a.id)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.Score._find_due()

    def test_two_who_ask_at_the_same_moment_ask_once(self):
        self._add_score(self.amy)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._add_score(self.amy, account=self.cedar)


@tagged("post_install", "-at_install")
class TestAskingByHand(ScoreCommon):
    @users("ann")
    def test_manager_asks_all_key_contacts_whatever_the_tier_says(self):
        self.tier_a.sudo().feedback_days = 0
        action = self.acme.with_user(self.env.user).action_ask_score()
        self.assertEqual(self._get_asked(), self.amy | self.ben)
        self.assertEqual(action["params"]["type"], "success")
        self.assertIn("Amy", action["params"]["message"])

    @users("ann")
    def test_manager_is_told_who_was_not_asked_and_why(self):
        self._add_score(self.amy, days=10)
        action = self.acme.with_user(self.env.user).action_ask_score()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertRegex(action["params"]["message"], "Asked: Ben.\nAmy: was asked on")

    @users("ann")
    def test_asking_is_refused_with_the_reason_where_nobody_may_be_asked(self):
        acme = self.acme.with_user(self.env.user)
        self._add_score(self.amy, days=10)
        self._add_score(self.ben, days=500, is_refused=True)
        message = r"Amy: was asked on .*\nBen: does not want to be asked"
        with self.assertRaisesRegex(UserError, message):
            acme.action_ask_score()
        self.ben.sudo().email = False
        with self.assertRaisesRegex(UserError, "Ben: has no valid e-mail"):
            acme.action_ask_score()
        self.ben.sudo().action_archive()
        with self.assertRaisesRegex(UserError, "Ben: the contact is archived"):
            acme.action_ask_score()

    @users("ann")
    def test_customer_who_wants_to_be_left_is_not_asked(self):
        self.acme.sudo().pause_until = self.today
        with self.assertRaisesRegex(UserError, "wants to be left for now"):
            self.acme.with_user(self.env.user).action_ask_score()

    @users("ann")
    def test_without_key_contacts_the_way_to_add_them_is_told(self):
        self.birch.sudo().key_contact_ids.unlink()
        with self.assertRaisesRegex(UserError, "tab People"):
            self.birch.with_user(self.env.user).action_ask_score()

    def test_only_those_who_look_after_the_account_may_ask(self):
        for user in (self.bob, self.bea, self.sam, self.eve, self.pia):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.acme.with_user(user).action_ask_score()
        self.assertFalse(self.Score.search([]))
        self.acme.with_user(self.hugo).action_ask_score()
        self.assertEqual(self._get_asked(), self.amy | self.ben)

    def test_key_contact_without_address_does_not_hide_a_double(self):
        """An archived contact with Amy's address must not keep Amy from being asked."""
        double = self.amy.copy({"name": "Old Amy", "email": "amy@example.com"})
        self.acme.key_contact_ids = [Command.create({"partner_id": double.id})]
        double.action_archive()
        self.Score._ask_account(self.acme)
        self.assertIn(self.amy, self._get_asked())
