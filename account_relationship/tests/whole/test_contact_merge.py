from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import SQL

from ..account.test_customer_merge import MergeCommon
from ..communication.common import Contacts
from ..plan.common import Plans

#: Tables that may hold a contact once of something, by what brings two of them together
#: when contacts are merged; those of addons are tested there.
KNOWN = {
    # before Odoo's merge: test_customer_merge, here, people, who knows whom
    *("relationship_account", "relationship_key_contact", "relationship_plan_contact"),
    *("relationship_stakeholder", "relationship_acquaintance"),
    # figures, which are found anew
    *("relationship_cohort", "relationship_concentration"),
}


@tagged("post_install", "-at_install")
class TestContactMerge(Contacts, Plans, MergeCommon):
    """Whoever is there twice is there once afterwards, and nothing else is lost.

    Ben turns out to be Amy.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        cls.set_up_plans()
        cls.ben = cls.env["res.partner"].create(
            {
                "name": "Ben",
                "parent_id": cls.acme_customer.id,
                "email": cls.amy.email,
            }
        )

    def _add_key(self, account, partner, days):
        keys = self.env["relationship.key.contact"].sudo()
        return keys.create(
            {
                "account_id": account.id,
                "partner_id": partner.id,
                "cadence_days": days,
            }
        )

    def _inform(self, plan, partner, inform="each", chosen_at=False):
        contacts = self.env["relationship.plan.contact"].sudo()
        row = contacts.create(
            {"plan_id": plan.id, "partner_id": partner.id, "inform": inform}
        )
        row._on_own_path().chosen_at = chosen_at
        return row

    def _get_rows(self, name):
        rows = self.env[name].sudo().search([("partner_id", "in", self.amy.ids)])
        self.assertFalse(
            self.env[name].sudo().search([("partner_id", "in", self.ben.ids)])
        )
        return rows

    @users("hugo")
    def test_key_contact_of_both_is_due_at_the_shorter_cadence(self):
        self._add_key(self.acme, self.amy, 90)
        self._add_key(self.acme, self.ben, 7)
        self._merge(self.ben, self.amy)
        keys = self._get_rows("relationship.key.contact")
        self.assertEqual(keys.mapped("cadence_days"), [7])

    @users("hugo")
    def test_key_contact_of_both_keeps_the_cadence_that_is_shorter_already(self):
        kept = self._add_key(self.acme, self.amy, 7)
        self._add_key(self.acme, self.ben, 90)
        self._merge(self.ben, self.amy)
        self.assertEqual(self._get_rows("relationship.key.contact"), kept)
        self.assertEqual(kept.cadence_days, 7)

    @users("hugo")
    def test_key_contact_of_another_companys_account_stays(self):
        foreign = self.Account.sudo().create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": self._add_company().id,
                "manager_id": self.hugo.id,
            }
        )
        keys = self._add_key(self.acme, self.amy, 90)
        keys |= self._add_key(foreign, self.ben, 14)
        self._add_key(self.acme, self.ben, 30)
        self._merge(self.ben, self.amy)
        self.assertCountEqual(
            self._get_rows("relationship.key.contact").mapped(
                lambda key: (key.account_id, key.cadence_days)
            ),
            [(self.acme, 30), (foreign, 14)],
        )

    @users("hugo")
    def test_key_contact_is_due_by_what_either_heard_of_us(self):
        self._add_key(self.acme, self.amy, 30)
        self._add_key(self.acme, self.ben, 30)
        self._log(partner_ids=[Command.set(self.ben.ids)])
        self._merge(self.ben, self.amy)
        key = self._get_rows("relationship.key.contact")
        self.assertEqual(key.last_touch_at, self.acme.sudo().last_touch_at)

    @users("hugo")
    def test_key_contact_of_merged_customers_is_due_at_the_shorter_cadence(self):
        self._add_key(self.cedar, self.cedar_customer, 7)
        self._add_key(self.acme, self.acme_customer, 90)
        self._merge(self.cedar_customer, self.acme_customer)
        key = (
            self.env["relationship.key.contact"]
            .sudo()
            .search([("account_id", "=", self.acme.id)])
        )
        self.assertEqual(key.mapped("cadence_days"), [7])
        self.assertEqual(key.partner_id, self.acme_customer)

    @users("hugo")
    def test_who_is_told_of_a_plan_twice_is_told_once(self):
        plan, other = self._add_plan(), self._add_plan()
        self._inform(plan, self.amy, "weekly")
        self._inform(plan, self.ben, "each")
        self._inform(other, self.ben, "weekly")
        self._merge(self.ben, self.amy)
        self.assertCountEqual(
            self._get_rows("relationship.plan.contact").mapped(
                lambda row: (row.plan_id, row.inform)
            ),
            [(plan, "each"), (other, "weekly")],
        )

    @users("hugo")
    def test_who_wanted_no_mails_of_a_plan_gets_none(self):
        plan = self._add_plan()
        self._inform(plan, self.amy, "each", "2026-01-05")
        self._inform(plan, self.ben, "never", "2026-01-06")
        self._merge(self.ben, self.amy)
        rows = self._get_rows("relationship.plan.contact")
        self.assertEqual(rows.mapped("inform"), ["never"])

    def test_whatever_holds_a_contact_once_is_brought_together(self):
        tables = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT holder.relname
                  FROM pg_index AS found
                  JOIN pg_class AS holder ON holder.oid = found.indrelid
                  JOIN pg_constraint AS link
                    ON link.conrelid = holder.oid AND link.contype = 'f'
                   AND link.confrelid = 'res_partner'::regclass
                   AND link.conkey[1] = ANY(found.indkey)
                 WHERE found.indisunique AND NOT found.indisprimary
                   AND holder.relname LIKE 'relationship%%'
                """
            )
        )
        self.assertLessEqual({name for (name,) in tables}, KNOWN)
