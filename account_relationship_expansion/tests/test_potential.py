from contextlib import contextmanager
from datetime import date

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from odoo.addons.account_relationship_expansion.hooks import uninstall_hook

from .common import ALL, TODAY, IdeasCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestPotential(IdeasCommon):
    """Ideas what to sell: found at night, decided on by people, remembered."""

    @contextmanager
    def _on(self, **shift):
        with freeze_time(TODAY + relativedelta(**shift)):
            yield

    # ------------------------------------------------------------
    # What is found
    # ------------------------------------------------------------

    def test_what_lapsed_is_an_idea_of_what_it_brought_in_a_year(self):
        self._night()
        idea = self._find()
        self.assertEqual(idea.category_id, self.hinges)
        self.assertEqual((idea.kind, idea.state), ("lapsed", "open"))
        self.assertEqual((idea.amount, idea.since), (1200, TODAY))
        self.assertEqual(idea.best_day, self.acme.order_expected_day)
        self.assertIn("none since Jul 15, 2025", idea.words)
        self.assertIn("$ 1,200", idea.words.replace("\xa0", " "))

    def test_what_shrinks_says_how_much_it_was_and_is(self):
        self._buy_months(self.cedar, 0, ALL)
        self._buy_months(self.cedar, 2, range(7, 24))
        self._buy_months(self.cedar, 2, range(1, 7), amount=50)
        self._night()
        idea = self._find(self.cedar)
        self.assertEqual((idea.kind, idea.amount), ("shrinking", 1200))
        self.assertIn("300", idea.words)
        self.assertIn("600", idea.words)

    def test_what_comparable_customers_buy_is_proposed_with_its_counts(self):
        some = self._sell_together()
        self._night()
        ideas = self.ideas.search([("kind", "=", "never_bought")])
        self.assertEqual(ideas.account_id, some[30:40] | self.acme | self.birch)
        idea = ideas.filtered(lambda one: one.account_id == some[30])
        self.assertEqual(idea.category_id, self.categories[3])
        self.assertEqual((idea.amount, idea.amount_p75), (200, 600))
        self.assertEqual((idea.customers_both, idea.customers_because), (30, 42))
        self.assertIn("30 of 42 comparable customers", idea.words)

    def test_what_is_worth_less_than_the_floor_is_not_proposed(self):
        self.env.company.relationship_potential_floor = 1200.01
        self._night()
        self.assertFalse(self._find())
        self.env.company.relationship_potential_floor = 1200
        self._night()
        self.assertTrue(self._find())

    def test_what_is_no_longer_for_sale_is_not_proposed(self):
        self.products[1].product_tmpl_id.active = False
        self._night()
        self.assertFalse(self._find())

    # ------------------------------------------------------------
    # From night to night
    # ------------------------------------------------------------

    def test_a_night_after_which_nothing_changed_changes_nothing(self):
        self._sell_together()
        self._night()
        before = self.ideas.search([]).read()
        self._night()
        self.assertEqual(self.ideas.search([]).read(), before)

    def test_an_amount_somebody_corrected_is_kept(self):
        self._night()
        idea = self._find()
        idea.with_user(self.ann).amount = 2300
        self._buy(*[(self.acme, 1, TODAY - relativedelta(months=9), 50)])
        self._night()
        self.assertEqual((idea.amount, idea.found_amount), (2300, 1250))
        self.assertTrue(idea.is_corrected)

    def test_who_buys_it_again_came_back_by_itself(self):
        self._night()
        idea = self._find()
        self._buy((self.acme, 1, TODAY, 1))
        self._night()
        self.assertEqual((idea.state, idea.outcome), ("closed", "by_itself"))
        self.assertEqual(idea.closed_on, TODAY)
        self.assertFalse(self._find(state="open"))

    def test_a_line_that_lapsed_and_is_bought_a_little_shrinks(self):
        self._buy_months(self.acme, 1, range(13, 20), amount=240)
        self._night()
        idea = self._find()
        self.assertEqual(idea.kind, "lapsed")
        self._buy((self.acme, 1, TODAY, 1))
        self._night()
        self.assertEqual((idea.state, idea.kind), ("open", "shrinking"))

    def test_what_does_not_hold_any_more_is_over(self):
        self._night()
        idea = self._find()
        self.products[1].product_tmpl_id.active = False
        self._night()
        self.assertEqual((idea.state, idea.outcome), ("closed", "over"))

    def test_an_account_that_is_archived_has_no_ideas_any_more(self):
        self._night()
        idea = self._find()
        self._buy((self.acme, 1, TODAY, 1))
        self.acme.active = False
        self._night()
        self.assertEqual((idea.state, idea.outcome), ("closed", "over"))

    def test_an_invoice_closes_it_without_waiting_for_the_night(self):
        self._night()
        idea = self._find()
        self._buy((self.acme, 1, TODAY, 100))
        self.retention._refresh_watch(self.acme)
        self.env.invalidate_all()
        self.assertEqual((idea.state, idea.outcome), ("closed", "by_itself"))
        self.assertEqual(self._find(self.birch).state, "open")

    # ------------------------------------------------------------
    # What people decide
    # ------------------------------------------------------------

    def _accept(self):
        self._night()
        idea = self._find().with_user(self.ann)
        action = idea.action_accept()
        self.assertEqual(action["res_id"], idea.lead_id.id)
        return idea

    def test_accepted_it_is_an_opportunity_with_its_motion(self):
        idea = self._accept()
        lead = idea.lead_id
        self.assertEqual(idea.state, "accepted")
        self.assertEqual(idea.acted_on_by_id, self.ann)
        self.assertEqual(lead.relationship_motion, "upsell")
        self.assertEqual(lead.expected_revenue, 1200)
        self.assertEqual(lead.partner_id, self.acme_customer)
        self.assertEqual(lead.user_id, self.ann)
        self._night()
        self.assertEqual(idea.state, "accepted")
        self.assertEqual(len(self._find()), 1)

    def test_a_head_makes_the_opportunity_for_who_looks_after_the_customer(self):
        self._night()
        idea = self._find().with_user(self.hugo)
        idea.action_accept()
        self.assertEqual(idea.lead_id.user_id, self.ann)

    def test_what_was_never_bought_is_a_cross_sale(self):
        self._sell_together()
        self._night()
        idea = self.ideas.search([("kind", "=", "never_bought")], limit=1)
        idea.with_user(self.ann).action_accept()
        self.assertEqual(idea.lead_id.relationship_motion, "cross_sell")

    def test_an_opportunity_that_is_won_is_a_hit(self):
        idea = self._accept()
        lead = idea.lead_id.sudo()
        lead.expected_revenue = 900
        lead.action_set_won()
        self._night()
        self.assertEqual((idea.state, idea.outcome), ("closed", "won"))
        self.assertEqual((idea.won_amount, idea.closed_on), (900, TODAY))
        # It is not proposed again while the first invoice is to come.
        self.assertEqual(self._find(), idea.sudo())
        other = self._find(self.birch)
        self.assertEqual(other.hit_rate.replace("\xa0", " "), "1 of 1 won (100 %)")
        self.assertIn("1 of 1 won", self.ideas.get_headline([]))

    def test_an_opportunity_that_is_lost_and_goes_on_again_does_the_same(self):
        idea = self._accept()
        lead = idea.lead_id.sudo()
        lead.action_set_lost()
        self._night()
        self.assertEqual((idea.state, idea.outcome), ("closed", "lost"))
        lead.action_unarchive()
        self._night()
        self.assertEqual((idea.state, idea.outcome), ("accepted", False))
        lead.unlink()
        self._night()
        self.assertEqual(idea.state, "open")

    def _dismiss(self, idea, user=None, **values):
        dialog = self.env["relationship.whitespace.dismissal"].with_user(
            user or self.ann
        )
        context = idea.with_user(dialog.env.user).action_open_dismissal()["context"]
        dialog = dialog.with_context(**context).create(
            {"because": "competitor", **values}
        )
        dialog.action_confirm()

    def test_dismissed_it_is_remembered_until_its_day(self):
        self._night()
        idea = self._find()
        self._dismiss(idea, competitor="Dune", not_before="2026-05-15", note="Ask")
        self.assertEqual((idea.state, idea.outcome), ("dismissed", "dismissed"))
        self.assertEqual(idea.dismissed_because, "competitor")
        self.assertEqual((idea.competitor, idea.note), ("Dune", "Ask"))
        self._night()
        self.assertEqual(self._find(), idea)
        self._buy_months(self.acme, 0, [-1, -2])
        with self._on(months=2, days=-1):
            self._night()
            self.assertEqual(self._find(), idea)
        with self._on(months=2):
            self._night()
            again = self._find() - idea
            self.assertEqual((again.state, again.kind), ("open", "lapsed"))
        self.assertEqual(idea.state, "dismissed")

    def test_the_day_it_may_be_proposed_again_is_to_come(self):
        self._night()
        with self.assertRaises(UserError):
            self._dismiss(self._find(), not_before="2026-03-15")
        self._dismiss(self._find())
        self.assertEqual(self._find().not_before, date(2027, 3, 15))

    def test_put_off_it_comes_back_on_its_day(self):
        self._night()
        idea = self._find()
        idea.with_user(self.ann).action_snooze(10)
        self.assertEqual(idea.snoozed_until, date(2026, 3, 25))
        with self._on(days=9):
            self._night()
            self.assertEqual(idea.state, "snoozed")
        with self._on(days=10):
            self._night()
            self.assertEqual((idea.state, idea.snoozed_until), ("open", False))
        for days in (0, 366, True, "5"):
            with self.subTest(days=days), self.assertRaises(UserError):
                idea.with_user(self.ann).action_snooze(days)

    def test_who_comes_second_is_told(self):
        idea = self._accept()
        for decide in (idea.action_accept, idea.action_snooze):
            with self.assertRaises(UserError):
                decide()
        with self.assertRaises(UserError):
            self._dismiss(idea.sudo())

    def test_what_one_did_can_be_taken_back_for_ten_minutes(self):
        idea = self._accept()
        lead = idea.lead_id
        with self.assertRaises(UserError):
            idea.with_user(self.tim).action_undo()
        idea.action_undo()
        self.assertEqual((idea.state, idea.acted_on_by_id.id), ("open", False))
        self.assertFalse(lead.active)
        idea.action_snooze()
        idea.sudo()._on_own_path().acted_on_at = "2026-03-15 11:00:00"
        with self.assertRaises(UserError):
            idea.action_undo()

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    def test_ideas_are_for_who_looks_after_the_customer(self):
        self._night()
        idea = self._find()
        for user in (self.ann, self.tim, self.bea, self.hugo):
            with self.subTest(user=user.login):
                self.assertTrue(idea.with_user(user).words)
        for user in (self.bob, self.sam, self.eve, self.pia):
            with self.subTest(user=user.login):
                self.assertFalse(
                    user.has_group("account_relationship.group_user")
                    and self.ideas.with_user(user).search_count([("id", "=", idea.id)])
                )
                for method in ("action_accept", "action_snooze", "action_undo"):
                    with self.assertRaises(AccessError):
                        getattr(idea.with_user(user), method)()

    @users("ann")
    def test_what_is_found_and_decided_is_not_written_down(self):
        self._night()
        idea = self._find().with_user(self.env.user)
        for name, value in (("outcome", "won"), ("found_amount", 5), ("state", "open")):
            with self.subTest(name=name), self.assertRaises(UserError):
                idea.write({name: value})
        idea.write({"amount": 5, "note": "They said so"})
        with self.assertRaises(AccessError):
            idea.unlink()

    # ------------------------------------------------------------
    # My day
    # ------------------------------------------------------------

    def _get_reasons(self):
        self.env["relationship.alert"]._refresh(self.acme)
        alerts = self.acme.alert_ids.filtered(lambda alert: alert.state == "open")
        return set(alerts.mapped("reason"))

    def test_my_day_tells_of_a_kind_once_until_it_is_decided(self):
        self._night()
        self.assertIn("line_lapsed", self._get_reasons())
        alert = self.acme.alert_ids.filtered(lambda one: one.reason == "line_lapsed")
        self.assertIn("stopped buying Category 1", alert.words)
        self.assertEqual(alert.at_stake, 1200)
        method, __ = alert._get_buttons(alert._get_reasons()[alert.reason])[0]
        action = getattr(self.acme.with_user(self.ann), method)()
        self.assertEqual(action["res_model"], "crm.lead")
        self.assertEqual(alert.state, "closed")
        with self.assertRaises(UserError):
            getattr(self.acme.with_user(self.ann), method)()

    def test_my_day_tells_what_comparable_customers_buy(self):
        some = self._sell_together()
        self._buy(*((account, 3, TODAY, 900) for account in some[:30]))
        self._night()
        self.env["relationship.alert"]._refresh(some[35])
        alert = some[35].alert_ids
        self.assertEqual((alert.reason, alert.lane), ("never_bought", "grow"))
        self.assertIn("30 of 42 comparable customers buy Category 3", alert.words)
        some[35].with_user(self.ann).action_offer_never_bought()
        self.assertEqual(alert.state, "closed")

    # ------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------

    def test_the_headline_says_what_it_comes_to_and_why_it_is_little(self):
        self._night()
        words = self.ideas.with_user(self.ann).get_headline([])
        self.assertIn("2 ideas go on", words)
        self.assertIn("under 200", words)
        self._find()._dismiss("wrong")
        words = self.ideas.with_user(self.ann).get_headline([])
        self.assertIn("Lapsed: 0 of 1 won", words)

    def test_board_begins_with_what_is_to_be_decided(self):
        self._night()
        self._find()._dismiss("wrong")
        board = self.ideas.with_user(self.ann).with_context(read_group_expand=True)
        groups = board.web_read_group([], ["state"])["groups"]
        self.assertEqual([group["state"] for group in groups], ["open", "dismissed"])

    def test_without_invoices_it_says_what_will_come(self):
        self.env.cr.execute("DELETE FROM relationship_revenue")
        words = self.ideas.with_user(self.ann).get_headline([])
        self.assertIn("Nothing was invoiced yet", words)

    @users("ann")
    def test_the_tab_of_the_account_lists_what_slips_once(self):
        """Whatever other addons have on the tab."""
        arch = etree.fromstring(self.acme.with_user(self.env.user).get_view()["arch"])
        [lines] = arch.xpath("//field[@name='line_watch_ids']")
        [ideas] = arch.xpath("//field[@name='potential_ids']")
        self.assertEqual(lines.get("invisible"), "1")
        self.assertEqual(ideas.get("invisible"), "not potential_ids")

    def test_the_tab_of_the_account_lists_what_goes_on(self):
        self._night()
        self._find()._dismiss("wrong")
        self.assertFalse(self.acme.potential_ids)
        self.assertEqual(self.birch.potential_ids, self._find(self.birch))
        action = self.birch.with_user(self.ann).action_view_potential()
        self.assertEqual(self.ideas.search(action["domain"]), self._find(self.birch))

    # ------------------------------------------------------------
    # When records go
    # ------------------------------------------------------------

    def test_when_customers_become_one_what_was_decided_stays(self):
        self._night()
        theirs = self._find(self.birch)
        theirs.action_snooze()
        self.acme._merge(self.birch)
        self._night()
        self.assertEqual(theirs.account_id, self.acme)
        self.assertEqual(theirs.state, "snoozed")
        self.assertEqual(len(self._find(state="open")), 1)

    def test_a_category_that_goes_takes_its_ideas_along(self):
        self._night()
        idea = self._find()
        self.products[1].categ_id = self.categories[2]
        self.hinges.unlink()
        self.assertFalse(idea.exists())

    def test_what_people_made_of_it_goes_with_the_addon(self):
        self._sell_together()
        self._buy_months(self.acme, 2, [1], amount=900)
        self._night()
        favourite = self.env["ir.filters"].create(
            {"name": "Ours", "model_id": "relationship.whitespace", "domain": "[]"}
        )
        uninstall_hook(self.env)
        self.assertFalse(favourite.exists())
        alerts = self.env["relationship.alert"].search([])
        self.assertNotIn("never_bought", alerts.mapped("reason"))
