from datetime import timedelta

from lxml import etree
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ..common import AccountCommon
from ..communication.common import Contacts


@tagged("post_install", "-at_install")
class TestOpeningAnAccount(AccountCommon):
    @users("ann")
    @freeze_time("2026-03-10")
    def test_only_the_customer_need_be_given(self):
        account = self.env["relationship.account"].create({"partner_id": self.dune.id})
        self.assertRecordValues(
            account,
            [
                {
                    "name": "Dune",
                    "company_id": self.company.id,
                    "manager_id": self.ann.id,
                    "acting_manager_id": self.ann.id,
                    "team_id": self.north.id,
                    "tier_id": self.tier_b.id,
                    "stage_id": self.env.ref(
                        "account_relationship.stage_onboarding"
                    ).id,
                    # 30 days after it was opened, by the database's clock.
                    "next_contact_date": account.create_date.date()
                    + timedelta(days=30),
                    "date_since": fields.Date.to_date("2026-03-10"),
                    "revenue_12m": 0.0,
                    "revenue_trend": "none",
                    "is_covered": True,
                    "active": True,
                }
            ],
        )

    def test_tier_put_away_is_not_given_to_new_accounts(self):
        self.assertEqual(self.env.company.relationship_tier_id, self.tier_b)
        self.tier_b.active = False
        account = self._add_accounts(1)
        self.assertFalse(account.tier_id)
        opening = self.env["relationship.account.opening"].new({})
        self.assertFalse(opening.tier_id)
        self.tier_b.active = True
        self.assertEqual(self._add_accounts(1).tier_id, self.tier_b)

    @users("ann")
    def test_form_opens_an_account(self):
        with Form(self.env["relationship.account"]) as form:
            form.partner_id = self.dune
        self.assertEqual(form.record.manager_id, self.ann)

    def test_code_running_as_superuser_is_nobodys_manager(self):
        self.assertFalse(
            self.env["relationship.account"].default_get(["manager_id"])["manager_id"]
        )

    @users("ann")
    def test_contact_given_as_customer_stands_for_its_company(self):
        contact = self.env["res.partner"].sudo()
        contact = contact.create({"name": "Dee", "parent_id": self.dune.id})
        account = self.env["relationship.account"].create({"partner_id": contact.id})
        self.assertEqual(account.partner_id, self.dune)

    @users("ann")
    def test_account_cannot_be_moved_to_a_contact(self):
        with self.assertRaisesRegex(ValidationError, "contact of Acme"):
            self.birch.with_env(self.env).partner_id = self.amy

    @users("ann")
    def test_second_account_of_a_customer_offers_the_first(self):
        with self.assertRaises(RedirectWarning) as caught:
            self.env["relationship.account"].create(
                {"partner_id": self.acme_customer.id}
            )
        message, action, button = caught.exception.args[:3]
        self.assertEqual(message, "Acme already has a customer account.")
        self.assertEqual(button, "Open the existing account")
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("relationship.account", self.acme.id),
        )

    @users("ann")
    def test_second_account_by_a_contact_is_refused(self):
        with self.assertRaises(RedirectWarning):
            self.env["relationship.account"].create({"partner_id": self.amy.id})

    @users("ann")
    def test_archived_account_stands_in_the_way_too(self):
        self.birch.active = False
        with self.assertRaises(RedirectWarning):
            self.env["relationship.account"].create(
                {"partner_id": self.birch_customer.id}
            )

    @users("bob")
    def test_account_of_others_is_not_offered(self):
        with self.assertRaisesRegex(ValidationError, "Acme already has"):
            self.env["relationship.account"].create(
                {"partner_id": self.acme_customer.id}
            )

    @users("ann")
    def test_import_is_told_without_a_redirection(self):
        Account = self.env["relationship.account"].with_context(import_file=True)
        with self.assertRaisesRegex(ValidationError, "Acme already has"):
            Account.create({"partner_id": self.acme_customer.id})

    @users("ann")
    @mute_logger("odoo.sql_db")
    def test_same_customer_twice_at_once_is_refused(self):
        with self.assertRaisesRegex(IntegrityError, "company_partner_uniq"):
            self.env["relationship.account"].create(
                [{"partner_id": self.dune.id}, {"partner_id": self.dune.id}]
            )

    def test_each_company_has_its_own_account(self):
        other = self._add_company()
        account = self.env["relationship.account"].create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        self.assertEqual(
            self.acme_customer.relationship_account_ids, self.acme | account
        )

    def test_manager_works_in_the_company_of_the_account(self):
        other = self._add_company()
        with self.assertRaises(UserError):
            self.env["relationship.account"].create(
                {
                    "partner_id": self.dune.id,
                    "company_id": other.id,
                    "manager_id": self.ann.id,
                }
            )

    def test_customer_of_another_company_gets_no_account(self):
        self.dune.company_id = self._add_company()
        with self.assertRaisesRegex(ValidationError, "Second company only"):
            self.env["relationship.account"].create(
                {"partner_id": self.dune.id, "manager_id": self.ann.id}
            )

    @users("ann")
    def test_copy_is_refused(self):
        with self.assertRaisesRegex(UserError, "cannot be duplicated"):
            self.acme.with_env(self.env).copy()

    @users("adam")
    def test_what_cannot_be_duplicated_is_not_offered_to_be(self):
        """What a customer said is said once, and of a tag there is one by its name."""
        for model, kinds in (
            ("relationship.account", ("form", "list")),
            ("relationship.feedback", ("form", "list")),
            ("relationship.tag", ("list",)),
            ("relationship.interaction.tag", ("list",)),
        ):
            for kind in kinds:
                arch = self.env[model].get_view(view_type=kind)["arch"]
                with self.subTest(model=model, kind=kind):
                    self.assertRegex(arch, r'^<(form|list)\b[^>]* duplicate="0"')


@tagged("post_install", "-at_install")
class TestAccount(AccountCommon):
    @users("ann")
    @mute_logger("odoo.sql_db")
    def test_active_account_needs_a_manager(self):
        with (
            self.assertRaisesRegex(IntegrityError, "manager_while_active"),
            self.env.cr.savepoint(),
        ):
            self.acme.with_env(self.env).manager_id = False
            self.env.flush_all()
        with self.assertRaisesRegex(IntegrityError, "manager_while_active"):
            self.env["relationship.account"].create(
                {"partner_id": self.dune.id, "manager_id": False}
            )

    @users("ann")
    def test_archived_account_may_go_without_manager(self):
        account = self.acme.with_env(self.env)
        account.write({"active": False})
        account.sudo().write({"manager_id": False})
        self.env.flush_all()
        self.assertFalse(account.sudo().manager_id)
        self.assertFalse(account.sudo().acting_manager_id)
        self.assertFalse(account.sudo().is_covered)

    @users("ann")
    @mute_logger("odoo.sql_db")
    def test_backup_is_somebody_else(self):
        with self.assertRaisesRegex(IntegrityError, "backup_is_another"):
            self.birch.with_env(self.env).backup_id = self.ann
            self.env.flush_all()

    @users("hugo")
    def test_backup_who_takes_over_needs_another_backup(self):
        account = self.acme.with_env(self.env)
        account.manager_id = self.bea
        self.assertFalse(account.backup_id)
        account.write({"manager_id": self.ann.id, "backup_id": self.bea.id})
        account.write({"manager_id": self.bea.id, "backup_id": self.ann.id})
        self.assertEqual(account.backup_id, self.ann)

    @users("hugo")
    def test_team_follows_the_manager_and_stays_without_one(self):
        account = self.acme.with_env(self.env)
        account.manager_id = self.bob
        self.assertEqual(account.team_id, self.south)
        account.manager_id = self.bea
        self.assertEqual(account.team_id, self.south)

    @users("ann")
    def test_next_contact_is_due_by_tier_from_the_day_of_opening(self):
        Account = self.env["relationship.account"]
        partners = self.env["res.partner"].sudo()
        partners = partners.create([{"name": name} for name in "xyz"])
        never = self.tier_c.copy({"name": "Never", "contact_days": 0})
        days = []
        for partner, tier in zip(
            partners, [self.tier_a, self.tier_c, never], strict=True
        ):
            account = Account.create({"partner_id": partner.id, "tier_id": tier.id})
            due = account.next_contact_date
            days.append(due and (due - account.create_date.date()).days)
        self.assertEqual(days, [14, 90, False])

    @users("ann")
    def test_date_of_next_contact_follows_a_new_tier(self):
        account = self.acme.with_env(self.env)
        before = account.next_contact_date
        account.tier_id = self.tier_c
        self.assertEqual((account.next_contact_date - before).days, 90 - 14)

    @users("ann")
    def test_stages_and_tiers_without_account_show_as_columns(self):
        Account = self.env["relationship.account"].with_context(read_group_expand=True)
        for name, model in [
            ("stage_id", "relationship.stage"),
            ("tier_id", "relationship.tier"),
        ]:
            groups = Account.formatted_read_group([], [name], ["__count"])
            self.assertEqual(
                [group[name][0] for group in groups],
                self.env[model].search([]).ids,
            )

    @users("ann")
    def test_accounts_are_ordered_by_name(self):
        accounts = self.env["relationship.account"].search([])
        self.assertEqual(accounts.mapped("name"), ["Acme", "Birch"])
        self.assertEqual(accounts[0].display_name, "Acme")

    @users("ann")
    def test_name_follows_the_customer(self):
        self.acme_customer.name = "Acme & Sons"
        self.assertEqual(self.acme.with_env(self.env).display_name, "Acme & Sons")

    @users("ann")
    def test_html_in_a_name_stays_text(self):
        name = "<b>Bold</b> & <script>alert(1)</script>"
        self.acme_customer.name = name
        account = self.acme.with_env(self.env)
        self.assertEqual(account.display_name, name)
        account._notify_merge(account._describe_for_merge(account), self.bob)
        body = account.message_ids[0].body
        self.assertIn("&lt;b&gt;Bold&lt;/b&gt;", body)
        self.assertNotIn("<script>", body)

    @users("ann")
    def test_revenue_moves_only_against_a_base(self):
        account = self.acme.with_env(self.env)
        for now, before, change, trend in [
            (150, 100, 0.5, "up"),
            (50, 100, -0.5, "down"),
            (100, 100, 0, "flat"),
            (-50, 100, 0, "na"),
            (100, 0, 0, "new"),
            (100, -20, 0, "na"),
            (0, 0, 0, "none"),
            (-5, 0, 0, "na"),
        ]:
            account.sudo().write({"revenue_12m": now, "revenue_prior_12m": before})
            self.assertEqual(account.revenue_trend, trend, (now, before))
            self.assertAlmostEqual(account.revenue_change, change)

    @users("ann")
    def test_new_opportunity_is_the_customers(self):
        action = self.acme.with_env(self.env).action_new_opportunity()
        lead = self.env["crm.lead"].with_context(**action["context"])
        lead = lead.create({"name": "More"})
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "partner_id": self.acme_customer.id,
                    "relationship_account_id": self.acme.id,
                }
            ],
        )

    @users("ann")
    def test_customer_opens_from_the_account(self):
        action = self.acme.with_env(self.env).action_view_customer()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("res.partner", self.acme_customer.id),
        )

    @users("adam")
    @mute_logger("odoo.sql_db")
    def test_settings_records_refuse_nonsense(self):
        for model, values, constraint in [
            ("relationship.tier", {"contact_days": -1}, "days_not_negative"),
            ("relationship.tier", {"capacity_weight": -1}, "weight_not_negative"),
            ("relationship.tag", {"name": "Strategic"}, "name_uniq"),
        ]:
            self.env["relationship.tag"].create({"name": "Strategic"})
            with (
                self.assertRaisesRegex(IntegrityError, constraint),
                self.env.cr.savepoint(),
            ):
                self.env[model].create({"name": "x", **values})
            self.env["relationship.tag"].search([("name", "=", "Strategic")]).unlink()


@tagged("post_install", "-at_install")
class TestSearchFilters(Contacts, AccountCommon):
    """The filters of the search view find what their names promise."""

    def _find(self, name):
        arch = self.env["relationship.account"].get_view(view_type="search")["arch"]
        [domain] = etree.fromstring(arch).xpath(f"//filter[@name='{name}']/@domain")
        return (
            self.env["relationship.account"]
            .search(safe_eval(domain, {"uid": self.env.uid}))
            .mapped("name")
        )

    @users("ann")
    def test_mine(self):
        self.assertEqual(self._find("mine"), ["Acme", "Birch"])

    @users("bea")
    def test_mine_are_those_i_stand_in_for_too(self):
        self.assertEqual(self._find("mine"), [])
        self.env["relationship.absence"].sudo().create(
            {"state": "planned", "user_id": self.ann.id}
        )
        self.assertEqual(self._find("mine"), ["Acme"])

    @users("bea")
    def test_backed_up_by_me(self):
        self.assertEqual(self._find("backed_up"), ["Acme"])

    @users("tim")
    def test_my_teams(self):
        self.assertEqual(self._find("my_team"), ["Acme", "Birch"])

    @users("hugo")
    def test_teams_i_lead(self):
        self.south.user_id = self.hugo
        self.assertEqual(self._find("my_team"), ["Cedar"])

    @users("hugo")
    def test_no_manager_means_the_manager_left(self):
        self.assertEqual(self._find("uncovered"), [])
        self.bob.active = False
        self.assertEqual(self._find("uncovered"), ["Cedar"])
        self.assertFalse(self.cedar.is_covered)
        covered = self.env["relationship.account"].search([("is_covered", "=", True)])
        self.assertEqual(covered.mapped("name"), ["Acme", "Birch"])

    @users("hugo")
    def test_no_backup(self):
        self.assertEqual(self._find("no_backup"), ["Birch", "Cedar"])

    @users("hugo")
    def test_manager_absent(self):
        self.env["relationship.absence"].create(
            {"state": "planned", "user_id": self.bob.id}
        )
        self.assertEqual(self._find("absent"), ["Cedar"])

    @users("hugo")
    @freeze_time("2026-03-10")
    def test_contact_due(self):
        # Opened so many days before that a tier of 14 or 30 days is due.
        for account, opened in [
            (self.acme, "2026-02-24"),
            (self.birch, "2026-02-15"),
            (self.cedar, "2026-02-16"),
        ]:
            self._set_opened(account, opened)
        self.assertEqual(self._find("contact_due"), ["Acme"])
        self.assertEqual(self._find("contact_due_week"), ["Acme", "Birch"])

    @users("hugo")
    @freeze_time("2026-03-10")
    def test_review_due(self):
        self.birch.next_review_date = "2026-03-09"
        self.assertEqual(self._find("review_due"), ["Birch"])

    @users("hugo")
    def test_at_risk(self):
        self.cedar.stage_id = self.at_risk
        self.assertEqual(self._find("at_risk"), ["Cedar"])

    @users("hugo")
    def test_overdue(self):
        self.birch.overdue_amount = 10
        self.assertEqual(self._find("overdue"), ["Birch"])

    @users("hugo")
    def test_archived(self):
        self.birch.active = False
        self.assertEqual(self._find("archived"), ["Birch"])
