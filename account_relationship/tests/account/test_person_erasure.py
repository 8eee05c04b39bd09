from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .persons import NAMES, SECRET, WORDS, PersonCommon


@tagged("post_install", "-at_install")
class TestPersonDeleted(PersonCommon):
    """A contact is deleted by whoever may delete contacts."""

    def test_deleting_a_contact_keeps_the_companys_figures(self):
        figures = self._get_figures()
        self.eve.group_ids |= self.env.ref("base.group_partner_manager")
        self.amy.with_user(self.eve).unlink()
        self.assertEqual(self._get_figures(), figures)
        self.assertFalse(self.complaint.partner_id)
        self.assertIn(SECRET, self.complaint.verbatim)
        self.assertEqual(self.notice.partner_id, self.acme_customer)
        self.assertEqual(self.plan.agreed_by_id, self.acme_customer)
        self.assertEqual(self.talk.partner_ids, self.acme_customer)
        self.assertFalse(self.share.exists(), "nobody's link does not become anybody's")

    def test_deleting_a_contact_keeps_the_ratings_of_the_customer(self):
        rating = self._add_rating(self.amy)
        satisfied = self._get_score_figures()["csat"]
        self.amy.unlink()
        self.assertEqual(rating.partner_id, self.acme_customer)
        self.assertEqual(self._get_score_figures()["csat"], satisfied)

    def test_no_reference_of_ours_keeps_a_person(self):
        """But who the customer is, and who agreed a plan: there the customer stays."""
        keeping = {
            (model._name, name)
            for model in self.env.values()
            if model._name.startswith("relationship.") and model._auto
            for name, field in model._fields.items()
            if field.comodel_name == "res.partner"
            and field.type == "many2one"
            and field.store
            and field.ondelete == "restrict"
        }
        self.assertEqual(
            keeping,
            {
                ("relationship.account", "partner_id"),
                ("relationship.plan", "agreed_by_id"),
            },
        )

    def test_a_customer_with_an_account_is_still_refused(self):
        with self.assertRaisesRegex(UserError, "has a customer account"):
            self.acme_customer.unlink()

    def test_merged_feedback_goes_on_by_itself_without_who_left(self):
        other = self._say("It flickers", account_id=self.acme.id, partner_id=False)
        self.complaint.reporter_ids |= self.ben
        self.complaint._merge_into(other)
        self.amy.unlink()
        self.complaint._unmerge()
        self.assertFalse(self.complaint.partner_id)
        self.assertFalse(other.reporter_ids)

    @mute_logger("odoo.addons.base.models.account.res_users")
    def test_a_portal_user_who_deletes_the_account_is_deleted(self):
        contact = self.pia.partner_id
        feedback = self.env["relationship.feedback"].create(
            {
                "account_id": self.acme.id,
                "partner_id": contact.id,
                "source": "portal",
                "verbatim": "Too cold",
            }
        )
        self.pia._deactivate_portal_user()
        self.pia.unlink()
        contact.unlink()
        self.assertEqual(feedback.account_id, self.acme)
        self.assertFalse(contact.exists())


@tagged("post_install", "-at_install")
class TestPersonErased(PersonCommon):
    """A person wants to be forgotten."""

    def _erase(self, persons):
        context = persons.action_open_erasure()["context"]
        wizard = self.env["relationship.person.erasure"].with_context(**context)
        wizard.create({}).action_erase()
        self.env.invalidate_all()

    @users("adam")
    def test_nothing_of_the_person_is_left_and_the_figures_stay(self):
        self.assertTrue(self._find_traces())
        figures = self._get_figures()
        self._erase(self.amy.with_user(self.env.user))
        self.assertFalse(self.amy.exists())
        self.assertEqual(self._get_figures(), figures)
        self.assertEqual(self._find_traces(), [])

    @users("adam")
    def test_what_programs_of_the_person_wrote_is_forgotten(self):
        messages = [
            self.acme.sudo().message_post(
                author_id=self.amy.id, body="Ticket 77", message_type=kind
            )
            for kind in ("auto_comment", "out_of_office")
        ]
        self._erase(self.amy.with_user(self.env.user))
        for message in messages:
            self.assertNotIn("Ticket 77", message.body)

    @users("adam")
    def test_ratings_and_scores_noted_for_the_person_stay_those_of_one(self):
        rating = self._add_rating(self.amy)
        self.env["relationship.feedback"].sudo().create(
            {
                "account_id": self.acme.id,
                "partner_id": self.amy.id,
                "verbatim": f"{SECRET}, so a five",
                "score_type": "nps",
                "score_value": 5,
            }
        )
        figures = self._get_score_figures()
        self._erase(self.amy.with_user(self.env.user))
        self.assertEqual(self._get_score_figures(), figures)
        self.assertEqual(rating.feedback, WORDS)
        self.assertEqual(self._find_traces(), [])

    @users("adam")
    def test_what_others_said_stays(self):
        self._erase(self.amy.with_user(self.env.user))
        self.assertEqual(self.bens_words.verbatim, "The stairs creak loudly")
        self.assertEqual(self.bens_words.reporter_ids, self.ben)
        self.assertEqual(self.bens.partner_id, self.ben)
        self.assertEqual(self.bens.email, self.ben.email_normalized)
        self.assertIn("Call (erased person) back", self.complaint.summary)

    @users("adam")
    def test_the_answers_of_one_stay_those_of_one(self):
        self._erase((self.amy | self.ben).with_user(self.env.user))
        self.assertTrue(self.score.email.startswith("erased-"))
        self.assertEqual(self.score.email, self.older.email)
        self.assertNotEqual(self.score.email, self.bens.email)
        self.assertEqual(self.complaint.verbatim, WORDS)
        self.assertEqual(self.complaint.name, WORDS)

    @users("adam")
    def test_the_link_of_a_question_ends(self):
        waiting = self._add_score(self.amy, days=1)
        token = waiting.sudo().access_token
        self._erase(self.amy.with_user(self.env.user))
        self.assertEqual(waiting.state, "expired")
        self.assertFalse(waiting.sudo()._find(waiting.id, token))

    @users("adam")
    def test_a_contact_with_documents_is_emptied_and_archived(self):
        order = self._add_order_of_amy()
        self._erase(self.amy.with_user(self.env.user))
        self.assertEqual(order.partner_id, self.amy)
        self.assertFalse(self.amy.active)
        self.assertEqual(self.amy.name, "(erased person)")
        self.assertFalse(self.amy.email or self.amy.phone)

    @users("adam")
    def test_nothing_of_the_person_stays_on_a_contact_that_is_kept(self):
        said = {
            **dict.fromkeys(("function", "ref", "street", "city", "vat"), "Room 7"),
            "comment": "<p>Met at the fair</p>",
            "website": "https://amy.example.com",
        }
        self.amy.write(said)
        self._add_order_of_amy()
        self.flush_tracking()
        self._erase(self.amy.with_user(self.env.user))
        self.flush_tracking()
        for name in said:
            self.assertFalse(self.amy[name], name)
        self.assertEqual(self._find_traces(), [])

    @users("adam")
    def test_an_opportunity_keeps_nothing_of_the_words_it_was_made_of(self):
        """Though it is lost, and the lines are laid out anew in it."""
        feedback = self._say(
            "It is dark here\nIt is dark here on Mondays\nPlease send <help> soon",
            account_id=self.acme.id,
        ).sudo()
        feedback.action_make_opportunity()
        lead = feedback.lead_id
        lead.write({"contact_name": NAMES[0], "email_from": NAMES[1], "phone": "123"})
        lead.action_set_lost()
        self._erase(self.amy.with_user(self.env.user))
        for word in ("dark", "Mondays", "help"):
            self.assertNotIn(word, lead.description)
        self.assertFalse(lead.contact_name or lead.email_from or lead.phone)

    @users("adam")
    def test_a_title_cut_from_the_words_of_the_person_goes_with_them(self):
        feedback = self._say(f"{SECRET}, and {'so very ' * 30} cold")
        self.assertTrue(feedback.name.endswith("…"))
        self._erase(self.amy.with_user(self.env.user))
        self.assertEqual(feedback.name, WORDS)

    @users("adam")
    def test_a_name_is_found_however_it_is_written(self):
        self.amy.email = "amy+lamps@acme.example.com"
        note = self.acme.sudo().message_post(
            body="AMY UNLIKELY called: write to Amy+Lamps@acme.example.com"
        )
        self._erase(self.amy.with_user(self.env.user))
        self.assertIn("(erased person) called: write to (erased person)", note.body)

    @users("adam")
    def test_a_name_is_found_whatever_it_begins_and_ends_with(self):
        for name in (
            "Amy P.",
            "'t Hooft, Amy",
            "Amy (Lamps)",
            "Tom & Amy",
            "Amy   Lee",
        ):
            with self.subTest(name=name):
                person = self.amy.sudo().copy({"name": name, "email": False})
                note = self.acme.sudo().message_post(
                    body=f"Call {name}, not {name}s.", subject=f"About {name}"
                )
                self._erase(person.with_user(self.env.user))
                self.assertIn("Call (erased person), not ", note.body)
                self.assertEqual(note.subject, "About (erased person)")

    @users("adam")
    def test_a_short_name_is_left_where_others_say_the_word(self):
        self.amy.name = "Joy"
        bens_words = self._say("Your stairs are no joy", partner_id=self.ben.id)
        self._erase(self.amy.with_user(self.env.user))
        self.assertEqual(bens_words.verbatim, "Your stairs are no joy")

    @users("adam")
    def test_what_was_changed_and_who_got_a_copy_names_nobody(self):
        """In the history of a record, and in the mails on it."""
        for name in (f"Ask {NAMES[0]}", "Ask"):
            self.action.name = name
            self.flush_tracking()
        copied = {
            name: f'"{NAMES[0]}" <{NAMES[1]}>, team@example.com'
            for name in ("incoming_email_to", "incoming_email_cc")
        }
        mail = self.complaint.message_post(
            body="Me, too", author_id=self.ben.id, message_type="email", **copied
        )
        self._erase(self.amy.with_user(self.env.user))
        self.assertEqual(self._find_traces(), [])
        self.assertIn("team@example.com", mail.incoming_email_cc)

    def _add_order_of_amy(self):
        order = self.env["sale.order"].sudo().create({"partner_id": self.amy.id})
        order.state = "sale"
        return order

    @users("adam")
    def test_a_portal_user_loses_login_and_name_at_once(self):
        contact = self.pia.partner_id
        with mute_logger("odoo.addons.base.models.account.res_users"):
            self._erase(contact.with_user(self.env.user))
        self.assertFalse(self.pia.active)
        self.assertNotEqual(self.pia.login, "pia")
        self.assertEqual(contact.name, "(erased person)")

    def test_only_administrators_erase(self):
        for user in (self.ann, self.hugo, self.eve, self.pia):
            with self.subTest(user=user.login):
                amy = self.amy.with_user(user)
                with self.assertRaises(AccessError):
                    amy.action_open_erasure()
                wizard = self.env["relationship.person.erasure"].with_user(user)
                with self.assertRaises(AccessError):
                    wizard.create({"partner_ids": self.amy.ids}).action_erase()
        self.assertTrue(self.amy.exists())

    @users("adam")
    def test_customers_and_colleagues_are_not_erased(self):
        for partner in (self.acme_customer, self.dune, self.ann.partner_id):
            with self.subTest(partner=partner.name), self.assertRaises(UserError):
                self._erase(partner.with_user(self.env.user))

    @users("adam")
    def test_who_was_a_customer_or_a_colleague_is_not_erased_either(self):
        person = self.env["res.partner"].sudo().create({"name": "Paul Private"})
        account = self.Account.create(
            {"partner_id": person.id, "manager_id": self.ann.id}
        )
        account.active = False
        self.tim.active = False
        for partner in (person, self.tim.partner_id):
            with self.subTest(partner=partner.name), self.assertRaises(UserError):
                self._erase(partner.with_user(self.env.user))

    @users("adam")
    def test_who_is_a_contact_of_another_company_is_not_erased(self):
        stranger = (
            self.env["res.partner"]
            .sudo()
            .create({"name": "Olga Other", "company_id": self._add_company().id})
        )
        with self.assertRaises(AccessError):
            stranger.with_user(self.env.user).action_open_erasure()
