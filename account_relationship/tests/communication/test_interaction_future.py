from odoo.fields import Command
from odoo.tests import tagged, users

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestOpportunityFromAWant(CommunicationCommon):
    @users("ann")
    def test_want_becomes_an_opportunity_in_one_click(self):
        interaction = self._log(
            wants="Ten more pumps\nand hoses",
            wants_by="2030-05-01",
            note="<p>For the new plant</p>",
        )
        action = interaction.action_make_opportunity()
        lead = interaction.lead_id
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "name": "Ten more pumps",
                    "partner_id": self.amy.id,
                    "user_id": self.ann.id,
                    "company_id": self.company.id,
                    "relationship_account_id": self.acme.id,
                    "relationship_motion": "new",
                    "interaction_ids": interaction.ids,
                }
            ],
        )
        self.assertEqual(str(lead.date_deadline), "2030-05-01")
        self.assertIn("new plant", lead.description)

    @users("ann")
    def test_second_click_opens_the_opportunity_there_is(self):
        interaction = self._log(wants="Ten more pumps")
        first = interaction.action_make_opportunity()
        second = interaction.action_make_opportunity()
        self.assertEqual(first["res_id"], second["res_id"])
        self.assertEqual(self.acme.lead_ids, interaction.lead_id)

    @users("ann")
    def test_customer_who_bought_before_wants_more(self):
        product = self.env["product.product"].sudo().create({"name": "Pump"})
        line = {"product_id": product.id, "price_unit": 100}
        self._add_order(
            self.amy, self.ann, state="sale", order_line=[Command.create(line)]
        )
        self.env["relationship.measure"].sudo()._refresh(self.acme)
        interaction = self._log(wants="Ten more pumps")
        interaction.action_make_opportunity()
        self.assertEqual(interaction.lead_id.relationship_motion, "upsell")

    @users("ann")
    def test_opportunity_without_want_is_named_after_the_contact(self):
        interaction = self._log(partner_ids=False, note="<p><br></p>")
        interaction.action_make_opportunity()
        lead = interaction.lead_id
        self.assertEqual((lead.name, lead.partner_id), ("Call", self.acme_customer))
        self.assertFalse(lead.description)

    @users("ann")
    def test_notes_of_a_confidential_one_do_not_go_along(self):
        interaction = self._log(
            wants="Ten more pumps",
            note="<p>The founder is ill</p>",
            is_confidential=True,
        )
        interaction.action_make_opportunity()
        self.assertFalse(interaction.lead_id.description)

    @users("ann")
    def test_interaction_outlives_its_opportunity(self):
        interaction = self._log(wants="Ten more pumps")
        interaction.action_make_opportunity()
        interaction.lead_id.sudo().unlink()
        self.assertTrue(interaction.exists())
        interaction.action_make_opportunity()
        self.assertTrue(interaction.lead_id.exists())

    @users("sam")
    def test_salesperson_makes_an_opportunity_without_account_rights(self):
        self._add_order(self.amy, self.sam)
        interaction = self._log(wants="Ten more pumps")
        interaction.action_make_opportunity()
        self.assertEqual(interaction.lead_id.user_id, self.sam)


@tagged("post_install", "-at_install")
class TestInteractionsStay(CommunicationCommon):
    def _merge(self, *customers):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        ids = [customer.id for customer in customers]
        wizard.with_context(partner_show_db_id=False)._merge(ids, customers[0])

    @users("ann")
    def test_handover_keeps_interactions_and_lets_the_new_manager_read(self):
        interaction = self._log(is_confidential=True)
        self.acme.with_user(self.hugo).manager_id = self.bob
        self.assertEqual(interaction.sudo().account_id, self.acme)
        self.assertTrue(interaction.with_user(self.bob).has_access("read"))

    def test_merged_customers_keep_the_interactions_of_both(self):
        ours = self._log(wants="Ten pumps")
        theirs = self._log(
            self.birch, partner_ids=[Command.set(self.carl.ids)], wants="Hoses"
        )
        self._merge(self.acme_customer, self.birch_customer)
        self.assertFalse(self.birch.exists())
        self.assertEqual(self.acme.interaction_ids, ours | theirs)
        self.assertEqual(theirs.partner_ids, self.carl)

    def test_merged_customers_keep_both_descriptions_of_one_meeting(self):
        meeting = self._add_meeting(self.amy | self.carl, self._ago(days=1))
        ours = self._log(event_id=meeting.id)
        theirs = self._log(
            self.birch, partner_ids=[Command.set(self.carl.ids)], event_id=meeting.id
        )
        other = self._log(self.birch, partner_ids=[Command.set(self.carl.ids)])
        self._merge(self.acme_customer, self.birch_customer)
        self.assertEqual(self.acme.interaction_ids, ours | theirs | other)
        self.assertEqual(ours.event_id, meeting)

    def test_merged_customers_keep_key_contacts_of_both(self):
        self.env["relationship.key.contact"].create(
            [
                {"account_id": self.acme.id, "partner_id": self.amy.id},
                {"account_id": self.birch.id, "partner_id": self.carl.id},
            ]
        )
        self._merge(self.acme_customer, self.birch_customer)
        self.assertEqual(self.acme.key_contact_ids.partner_id, self.amy | self.carl)

    def test_merged_contacts_are_one_key_contact(self):
        self.env["relationship.key.contact"].create(
            [
                {"account_id": self.acme.id, "partner_id": contact.id}
                for contact in self.amy | self.ben
            ]
        )
        self._merge(self.amy, self.ben)
        self.assertEqual(self.acme.key_contact_ids.partner_id, self.amy)

    def test_merged_customers_keep_promises_and_the_latest_contact(self):
        self._log(date_start=self._ago(days=9))
        latest = self._log(
            self.birch,
            partner_ids=[Command.set(self.carl.ids)],
            date_start=self._ago(days=2),
            promise_ids=[Command.create({"name": "A catalogue"})],
        )
        self._merge(self.acme_customer, self.birch_customer)
        self.assertEqual(self.acme.promise_ids.name, "A catalogue")
        self.assertEqual(self.acme.last_touch_at, latest.date_start)

    def test_merged_customers_keep_who_noted_the_answers_and_when(self):
        ours = self._add_need(self.acme, "Pumps")
        hoses = self._add_need(self.birch, "Hoses", user=self.tim, said_on="2026-02-03")
        heard = self._log(
            self.birch, partner_ids=[Command.set(self.carl.ids)], problem="Leaks"
        ).need_ids
        self._merge(self.acme_customer, self.birch_customer)
        self.assertEqual(self.acme.need_ids, ours | hoses | heard)
        self.assertEqual(set(self.acme.need_ids.mapped("state")), {"open"})
        self.assertEqual((hoses.user_id, hoses.account_id), (self.tim, self.acme))
        self.assertEqual(str(hoses.said_on), "2026-02-03")

    def test_contact_who_changes_to_another_customer_stays_in_what_was(self):
        interaction = self._log()
        self.amy.parent_id = self.birch_customer
        self.assertEqual(interaction.partner_ids, self.amy)
        interaction.note = "Said before the change"
        self.assertEqual(interaction.account_id, self.acme)
