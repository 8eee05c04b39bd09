from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common import FRIENDLY, PortalCase

OUR_ANSWER = ["account_relationship.activity_type_plan_answer"]


@tagged("post_install", "-at_install")
class TestPortalProposal(PortalCase):
    """A draft shown to the customer, to be agreed to.

    Lea works for Acme as well, without a login.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lea = cls.env["res.partner"].create(
            {
                "name": "Lea",
                "email": "lea@acme.example.com",
                "parent_id": cls.acme_customer.id,
            }
        )
        cls.draft_plan.contact_id = cls.lea
        cls.step = cls._add_action(cls.draft_plan, name="Name a key user")
        cls.url = f"/my/plans/{cls.draft_plan.id}"

    def _propose(self):
        self.draft_plan.with_user(self.ann).action_propose()

    def _get_version(self):
        shown = self.side._describe_plan(self.draft_plan)
        return self.side._get_plan_version(shown)

    def _agree(self, url=None, **data):
        data = {"answer": "agree", "version": self._get_version(), **data}
        url = url or self.url
        return self._post("/my/feedback/new", f"{url}/proposal", **data)

    # ------------------------------------------------------------
    # Showing it
    # ------------------------------------------------------------

    def test_a_draft_is_hidden_until_it_is_proposed_and_again_when_withdrawn(self):
        self.assertIn(FRIENDLY, self._read(self.url, status=404))
        self._propose()
        self.assertIn("Our proposal: do you agree?", self._read(self.url))
        self.assertIn("do you agree?", self._read("/my/plans"))
        self.draft_plan.with_user(self.ann).action_withdraw()
        self.assertIn(FRIENDLY, self._read(self.url, status=404))

    def test_the_contact_gets_a_mail_in_his_language_with_a_link_that_opens_it(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.lea.lang = "es_ES"
        self._propose()
        update = self.draft_plan.update_ids
        self.assertEqual(update.partner_ids, self.lea)
        self.assertEqual(update.subject, "Draft: nuestra propuesta, ¿está de acuerdo?")
        link = self.draft_plan.link_ids
        self.assertEqual(link.partner_id, self.lea)
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.lea.ids)])
        self.assertIn(link._get_link_path(), mail[0].body_html)
        self.assertIn("para el ", update.body)
        self.log_in(None)
        self._read(link._get_link_path())

    def test_an_empty_plan_or_one_of_nobody_is_not_proposed(self):
        self.step.is_shared = False
        with self.assertRaisesRegex(UserError, "empty plan"):
            self._propose()
        self.step.is_shared = True
        self.lea.email = False
        with self.assertRaisesRegex(UserError, "Nobody at the customer"):
            self._propose()

    def test_only_a_draft_is_proposed_and_only_by_who_may_change_it(self):
        with self.assertRaisesRegex(UserError, "Active"):
            self.acme_plan.with_user(self.ann).action_propose()
        with self.assertRaises(AccessError):
            self.draft_plan.with_user(self.bob).action_propose()
        with self.assertRaises(AccessError):
            self.draft_plan.with_user(self.bob).action_withdraw()

    @users("ann")
    def test_nobody_writes_down_that_it_was_proposed_or_agreed(self):
        for name in ("proposed_at", "customer_agreed_at"):
            with self.assertRaisesRegex(UserError, "cannot be written down"):
                self.draft_plan.with_env(self.env)[name] = "2026-01-01 10:00:00"

    def test_a_cancelled_proposal_that_is_reopened_is_ours_alone(self):
        self._propose()
        self.draft_plan._cancel("The customer moves")
        self.draft_plan.action_reopen()
        self._read(self.url, status=404)

    # ------------------------------------------------------------
    # Agreeing
    # ------------------------------------------------------------

    def test_who_agrees_is_named_and_the_plan_is_agreed(self):
        self._propose()
        page = self._agree().text
        self.assertIn("The plan is agreed", page)
        plan = self.draft_plan
        self.assertEqual(plan.state, "agreed")
        self.assertEqual(plan.agreed_by_id, self.pia.partner_id)
        self.assertEqual(plan.agreed_on, plan.company_id._get_relationship_today())
        self.assertTrue(plan.customer_agreed_at)
        said = plan.message_ids.filtered(lambda m: m.author_id == self.pia.partner_id)
        self.assertIn(self.ann.partner_id, said.partner_ids)

    def test_a_named_contact_agrees_by_link_and_a_nameless_link_only_reads(self):
        self._propose()
        nobody = self._share(self.draft_plan)._get_link_path()
        named = self.draft_plan.link_ids.filtered("partner_id")._get_link_path()
        self.log_in(None)
        self.assertNotIn("I agree", self._read(nobody))
        self._post(named, f"{nobody}/proposal", status=404, answer="agree")
        self.assertEqual(self.draft_plan.state, "draft")
        version = self._get_version()
        self._post(named, f"{named}/proposal", answer="agree", version=version)
        self.assertEqual(self.draft_plan.agreed_by_id, self.lea)

    def test_what_was_changed_after_it_was_read_is_read_again(self):
        self._propose()
        version = self._get_version()
        self.step.date_due = self.today
        page = self._agree(version=version).text
        self.assertIn("was changed since you opened", page)
        self.assertEqual(self.draft_plan.state, "draft")
        # What the customer does not see is no change.
        version = self._get_version()
        self.draft_plan.note = "Ask for more"
        self._agree(version=version)
        self.assertEqual(self.draft_plan.state, "agreed")

    def test_another_goal_or_person_is_read_again_as_well(self):
        goal = self.env["relationship.objective"].create(
            {
                "plan_id": self.draft_plan.id,
                "name": "Faster deliveries",
                "kind": "quantitative",
                "unit": "days",
                "target": 3,
                "is_shared": True,
            }
        )
        self._propose()
        version = self._get_version()
        goal.target = 4
        self.assertNotEqual(self._get_version(), version)
        self.step.write({"side": "ours", "user_id": self.ann.id})
        version = self._get_version()
        self.step.user_id = self.tim
        self.assertNotEqual(self._get_version(), version)

    def test_agreeing_twice_says_that_it_was_answered(self):
        self._propose()
        version = self._get_version()
        self._agree(version=version)
        number = len(self.draft_plan.message_ids)
        self.assertIn("answered already", self._agree(version=version).text)
        self.assertEqual(len(self.draft_plan.message_ids), number)

    def test_another_customer_agrees_to_nothing(self):
        self._propose()
        version = self._get_version()
        self.log_in("bert")
        self._post(
            "/my/feedback/new",
            f"{self.url}/proposal",
            status=404,
            answer="agree",
            version=version,
        )
        token = self._share(self.birch_plan, self.bert.partner_id).access_token
        self._read(f"/plan/{self.draft_plan.id}/{token}", status=404)
        with self.assertRaises(AccessError):
            self.draft_plan._customer_agrees(self.bert.partner_id, version)

    def test_a_withdrawn_proposal_and_one_of_an_archived_account_are_not_agreed(self):
        self._propose()
        version = self._get_version()
        token = self._get_token(self._read(self.url))
        data = {"csrf_token": token, "answer": "agree", "version": version}
        self.acme.active = False
        self.assertEqual(self.url_open(f"{self.url}/proposal", data).status_code, 404)
        self.acme.active = True
        self.draft_plan.action_withdraw()
        self.assertEqual(self.url_open(f"{self.url}/proposal", data).status_code, 404)
        self.assertEqual(self.draft_plan.state, "draft")
        with self.assertRaisesRegex(UserError, "waits for no answer"):
            self.draft_plan._customer_agrees(self.lea, version)

    # ------------------------------------------------------------
    # Saying what is missing
    # ------------------------------------------------------------

    def test_what_is_missing_makes_one_to_do_for_who_answers(self):
        self._propose()
        for words in ("The training", "And the manual"):
            page = self._post(
                self.url, f"{self.url}/proposal", answer="missing", comment=words
            ).text
            self.assertIn("Your comment was sent", page)
        todo = self.draft_plan.activity_search(OUR_ANSWER)
        self.assertEqual(todo.user_id, self.ann)
        said = self.draft_plan.message_ids.filtered(
            lambda m: m.author_id == self.pia.partner_id
        )
        self.assertIn("The training", "".join(said.mapped("body")))
        self.assertEqual(self.draft_plan.state, "draft")
        # Asked again, nothing waits any more.
        self._propose()
        self.assertFalse(self.draft_plan.activity_search(OUR_ANSWER))

    def test_nothing_said_is_asked_for(self):
        self._propose()
        page = self._post(
            self.url, f"{self.url}/proposal", answer="missing", comment=" "
        ).text
        self.assertIn("write a few words", page)

    def test_steps_of_a_proposal_are_read_only(self):
        self._propose()
        page = self._read(self.url)
        self.assertNotIn("Confirm it is done", page)
        self.assertNotIn("Another date", page)
        self._post(
            self.url,
            f"{self.url}/action/{self.step.id}",
            status=404,
            answer="confirm",
        )
        self.assertEqual(self.step.state, "todo")
