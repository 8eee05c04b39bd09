from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-10 12:00:00")
class TestRenewal(AgreementCommon):
    """A renewal has one opportunity a term, offers, checkpoints, and a view of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.group_ids |= cls.env.ref("sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create(
            {"name": "Lift", "type": "service", "taxes_id": [Command.clear()]}
        )
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Bad weather"})

    def _agree_product(self, **values):
        line = {"name": "Lift", "product_id": self.product.id, "amount": 1500}
        return self._agree(**{"line_ids": [Command.create(line)], **values})

    def _make_opportunities(self):
        with self._without_commits():
            self.agreements._cron_make_opportunities()

    def _get_leads(self, agreement):
        return agreement.with_context(active_test=False).lead_ids

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

    def _make_lead(self, agreement):
        return agreement._make_opportunities().with_user(self.ann)

    def _get_notes(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

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

    # ------------------------------------------------------------
    # The quotation
    # ------------------------------------------------------------

    @users("ann")
    def test_quotation_of_a_year_renews_and_makes_no_second_agreement(self):
        agreement = self._agree_product().with_env(self.env)
        lead = agreement.sudo()._make_opportunities()
        action = agreement.action_make_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.partner_id, self.acme_customer)
        self.assertEqual(order.opportunity_id, lead)
        self.assertEqual(order.order_line.product_id, self.product)
        self.assertEqual(order.order_line.price_unit, 18_000)
        self.assertEqual(agreement.action_make_quotation()["res_id"], order.id)
        self.assertEqual(agreement.renewal_order_count, 1)
        order.action_confirm()
        self.assertEqual(agreement.state, "renewed")
        self.assertNotIn("It says", self._get_notes(agreement))
        self.assertEqual(order.action_make_agreement()["res_id"], agreement.id)
        self.assertEqual(self.agreements.search_count([]), 1)
        lead.with_env(self.env).action_set_won()
        self.assertEqual(len(agreement.term_ids), 2)

    def _sell(self, **line):
        """An order of lifts that became an agreement, which runs."""
        order = self._add_order(
            self.acme_customer,
            self.ann,
            order_line=[Command.create({"product_id": self.product.id, **line})],
        )
        order.action_confirm()
        agreements = self.agreements.with_env(self.env)
        agreement = agreements.browse(
            order.with_env(self.env).action_make_agreement()["res_id"]
        )
        agreement.action_confirm()
        return agreement

    def _offer(self, agreement):
        action = agreement.action_make_quotation()
        return self.env["sale.order"].browse(action["res_id"])

    @users("ann")
    def test_what_was_ordered_by_the_dozen_is_agreed_and_offered_by_the_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        for price in (12, 10):
            with self.subTest("also where a piece has no price", price=price):
                agreement = self._sell(
                    product_uom_qty=2, product_uom_id=dozen.id, price_unit=price
                )
                line = agreement.line_ids
                self.assertEqual((line.quantity, line.amount), (2, price))
                self.assertEqual(line.product_uom_id, dozen)
                self.assertEqual(agreement.annual_amount, 2 * price)
                offered = self._offer(agreement).order_line
                self.assertEqual(offered.product_uom_id, dozen)
                self.assertEqual(
                    (offered.product_uom_qty, offered.price_unit), (2, price)
                )
                self.assertEqual(offered.price_subtotal, 2 * price)

    @users("ann")
    def test_unit_stays_when_more_of_it_is_agreed(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        agreement = self._sell(
            product_uom_qty=2, product_uom_id=dozen.id, price_unit=10
        )
        line = agreement.line_ids
        agreement._amend(
            fields.Date.add(agreement.date_start, days=5), [(line, {"quantity": 3})]
        )
        self.assertEqual(agreement.line_ids.mapped("quantity"), [2, 3])
        self.assertEqual(agreement.line_ids.product_uom_id, dozen)
        with self.assertRaisesRegex(UserError, "is confirmed"):
            line.product_uom_id = self.product.uom_id

    @users("ann")
    def test_unit_of_a_line_is_the_products_unless_it_measures_the_same(self):
        hour = self.env.ref("uom.product_uom_hour")
        agreement = self._agree(line_ids=[self._add_line(10)])
        agreement.action_set_draft()
        line = agreement.line_ids
        self.assertFalse(line.product_uom_id)
        line.product_id = self.product
        self.assertEqual(line.product_uom_id, self.product.uom_id)
        line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        line.product_id = self.product.sudo().copy()
        self.assertEqual(line.product_uom_id, self.env.ref("uom.product_uom_dozen"))
        line.product_id = self.product.sudo().create(
            {"name": "Advice", "type": "service", "uom_id": hour.id}
        )
        self.assertEqual(line.product_uom_id, hour)

    @users("ann")
    def test_offer_of_what_has_its_tax_in_the_price_comes_to_what_is_agreed(self):
        included, excluded = (
            self.env["account.tax"]
            .sudo()
            .create(
                [
                    {
                        "name": f"{amount} % {how}",
                        "amount": amount,
                        "price_include_override": how,
                    }
                    for amount, how in ((21, "tax_included"), (10, "tax_excluded"))
                ]
            )
        )
        for taxes, price in ((included, 121), (excluded, 100)):
            with self.subTest(taxes=taxes.name):
                self.product.sudo().taxes_id = taxes
                agreement = self._sell(price_unit=price)
                self.assertEqual(agreement.annual_amount, 100)
                order = self._offer(agreement)
                self.assertEqual(order.order_line.price_unit, price)
                self.assertEqual(order.amount_untaxed, 100)
                order.action_confirm()
                self.assertNotIn("It says", self._get_notes(agreement))

    @users("ann")
    def test_order_that_is_cancelled_says_what_is_not_undone(self):
        agreement = self._agree_product().with_env(self.env)
        order = self._offer(agreement)
        order._action_cancel()
        self.assertNotIn("cancelled", self._get_notes(order), "it renewed nothing")
        order.action_draft()
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(agreement.state, "renewed")
        for record in (order, agreement):
            self.assertIn("stays renewed until 12/31/2027", self._get_notes(record))

    @users("ann")
    def test_order_that_is_cancelled_after_notice_says_nothing(self):
        agreement = self._agree_product().with_env(self.env)
        order = self._offer(agreement)
        order.action_confirm()
        self._give_notice(agreement, "2026-07-10", "both", last_day="2026-08-31")
        order._action_cancel()
        self.assertNotIn("stays renewed", self._get_notes(agreement))

    @users("ann")
    def test_quotation_whose_term_was_taken_away_renews_nothing(self):
        agreement = self._agree_product().with_env(self.env)
        action = agreement.action_make_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        order.relationship_agreement_until = False
        self.assertFalse(order.relationship_agreement_id)
        order.action_confirm()
        self.assertEqual(agreement.state, "running")
        self.assertNotIn("Nothing was changed", self._get_notes(order))

    @users("ann")
    def test_what_cannot_be_offered_is_named(self):
        agreement = self._agree_product(
            line_ids=[
                Command.create({"product_id": self.product.id, "amount": 10}),
                Command.create({"name": "Cleaning", "amount": 5}),
            ]
        ).with_env(self.env)
        action = agreement.action_make_quotation()
        self.assertIn("Cleaning", action["params"]["message"])
        words = self._agree(name="Words").with_env(self.env)
        with self.assertRaisesRegex(UserError, "Nothing of"):
            words.action_make_quotation()

    # ------------------------------------------------------------
    # Checkpoints
    # ------------------------------------------------------------

    def _plan_checkpoints(self):
        with self._without_commits():
            self.agreements._cron_plan_checkpoints()

    def _make_plan(self, name):
        return self.env["mail.activity.plan"].create(
            {
                "name": name,
                "res_model": "relationship.agreement",
                "company_id": False,
                "template_ids": [
                    Command.create(
                        {
                            "summary": f"{name} {days}",
                            "activity_type_id": self.env.ref(
                                "mail.mail_activity_data_todo"
                            ).id,
                            "responsible_type": "account_manager",
                            "delay_count": days,
                            "delay_from": "before_plan_date",
                        }
                    )
                    for days in (90, 30)
                ],
            }
        )

    def test_checkpoints_are_planned_once_for_a_term_and_none_in_the_past(self):
        self.env.company.relationship_renewal_plan_id = self._make_plan("Usual")
        agreement = self._agree()
        self._plan_checkpoints()
        self._plan_checkpoints()
        self.assertEqual(
            [
                (one.summary, one.user_id, str(one.date_deadline))
                for one in agreement.activity_ids.sorted("date_deadline")
            ],
            [
                ("Usual 90", self.ann, "2026-07-10"),
                ("Usual 30", self.ann, "2026-08-31"),
            ],
        )
        agreement.activity_ids.unlink()
        self._plan_checkpoints()
        self.assertFalse(agreement.activity_ids)

    def test_tier_has_a_plan_of_its_own(self):
        self.env.company.relationship_renewal_plan_id = self._make_plan("Usual")
        tier = self.env["relationship.tier"].create({"name": "Gold", "contact_days": 9})
        self.acme.tier_id = tier
        tier.renewal_plan_id = self._make_plan("Gold")
        agreement = self._agree()
        self._plan_checkpoints()
        self.assertEqual(
            set(agreement.activity_ids.mapped("summary")), {"Gold 90", "Gold 30"}
        )

    def test_checkpoints_come_so_many_days_ahead(self):
        company = self.env.company
        company.relationship_renewal_plan_id = self._make_plan("Usual")
        for days, is_due in ((82, True), (81, False), (0, False)):
            company.relationship_renewal_plan_days = days
            agreement = self._agree()
            self._plan_checkpoints()
            with self.subTest(days):
                self.assertEqual(bool(agreement.activity_ids), is_due)

    def test_plan_that_is_shipped_goes_to_the_manager(self):
        plan = self.env.ref("account_relationship_agreement.renewal_checkpoints")
        self.assertEqual(
            set(plan.template_ids.mapped("responsible_type")), {"account_manager"}
        )

    # ------------------------------------------------------------
    # What is thought of it
    # ------------------------------------------------------------

    @users("ann")
    def test_managers_view_names_who_and_when_and_gets_old(self):
        agreement = self._agree().with_env(self.env)
        agreement.renewal_view = "at_risk"
        self.assertEqual(agreement.renewal_view_by, self.ann)
        self.assertEqual(str(agreement.renewal_view_on), "2026-07-10")
        self.assertEqual(agreement.renewal_outlook, "likely")
        for day, is_old in (("2026-09-08", False), ("2026-09-09", True)):
            with freeze_time(f"{day} 12:00:00"):
                agreement.invalidate_recordset()
                self.assertEqual(agreement.is_renewal_view_old, is_old)
        with self.assertRaisesRegex(UserError, "cannot be written down"):
            agreement.renewal_view_on = "2026-01-01"
        agreement.renewal_view = False
        self.assertFalse(agreement.renewal_view_on)

    def test_what_was_wanted_stays_with_the_term_it_was_wanted_of(self):
        agreement = self._agree()
        self.assertFalse(agreement.renewal_final)
        agreement.write(
            {
                "renewal_target": 20_000,
                "renewal_expected": 19_000,
                "renewal_view": "open",
            }
        )
        term = agreement._renew([(agreement.line_ids, {"amount": 1600})])
        self.assertEqual(
            (term.target, term.expected, term.final), (20_000, 19_000, 19_200)
        )
        self.assertEqual(agreement.renewal_final, 19_200)
        self.assertFalse(agreement.renewal_target or agreement.renewal_view)

    @users("ann")
    def test_assessment_says_why(self):
        agreement = self._agree().with_env(self.env)
        self._check_outlook(agreement, "likely", "nothing speaks against it")
        account = self.acme.sudo()
        account.overdue_amount = 500
        self._check_outlook(agreement, "open", "500.00 is overdue")
        account.order_state = "late"
        self._check_outlook(agreement, "at_risk", "an order is late; .* is overdue")
        account.order_state = "very_late"
        self._check_outlook(agreement, "at_risk", "orders stay away; .* is overdue")
        agreement.action_pause()
        self._check_outlook(agreement, "unlikely", "it is paused")
        self._give_notice(agreement.sudo(), "2026-07-10")
        self._check_outlook(agreement, "unlikely", "notice was given")

    def _add_score(self, value):
        self.env["relationship.feedback"].sudo().create(
            {
                "verbatim": "So so",
                "account_id": self.acme.id,
                "partner_id": self.amy.id,
                "source": "manual",
                "score_type": "csat",
                "score_value": value,
                "received_at": "2026-07-01 12:00:00",
            }
        )

    @users("ann")
    def test_customer_of_whom_nobody_is_satisfied_speaks_against_it(self):
        agreement = self._agree().with_env(self.env)
        self._check_outlook(agreement, "likely", "nothing speaks against it")
        self._add_score(1)
        self._check_outlook(agreement, "open", "scores are low")
        self._add_score(5)
        self._check_outlook(agreement, "likely", "nothing speaks against it")

    def _check_outlook(self, agreement, outlook, words):
        self.env.invalidate_all()
        self.assertEqual(agreement.renewal_outlook, outlook)
        self.assertRegex(agreement.renewal_outlook_words, words)

    def test_assessments_of_many_take_as_many_queries_as_of_one(self):
        agreements = self.agreements.browse()
        for account in self._add_accounts(6):
            agreements |= self._agree(account)
        self.env.flush_all()

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("renewal_outlook_words")
            return self.env.cr.sql_log_count - before

        count(agreements)
        self.assertLessEqual(count(agreements), count(agreements[0]) + 1)

    @users("ann")
    def test_without_a_plan_is_what_nobody_prepares(self):
        agreements = self.agreements.with_env(self.env)
        agreement = self._agree().with_env(self.env)
        domain = [("is_unplanned", "=", True)]
        self.assertEqual(agreements.search(domain), agreement)
        self.assertTrue(agreement.is_unplanned)
        activity = self._plan_activity(agreement, self.ann)
        self.assertFalse(agreements.search(domain))
        activity.unlink()
        lead = self._make_lead(agreement.sudo())
        self.env.invalidate_all()
        self.assertFalse(agreement.is_unplanned)
        lead.probability = 40
        lead.action_archive()
        self.assertEqual(agreements.search(domain), agreement)
