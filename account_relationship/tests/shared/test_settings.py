from psycopg2 import IntegrityError

from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestSettings(AccountCommon):
    def test_new_company_has_a_tier_and_a_capacity_to_start_with(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertEqual(company.relationship_tier_id, self.tier_b)
        self.assertEqual(company.relationship_capacity, 50)

    def test_installation_gives_companies_without_tier_one(self):
        company = self.env["res.company"].create(
            {"name": "New", "relationship_tier_id": False}
        )
        self.company.relationship_tier_id = self.tier_c
        self.env["res.company"]._set_default_relationship_tier()
        self.assertEqual(company.relationship_tier_id, self.tier_b)
        self.assertEqual(self.company.relationship_tier_id, self.tier_c)

    def test_settings_are_the_companys(self):
        with Form(self.env["res.config.settings"]) as form:
            form.relationship_tier_id = self.tier_c
            form.relationship_capacity = 70
        form.record.execute()
        self.assertRecordValues(
            self.company,
            [
                {
                    "relationship_tier_id": self.tier_c.id,
                    "relationship_capacity": 70,
                }
            ],
        )
        account = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.ann.id}
        )
        self.assertEqual(account.tier_id, self.tier_c)

    def test_capacity_of_the_user_goes_before_the_companys(self):
        self.company.relationship_capacity = 40
        self.assertEqual(self.ann._get_account_capacity(), 40)
        self.ann.account_capacity = 15
        self.assertEqual(self.ann._get_account_capacity(), 15)

    @mute_logger("odoo.sql_db")
    def test_capacities_are_not_negative(self):
        for record, name in [
            (self.company, "relationship_capacity"),
            (self.ann, "account_capacity"),
        ]:
            with (
                self.assertRaisesRegex(IntegrityError, "capacity_not_negative"),
                self.env.cr.savepoint(),
            ):
                record[name] = -1
                self.env.flush_all()
            self.env.invalidate_all()

    @users("ann")
    def test_users_read_their_own_capacity(self):
        self.ann.account_capacity = 15
        user = self.env.user
        self.assertEqual(user.read(["account_capacity"])[0]["account_capacity"], 15)
        self.assertFalse(user.account_country_ids)

    @users("adam")
    def test_administrators_shape_tiers_and_stages(self):
        tier = self.env["relationship.tier"].create({"name": "D", "contact_days": 7})
        stage = self.env["relationship.stage"].create({"name": "Pilot", "sequence": 1})
        account = self.acme.with_env(self.env)
        account.write({"tier_id": tier.id, "stage_id": stage.id})
        account = account.create({"partner_id": self.dune.id})
        self.assertEqual(account.stage_id, stage, "the first one")
