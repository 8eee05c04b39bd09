from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged, users

from .informing import InformCommon


@tagged("post_install", "-at_install")
class TestWhoIsTold(InformCommon):
    def test_lead_of_a_shared_plan_is_told_at_each_change(self):
        self.assertEqual(self.to_amy.partner_id, self.amy)
        self.assertEqual(self.to_amy.inform, "each")

    @users("ann")
    def test_sharing_adds_the_lead_a_new_lead_is_added_too(self):
        plan = self.env["relationship.plan"].create(
            {"name": "P", "account_id": self.acme.id, "contact_id": self.amy.id}
        )
        self.assertFalse(plan.plan_contact_ids)
        plan.is_shared = True
        self.assertEqual(plan.plan_contact_ids.partner_id, self.amy)
        plan.contact_id = self.ben
        self.assertEqual(plan.plan_contact_ids.partner_id, self.amy | self.ben)
        plan.write({"contact_id": self.amy.id, "is_shared": True})
        self.assertEqual(len(plan.plan_contact_ids), 2)

    @users("ann")
    def test_only_people_of_the_customer_are_told(self):
        with self.assertRaisesRegex(ValidationError, "no contact of Acme"):
            self.Contact.with_env(self.env).create(
                {"plan_id": self.plan.id, "partner_id": self.dune.id}
            )

    def test_who_cannot_be_reached_shows_why(self):
        nora = self._add_contact(self.nora)
        self.assertEqual((self.to_amy.reach, nora.reach), ("ok", "no_email"))
        self.nora.email = "not an address"
        self.assertEqual(nora.reach, "no_email")
        self.amy.active = False
        self.assertEqual(self.to_amy.reach, "archived")
        self.ben.parent_id = self.acme_customer
        ben = self._add_contact(self.ben)
        self.ben.parent_id = self.dune
        self.assertEqual(ben.reach, "gone")

    def test_who_cannot_be_reached_or_wants_none_gets_none(self):
        self._add_contact(self.nora)
        self._add_contact(self.ben, inform="never")
        self.amy.parent_id = self.dune
        self._touch()
        self.assertFalse(self._tell())
        self.assertFalse(self.plan.update_ids)


@tagged("post_install", "-at_install")
class TestMailAtEachChange(InformCommon):
    def test_first_mail_shows_the_plan(self):
        self._touch()
        mail = self._tell()
        self.assertEqual(mail.recipient_ids, self.amy)
        self.assertEqual(mail.subject, "Move: our plan with you")
        for words in ("Waiting for you", "Confirm the floor plan", "0</t> of"):
            self.assertIn(words.replace("</t>", ""), mail.body_html)
        self.assertEqual(self.to_amy.snapshot["title"], "Move")
        self.assertTrue(self.to_amy.informed_at)

    def test_of_many_steps_the_first_are_named_and_the_others_counted(self):
        for number in range(6):
            self.floor_plan.copy({"name": f"Room {number}", "is_shared": True})
        self._touch()
        body = self._tell().body_html
        self.assertIn("Room 3", body)
        self.assertNotIn("Room 4", body)
        self.assertRegex(body, r"and\s+2\s+more")
        self.assertNotRegex(body, r"and\s+0\s+more")

    def test_each_reads_since_when_nothing_has_changed(self):
        ben = self._add_contact(self.ben)
        self._know()
        ben.informed_at -= timedelta(days=40)
        self.assertEqual(self.to_amy.snapshot, ben.snapshot)
        with self.mock_mail_gateway():
            self.Update._send_to(self.to_amy | ben, "manual")
        bodies = set(self._new_mails.mail_message_id.mapped("body"))
        self.assertEqual(len(bodies), 2)
        for body in bodies:
            self.assertIn("Nothing has changed since", body)

    def test_first_mail_shows_the_summary_as_it_was_laid_out(self):
        self.plan.customer_summary = "<p>Forty <b>desks</b></p><script>x()</script>"
        self._touch()
        body = self._tell().body_html
        self.assertIn("Forty <b>desks</b>", body)
        self.assertNotIn("x()", body)

    def test_mail_says_what_changed_once(self):
        self._know()
        self.samples.write({"state": "done", "date_done": "2030-02-20"})
        self.floor_plan.date_due = "2030-03-12"
        self._touch(minutes=6)
        self.to_amy.seen_change_at = False
        mail = self._tell()
        self.assertEqual(mail.subject, "Move: what is new")
        self.assertIn("Done on 02/20/2030", mail.body_html)
        self.assertIn("Moved from 03/05/2030 to 03/12/2030", mail.body_html)
        self.assertFalse(self._tell())

    def test_nothing_visible_changed_is_no_mail(self):
        self._know()
        self.plan.note = "They are in trouble"
        self.samples.write({"note": "Careful", "is_shared": True})
        self.env["relationship.action"].create(
            {"name": "Hidden step", "plan_id": self.plan.id}
        )
        self._touch()
        self.to_amy.seen_change_at = False
        self.assertFalse(self._tell())
        self.assertEqual(self.to_amy.seen_change_at, self.plan.changed_at)

    def test_ten_quick_edits_make_one_mail_when_they_rest(self):
        self._know()
        self.to_amy.seen_change_at = fields.Datetime.now() - timedelta(days=1)
        for day in range(1, 11):
            self.samples.date_due = f"2030-04-{day:02}"
            self._touch(minutes=1)
            self.assertNotIn(self.plan, self.Contact._find_changed_plans())
        self._touch(minutes=6)
        self.assertIn(self.plan, self.Contact._find_changed_plans())
        self.assertEqual(len(self._tell()), 1)
        self.assertNotIn(self.plan, self.Contact._find_changed_plans())

    def test_plans_the_customer_does_not_see_are_not_told(self):
        for values in ({"is_shared": False}, {"state": "draft"}):
            self.plan.write({"is_shared": True, "state": "active", **values})
            self._touch()
            self.assertNotIn(self.plan, self.Contact._find_changed_plans())
            self.assertFalse(self._tell())

    def test_cancelled_plan_is_told_once_without_its_reason(self):
        self._know()
        self.plan.write({"state": "cancelled", "cancel_reason": "They never pay"})
        self._touch()
        self.to_amy.seen_change_at = False
        mail = self._tell()
        self.assertEqual(mail.subject, "Move: ended")
        self.assertNotIn("pay", self._get_text(mail))
        self.to_amy.seen_change_at = False
        self.assertFalse(self._tell())

    def test_cancelled_plan_nobody_knew_is_not_told(self):
        self.plan.write({"state": "cancelled", "cancel_reason": "They never pay"})
        self._touch()
        self.assertFalse(self._tell())

    def test_change_saved_while_mailing_is_not_lost(self):
        self._know()
        self._touch(minutes=6)
        self.to_amy.seen_change_at = False
        self._tell()
        self.samples.state = "done"
        self._touch(minutes=5)
        self.assertIn(self.plan, self.Contact._find_changed_plans())
        self.assertEqual(len(self._tell()), 1)

    def test_each_reader_hears_what_is_new_for_the_reader(self):
        self._know()
        self.samples.state = "done"
        self._add_contact(self.ben)
        self._touch()
        self.to_amy.seen_change_at = False
        mails = self._tell()
        subjects = {mail.recipient_ids.name: mail.subject for mail in mails}
        self.assertEqual(
            subjects,
            {"Amy": "Move: what is new", "Ben": "Move: our plan with you"},
        )
        self.assertEqual(len(self.plan.update_ids), 2)

    def test_who_knows_the_same_shares_one_update_but_no_link(self):
        self._add_contact(self.ben)
        self._touch()
        mails = self._tell()
        self.assertEqual(len(mails), 2)
        self.assertEqual(self.plan.update_ids.partner_ids, self.amy | self.ben)
        bodies = {mail.recipient_ids: mail.body_html for mail in mails}
        for contact in self.plan.plan_contact_ids:
            others = self.plan.plan_contact_ids - contact
            self.assertIn(contact.access_token, bodies[contact.partner_id])
            self.assertNotIn(others.access_token, bodies[contact.partner_id])
            # Nor is it in what our colleagues read on the plan.
            self.assertNotIn(contact.access_token, self.plan.update_ids.body)

    def test_readers_of_two_languages_get_their_own(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.amy.lang, self.ben.lang = "en_US", "fr_FR"
        self._add_contact(self.ben)
        self._know()
        self.samples.date_due = "2030-04-13"
        self._touch()
        self.plan.plan_contact_ids.seen_change_at = False
        bodies = {mail.recipient_ids.name: mail.body_html for mail in self._tell()}
        self.assertIn("04/13/2030", bodies["Amy"])
        self.assertIn("13/04/2030", bodies["Ben"])
        self.assertNotIn("04/13/2030", bodies["Ben"])
        self.assertEqual(len(self.plan.update_ids), 2)

    def test_other_language_alone_is_no_change(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.goal.write(
            {"kind": "quantitative", "baseline": 0, "target": 1000.5, "current": 2.5}
        )
        self._know()
        self.amy.lang = "fr_FR"
        self._touch()
        self.to_amy.seen_change_at = False
        self.assertFalse(self._tell())

    def test_text_of_titles_is_escaped(self):
        self._know()
        self.samples.write({"name": "<script>alert(1)</script>", "state": "done"})
        self._touch()
        self.to_amy.seen_change_at = False
        mail = self._tell()
        self.assertNotIn("<script", mail.body_html)
        self.assertIn("&lt;script&gt;", mail.body_html)

    def test_line_breaks_cannot_get_into_the_subject(self):
        self.plan.customer_name = "Move\r\nBcc: everybody@example.com"
        self._touch()
        mail = self._tell()
        self.assertEqual(
            mail.subject, "Move Bcc: everybody@example.com: our plan with you"
        )

    def test_mail_comes_from_the_owner_or_who_stands_in(self):
        self._touch()
        mail = self._tell()
        self.assertEqual(mail.email_from, '"Ann" <ann@ours.example.com>')
        self.assertIn("Ann", mail.body_html)
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": fields.Date.today() - timedelta(days=1),
                "date_to": fields.Date.today() + timedelta(days=7),
            }
        )
        with self._without_commits():
            self.env["relationship.absence"].sudo().search([])._cron_carry_out()
        self.assertEqual(self.plan._get_sender(), self.acme.acting_manager_id)
        self.assertEqual(self.plan._get_sender(), self.bea)

    def test_plan_of_a_colleague_comes_from_the_colleague(self):
        self.tim.email = "tim@ours.example.com"
        self.plan.user_id = self.tim
        self.assertEqual(self.plan._get_sender(), self.tim)
        self.tim.active = False
        self.assertEqual(self.plan._get_sender(), self.ann)

    def test_plan_of_a_manager_who_left_comes_from_whoever_is_there(self):
        self.ann.active = False
        self.assertEqual(self.plan._get_sender(), self.bea)

    def test_mail_is_kept_as_what_we_told_them(self):
        self._touch()
        mail = self._tell()
        self.assertRecordValues(
            self.plan.update_ids,
            [
                {
                    "state": "sent",
                    "kind": "change",
                    "subject": mail.subject,
                    "user_id": self.ann.id,
                    "message_id": mail.mail_message_id.id,
                }
            ],
        )
        self.assertIn("Confirm the floor plan", self.plan.update_ids.body)
        # A mail without a person behind it is no answer to the customer.
        self.assertEqual(mail.message_type, "auto_comment")

    def test_customer_never_follows(self):
        self._touch()
        self._tell()
        self.plan.message_subscribe(partner_ids=self.amy.ids)
        followers = self.plan.message_partner_ids
        self.assertFalse(followers.filtered("partner_share"))

    def test_followers_of_ours_get_no_copy_of_the_customers_mail(self):
        self.plan.message_subscribe(partner_ids=self.eve.partner_id.ids)
        self._touch()
        mail = self._tell()
        self.assertEqual(mail.recipient_ids, self.amy)
        self.assertEqual(mail.notification_ids.res_partner_id, self.amy)
