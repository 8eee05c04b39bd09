from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common import TODAY, IdeasCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestOutcome(IdeasCommon):
    """What becomes of its opportunity is what came of the idea, at once."""

    def setUp(self):
        super().setUp()
        self._night()
        self.idea = self._find().with_user(self.ann)

    def _accept(self, idea=None):
        idea = idea or self.idea
        idea.action_accept()
        return idea.lead_id

    def _quote(self, user=None, **values):
        return (
            self.env["sale.order"]
            .with_user(user or self.ann)
            .create({"partner_id": self.acme_customer.id, **values})
        )

    def _add(self, idea, order, user=None):
        context = {"relationship_order_id": order.id}
        idea = idea.with_user(user or self.ann).with_context(**context)
        idea.action_add_to_quotation()

    # ------------------------------------------------------------
    # The opportunity
    # ------------------------------------------------------------

    def test_a_won_opportunity_is_a_hit_at_once(self):
        lead = self._accept().with_user(self.sam)
        lead.sudo().user_id = self.sam
        lead.expected_revenue = 900
        lead.action_set_won()
        self.assertEqual((self.idea.state, self.idea.outcome), ("closed", "won"))
        self.assertEqual((self.idea.won_amount, self.idea.closed_on), (900, TODAY))
        lead.expected_revenue = 950
        self.assertEqual(self.idea.won_amount, 950)
        self.assertIn("1 of 1 won", self.ideas.with_user(self.hugo).get_headline([]))

    def test_a_lost_one_is_no_hit_and_goes_on_when_it_is_restored(self):
        lead = self._accept()
        lead.action_set_lost()
        self.assertEqual((self.idea.state, self.idea.outcome), ("closed", "lost"))
        self.assertTrue(self.idea.not_before)
        lead.action_restore()
        self.assertEqual((self.idea.state, self.idea.outcome), ("accepted", False))
        self.assertFalse(self.idea.not_before or self.idea.closed_on)

    def test_a_deleted_one_leaves_the_idea_to_be_decided_again(self):
        lead = self._accept()
        lead.sudo().unlink()
        self.assertEqual((self.idea.state, self.idea.lead_id.id), ("open", False))
        self.assertFalse(self.idea.acted_on_at)
        self.assertIn("line_lapsed", self.acme.alert_ids.mapped("reason"))

    def test_a_deleted_one_that_was_won_stays_a_hit(self):
        lead = self._accept()
        lead.action_set_won()
        lead.sudo().unlink()
        self.assertEqual((self.idea.state, self.idea.outcome), ("closed", "won"))

    def test_merged_opportunities_share_what_they_brought(self):
        other = self._find(self.birch).with_user(self.ann)
        other.amount = 400
        leads = self._accept() | self._accept(other)
        kept = leads.merge_opportunity()
        self.assertEqual(self.idea.lead_id | other.lead_id, kept)
        self.assertEqual((self.idea | other).mapped("state"), ["accepted"] * 2)
        kept.expected_revenue = 800
        kept.action_set_won()
        self.assertEqual((self.idea.won_amount, other.won_amount), (600, 200))
        self._night()
        self.assertEqual((self.idea.won_amount, other.won_amount), (600, 200))

    def test_what_was_missed_is_seen_to_at_night(self):
        lead = self._accept()
        lead.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_lead SET won_status = 'lost' WHERE id = %s", [lead.id]
        )
        self._night()
        self.assertEqual((self.idea.state, self.idea.outcome), ("closed", "lost"))

    def test_many_are_followed_in_as_many_queries_as_one(self):
        leads = self._accept() | self._accept(self._find(self.birch))
        leads.flush_recordset()
        counts = []
        for some in (leads, leads[0], leads):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._get_ideas()._follow_own_leads()
            counts.append(self.env.cr.sql_log_count - before)
        one, many = counts[1:]
        self.assertLessEqual(many, one + 1)

    def test_an_opportunity_taken_back_is_archived_and_the_idea_is_open(self):
        lead = self._accept()
        lead.probability = 0
        self.idea.action_undo()
        self.assertFalse(lead.active)
        self.assertEqual((self.idea.state, self.idea.outcome), ("open", False))

    # ------------------------------------------------------------
    # Products
    # ------------------------------------------------------------

    def _say_quantity(self, quantity):
        self.env.cr.execute(
            "UPDATE account_move_line SET quantity = %s WHERE product_id = %s",
            [quantity, self.products[1].id],
        )
        self.env.invalidate_all()

    def test_the_opportunity_names_what_they_bought_last(self):
        self._say_quantity(3)
        description = self._accept().description
        self.assertIn("Bought last: Category 1", description)
        self.assertIn("stopped buying it", description)

    def test_the_opportunity_names_what_is_sold_best(self):
        self._sell_together()
        self._night()
        self.env.cr.execute("UPDATE account_move_line SET quantity = 1")
        idea = self.ideas.search([("kind", "=", "never_bought")], limit=1)
        lead = self._accept(idea.with_user(self.ann))
        self.assertIn("Sold best: Category 3", lead.description)
        self.assertEqual(lead.relationship_motion, "cross_sell")

    def test_a_new_quotation_of_the_opportunity_offers_the_idea(self):
        self._say_quantity(3)
        lead = self._accept()
        context = lead.action_new_quotation()["context"]
        order = self.env["sale.order"].with_user(self.ann).with_context(**context)
        order = order.create({})
        self.assertEqual(order.potential_ids, self.idea)
        self._add(self.idea, order)
        self.assertEqual(order.order_line.product_id, self.products[1])
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self.assertEqual(self.idea.lead_id, lead)
        self.assertFalse(order.potential_ids)
        with self.assertRaises(UserError):
            self._add(self.idea, order)

    def test_an_idea_added_to_a_quotation_is_its_opportunity(self):
        self._say_quantity(2)
        order = self._quote()
        self._add(self.idea, order)
        self.assertEqual(self.idea.state, "accepted")
        self.assertEqual(order.opportunity_id, self.idea.lead_id)
        order.opportunity_id.action_set_won()
        self.assertEqual(self.idea.outcome, "won")

    def test_what_was_never_bought_is_added_as_the_best_sold_product(self):
        some = self._sell_together()
        best, archived = self.env["product.product"].create(
            [
                {"name": name, "categ_id": self.categories[3].id}
                for name in ("Best", "Archived")
            ]
        )
        rows = [(best, 500), (archived, 9000)]
        self._insert_invoices(
            [
                ("out_invoice", some[0].partner_id.id, TODAY, amount, product.id)
                for product, amount in rows * 3
            ]
        )
        self.env.cr.execute("UPDATE account_move_line SET quantity = 7")
        archived.active = False
        self._night()
        order = self._quote(partner_id=some[35].partner_id.id)
        idea = order.potential_ids
        self.assertEqual(idea.kind, "never_bought")
        # 40 sales of the first are more than three of the other.
        self._add(idea, order)
        self.assertEqual(order.order_line.product_id, self.products[3])
        self.assertEqual(order.order_line.product_uom_qty, 1)

    def test_what_is_not_for_sale_cannot_be_added(self):
        self._say_quantity(2)
        order = self._quote()
        for name in ("active", "sale_ok"):
            with self.subTest(name=name):
                self.products[1].product_tmpl_id[name] = False
                with self.assertRaises(UserError):
                    self._add(self.idea, order)
                self.products[1].product_tmpl_id[name] = True
        self.assertFalse(order.order_line)
        self.assertEqual(self.idea.state, "open")

    def test_ideas_of_others_are_not_added(self):
        self._say_quantity(2)
        order = self._quote()
        with self.assertRaises(UserError):
            self._add(self._find(self.birch), order)
        for user in (self.bob, self.sam, self.eve, self.pia):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._add(self.idea, order, user)
        self.idea._dismiss("wrong")
        with self.assertRaises(UserError):
            self._add(self.idea, order)
        self.assertFalse(order.order_line)

    @users("ann")
    def test_a_category_on_the_quotation_is_no_idea_for_it(self):
        order = self._quote(self.env.user)
        self.assertEqual(order.potential_ids, self.idea)
        order.order_line = [Command.create({"product_id": self.products[1].id})]
        self.assertFalse(order.potential_ids)
        order.action_confirm()
        self.assertFalse(order.potential_ids)

    def test_many_quotations_are_read_in_as_many_queries_as_one(self):
        orders = self._quote() | self._quote(partner_id=self.birch_customer.id)
        counts = []
        for some in (orders, orders[0], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("potential_ids.words")
            counts.append(self.env.cr.sql_log_count - before)
        one, many = counts[1:]
        self.assertLessEqual(many, one + 1)
