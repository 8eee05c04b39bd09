from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..common import AccountCommon, AccountMailCommon


class MergeCommon(AccountCommon):
    """Contacts are merged with Odoo's wizard by those who may use it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for group in ("base.group_partner_manager", "base.group_erp_manager"):
            (cls.hugo | cls.eve).group_ids |= cls.env.ref(group)
        customers = cls.acme_customer | cls.birch_customer | cls.cedar_customer
        (customers | cls.dune).email = "same@example.com"

    @mute_logger("odoo.addons.base.partner.merge")
    def _merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "dst_partner_id": target.id,
                "partner_ids": [Command.set((source | target).ids)],
            }
        )
        wizard.action_merge()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestMergingCustomers(MergeCommon):
    @users("hugo")
    def test_accounts_become_one(self):
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertFalse(self.cedar.exists())
        self.assertEqual(self.acme_customer.relationship_account_ids, self.acme)
        self.assertRecordValues(
            self.acme, [{"manager_id": self.ann.id, "backup_id": self.bea.id}]
        )

    @users("hugo")
    def test_history_of_both_is_kept(self):
        self.cedar.manager_id = self.tim
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertCountEqual(
            self._get_history(self.acme),
            [
                ("Ann", "opened", True),
                ("Bob", "opened", False),
                ("Tim", "manual", False),
            ],
        )

    @users("hugo")
    def test_everything_of_the_account_moves(self):
        message = self.cedar.message_post(body="They like blue.")
        attachment = self.env["ir.attachment"].create(
            {
                "name": "x.txt",
                "raw": b"x",
                "res_model": self.cedar._name,
                "res_id": self.cedar.id,
            }
        )
        planned = self._plan_activity(self.cedar, self.bob)
        done = self._plan_activity(self.cedar, self.bob)
        done.action_feedback()
        self.cedar.message_subscribe((self.bob | self.sam).partner_id.ids)
        self.acme.message_subscribe(self.bob.partner_id.ids)
        tag = self.env["relationship.tag"].sudo().create({"name": "Blue"})
        (self.cedar | self.acme).tag_ids = tag
        plan = self.env["relationship.plan"].sudo()
        plan = plan.create({"name": "Roll-out", "account_id": self.cedar.id})
        action = plan.action_ids.create({"name": "Measure", "plan_id": plan.id})
        self.assertEqual(action.manager_id, self.bob)
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertEqual(message.res_id, self.acme.id)
        self.assertEqual(attachment.res_id, self.acme.id)
        self.assertEqual(planned.res_id, self.acme.id)
        self.assertEqual(done.exists().res_id, self.acme.id, "also what is done")
        self.assertIn(self.bob.partner_id, self.acme.message_partner_ids)
        self.assertIn(self.sam.partner_id, self.acme.message_partner_ids)
        self.assertEqual(self.acme.tag_ids, tag)
        self.assertEqual(action.manager_id, self.ann)

    @users("hugo")
    def test_day_of_the_review_is_kept_where_there_is_none(self):
        self.acme.next_review_date = False
        self.cedar.next_review_date = "2030-01-15"
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertEqual(str(self.acme.next_review_date), "2030-01-15")

    @users("hugo")
    def test_leads_orders_and_handovers_move(self):
        lead = self._add_lead(self.cedar_customer, self.bob)
        order = self._add_order(self.cedar_customer, self.bob)
        Handover = self.env["relationship.handover"]
        both = Handover.create(
            {
                "new_manager_id": self.tim.id,
                "line_ids": [
                    Command.create({"account_id": account.id})
                    for account in self.acme | self.cedar
                ],
            }
        )
        one = Handover.create(
            {
                "new_manager_id": self.tim.id,
                "line_ids": [Command.create({"account_id": self.cedar.id})],
            }
        )
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertEqual(lead.relationship_account_id, self.acme)
        self.assertEqual(order.relationship_account_id, self.acme)
        self.assertEqual(both.line_ids.account_id, self.acme)
        self.assertEqual(len(both.line_ids), 1)
        self.assertEqual(one.line_ids.account_id, self.acme)

    @users("hugo")
    def test_customer_without_account_gets_the_account(self):
        self._merge(self.cedar_customer, self.dune)
        self.assertEqual(self.cedar.partner_id, self.dune)
        self.assertEqual(self.cedar.name, "Dune")
        self.assertEqual(self._get_history(self.cedar), [("Bob", "opened", True)])

    @users("hugo")
    def test_customer_without_account_vanishes_as_ever(self):
        self._merge(self.dune, self.acme_customer)
        self.assertFalse(self.dune.exists())
        self.assertEqual(self.acme_customer.relationship_account_ids, self.acme)

    @users("hugo")
    def test_customer_merged_into_a_contact_joins_its_company(self):
        self._merge(self.cedar_customer, self.amy.sudo())
        self.assertFalse(self.cedar.exists())
        self.assertEqual(self.amy.parent_id, self.acme_customer)
        self.assertEqual(self.acme.partner_id, self.acme_customer)

    @users("hugo")
    def test_archived_account_comes_back_with_a_running_one(self):
        self.acme.active = False
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertTrue(self.acme.active)
        self.assertEqual(self.acme.manager_id, self.ann)
        self.assertEqual(self._get_history(self.acme)[-1], ("Ann", "reopened", True))

    @users("hugo")
    def test_gaps_are_filled_from_the_other(self):
        self.birch.tier_id = False
        self.cedar.write(
            {
                "backup_id": self.tim.id,
                "tier_id": self.tier_c.id,
                "date_since": "2001-01-01",
            }
        )
        self._merge(self.cedar_customer, self.birch_customer)
        self.assertRecordValues(
            self.birch,
            [
                {
                    "manager_id": self.ann.id,
                    "backup_id": self.tim.id,
                    "tier_id": self.tier_c.id,
                }
            ],
        )
        self.assertEqual(str(self.birch.date_since), "2001-01-01")

    @users("hugo")
    def test_backup_of_the_other_who_is_manager_here_is_not_taken(self):
        self.cedar.backup_id = self.ann
        self._merge(self.cedar_customer, self.birch_customer)
        self.assertFalse(self.birch.backup_id)

    @users("eve")
    def test_merging_needs_no_rights_on_accounts(self):
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertFalse(self.cedar.exists())
        self.assertEqual(len(self._get_history(self.acme)), 2)

    @users("hugo")
    def test_account_of_another_company_is_untouched(self):
        company = self._add_company()
        foreign = (
            self.env["relationship.account"]
            .sudo()
            .create(
                {
                    "partner_id": self.cedar_customer.id,
                    "company_id": company.id,
                    "manager_id": self.hugo.id,
                }
            )
        )
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertEqual(foreign.partner_id, self.acme_customer)
        self.assertEqual(foreign.company_id, company)
        self.assertEqual(foreign.manager_id, self.hugo)
        self.assertFalse(self.cedar.exists())

    @users("hugo")
    def test_account_merged_with_itself_stays_as_it_is(self):
        self.assertEqual(self.acme._merge(self.acme), self.acme)
        self.assertEqual(self._get_history(self.acme), [("Ann", "opened", True)])

    @users("hugo")
    def test_three_customers_become_one(self):
        source = self.birch_customer | self.cedar_customer
        self._merge(source, self.acme_customer)
        self.assertFalse((self.birch | self.cedar).exists())
        self.assertEqual(len(self._get_history(self.acme)), 3)

    @users("hugo")
    def test_two_with_accounts_become_one_without(self):
        self._merge(self.birch_customer | self.cedar_customer, self.dune)
        account = self.dune.relationship_account_ids
        self.assertEqual(len(account), 1)
        self.assertEqual(len(self._get_history(account)), 2)


@tagged("post_install", "-at_install")
class TestTellingOfAMerge(MergeCommon, AccountMailCommon):
    @users("hugo")
    def test_both_managers_are_told(self):
        self._merge(self.cedar_customer, self.acme_customer)
        message = self.acme.message_ids.filtered(
            lambda message: "Merged with" in message.body
        )
        self.assertIn("Cedar (account manager Bob)", message.body)
        self.assertEqual(
            message.notified_partner_ids & (self.ann | self.bob).partner_id,
            (self.ann | self.bob).partner_id,
        )
