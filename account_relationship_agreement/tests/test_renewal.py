from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .renewal import RenewalCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-10 12:00:00")
class TestRenewal(RenewalCommon):
    """A renewal has one opportunity a term; it is won, or lost."""

    # ------------------------------------------------------------
    # The opportunity
    # ------------------------------------------------------------

    def test_night_makes_an_opportunity_once_for_each_term(self):
        agreement = self._agree()
        self._make_opportunities()
        self._make_opportunities()
        lead = agreement.lead_ids
        self.assertEqual(len(lead), 1)
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.relationship_motion, "renewal")
        self.assertEqual(lead.expected_revenue, 18_000)
        self.assertEqual(lead.recurring_revenue, 18_000)
        self.assertEqual(lead.recurring_revenue_monthly, 1500)
        self.assertEqual(lead.partner_id, self.acme_customer)
        self.assertEqual(lead.user_id, self.ann)
        self.assertEqual(str(lead.date_deadline), "2026-09-30")
        self.assertEqual(str(lead.relationship_agreement_until), "2026-12-31")
        with freeze_time("2027-07-10 12:00:00"):
            self._run_night()
            self._make_opportunities()
        self.assertEqual(len(self._get_leads(agreement)), 2)

    @users("ann")
    def test_who_decided_and_went_to_another_customer_is_not_asked(self):
        agreement = self._agree_product(contact_id=self.amy.id).with_env(self.env)
        self.amy.sudo().parent_id = self.birch_customer
        self._make_opportunities()
        self.assertEqual(agreement.lead_ids.partner_id, self.acme_customer)
        order = agreement.action_make_quotation()["res_id"]
        order = self.env["sale.order"].browse(order)
        self.assertEqual(order.partner_id, self.acme_customer)
        self.assertFalse(agreement.copy().contact_id)

    def test_opportunity_of_a_manager_who_is_gone_is_of_who_acts_now(self):
        there = self._add_company()
        self.bea.group_ids |= self.env.ref("sales_team.group_sale_salesman")
        for values in (
            {"company_ids": [Command.set(there.ids)], "company_id": there.id},
            {"active": False},
        ):
            self.ann.write(values)
            agreement = self._agree()
            self._make_opportunities()
            self.assertEqual(agreement.lead_ids.user_id, self.bea, values)
        self.acme.backup_id = False
        agreement = self._agree()
        self._make_opportunities()
        self.assertEqual(len(agreement.lead_ids), 1)
        self.assertFalse(agreement.lead_ids.user_id)

    def test_another_contact_is_chosen_when_who_ordered_went_elsewhere(self):
        order = self._add_order(self.amy, self.ann)
        agreement = self._agree(contact_id=self.amy.id, order_id=order.id)
        self.amy.parent_id = self.birch_customer
        agreement.contact_id = self.acme_customer
        self.assertEqual(agreement.order_id, order)

    def test_opportunity_is_named_in_the_language_of_who_looks_after_it(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.ann.lang = "es_ES"
        agreement = self._agree(name="Care")
        self._make_opportunities()
        self.assertEqual(agreement.lead_ids.name, "Renovación: Care")
        self.ann.lang = False
        other = self._agree(self.birch, name="Help")
        other.with_context(lang="es_ES")._make_opportunities()
        self.assertEqual(other.lead_ids.name, "Renovación: Help")

    def test_night_sends_no_mail_for_each_opportunity(self):
        """Of thousands of agreements the first night makes one for each."""
        agreements = self._agree() + self._agree(self.birch)
        # As the night does it: tests write no mail, as a rule.
        self.agreements = self.agreements.with_env(self.env(context={}))
        self._make_opportunities()
        self.assertEqual(len(agreements.lead_ids), 2)
        self.assertIn(self.ann, agreements.lead_ids.user_id)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "crm.lead"),
                ("res_id", "in", agreements.lead_ids.ids),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertFalse(told)

    def test_opportunity_comes_so_many_days_ahead_of_what_has_to_be_settled(self):
        for day, values, is_due in (
            ("2026-07-02", {}, True),
            ("2026-07-01", {}, False),
            ("2026-10-01", {}, False),
            ("2026-09-30", {}, True),
            ("2026-10-02", {"renewal": "agreed"}, True),
            ("2026-10-01", {"renewal": "agreed"}, False),
            ("2026-12-31", {"renewal": "none"}, False),
            ("2026-12-01", {"term_count": 1, "notice_count": 0}, False),
            ("2026-07-02", {"term_count": 0}, False),
        ):
            with self.subTest(day=day, **values), freeze_time(f"{day} 12:00:00"):
                agreement = self._agree(**values)
                self._make_opportunities()
                self.assertEqual(bool(agreement.lead_ids), is_due)
                agreement.lead_ids.unlink()
                agreement.action_set_draft()

    def test_tier_says_how_many_days_ahead_of_what_the_company_says(self):
        """Of A customers 120 days ahead, of others as in the settings, 90."""
        tier = self.env["relationship.tier"].create({"name": "Ahead"})
        early, other = self._agree(), self._agree(self.birch)
        early.account_id.tier_id = tier
        for day, days, company_days, found in (
            ("2026-06-15", 120, 90, early),
            ("2026-06-15", 0, 90, self.agreements),
            ("2026-07-10", 60, 90, other),
            ("2026-07-10", 0, 90, early + other),
            ("2026-07-10", 90, 0, early),
        ):
            with self.subTest(day=day, days=days), freeze_time(f"{day} 12:00:00"):
                tier.renewal_lead_days = days
                self.env.company.relationship_renewal_lead_days = company_days
                self._make_opportunities()
                leads = (early + other).lead_ids
                self.assertEqual(leads.relationship_agreement_id, found)
                leads.unlink()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            tier.renewal_lead_days = -1
            self.env.flush_all()

    def test_company_that_wants_none_gets_none_and_others_are_left_alone(self):
        other = self._add_company()
        self.env.company.relationship_renewal_lead_days = 0
        account = self.Account.with_company(other).create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Far"}).id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        here, there = self._agree(), self._agree(account)
        self._make_opportunities()
        self.assertFalse(here.lead_ids)
        self.assertEqual(there.lead_ids.company_id, other)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.env.company.relationship_renewal_lead_days = -1
            self.env.flush_all()

    def test_two_nights_at_once_make_one(self):
        agreement = self._agree()
        values = agreement._prepare_opportunity()
        leads = self.env["crm.lead"]
        leads.create(values)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            leads.create(values)
            self.env.flush_all()

    @users("ann")
    def test_manager_makes_it_earlier_and_opens_the_one_there_is(self):
        self.env.company.sudo().relationship_renewal_lead_days = 0
        agreement = self._agree(date_start="2026-06-01").with_env(self.env)
        action = agreement.action_make_opportunity()
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual(lead.relationship_motion, "renewal")
        self.assertEqual(agreement.action_make_opportunity()["res_id"], lead.id)
        self.assertEqual(agreement.lead_count, 1)
        self.assertEqual(lead.action_view_agreement()["res_id"], agreement.id)
        found = self.env["crm.lead"].search(agreement.action_view_leads()["domain"])
        self.assertEqual(found, lead)
        with self.assertRaisesRegex(UserError, "no term that ends"):
            self._draft().with_env(self.env).action_make_opportunity()

    @users("bea", "sam")
    def test_who_does_not_look_after_the_customer_makes_none(self):
        agreement = self._agree_product().with_env(self.env)
        for act in (agreement.action_make_opportunity, agreement.action_make_quotation):
            with self.assertRaises(AccessError):
                act()

    @users("ann")
    def test_link_to_the_agreement_is_not_written_by_hand(self):
        agreement = self._agree()
        theirs = self._add_lead(self.acme_customer, self.ann).with_env(self.env)
        order = self._add_order(self.acme_customer, self.ann).with_env(self.env)
        for record in (theirs, order):
            for values in (
                {"relationship_agreement_id": agreement.id},
                {"relationship_agreement_until": "2026-12-31"},
            ):
                with self.assertRaisesRegex(UserError, "cannot be written down"):
                    record.write(values)
        with self.assertRaisesRegex(UserError, "cannot be written down"):
            theirs.create({"name": "L", "relationship_agreement_id": agreement.id})

    # ------------------------------------------------------------
    # Won and lost
    # ------------------------------------------------------------

    def test_won_renews_the_agreement_for_the_next_term(self):
        agreement = self._agree()
        lead = self._make_lead(agreement)
        lead.action_set_won()
        self.assertEqual(agreement.state, "renewed")
        self.assertEqual(
            self._get_spans(agreement),
            [("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")],
        )
        for record in (agreement, lead):
            self.assertIn("is renewed until", self._get_notes(record))
            self.assertNotIn("It says", self._get_notes(record))

    def test_other_amount_is_told_and_prices_are_kept(self):
        agreement = self._agree()
        lead = self._make_lead(agreement)
        lead.recurring_revenue = 20_000
        lead.action_set_won()
        self.assertEqual(agreement.line_ids.mapped("amount"), [1500])
        notes = self._get_notes(agreement)
        self.assertRegex(notes, "20,000.00 a year, the agreement .*18,000.00")

    def test_salesperson_who_may_not_see_the_agreement_wins_it(self):
        agreement = self._agree()
        lead = self._make_lead(agreement)
        lead.sudo().user_id = self.sam
        self.assertFalse(agreement.with_user(self.sam).has_access("read"))
        lead.with_user(self.sam).action_set_won()
        self.assertEqual(agreement.state, "renewed")

    def test_lost_gives_notice_with_the_reason(self):
        agreement = self._agree()
        lead = self._make_lead(agreement)
        lead.action_set_lost(lost_reason_id=self.lost_reason.id)
        self.assertEqual(agreement.state, "noticed")
        self.assertEqual(agreement.noticed_by, "customer")
        self.assertEqual(str(agreement.noticed_on), "2026-07-10")
        self.assertEqual(str(agreement.ended_on), "2026-12-31")
        self.assertEqual(agreement.end_reason_id.name, "Bad weather")
        self.assertEqual(agreement.end_reason_id.lost_reason_ids, self.lost_reason)

    def test_reason_is_that_of_the_same_name_or_the_one_that_names_it(self):
        reasons = self.env["relationship.agreement.end.reason"]
        same = self.env["crm.lost.reason"].create({"name": "too expensive"})
        self.assertEqual(reasons._carry_over(same), self.price)
        made = reasons._carry_over(self.lost_reason)
        made.name = "Storm"
        self.assertEqual(reasons._carry_over(self.lost_reason), made)
        self.assertFalse(reasons._carry_over(self.lost_reason.browse()))

    def test_lost_too_late_ends_it_with_the_next_term(self):
        agreement = self._agree()
        lead = self._make_lead(agreement)
        with freeze_time("2026-10-01 12:00:00"):
            lead.action_set_lost()
        self.assertEqual(str(agreement.ended_on), "2027-12-31")

    def test_lost_where_both_have_to_agree_ends_it_with_its_term(self):
        agreement = self._agree(renewal="agreed")
        lead = self._make_lead(agreement)
        lead.action_set_lost(lost_reason_id=self.lost_reason.id)
        self.assertEqual(str(agreement.ended_on), "2026-12-31")
        self.assertEqual(agreement.end_reason_id.name, "Bad weather")

    def test_lost_opportunity_that_never_had_a_chance_keeps_its_reason(self):
        agreement = self._agree()
        lead = self._make_lead(agreement)
        lead.probability = 0
        lead.action_set_lost(lost_reason_id=self.lost_reason.id)
        self.assertEqual(agreement.end_reason_id.name, "Bad weather")

    def test_archived_is_not_lost(self):
        agreement = self._agree()
        lead = self._make_lead(agreement)
        lead.probability = 40
        lead.action_archive()
        self.assertEqual(agreement.state, "running")

    def test_what_people_did_before_is_not_touched(self):
        for prepare, decide, state in (
            (lambda one: self._give_notice(one, "2026-07-01"), "won", "noticed"),
            (lambda one: one._renew([]), "won", "renewed"),
            (lambda one: one._renew([]), "lost", "renewed"),
            (lambda one: one.action_set_draft(), "won", "draft"),
            (lambda one: one.action_set_draft(), "lost", "draft"),
            (lambda one: self._give_notice(one, "2026-07-01", "us"), "lost", "noticed"),
        ):
            agreement = self._agree()
            lead = self._make_lead(agreement)
            prepare(agreement)
            before = (agreement.noticed_by, agreement.ended_on, agreement.term_ids)
            getattr(lead, f"action_set_{decide}")()
            with self.subTest(decide=decide, state=state):
                self.assertEqual(agreement.state, state)
                self.assertEqual(
                    (agreement.noticed_by, agreement.ended_on, agreement.term_ids),
                    before,
                )
                self.assertIn("Nothing was changed", self._get_notes(lead))

    def test_restored_opportunity_says_what_is_not_undone(self):
        agreement = self._agree()
        lead = self._make_lead(agreement)
        lead.action_set_lost()
        lead.action_restore()
        self.assertEqual(agreement.state, "noticed")
        self.assertIn("take it back on the agreement", self._get_notes(lead))
        agreement.action_take_back_notice()
        lead.action_set_won()
        self.assertEqual(agreement.state, "renewed")
        lead.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        lead.probability = 30
        self.assertEqual(agreement.state, "renewed")
        self.assertIn("give notice on the agreement", self._get_notes(agreement))

    def test_opportunity_whose_term_was_taken_away_decides_nothing(self):
        for decide in ("won", "lost"):
            with self.subTest(decide=decide):
                agreement = self._agree()
                lead = self._make_lead(agreement)
                agreement.action_set_draft()
                agreement.term_count = 0
                agreement.action_confirm()
                self.assertFalse(agreement.fixed_until)
                lead.relationship_agreement_until = False
                self.assertFalse(lead.relationship_agreement_id)
                getattr(lead, f"action_set_{decide}")()
                self.assertEqual(agreement.state, "running")
                self.assertFalse(agreement.ended_on)

    def test_no_default_says_what_a_document_renews(self):
        agreement = self._agree()
        marks = {
            "default_relationship_agreement_id": agreement.id,
            "default_relationship_agreement_until": "2026-12-31",
        }
        for name, values in (
            ("crm.lead", {"name": "Desks"}),
            ("sale.order", {"partner_id": self.acme_customer.id}),
        ):
            with self.subTest(name):
                model = self.env[name].with_user(self.sam).with_context(**marks)
                self.assertFalse(model.create(values).sudo().relationship_agreement_id)

    def test_merged_opportunities_renew_what_one_of_them_renews(self):
        agreement = self._agree()
        lead = self._make_lead(agreement).sudo()
        other = self._add_lead(self.acme_customer, self.ann, probability=90)
        merged = (lead | other).merge_opportunity()
        self.assertEqual(merged.relationship_agreement_id, agreement)
        self.assertEqual(str(merged.relationship_agreement_until), "2026-12-31")
