from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import JsonRpcException, tagged

from .common import PortalCase

ADDON = "odoo.addons.account_relationship"
EVIL = "<script>alert('x')</script>"


@tagged("post_install", "-at_install")
class TestPortalAttacks(PortalCase):
    """What a customer must not read or do, tried."""

    # ------------------------------------------------------------
    # By id
    # ------------------------------------------------------------

    def test_nobody_opens_another_customers_plan_or_feedback(self):
        for url in (
            f"/my/plans/{self.birch_plan.id}",
            f"/my/plans/{self.birch_plan.id}/pdf",
            f"/my/feedback/{self.birch_feedback.id}",
        ):
            self.assertGone(url)
        self.log_in("bert")
        self.assertGone(f"/my/plans/{self.acme_plan.id}")
        self.assertGone(f"/my/feedback/{self.acme_feedback.id}")
        self.assertNotIn("New office", self._read("/my/plans"))
        self.assertNotIn("Late again", self._read("/my/feedback?filterby=all"))

    def test_score_of_a_colleague_is_not_read_by_who_gave_one_too(self):
        """Low scores of one customer become one feedback, told to all who gave one."""
        score = self._add_feedback(
            self.acme, self.pia, "My boss lies", source="score", partner_id=self.amy.id
        )
        score.reporter_ids |= self.pia.partner_id
        self.assertGone(f"/my/feedback/{score.id}")
        self.assertNotIn("My boss", self._read("/my/feedback?filterby=all"))
        # What they said themselves shows, told what came of it without the words.
        notices = self.env["relationship.feedback.notice"].create(
            [
                {
                    "feedback_id": score.id,
                    "kind": "update",
                    "channel": "mail",
                    "partner_id": contact.id,
                    "body": f"<p>{words}</p>",
                }
                for contact, words in (
                    (self.amy, "About “My boss lies”"),
                    (self.pia.partner_id, "About your score"),
                )
            ]
        )
        self.assertTrue(notices)
        self.acme_feedback._merge_into(score)
        page = self._read(f"/my/feedback/{self.acme_feedback.id}")
        self.assertIn("About your score", page)
        self.assertNotIn("My boss", page)

    def test_what_is_not_shared_does_not_exist(self):
        for plan in (self.draft_plan, self.unshared_plan):
            self.assertGone(f"/my/plans/{plan.id}")
        self.assertGone(f"/my/feedback/{self.unshared_feedback.id}")
        self.assertGone("/my/plans/99999999")
        self.acme_plan.write({"state": "cancelled", "cancel_reason": "No budget"})
        self.assertGone(f"/my/plans/{self.acme_plan.id}")

    def test_nobody_answers_for_another_customer(self):
        page = f"/my/plans/{self.acme_plan.id}"
        for url in (
            f"/my/plans/{self.birch_plan.id}/action/{self.birch_action.id}",
            f"/my/plans/{self.acme_plan.id}/action/{self.birch_action.id}",
            f"/my/plans/{self.acme_plan.id}/action/{self.hidden.id}",
            f"/my/feedback/{self.birch_feedback.id}/answer",
            f"/my/account-manager/{self.birch.id}/call",
            f"/my/account-manager/{self.birch.id}/write",
        ):
            self._post(
                page, url, answer="confirm", comment="x", message="x", status=404
            )
        self.assertFalse((self.birch_action | self.hidden).filtered("confirmed_by_id"))
        self.assertFalse(self.birch.activity_ids)

    def test_feedback_for_another_customers_account_is_not_taken(self):
        company = self._add_company()
        self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        self._post(
            "/my/feedback/new",
            "/my/feedback/new",
            status=404,
            account_id=str(self.birch.id),
            kind="idea",
            verbatim="For somebody else",
        )

    # ------------------------------------------------------------
    # As a colleague
    # ------------------------------------------------------------

    def test_colleague_is_no_contact_of_a_customer_wherever_the_own_contact_is(self):
        """Who may make contacts may put the own one under any customer."""
        dora = self._add_user("dora", "base.group_user,base.group_partner_manager")
        dora.partner_id.with_user(dora).parent_id = self.acme_customer
        draft = self._add_plan(self.acme, name="To agree to", state="draft")
        draft.proposed_at = fields.Datetime.now()
        self.log_in("dora")
        for url in (
            f"/my/plans/{self.acme_plan.id}",
            f"/my/plans/{self.acme_plan.id}/pdf",
            f"/my/feedback/{self.acme_feedback.id}",
        ):
            self.assertGone(url)
        for url in ("/my/plans", "/my/feedback?filterby=all", "/my/home"):
            page = self._read(url)
            self.assertNotIn("New office", page)
            self.assertNotIn("Late again", page)
        for url, answers in (
            (f"/my/plans/{draft.id}/proposal", {"answer": "agree"}),
            (
                f"/my/plans/{self.acme_plan.id}/action/{self.theirs.id}",
                {"answer": "confirm"},
            ),
            (f"/my/account-manager/{self.acme.id}/call", {"message": "x"}),
            (f"/my/account-manager/{self.acme.id}/write", {"message": "x"}),
        ):
            self._post("/my/account", url, status=404, **answers)
        self.assertEqual(draft.state, "draft")
        self.assertFalse(self.theirs.confirmed_by_id)
        self.assertFalse(self.acme.activity_ids)

    def test_colleague_answers_by_no_link_for_the_own_contact(self):
        """The link of a plan names whom it is for."""
        dora = self._add_user("dora", "base.group_user,base.group_partner_manager")
        dora.partner_id.with_user(dora).parent_id = self.acme_customer
        share = self._share(self.acme_plan, dora.partner_id)
        page = share.url[len(self.base_url()) :]
        self.log_in("dora")
        self._post(page, f"{page}/action/{self.theirs.id}", answer="confirm")
        self.assertFalse(self.theirs.confirmed_by_id)

    def test_whatever_customers_answer_no_colleague_does_it_on_their_page(self):
        """Not even where a page forgot to ask who is there."""
        contact = self.env["relationship.plan.contact"].create(
            {"plan_id": self.acme_plan.id, "partner_id": self.pia.partner_id.id}
        )
        as_hugo = self.env(user=self.hugo, su=True)
        feedback = self.acme_feedback.with_env(as_hugo)
        plan, action = self.acme_plan.with_env(as_hugo), self.theirs.with_env(as_hugo)
        pia = self.pia.partner_id
        answers = (
            lambda: feedback._customer_verifies(True, "", pia),
            lambda: feedback._customer_comments("x", pia),
            lambda: plan._customer_agrees(pia, 1),
            lambda: plan._customer_misses(pia, "x"),
            lambda: action._customer_confirms(pia),
            lambda: action._customer_proposes(str(self.today), pia),
            lambda: action._customer_comments("x", pia),
            lambda: contact.with_env(as_hugo)._choose("weekly"),
        )
        page = f"{ADDON}.models.account.res_users.request"
        for number, answer in enumerate(answers):
            with self.subTest(number), patch(page, True):
                with self.assertRaisesRegex(UserError, "as one of us"):
                    answer()

    # ------------------------------------------------------------
    # By link
    # ------------------------------------------------------------

    def test_a_link_opens_its_plan_only(self):
        self.log_in(None)
        share = self._share(self.acme_plan)
        self.assertIn("New office", self._read(share.url[len(self.base_url()) :]))
        self.assertGone(f"/plan/{self.birch_plan.id}/{share.access_token}")
        self.assertGone(f"/plan/{self.acme_plan.id}/{share.access_token}x")
        self.assertGone(f"/plan/{self.acme_plan.id}/é")
        self.assertGone(f"/plan/{self.acme_plan.id}/nothing/pdf")
        self.assertGone(f"/plan/{self.acme_plan.id}/nothing/attachment/1")

    def test_expired_and_revoked_links_open_nothing(self):
        self.log_in(None)
        expired = self._share(
            self.acme_plan, date_expires=self.today - timedelta(days=1)
        )
        revoked = self._share(self.acme_plan)
        revoked.action_revoke()
        last_day = self._share(self.acme_plan, date_expires=self.today)
        self.assertGone(f"/plan/{self.acme_plan.id}/{expired.access_token}")
        self.assertGone(f"/plan/{self.acme_plan.id}/{revoked.access_token}")
        self._read(f"/plan/{self.acme_plan.id}/{last_day.access_token}")

    def test_a_link_to_what_is_no_longer_shared_opens_nothing(self):
        self.log_in(None)
        url = f"/plan/{self.acme_plan.id}/{self._share(self.acme_plan).access_token}"
        self.acme_plan.is_shared = False
        self.assertGone(url)

    def test_a_link_of_a_contact_who_left_opens_nothing(self):
        self.log_in(None)
        share = self._share(self.acme_plan, self.amy)
        self.amy.parent_id = self.birch_customer
        self.assertGone(f"/plan/{self.acme_plan.id}/{share.access_token}")

    def test_links_of_a_contact_or_an_account_that_was_archived_open_nothing(self):
        self.log_in(None)
        self._ask_whether_solved(self.acme_feedback)
        self.acme_feedback.partner_id = self.amy
        token = self.acme_feedback._get_reader_token(self.amy)
        share = self._share(self.acme_plan, self.amy)
        links = (
            f"/feedback/{self.acme_feedback.id}/{token}",
            f"/plan/{self.acme_plan.id}/{share.access_token}",
        )
        for link in links:
            self._read(link)
        for record in (self.amy, self.acme):
            record.active = False
            for link in links:
                self.assertGone(link)
            record.active = True
            for link in links:
                self._read(link)

    def test_one_of_us_who_has_the_link_does_not_answer_for_the_contact(self):
        self._ask_whether_solved(self.acme_feedback)
        contact = self.acme_feedback.partner_id
        token = self.acme_feedback._get_reader_token(contact)
        feedback = f"/feedback/{self.acme_feedback.id}/{token}"
        share = self._share(self.acme_plan, self.amy)
        plan = f"/plan/{self.acme_plan.id}/{share.access_token}"
        self.log_in("ann")
        for page, url, answer in (
            (feedback, f"{feedback}/answer", "solved"),
            (feedback, f"{feedback}/answer", "comment"),
            (plan, f"{plan}/action/{self.theirs.id}", "confirm"),
            (plan, f"{plan}/action/{self.theirs.id}", "comment"),
        ):
            self._post(page, url, answer=answer, comment="Thank you")
        self.assertEqual(self.acme_feedback.state, "implemented")
        self.assertFalse(self.acme_feedback.is_solved)
        self.assertFalse(self.theirs.confirmed_by_id)
        for record in (self.acme_feedback, self.theirs):
            self.assertNotIn("Thank you", "".join(record.message_ids.mapped("body")))

    def test_a_link_without_contact_is_for_reading(self):
        self.log_in(None)
        named = self._share(self.acme_plan, self.amy)
        page = f"/plan/{self.acme_plan.id}/{named.access_token}"
        url = f"/plan/{self.acme_plan.id}/{self._share(self.acme_plan).access_token}"
        self.assertNotIn("Confirm it is done", self._read(url))
        self._post(page, f"{url}/action/{self.theirs.id}", answer="confirm", status=404)
        self.assertFalse(self.theirs.confirmed_by_id)

    def test_a_named_contact_answers_by_link(self):
        self.log_in(None)
        share = self._share(self.acme_plan, self.amy)
        url = f"/plan/{self.acme_plan.id}/{share.access_token}"
        page = self._post(url, f"{url}/action/{self.theirs.id}", answer="confirm")
        self.assertIn("It is noted as done", page.text)
        self.assertEqual(self.theirs.confirmed_by_id, self.amy)
        look = self.acme_plan.visit_ids[0]
        self.assertEqual((look.partner_id, look.link_id), (self.amy, share))

    def test_feedback_is_verified_by_link(self):
        self.log_in(None)
        self._ask_whether_solved(self.acme_feedback)
        contact = self.acme_feedback.partner_id
        token = self.acme_feedback._get_reader_token(contact)
        url = f"/feedback/{self.acme_feedback.id}/{token}"
        page = self._post(url, f"{url}/answer", answer="solved")
        self.assertIn("glad that it is solved", page.text)
        self.assertEqual(self.acme_feedback.state, "verified")

    def test_each_who_said_it_answers_by_an_own_link(self):
        self.log_in(None)
        feedback = self.acme_feedback
        feedback.reporter_ids |= self.amy
        self._ask_whether_solved(feedback)
        url = feedback._get_customer_button("verification", self.amy)["url"]
        url = url.removeprefix(feedback.get_base_url())
        self._post(url, f"{url}/answer", answer="unsolved", comment="Still dark")
        said = feedback.message_ids.filtered(lambda m: "Still dark" in m.body)
        self.assertEqual(said.author_id, self.amy)
        self.assertGone(f"{url}x")
        self.assertGone(url.replace(f"~{self.amy.id}~", f"~{self.pia.partner_id.id}~"))
        stranger = feedback._get_reader_token(self.acme_customer)
        self.assertGone(f"/feedback/{feedback.id}/{stranger}")

    def test_link_to_feedback_no_longer_shown_works_only_if_it_was_asked_about(self):
        self.log_in(None)
        feedback = self.acme_feedback
        token = feedback._get_reader_token(self.pia.partner_id)
        url = f"/feedback/{feedback.id}/{token}"
        self._read(url)
        feedback.is_shared = False
        self.assertGone(url)
        self._ask_whether_solved(feedback)
        self._post(url, f"{url}/answer", answer="unsolved", comment="Still dark")
        self._read(url)

    def test_feedback_by_a_wrong_link_does_not_exist(self):
        self.log_in(None)
        contact = self.acme_feedback.partner_id
        token = self.acme_feedback._get_reader_token(contact)
        other = self.birch_feedback._get_reader_token(self.birch_feedback.partner_id)
        for url in (
            # Links of the time before they were signed.
            f"/feedback/{self.acme_feedback.id}/{self.acme_feedback.access_token}",
            f"/feedback/{self.acme_feedback.id}/{other}",
            f"/feedback/{self.unshared_feedback.id}/False",
            f"/feedback/99999999/{token}",
            f"/feedback/{self.acme_feedback.id}/{other}/attachment/1",
        ):
            self.assertGone(url)
        self.acme_feedback.partner_id.parent_id = self.birch_customer
        self.assertGone(f"/feedback/{self.acme_feedback.id}/{token}")
        self.acme_feedback.partner_id = False
        self.assertGone(f"/feedback/{self.acme_feedback.id}/{token}")

    def test_answers_by_a_wrong_link_change_nothing(self):
        self.log_in(None)
        share = self._share(self.acme_plan, self.amy)
        page = f"/plan/{self.acme_plan.id}/{share.access_token}"
        self._post(
            page,
            f"/feedback/{self.acme_feedback.id}/x/answer",
            answer="solved",
            status=404,
        )
        share.action_revoke()
        other = self._share(self.birch_plan, self.bert.partner_id)
        page = f"/plan/{self.birch_plan.id}/{other.access_token}"
        self._post(
            page,
            f"/plan/{self.acme_plan.id}/{share.access_token}/action/{self.theirs.id}",
            answer="confirm",
            status=404,
        )
        self.assertFalse(self.theirs.confirmed_by_id)

    def test_pages_keep_out_of_search_engines_and_caches(self):
        share = self._share(self.acme_plan)
        response = self.url_open(f"/plan/{self.acme_plan.id}/{share.access_token}")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", response.headers["X-Robots-Tag"])
        self.assertEqual(response.headers["Referrer-Policy"], "same-origin")

    # ------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------

    def test_the_preview_is_for_those_who_may_read_the_plan(self):
        url = f"/plan/{self.draft_plan.id}/preview"
        self.assertGone(url)
        self.log_in("bob")
        self.assertGone(url)
        self.log_in("ann")
        page = self._read(url)
        self.assertIn("The customer cannot open it yet", page)
        self.assertNotIn(
            "cannot open it yet", self._read(f"/plan/{self.acme_plan.id}/preview")
        )
        self.assertFalse((self.draft_plan | self.acme_plan).visit_ids)

    def test_our_own_looks_by_link_do_not_count(self):
        self.log_in("ann")
        share = self._share(self.acme_plan, self.amy)
        self._read(f"/plan/{self.acme_plan.id}/{share.access_token}")
        self.assertFalse(self.acme_plan.visit_ids)

    # ------------------------------------------------------------
    # Forms, scripts, RPC
    # ------------------------------------------------------------

    def test_forms_without_token_are_refused(self):
        share = self._share(self.acme_plan, self.amy)
        for url in (
            f"/my/account-manager/{self.acme.id}/call",
            f"/my/account-manager/{self.acme.id}/write",
            f"/my/plans/{self.acme_plan.id}/action/{self.theirs.id}",
            f"/plan/{self.acme_plan.id}/{share.access_token}/action/{self.theirs.id}",
            f"/my/feedback/{self.acme_feedback.id}/answer",
            "/my/feedback/new",
        ):
            response = self.url_open(url, {"answer": "confirm", "message": "x"})
            self.assertEqual(response.status_code, 400, url)
        self.assertFalse(self.theirs.confirmed_by_id)
        self.assertFalse(self.acme.activity_ids)

    def test_forms_are_not_sent_by_a_link(self):
        url = f"/my/plans/{self.acme_plan.id}/action/{self.theirs.id}?answer=confirm"
        self.assertEqual(self.url_open(url).status_code, 405)

    def test_scripts_show_as_text(self):
        self.acme_plan.write({"customer_name": EVIL, "customer_summary": EVIL})
        self.theirs.write({"customer_name": EVIL})
        self.env["relationship.objective"].create(
            {"plan_id": self.acme_plan.id, "name": EVIL, "is_shared": True}
        )
        feedback = self._add_feedback(self.acme, self.pia, EVIL)
        feedback.write({"customer_status_note": EVIL, "customer_wording": EVIL})
        self.pia.partner_id.name = EVIL
        self.ann.partner_id.name = EVIL
        self._attach(f"{EVIL}.txt", b"x")
        answered = f"/my/feedback/{feedback.id}"
        self._post(answered, f"{answered}/answer", answer="comment", comment=EVIL)
        for url in (
            "/my/account-manager",
            "/my/plans",
            f"/my/plans/{self.acme_plan.id}",
            "/my/feedback",
            answered,
        ):
            page = self._read(url)
            self.assertNotIn("<script>alert", page, url)
            self.assertIn("alert(", page, url)

    def test_characters_no_database_keeps_are_left_out(self):
        words = "Before\0after"
        manager = f"/my/account-manager/{self.acme.id}"
        plan, feedback = (
            f"/my/plans/{self.acme_plan.id}",
            f"/my/feedback/{self.acme_feedback.id}",
        )
        self._post("/my/account-manager", f"{manager}/write", message=words)
        self._post("/my/account-manager", f"{manager}/call", when=words, about=words)
        self._post(plan, f"{plan}/action/{self.theirs.id}", comment=words)
        self._post(feedback, f"{feedback}/answer", answer="comment", comment=words)
        new = "/my/feedback/new"
        self._post(new, new, kind="idea", importance="\0", verbatim=words)
        told = self.env["relationship.feedback"].search([], order="id desc", limit=1)
        self.assertEqual(told.verbatim, "Beforeafter")
        for record in (self.acme, self.theirs, self.acme_feedback):
            self.assertIn("Beforeafter", record.message_ids[0].body)

    def test_a_plan_unshared_while_its_page_is_open_takes_no_answer(self):
        url = f"/my/plans/{self.acme_plan.id}"
        token = self._get_token(self._read(url))
        self.acme_plan.is_shared = False
        response = self.url_open(
            f"{url}/action/{self.theirs.id}",
            {"csrf_token": token, "answer": "confirm"},
        )
        self.assertEqual(response.status_code, 404)
        self.assertFalse(self.theirs.confirmed_by_id)

    def test_who_moved_to_another_company_meanwhile_answers_nothing(self):
        url = f"/my/feedback/{self.acme_feedback.id}"
        token = self._get_token(self._read(url))
        self.pia.partner_id.parent_id = self.birch_customer
        for path in (
            f"{url}/answer",
            f"/my/plans/{self.acme_plan.id}/action/{self.theirs.id}",
            f"/my/account-manager/{self.acme.id}/write",
        ):
            response = self.url_open(
                path, {"csrf_token": token, "comment": "x", "message": "x"}
            )
            self.assertEqual(response.status_code, 404, path)
        self.assertFalse(self.acme.activity_ids)

    def test_words_of_the_address_do_not_show(self):
        page = self._read(f"/my/plans/{self.acme_plan.id}?done={EVIL}&problem={EVIL}")
        self.assertNotIn("<script>alert", page)

    def test_portal_users_have_no_rights_on_our_models(self):
        models = self.env["ir.model"].search([("model", "=like", "relationship.%")])
        self.assertGreater(len(models), 20)
        for name in models.mapped("model"):
            Model = self.env[name].with_user(self.pia)
            if Model._abstract:
                continue
            with self.subTest(model=name), self.assertRaises(AccessError):
                Model.search([])

    def test_portal_users_read_nothing_by_rpc(self):
        for record in (self.acme_plan, self.theirs, self.acme_feedback):
            with self.subTest(model=record._name), self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(
                    "/web/dataset/call_kw",
                    {
                        "model": record._name,
                        "method": "read",
                        "args": [record.ids],
                        "kwargs": {},
                    },
                )
