import doctest
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, freeze_time, tagged, users
from odoo.tools import SQL, mute_logger

from ... import cadence
from .common import CommunicationCommon

TODAY = date(2026, 3, 10)
DAYS = st.integers(0, 400)
OFFSETS = st.integers(-800, 800).map(lambda days: TODAY + timedelta(days=days))


@tagged("post_install", "-at_install")
class TestArithmetic(TransactionCase):
    def test_examples_in_the_documentation_hold(self):
        results = doctest.testmod(cadence)
        self.assertGreater(results.attempted, 5)
        self.assertEqual(results.failed, 0)

    def test_next_contact_crosses_months_and_leap_days(self):
        for last, days, due in [
            ((2024, 2, 28), 1, (2024, 2, 29)),
            ((2026, 2, 28), 1, (2026, 3, 1)),
            ((2024, 2, 29), 365, (2025, 2, 28)),
            ((2025, 12, 31), 31, (2026, 1, 31)),
        ]:
            with self.subTest(last=last):
                self.assertEqual(cadence.next_contact(date(*last), days), date(*due))

    def test_every_day_has_its_state_in_order(self):
        due = date(2026, 3, 20)
        for days in (1, 3, 7, 30, 365):
            states = [
                cadence.cadence_state(due, days, due + timedelta(days=offset))
                for offset in range(-400, 400)
            ]
            order = list(dict.fromkeys(states))
            with self.subTest(days=days):
                self.assertEqual(states, sorted(states, key=order.index))
                self.assertEqual(
                    [state for state in order if state != "due_soon"],
                    ["on_track", "due", "overdue"],
                )


class CadenceCommon(CommunicationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact_type = cls.env.ref("account_relationship.activity_type_contact")

    def _set(self, account, **columns):
        """Write behind the ORM's back, so that nothing else happens."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = %s",
                SQL.identifier(account._table),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in columns.items()
                ),
                account.id,
            )
        )
        self.env.invalidate_all()

    def _get_planned(self, account):
        return account.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.contact_type
        )

    def _get_all_planned(self, account):
        """Those that are done, too."""
        return (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", account._name),
                    ("res_id", "=", account.id),
                    ("activity_type_id", "=", self.contact_type.id),
                ],
                order="id",
            )
        )

    def _run_nightly(self, now=None):
        with freeze_time(now or datetime.now()):
            self._run_step("refresh_touches")


@tagged("post_install", "-at_install")
class TestCadenceInTheDatabase(CadenceCommon):
    @settings(
        max_examples=150,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        touched=st.none() | OFFSETS,
        opened=OFFSETS,
        own_days=DAYS,
        tier_days=DAYS,
        pause=st.none() | OFFSETS,
    )
    @example(touched=None, opened=TODAY, own_days=0, tier_days=0, pause=None)
    @example(touched=TODAY, opened=TODAY, own_days=1, tier_days=9, pause=None)
    @example(touched=TODAY, opened=TODAY, own_days=3, tier_days=9, pause=TODAY)
    def test_database_and_documentation_agree(
        self, touched, opened, own_days, tier_days, pause
    ):
        self._set(self.tier_a, contact_days=tier_days)
        self._set(
            self.acme,
            last_touch_at=touched and datetime.combine(touched, datetime.max.time()),
            create_date=datetime.combine(opened, datetime.min.time()),
            cadence_days=own_days,
            pause_until=pause,
        )
        stored = SQL(
            "SELECT id AS account_id, last_touch_at AS touched_at,"
            " last_touch_kind AS kind, last_touch_partner_id AS partner_id,"
            " last_touch_user_id AS user_id"
            " FROM relationship_account WHERE id = %s",
            self.acme.id,
        )
        scope = SQL("account.id = %s", self.acme.id)
        self.env["relationship.touch"]._store_accounts(scope, stored, TODAY)
        self.env.invalidate_all()
        days = own_days or tier_days
        due = cadence.next_contact(touched or opened, days)
        paused = bool(pause and pause >= TODAY)
        shown = cadence.next_contact(touched or opened, days, paused)
        self.assertEqual(self.acme.next_contact_date or None, shown)
        self.assertEqual(self.acme.is_contact_late, bool(shown and shown < TODAY))
        self.assertEqual(
            self.acme.cadence_state, cadence.cadence_state(due, days, TODAY, paused)
        )

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(days=st.integers(1, 400), opened=OFFSETS, paused=st.booleans())
    def test_key_contacts_agree_with_the_documentation(self, days, opened, paused):
        key = self.env["relationship.key.contact"].search([], limit=1) or self.env[
            "relationship.key.contact"
        ].create({"account_id": self.acme.id, "partner_id": self.amy.id})
        self._set(self.acme, pause_until=TODAY if paused else None)
        self._set(
            key,
            cadence_days=days,
            create_date=datetime.combine(opened, datetime.min.time()),
        )
        scope = SQL("account.id = %s", self.acme.id)
        touch = self.env["relationship.touch"]
        touch._store_key_contacts(scope, touch._get_latest(scope), TODAY)
        self.env.invalidate_all()
        due = cadence.next_contact(opened, days)
        shown = cadence.next_contact(opened, days, paused)
        self.assertEqual(key.next_contact_date or None, shown)
        self.assertEqual(
            key.cadence_state, cadence.cadence_state(due, days, TODAY, paused)
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestCadence(CadenceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-10 10:00:00"):
            cls._set_opened(cls.accounts, "2026-03-10 09:00:00")

    def assertStanding(self, account, state, due):
        self.assertEqual(account.cadence_state, state)
        self.assertEqual(str(account.next_contact_date), str(due))

    @users("ann")
    def test_account_nobody_contacted_counts_from_the_day_it_was_opened(self):
        self.assertStanding(self.acme, "on_track", "2026-03-24")
        self._run_nightly("2026-04-02 03:00:00")
        self.assertStanding(self.acme, "overdue", "2026-03-24")

    @users("ann")
    def test_account_overrides_its_tier(self):
        self.acme.with_env(self.env).cadence_days = 5
        self.assertStanding(self.acme, "on_track", "2026-03-15")
        self.acme.with_env(self.env).cadence_days = 0
        self.assertStanding(self.acme, "on_track", "2026-03-24")

    @users("ann")
    def test_next_contact_follows_the_tier(self):
        account = self.acme.with_env(self.env)
        account.tier_id = self.tier_c
        self.assertStanding(account, "on_track", "2026-06-08")
        account.tier_id = False
        self.assertStanding(account, "none", False)

    @users("ann")
    def test_contact_in_the_evening_counts_from_that_day_where_the_manager_is(self):
        self.ann.sudo().tz = "America/Los_Angeles"
        key = self.env["relationship.key.contact"].create(
            {"account_id": self.acme.id, "partner_id": self.amy.id, "cadence_days": 30}
        )
        # The ninth, seven o'clock in the evening.
        self._log(date_start="2026-03-10 02:00:00")
        self.assertStanding(self.acme, "on_track", "2026-03-23")
        self.assertEqual(str(key.next_contact_date), "2026-04-08")

    @users("ann")
    def test_contact_is_due_when_the_day_begins_for_the_company(self):
        """One day for all accounts, lists and reports, wherever a manager travels."""
        self.company.sudo().relationship_tz = "Asia/Tokyo"
        self.ann.sudo().tz = "America/Los_Angeles"
        self._run_nightly("2026-03-23 14:00:00")
        self.assertStanding(self.acme, "due_soon", "2026-03-24")
        self._run_nightly("2026-03-23 16:00:00")
        self.assertStanding(self.acme, "due", "2026-03-24")
        self.assertEqual(str(self.acme.contact_planned_on), "2026-03-24")

    def test_time_zone_the_database_does_not_know_counts_as_utc(self):
        self.ann.tz = "US/Pacific"
        companies = self.env.registry["res.company"]
        self.patch(companies, "_get_unknown_zones", lambda self: ["US/Pacific"])
        self.acme._refresh_touches()
        self.assertStanding(self.acme, "on_track", "2026-03-24")

    def test_database_knows_the_time_zones_people_choose(self):
        unknown = self.env["res.company"]._get_unknown_zones()
        self.assertFalse({"Europe/Madrid", "Asia/Tokyo", "UTC"} & set(unknown))

    @users("adam")
    def test_tier_with_another_cadence_counts_from_the_next_night(self):
        self.tier_a.with_env(self.env).contact_days = 0
        self._run_nightly("2026-03-11 03:00:00")
        self.assertStanding(self.acme, "none", False)

    @users("ann")
    def test_negative_cadence_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as refused:
            with self.env.cr.savepoint():
                self.acme.with_env(self.env).cadence_days = -1
                self.env.flush_all()
        self.assertIn("cadence_days_not_negative", str(refused.exception))

    @users("ann")
    def test_pause_lasts_to_its_last_day(self):
        self._set_opened(self.acme, "2026-01-01 09:00:00")
        account = self.acme.with_env(self.env)
        self.assertEqual(account.cadence_state, "overdue")
        account.write({"pause_until": "2026-03-20", "pause_reason": "Stocktaking"})
        self.assertStanding(account, "paused", False)
        self._run_nightly("2026-03-20 03:00:00")
        self.assertEqual(account.cadence_state, "paused")
        self.assertFalse(self._get_all_planned(account))
        self._run_nightly("2026-03-21 03:00:00")
        self.assertEqual(account.cadence_state, "overdue")
        self.assertEqual(len(self._get_planned(account)), 1)

    @users("ann")
    def test_month_end_and_leap_day(self):
        with freeze_time("2028-02-29 23:30:00"):
            self._log(date_start="2028-01-31 10:00:00")
            self.acme.cadence_days = 29
            self.assertStanding(self.acme, "due", "2028-02-29")
            self.acme.cadence_days = 30
            self.assertStanding(self.acme, "due_soon", "2028-03-01")

    @users("ann")
    def test_account_can_be_found_by_state(self):
        found = self.env["relationship.account"].search(
            [("cadence_state", "=", "on_track"), ("id", "in", self.accounts.ids)]
        )
        self.assertEqual(found, self.acme | self.birch)

    def _get_compliance(self):
        """Share in time, and the revenue behind those who are not."""
        [row] = self.env["relationship.account"]._read_group(
            [("id", "in", (self.acme | self.birch).ids)],
            [],
            ["cadence_compliance:avg", "untouched_revenue:sum"],
        )
        return row

    @users("hugo")
    def test_compliance_is_the_share_of_accounts_in_time(self):
        self._set(self.acme, revenue_12m=700)
        self._set(self.birch, revenue_12m=50)
        self.acme.cadence_days = 5
        self._run_nightly("2026-03-15 10:00:00")
        with freeze_time("2026-03-15 10:00:00"):
            self.assertEqual(self._get_compliance(), (1.0, 0.0))
        self._run_nightly("2026-03-16 10:00:00")
        with freeze_time("2026-03-16 10:00:00"):
            self.assertEqual(self._get_compliance(), (0.5, 700.0))
            self.assertRecordValues(
                (self.acme | self.birch).with_env(self.env),
                [
                    {"cadence_compliance": 0.0, "untouched_revenue": 700.0},
                    {"cadence_compliance": 1.0, "untouched_revenue": 0.0},
                ],
            )

    @users("hugo")
    def test_accounts_paused_or_without_cadence_count_for_nothing(self):
        self._set(self.acme, revenue_12m=700)
        self.acme.pause_until = "2026-06-30"
        self.birch.tier_id = False
        self._run_nightly("2026-05-01 10:00:00")
        with freeze_time("2026-05-01 10:00:00"):
            self.assertEqual(self._get_compliance(), (False, 0.0))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestKeyContacts(CadenceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-10 10:00:00"):
            cls._set_opened(cls.accounts, "2026-03-10 09:00:00")

    def _add_key(self, partner, days):
        key = self.env["relationship.key.contact"].create(
            {
                "account_id": self.acme.id,
                "partner_id": partner.id,
                "cadence_days": days,
            }
        )
        self._set(key, create_date=datetime(2026, 3, 10, 9))
        self.acme._refresh_touches()
        return key

    @users("ann")
    def test_account_is_due_when_its_key_contact_is(self):
        key = self._add_key(self.ben, 5)
        self.assertEqual(str(key.next_contact_date), "2026-03-15")
        self.assertEqual(str(self.acme.next_contact_date), "2026-03-15")
        with freeze_time("2026-03-16 10:00:00"):
            self._log(date_start="2026-03-16 09:00:00")
            self.assertEqual(key.cadence_state, "due")
            self.assertFalse(key.last_touch_at)
            self.assertEqual(self.acme.cadence_state, "due", "Amy is not Ben")
            self._log(date_start="2026-03-16 09:00:00", partner_ids=self.ben)
        self.assertEqual(str(key.last_touch_at), "2026-03-16 09:00:00")
        self.assertEqual(str(self.acme.next_contact_date), "2026-03-21")
        self.assertEqual(self.acme.cadence_state, "on_track")

    def test_nobody_is_due_who_is_at_the_customer_no_more(self):
        key = self._add_key(self.ben, 5)
        for gone, back in (
            ({"active": False}, {"active": True}),
            (
                {"parent_id": self.birch_customer.id},
                {"parent_id": self.acme_customer.id},
            ),
        ):
            self.ben.write(gone)
            self.assertFalse(key.next_contact_date, gone)
            self.assertEqual(key.cadence_state, "none", gone)
            self.assertNotEqual(str(self.acme.next_contact_date), "2026-03-15", gone)
            self.ben.write(back)
            self.assertEqual(str(key.next_contact_date), "2026-03-15", back)
            self.assertEqual(str(self.acme.next_contact_date), "2026-03-15", back)

    def test_who_left_gives_the_account_no_cadence(self):
        self.acme.tier_id = self.env["relationship.tier"].create({"name": "None"})
        key = self._add_key(self.ben, 20)
        self.assertTrue(self.acme.next_contact_date)
        self.ben.active = False
        self.assertFalse(self.acme.next_contact_date)
        self.assertEqual(self.acme.cadence_state, "none")
        key.unlink()
        self.assertEqual(self.acme.cadence_state, "none")

    @users("ann")
    def test_key_contact_without_cadence_of_the_account_is_one_all_the_same(self):
        self.acme.tier_id = False
        self._add_key(self.ben, 20)
        self.assertEqual(str(self.acme.next_contact_date), "2026-03-30")
        self.acme.key_contact_ids.with_env(self.env).unlink()
        self.assertFalse(self.acme.next_contact_date)
        self.assertEqual(self.acme.cadence_state, "none")

    @users("ann")
    def test_key_contact_is_of_the_customer_and_there_once(self):
        with self.assertRaisesRegex(ValidationError, "not a contact of Acme"):
            self._add_key(self.carl, 5)
        self._add_key(self.ben, 5)
        for values in ({"partner_id": self.ben.id}, {"cadence_days": 0}):
            with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as refused:
                with self.env.cr.savepoint():
                    self.env["relationship.key.contact"].create(
                        {
                            "account_id": self.acme.id,
                            "partner_id": self.amy.id,
                            **values,
                        }
                    )
            self.assertRegex(str(refused.exception), "contact_once|days_positive")
