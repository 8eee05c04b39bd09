from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestAssignment(AccountCommon):
    """Every change of manager is in the history, whatever made it."""

    @users("ann")
    def test_opening_begins_the_history(self):
        account = self.env["relationship.account"].create({"partner_id": self.dune.id})
        self.assertEqual(self._get_history(account), [("Ann", "opened", True)])

    @users("ann")
    def test_import_is_told_apart(self):
        result = (
            self.env["relationship.account"]
            .with_context(import_file=True)
            .load(["partner_id/.id"], [[str(self.dune.id)]])
        )
        account = self.env["relationship.account"].browse(result["ids"])
        self.assertEqual(self._get_history(account), [("Ann", "import", True)])

    @users("ann")
    def test_writing_the_manager_closes_one_and_begins_another(self):
        self.acme.with_env(self.env).manager_id = self.tim
        self.assertEqual(
            self._get_history(self.acme),
            [("Ann", "opened", False), ("Tim", "manual", True)],
        )

    @users("hugo")
    def test_form_writes_history(self):
        with Form(self.acme.with_env(self.env)) as form:
            form.manager_id = self.bob
        self.assertEqual(self._get_history(self.acme)[-1], ("Bob", "manual", True))

    @users("ann")
    def test_writing_the_same_manager_changes_nothing(self):
        self.acme.with_env(self.env).write({"manager_id": self.ann.id})
        self.assertEqual(self._get_history(self.acme), [("Ann", "opened", True)])

    @users("hugo")
    def test_editing_many_at_once_writes_only_those_that_change(self):
        self.accounts.with_env(self.env).write({"manager_id": self.bob.id})
        for account in (self.acme, self.birch):
            self.assertEqual(
                self._get_history(account),
                [("Ann", "opened", False), ("Bob", "manual", True)],
            )
        self.assertEqual(self._get_history(self.cedar), [("Bob", "opened", True)])

    @users("hugo")
    def test_manager_set_on_a_contact_is_told_apart(self):
        self.amy.with_env(self.env).account_manager_id = self.bob
        self.assertEqual(self._get_history(self.acme)[-1], ("Bob", "contact", True))

    @users("hugo")
    def test_history_ends_with_the_archive_and_goes_on_after_it(self):
        account = self.acme.with_env(self.env)
        account.action_archive()
        self.assertEqual(self._get_history(account), [("Ann", "opened", False)])
        account.manager_id = self.bob
        self.assertEqual(self._get_history(account), [("Ann", "opened", False)])
        account.action_unarchive()
        self.assertEqual(
            self._get_history(account),
            [("Ann", "opened", False), ("Bob", "reopened", True)],
        )

    @users("hugo")
    def test_archiving_under_a_new_manager_records_nobody(self):
        account = self.acme.with_env(self.env)
        account.write({"active": False, "manager_id": self.bob.id})
        self.assertEqual(self._get_history(account), [("Ann", "opened", False)])
        account.write({"active": True, "manager_id": self.tim.id})
        self.assertEqual(self._get_history(account)[-1], ("Tim", "reopened", True))

    @users("ann")
    def test_archived_from_the_start_has_no_history(self):
        account = self.env["relationship.account"].create(
            {"partner_id": self.dune.id, "active": False}
        )
        self.assertEqual(self._get_history(account), [])

    @mute_logger("odoo.sql_db")
    def test_an_account_has_one_manager_at_a_time(self):
        with self.assertRaisesRegex(IntegrityError, "one_open"):
            self.acme.assignment_ids.copy()

    @mute_logger("odoo.sql_db")
    def test_nobody_ends_before_beginning(self):
        assignment = self.acme.assignment_ids
        with self.assertRaisesRegex(IntegrityError, "dates_in_order"):
            assignment.write({"date_from": "2026-02-02", "date_to": "2026-02-01"})
            self.env.flush_all()

    @users("ann", "hugo", "adam")
    def test_history_is_not_rewritten_by_users(self):
        assignment = self.acme.assignment_ids.with_env(self.env)
        self.assertEqual(assignment.manager_name, "Ann")
        with self.assertRaises(AccessError):
            assignment.manager_name = "Somebody else"
        with self.assertRaises(AccessError):
            assignment.unlink()
        with self.assertRaises(AccessError):
            assignment.create(
                {
                    "account_id": self.acme.id,
                    "manager_name": "Nobody",
                    "date_from": "2020-01-01",
                    "date_to": "2020-01-02",
                }
            )

    def test_days_run_until_the_end_or_today(self):
        with freeze_time("2026-03-01"):
            [account] = self._add_accounts(1)
        with freeze_time("2026-03-11"):
            account.manager_id = self.bob
        first, second = account.assignment_ids.sorted("id")
        with freeze_time("2026-03-31"):
            self.assertEqual((first.days, second.days), (10, 20))
        self.assertRecordValues(
            first | second,
            [
                {"date_from": first.date_from, "date_to": second.date_from},
                {"date_from": second.date_from, "date_to": False},
            ],
        )
        self.assertEqual(account.assignment_ids, second | first, "the latest first")

    @users("ann")
    @freeze_time("2026-03-01 23:30:00")
    def test_day_is_the_users_own(self):
        self.ann.tz = "Asia/Tokyo"
        account = self.env["relationship.account"].create({"partner_id": self.dune.id})
        self.assertEqual(str(account.assignment_ids.date_from), "2026-03-02")

    @freeze_time("2026-03-01 23:30:00")
    def test_managers_on_both_sides_of_midnight_follow_each_other(self):
        self.ann.tz, self.hugo.tz = "Asia/Tokyo", "America/New_York"
        Account = self.env["relationship.account"]
        account = Account.with_user(self.ann).create({"partner_id": self.dune.id})
        account.with_user(self.hugo).manager_id = self.bob
        tomorrow = fields.Date.to_date("2026-03-02")
        self.assertRecordValues(
            account.sudo().assignment_ids,
            [
                {"manager_name": "Bob", "date_from": tomorrow, "date_to": False},
                {"manager_name": "Ann", "date_from": tomorrow, "date_to": tomorrow},
            ],
        )


@tagged("post_install", "-at_install")
class TestDeletingManagers(AccountCommon):
    def test_manager_with_accounts_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Bob is the account manager of Cedar"):
            self.bob.unlink()

    def test_manager_of_archived_accounts_is_not_deleted(self):
        self.cedar.active = False
        with self.assertRaisesRegex(UserError, "Bob is the account manager of Cedar"):
            self.bob.unlink()

    def test_name_stays_in_the_history_after_the_user_is_gone(self):
        self.env["relationship.handover"].create(
            {
                "new_manager_id": self.ann.id,
                "line_ids": [(0, 0, {"account_id": self.cedar.id})],
            }
        ).action_confirm()
        self.bob.unlink()
        self.assertRecordValues(
            self.cedar.assignment_ids,
            [
                {"manager_id": self.ann.id, "manager_name": "Ann"},
                {"manager_id": False, "manager_name": "Bob"},
            ],
        )

    def test_backup_who_is_gone_leaves_no_backup(self):
        self.bea.unlink()
        self.assertFalse(self.acme.backup_id)

    def test_user_without_accounts_is_deleted_as_ever(self):
        user = self.sam
        user.unlink()
        self.assertFalse(user.exists())
