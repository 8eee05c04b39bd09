from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestLogging(CommunicationCommon):
    def _open_dialog(self, record):
        """The dialog as the record's button opens it."""
        return Form.from_action(
            self.env, record.with_env(self.env).action_log_interaction()
        )

    @users("ann")
    def test_dialog_starts_with_the_type_logged_last(self):
        self._log(type_id=self.visit_type.id)
        self._log(type_id=self.chat_type.id, date_start=self._ago(days=90))
        with self._open_dialog(self.acme) as dialog:
            self.assertEqual(dialog.type_id, self.chat_type)

    @users("ann")
    def test_dialog_starts_with_the_first_type_when_nothing_was_logged(self):
        with self._open_dialog(self.acme) as dialog:
            self.assertEqual(dialog.type_id, self.call_type)

    @users("ann")
    def test_type_that_was_archived_is_not_suggested(self):
        self._log(type_id=self.visit_type.id)
        self.visit_type.active = False
        with self._open_dialog(self.acme) as dialog:
            self.assertEqual(dialog.type_id, self.call_type)

    @users("ann")
    def test_type_is_that_of_the_user_not_of_others(self):
        self.env = self.env(user=self.tim)
        self._log(type_id=self.visit_type.id)
        self.env = self.env(user=self.ann)
        with self._open_dialog(self.acme) as dialog:
            self.assertEqual(dialog.type_id, self.call_type)

    @users("ann")
    def test_document_gives_the_account_and_the_contact(self):
        documents = [
            self.amy,
            self._add_lead(self.amy, self.ann),
            self._add_order(self.amy, self.ann),
            self.env["account.move"]
            .sudo()
            .create({"move_type": "out_invoice", "partner_id": self.amy.id}),
        ]
        for document in documents:
            with self.subTest(document=document._name):
                dialog = self._open_dialog(document)
                interaction = dialog.save()
                self.assertRecordValues(
                    interaction,
                    [
                        {
                            "account_id": self.acme.id,
                            "partner_ids": self.amy.ids,
                            "user_ids": self.ann.ids,
                            "res_model": document._name,
                            "res_id": document.id,
                            "create_uid": self.ann.id,
                        }
                    ],
                )
                self.assertEqual(
                    interaction.action_open_source()["res_id"], document.id
                )

    @users("ann")
    def test_company_as_the_document_s_customer_suggests_nobody(self):
        order = self._add_order(self.acme_customer, self.ann)
        interaction = self._open_dialog(order).save()
        self.assertEqual(interaction.account_id, self.acme)
        self.assertFalse(interaction.partner_ids)

    @users("ann")
    def test_document_that_was_deleted_cannot_be_opened(self):
        lead = self._add_lead(self.amy, self.ann)
        interaction = self._open_dialog(lead).save()
        lead.sudo().unlink()
        with self.assertRaisesRegex(UserError, "no longer there"):
            interaction.action_open_source()

    @users("ann")
    def test_what_was_logged_from_no_document_has_none_to_open(self):
        with self.assertRaisesRegex(UserError, "no longer there"):
            self._log().action_open_source()

    @users("ann")
    def test_nobody_is_suggested_for_what_is_no_account(self):
        interactions = self.env["relationship.interaction"]
        for wrong in (False, None, True, "x", [self.acme.id], {}, -1, 2**63):
            self.assertEqual(interactions.get_suggested_contacts(wrong), [])
        self.assertTrue(interactions.get_suggested_contacts(self.acme.id))

    @users("ann")
    def test_subject_and_minutes_follow_the_type_until_written(self):
        interaction = self._open_dialog(self.amy).save()
        self.assertEqual(
            (interaction.subject, interaction.duration), ("Call with Amy", 15)
        )
        with Form(interaction) as form:
            form.type_id = self.visit_type
            self.assertEqual((form.subject, form.duration), ("Visit with Amy", 60))
            form.partner_ids.add(self.ben)
            self.assertEqual(form.subject, "Visit with Amy, Ben")
            form.partner_ids.remove(self.amy.id)
            self.assertEqual(form.subject, "Visit with Ben")
            form.subject = "Visit with Ben at the new plant"
            form.duration = 200
            form.type_id = self.call_type
            form.partner_ids.add(self.amy)
        self.assertEqual(
            (interaction.subject, interaction.duration),
            ("Visit with Ben at the new plant", 200),
        )

    @users("ann")
    def test_subject_without_participants_is_the_type(self):
        interaction = self._log(self.birch, type_id=self.note_type.id)
        self.assertEqual(interaction.subject, "Internal note")
        self.assertEqual(interaction.duration, 0)

    @users("ann")
    def test_what_took_place_is_done_and_what_is_to_come_is_planned(self):
        past = self._log(date_start=self._ago(hours=1))
        future = self._log(date_start=self._ago(days=-1))
        self.assertEqual((past.state, future.state), ("done", "planned"))
        future.date_start = self._ago(days=1)
        self.assertEqual(future.state, "done")

    @users("ann")
    def test_planned_contact_that_took_place_earlier_happened_now(self):
        interaction = self._log(date_start=self._ago(days=-2), wants="A demo")
        self.assertFalse(self.acme.wants)
        interaction.action_done()
        self.assertEqual(interaction.state, "done")
        self.assertLessEqual(interaction.date_start, fields.Datetime.now())
        self.assertEqual(self.acme.wants, "A demo")
        self.assertEqual(self.acme.last_touch_at, interaction.date_start)

    @users("ann")
    def test_cancelled_contact_stays_cancelled_when_its_date_is_changed(self):
        interaction = self._log(date_start=self._ago(days=-1))
        interaction.action_cancel()
        interaction.date_start = self._ago(days=1)
        self.assertEqual(interaction.state, "cancelled")
        self.assertFalse(interaction.is_touch)

    @users("ann")
    def test_counts_as_contact_when_the_customer_took_part(self):
        for counts, values in [
            (True, {}),
            (False, {"partner_ids": False}),
            (False, {"type_id": self.note_type.id}),
            (False, {"date_start": self._ago(days=-1)}),
        ]:
            with self.subTest(values=values):
                self.assertEqual(self._log(**values).is_touch, counts)

    @users("ann")
    def test_sentiment_keeps_whose_feeling_it_is(self):
        interaction = self._log(sentiment="positive")
        self.assertEqual(interaction.sentiment_user_id, self.ann)
        interaction.with_user(self.tim).sentiment = "negative"
        self.assertEqual(interaction.sentiment_user_id, self.tim)
        interaction.sentiment = False
        self.assertFalse(interaction.sentiment_user_id)
        for values in ({}, {"sentiment": "negative"}):
            with self.assertRaises(UserError):
                interaction.write({**values, "sentiment_user_id": self.tim.id})

    @users("ann")
    def test_two_people_log_the_same_visit_and_both_are_kept(self):
        morning = fields.Datetime.now() - relativedelta(days=1)
        first = self._log(date_start=morning, wants="Ten pumps")
        second = self._log(date_start=morning, wants="Twelve pumps")
        self.assertEqual(self.acme.interaction_ids, first | second)
        self.assertEqual(self.acme.wants, "Twelve pumps\nTen pumps")


@tagged("post_install", "-at_install")
class TestBadInput(CommunicationCommon):
    @users("ann")
    def test_dates_nobody_can_mean_are_refused(self):
        for date in (
            "1800-01-01 10:00:00",
            "1989-12-31 23:59:59",
            "2200-01-01 10:00:00",
        ):
            with (
                self.subTest(date=date),
                self.assertRaisesRegex(ValidationError, "too far away"),
            ):
                self._log(date_start=date)
        self.assertEqual(self._log(date_start="1990-01-02 10:00:00").state, "done")

    @users("ann")
    def test_what_is_needed_and_taken_out_is_asked_for(self):
        """By the database, which says which field it is: not by a traceback."""
        plan = self.env["relationship.plan"].create(
            {"name": "Move", "account_id": self.acme.id}
        )
        agree = self.env["relationship.plan.agree"].create(
            {"plan_id": plan.id, "agreed_by_id": self.amy.id}
        )
        need = self._add_need(self.acme, "Pumps", user=self.env.user)
        for record, name in (
            (self._log(), "date_start"),
            (need, "kind"),
            (agree, "agreed_on"),
        ):
            with (
                self.subTest(model=record._name),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                record.write({name: False})
                self.env.flush_all()

    @users("ann")
    def test_participants_of_another_customer_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "Carl.*not contacts of Acme"):
            self._log(partner_ids=[Command.set((self.amy | self.carl).ids)])
        interaction = self._log()
        with self.assertRaisesRegex(ValidationError, "Carl"):
            interaction.partner_ids |= self.carl
        with self.assertRaisesRegex(ValidationError, "Amy"):
            interaction.account_id = self.birch

    @users("ann")
    def test_interaction_moved_to_another_account_takes_its_contact_along(self):
        interaction = self._log()
        self.assertEqual(self.acme.last_touch_at, interaction.date_start)
        interaction.write(
            {"account_id": self.birch.id, "partner_ids": [Command.set(self.carl.ids)]}
        )
        self.assertFalse(self.acme.last_touch_at)
        self.assertEqual(self.birch.last_touch_at, interaction.date_start)

    @users("ann")
    def test_lasts_between_nothing_and_a_week(self):
        self.assertEqual(self._log(duration=10080).duration, 10080)
        for minutes in (-1, 10081):
            with (
                self.subTest(minutes=minutes),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._log(duration=minutes)

    @users("ann")
    def test_scripts_are_removed_from_notes(self):
        interaction = self._log(
            note='<p onclick="steal()">They agreed<script>steal()</script></p>'
            '<img src="x" onerror="steal()"><a href="javascript:steal()">go</a>'
        )
        self.assertIn("They agreed", interaction.note)
        for evil in ("script", "steal", "onerror", "onclick"):
            self.assertNotIn(evil, interaction.note)

    @users("ann")
    def test_a_megabyte_of_pasted_html_is_kept(self):
        paragraph = "<p>From the customer's page, pasted.</p>"
        count = 1_000_000 // len(paragraph) + 1
        interaction = self._log(note=paragraph * count + "<script>x()</script>")
        self.assertEqual(interaction.note.count("pasted"), count)
        self.assertNotIn("script", interaction.note)

    @users("ann")
    def test_attachments_follow_the_rights_of_the_interaction(self):
        interaction = self._log(is_confidential=True)
        attachment = self.env["ir.attachment"].create(
            {
                "name": "minutes.txt",
                "raw": b"They said",
                "res_model": interaction._name,
                "res_id": interaction.id,
            }
        )
        interaction.message_post(body="Minutes", attachment_ids=attachment.ids)
        self.assertEqual(interaction.message_attachment_count, 1)
        self.assertTrue(attachment.with_user(self.ann).has_access("read"))
        self.assertFalse(attachment.with_user(self.tim).has_access("read"))
