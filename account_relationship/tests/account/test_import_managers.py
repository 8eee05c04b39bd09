from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from ..common import AccountMailCommon
from ..communication.common import CommunicationCommon
from ..feedback.common import Feedback


@tagged("post_install", "-at_install")
class TestImportedAccounts(AccountMailCommon):
    """Managers follow what is imported for them, and are told of it once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Imported {n}", "is_company": True} for n in range(12)]
        )

    def setUp(self):
        super().setUp()
        self.env["mail.notification"].search([]).unlink()

    def _load(self, model, fields, rows, **context):
        return (
            self.env[model]
            .with_context(import_file=True, tracking_disable=True, **context)
            .load(fields, rows)
        )

    def _load_accounts(self, **context):
        return self._load(
            "relationship.account",
            ["partner_id/.id", "manager_id/.id"],
            [[str(customer.id), str(self.bob.id)] for customer in self.customers],
            **context,
        )

    @users("hugo")
    def test_manager_follows_each_and_is_told_once(self):
        with self.mock_mail_gateway():
            result = self._load_accounts()
            self.flush_tracking()
        self.assertEqual(len(result["ids"]), 12)
        accounts = self.Account.browse(result["ids"])
        for account in accounts:
            self.assertEqual(account.message_partner_ids, self.bob.partner_id)
        [notice] = self._get_inbox(self.bob)
        self.assertEqual(notice.subject, "12 customer accounts are now yours")
        self.assertIn("Imported 0<", notice.body)
        self.assertFalse(self._get_inbox(self.hugo))

    @users("hugo")
    def test_import_with_tracking_tells_once_as_well(self):
        with self.mock_mail_gateway():
            self.env["relationship.account"].with_context(import_file=True).load(
                ["partner_id/.id", "manager_id/.id"],
                [[str(customer.id), str(self.bob.id)] for customer in self.customers],
            )
            self.flush_tracking()
        [notice] = self._get_inbox(self.bob)
        self.assertEqual(notice.subject, "12 customer accounts are now yours")

    @users("hugo")
    def test_accounts_that_are_given_by_import_are_told_of_too(self):
        # What is with its manager already is no news.
        self.env.cr.execute(
            "UPDATE relationship_assignment SET create_date = '2020-01-01'"
        )
        self._load(
            "relationship.account",
            [".id", "manager_id/.id"],
            [
                [str(self.acme.id), str(self.bob.id)],
                [str(self.cedar.id), str(self.bob.id)],
            ],
        )
        [notice] = self._get_inbox(self.bob)
        self.assertEqual(notice.subject, "1 customer accounts are now yours")
        self.assertIn("Acme", notice.body)
        self.assertIn(self.bob.partner_id, self.acme.message_partner_ids)
        self.assertNotIn(self.ann.partner_id, self.acme.message_partner_ids)

    @users("hugo")
    def test_customers_imported_with_their_manager_are_told_of_once(self):
        self.hugo.sudo().group_ids |= self.env.ref("base.group_partner_manager")
        result = self._load(
            "res.partner",
            ["name", "is_company", "account_manager_id/.id"],
            [["New one", "1", str(self.bob.id)], ["New two", "1", str(self.bob.id)]],
        )
        self.assertFalse(result["messages"])
        [notice] = self._get_inbox(self.bob)
        self.assertEqual(notice.subject, "2 customer accounts are now yours")
        accounts = (
            self.env["res.partner"].browse(result["ids"]).relationship_account_ids
        )
        for account in accounts:
            self.assertIn(self.bob.partner_id, account.message_partner_ids)

    @users("bob")
    def test_who_imports_for_oneself_needs_no_message(self):
        self._load_accounts()
        self.assertFalse(self._get_inbox(self.bob))


@tagged("post_install", "-at_install")
class TestNamedLater(Feedback, CommunicationCommon):
    """What a form sends along, the server does when only the first thing is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()

    @users("adam")
    def test_contact_of_feedback_brings_the_account_and_all_that_follows(self):
        self.technical_team.sudo().user_id = False
        feedback = (
            self.env["relationship.feedback"]
            .sudo()
            .create({"verbatim": "It leaks", "team_id": self.technical_team.id})
            .with_env(self.env)
        )
        self.assertFalse(feedback.account_id)
        self.assertFalse(feedback.sudo().activity_ids)
        feedback.partner_id = self.amy
        self.assertEqual(feedback.account_id, self.acme)
        self.assertIn(self.ann.partner_id, feedback.sudo().message_partner_ids)
        self.assertEqual(feedback.sudo().activity_ids.user_id, self.ann)
        self.assertEqual(feedback.reporter_ids, self.amy)

    @users("adam")
    def test_interaction_of_feedback_brings_the_account_as_well(self):
        feedback = (
            self.env["relationship.feedback"]
            .sudo()
            .create({"verbatim": "It leaks", "team_id": self.technical_team.id})
            .with_env(self.env)
        )
        feedback.sudo().interaction_id = self._log().sudo()
        self.assertEqual(feedback.account_id, self.acme)
        self.assertIn(self.ann.partner_id, feedback.sudo().message_partner_ids)

    @users("ann")
    @freeze_time("2026-03-10 10:00:00")
    def test_meeting_takes_as_long_as_its_new_type(self):
        visit = self._log(
            type_id=self.meeting_type.id,
            partner_ids=[Command.set(self.amy.ids)],
            date_start="2026-03-11 09:00:00",
        )
        self.visit_type.sudo().duration = 150
        visit.type_id = self.visit_type
        self.assertEqual(visit.duration, 150)
        self.assertEqual(str(visit.event_id.stop), "2026-03-11 11:30:00")

    @users("bob")
    def test_promise_does_not_join_a_customer_one_may_not_see(self):
        theirs = (
            self.env["relationship.interaction"]
            .sudo()
            .create({"account_id": self.birch.id, "type_id": self.call_type.id})
        )
        promise = self.env["relationship.promise"].create(
            {"name": "x", "account_id": self.cedar.id}
        )
        with self.assertRaises(AccessError):
            promise.interaction_id = theirs
