from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users, warmup

from ..common import AccountCommon
from ..portal.common import Customers


@tagged("post_install", "-at_install")
class TestPlanSharing(Customers, AccountCommon):
    """Links to plans, and who looked at them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_customers()

    @users("ann")
    def test_a_link_is_made_from_the_plan(self):
        plan = self.acme_plan.with_env(self.env)
        plan.contact_id = self.amy
        action = plan.action_share_link()
        model = self.env[action["res_model"]].with_context(**action["context"])
        with Form(model) as form:
            self.assertEqual(form.partner_id, self.amy)
            self.assertTrue(form.is_shown)
        share = form.record
        self.assertEqual(share.action_create_link()["res_id"], share.id)
        self.assertTrue(
            share.url.endswith(f"/plan/{plan.id}/{share.sudo().access_token}")
        )
        self.assertGreaterEqual(len(share.sudo().access_token), 32)
        self.assertEqual(share.state, "valid")
        self.assertEqual(share.display_name, "Amy")
        self.assertEqual(self._share(plan).display_name, "Anybody")

    @users("ann")
    def test_sharing_says_that_actions_from_before_stay_hidden(self):
        plan = self.unshared_plan.with_env(self.env)
        spec = {"is_shared": {}}
        told = plan.onchange({"is_shared": True}, ["is_shared"], spec)
        self.assertNotIn("warning", told)
        self._add_action(plan.sudo(), name="Upsell", is_shared=False)
        given_up = self._add_action(plan.sudo(), name="Given up", is_shared=False)
        given_up.action_cancel()
        self.env.invalidate_all()
        told = plan.onchange({"is_shared": True}, ["is_shared"], spec)
        self.assertIn("1 to go", told["warning"]["message"])
        self.assertEqual(told["warning"]["type"], "notification")
        told = plan.onchange({"is_shared": False}, ["is_shared"], spec)
        self.assertNotIn("warning", told)

    @users("ann")
    def test_what_is_not_saved_yet_has_no_address(self):
        model = self.env["relationship.plan.link"]
        link = model.new({"plan_id": self.acme_plan.id})
        self.assertFalse(link.url)
        self.assertFalse(model.new({}).url)

    @users("ann")
    def test_a_link_can_be_revoked_for_good(self):
        share = self._share(self.acme_plan).with_env(self.env)
        share.action_revoke()
        self.assertEqual(share.state, "revoked")
        with self.assertRaises(UserError):
            share.is_revoked = False

    def test_the_last_day_of_a_link_is_the_companys(self):
        share = self._share(self.acme_plan)
        share.date_expires = "2026-03-10"
        for zone, last, over in (
            ("Pacific/Kiritimati", "2026-03-10 09:55", "2026-03-10 10:05"),
            ("Pacific/Pago_Pago", "2026-03-11 10:55", "2026-03-11 11:05"),
        ):
            self.env.company.relationship_tz = zone
            for moment, state in ((last, "valid"), (over, "expired")):
                share.invalidate_recordset(["state"])
                with freeze_time(f"{moment}:00"):
                    self.assertEqual(share.state, state, zone)

    @users("ann")
    def test_a_link_ends_after_its_last_day(self):
        share = self._share(self.acme_plan).with_env(self.env)
        share.date_expires = self.today
        self.assertEqual(share.state, "valid")
        share.date_expires = self.today - timedelta(days=1)
        self.assertEqual(share.state, "expired")

    @users("ann")
    def test_nobody_chooses_a_token_or_moves_a_link(self):
        share = self._share(self.acme_plan, access_token="easy").with_env(self.env)
        self.assertNotEqual(share.sudo().access_token, "easy")
        for values in (
            {"access_token": "easy"},
            {"plan_id": self.birch_plan.id},
            # What the one answers by it would count as the other's words.
            {"partner_id": self.amy.id},
        ):
            with self.assertRaises(UserError):
                share.write(values)

    @users("ann")
    def test_a_link_is_for_the_customers_own_people(self):
        with self.assertRaises(ValidationError):
            self.env["relationship.plan.link"].create(
                {"plan_id": self.acme_plan.id, "partner_id": self.bert.partner_id.id}
            )

    def test_links_and_looks_are_seen_by_those_who_see_the_account(self):
        self._share(self.acme_plan)
        look = self.env["relationship.plan.visit"]._log(
            self.acme_plan, self.pia.partner_id
        )
        for user, number in [("ann", 1), ("tim", 1), ("bob", 0), ("hugo", 1)]:
            user = getattr(self, user)
            shares = self.env["relationship.plan.link"].with_user(user).search([])
            looks = look.with_user(user).search([])
            self.assertEqual((len(shares), len(looks)), (number, number), user.login)
        for user in (self.sam, self.eve):
            for model in ("relationship.plan.link", "relationship.plan.visit"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    @users("bob")
    def test_nobody_makes_links_to_plans_of_others(self):
        with self.assertRaises(AccessError):
            self.env["relationship.plan.link"].create({"plan_id": self.acme_plan.id})
        with self.assertRaises(AccessError):
            self.acme_plan.with_env(self.env).action_share_link()

    def test_companies_keep_links_apart(self):
        self._share(self.acme_plan)
        company = self._add_company()
        self.hugo.company_id = company
        shares = self.env["relationship.plan.link"].with_user(self.hugo)
        self.assertFalse(shares.with_company(company).search([]))

    @users("ann")
    def test_looks_cannot_be_made_up_or_changed(self):
        look = self.env["relationship.plan.visit"]._log(self.acme_plan, self.amy)
        look = look.with_env(self.env)
        with self.assertRaises(AccessError):
            look.copy()
        with self.assertRaises(AccessError):
            look.partner_id = self.amy
        with self.assertRaises(AccessError):
            look.unlink()

    @users("ann")
    def test_the_plan_says_who_looked_last(self):
        plan = self.acme_plan.with_env(self.env)
        self.assertFalse(plan.seen_by)
        looks = self.env["relationship.plan.visit"]
        looks._log(plan, self.amy)
        looks._log(plan, self.env["res.partner"], self._share(self.acme_plan))
        plan.invalidate_recordset()
        self.assertEqual((plan.visit_count, plan.seen_by), (2, "somebody with a link"))
        self.assertEqual(
            self.env["relationship.plan.visit"].search_count(
                plan.action_view_visits()["domain"]
            ),
            2,
        )
        self.assertEqual(plan.action_preview()["url"], f"/plan/{plan.id}/preview")

    @users("ann")
    @warmup
    def test_looks_of_many_plans_take_as_many_queries_as_those_of_one(self):
        plans = (self.acme_plan | self.birch_plan).with_env(self.env)
        self.env["relationship.plan.visit"]._log(self.acme_plan, self.amy)
        self.env["relationship.plan.visit"]._log(self.birch_plan, self.amy)
        for some in (plans[:1], plans):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(6):
                some.mapped("seen_by")

    @users("ann")
    def test_paper_is_in_the_customers_language_and_for_readers_only(self):
        report = self.env["report.account_relationship.report_relationship_plan"]
        self.acme_customer.lang = "en_US"
        (document,) = report._get_report_values(self.acme_plan.ids)["docs"]
        self.assertEqual(document["lang"], "en_US")
        self.assertEqual(document["company"], self.env.company)
        with self.assertRaises(AccessError):
            report.with_user(self.bob)._get_report_values(self.acme_plan.ids)
