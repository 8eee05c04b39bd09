from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged, users
from odoo.tools import mute_logger
from odoo.tools.misc import file_path

from ..common import AccountMailCommon, InvoicedCommon
from ..communication.common import Contacts
from ..plan.common import Plans


class Successions(Contacts, Plans):
    """Everything ann has to do with acme, on every record there is."""

    @classmethod
    def set_up_work(cls):
        cls.set_up_contacts()
        cls.set_up_plans()
        cls.promise = cls.env["relationship.promise"].create(
            {
                "name": "A catalogue",
                "account_id": cls.acme.id,
                "user_id": cls.ann.id,
                "date_due": "2030-03-20",
            }
        )
        cls.plan = cls._add_plan()
        cls.action = cls._add_action(cls.plan, user_id=cls.ann.id)
        cls.feedback = cls.env["relationship.feedback"].create(
            {
                "account_id": cls.acme.id,
                "verbatim": "It leaks",
                "user_id": cls.ann.id,
            }
        )
        cls.visit = (
            cls.env["relationship.interaction"]
            .with_user(cls.ann)
            .create(
                {
                    "account_id": cls.acme.id,
                    "type_id": cls.meeting_type.id,
                    "partner_ids": [Command.set(cls.amy.ids)],
                    "date_start": "2030-03-11 09:00:00",
                }
            )
            .sudo()
        )
        cls.lead = cls._add_lead(cls.amy, cls.ann)
        cls.quotation = cls._add_order(cls.amy, cls.ann)
        cls.documents = [
            *(cls.acme, cls.promise, cls.plan, cls.action, cls.feedback, cls.visit),
            *(cls.lead, cls.quotation, cls.acme_customer, cls.amy),
        ]

    def _plan_on_all(self, user):
        activities = self.env["mail.activity"].sudo()
        for document in self.documents:
            # As people plan them; ours replan what they planned by themselves.
            activities |= self._plan_activity(document.sudo(), user, automated=False)
        return activities

    def _run_night(self):
        """All scheduled actions of ours, as a night runs them."""
        crons = (
            self.env["ir.model.data"]
            .sudo()
            .search(
                [("module", "=", "account_relationship"), ("model", "=", "ir.cron")]
            )
        )
        with self.enter_registry_test_mode(), mute_logger("odoo.addons"):
            for cron in self.env["ir.cron"].sudo().browse(crons.mapped("res_id")):
                cron.method_direct_trigger()

    def assertNothingWith(self, user):
        """Nothing that is still to be done with acme is somebody's who is gone."""
        env = self.env(user=1)
        env.invalidate_all()
        own = [("account_id", "=", self.acme.id), ("user_id", "=", user.id)]
        left = {
            "promises": env["relationship.promise"].search(own),
            "plans": env["relationship.plan"].search(own),
            "actions": env["relationship.action"].search(own),
            "feedback": env["relationship.feedback"].search(own),
            "activities": env["mail.activity"].search([("user_id", "=", user.id)]),
            "visits": env["relationship.interaction"].search(
                [("state", "=", "planned"), ("user_ids", "in", user.ids)]
            ),
            "meetings": env["calendar.event"].search(
                [
                    ("start", ">", "2030-01-01"),
                    "|",
                    ("user_id", "=", user.id),
                    ("partner_ids", "in", user.partner_id.ids),
                ]
            ),
            "opportunities": env["crm.lead"].search([("user_id", "=", user.id)]),
            "quotations": env["sale.order"].search([("user_id", "=", user.id)]),
            "customers": env["res.partner"].search([("user_id", "=", user.id)]),
        }
        self.assertEqual(
            {kind: records.ids for kind, records in left.items() if records}, {}
        )


class LeavingCommon(Successions, AccountMailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_work()
        # Odoo lets nobody else archive members of sales teams.
        cls.erik = cls._add_user(
            "erik", "base.group_erp_manager,sales_team.group_sale_manager"
        )


@tagged("post_install", "-at_install")
class TestManagerLeaves(LeavingCommon):
    """What somebody who leaves planned with a customer waits for the next manager."""

    def _archive(self, user=None):
        (user or self.ann).with_user(self.erik).action_archive()

    def test_archived_managers_activities_go_to_the_backup(self):
        activities = self._plan_on_all(self.ann)
        self._archive()
        self.assertEqual(activities.exists(), activities)
        self.assertEqual(activities.user_id, self.bea)
        self.assertEqual(activities.relationship_successor_of_id, self.ann)

    def test_archiving_by_a_plain_write_leads_to_the_same(self):
        activities = self._plan_on_all(self.ann)
        self.ann.with_user(self.erik).write({"active": False})
        self.assertEqual(activities.user_id, self.bea)

    def test_night_and_handover_later_the_next_manager_has_all_of_it(self):
        activities = self._plan_on_all(self.ann)
        reminder = self.promise.activity_ids - activities
        self.assertEqual(reminder.user_id, self.ann)
        self._archive()
        self._run_night()
        handover = (
            self.env["relationship.handover"]
            .with_user(self.hugo)
            .with_context(active_model="relationship.account", active_ids=self.acme.ids)
            .create({"new_manager_id": self.bob.id, "reason": "leaving"})
        )
        handover.action_confirm()
        self._run_night()
        self.assertEqual(activities.exists(), activities)
        self.assertEqual(activities.user_id, self.bob)
        self.assertFalse(activities.relationship_successor_of_id)
        self.assertEqual(self.promise.user_id, self.bob)
        self.assertIn(self.bob, (self.promise.activity_ids - activities).user_id)
        self.assertNothingWith(self.ann)
        self.assertNothingWith(self.bea)

    def test_manager_written_on_the_account_has_all_of_it(self):
        activities = self._plan_on_all(self.ann)
        self._archive()
        self.acme.with_user(self.hugo).manager_id = self.bob
        self.assertEqual(activities.user_id, self.bob)
        self.assertNothingWith(self.ann)

    def test_without_a_backup_the_team_leader_gets_it_then_the_head(self):
        self.acme.backup_id = False
        self.north.user_id = self.tim
        first = self._plan_activity(self.acme, self.ann)
        self._archive()
        self.assertEqual(first.user_id, self.tim)
        self.env.company.relationship_head_id = self.hugo
        self._archive(self.tim)
        self.assertEqual(first.user_id, self.hugo)
        self.assertEqual(first.relationship_successor_of_id, self.ann)

    def test_with_nobody_there_it_waits_for_nobody_in_particular(self):
        self.birch.company_id.relationship_head_id = False
        activity = self._plan_activity(self.birch, self.ann)
        self._archive()
        self.assertRecordValues(
            activity,
            [{"user_id": False, "relationship_successor_of_id": self.ann.id}],
        )
        self._run_night()
        self.birch.with_user(self.hugo).manager_id = self.bob
        self.assertEqual(activity.user_id, self.bob)

    def test_two_who_leave_together_do_not_stand_in_for_each_other(self):
        activity = self._plan_activity(self.acme, self.ann)
        self.env.company.relationship_head_id = self.hugo
        (self.ann | self.bea).with_user(self.erik).action_archive()
        self.assertEqual(activity.user_id, self.hugo)

    def test_backup_who_was_never_manager_leaves_it_to_the_manager(self):
        activity = self._plan_activity(self.acme, self.bea)
        self._archive(self.bea)
        self.assertEqual(activity.user_id, self.ann)

    def test_activities_about_something_else_are_odoos_business(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        activity = self._plan_activity(stranger, self.ann)
        self._archive()
        self.assertFalse(activity.exists())

    def test_who_gets_it_is_told_once_whatever_the_number(self):
        self._plan_on_all(self.ann)
        self.env["mail.notification"].search([]).unlink()
        self._archive()
        [notice] = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.bea.partner_id.id)]
        )
        self.assertIn("Ann", notice.mail_message_id.subject)

    def test_activity_given_to_somebody_else_does_not_go_along(self):
        activity = self._plan_activity(self.acme, self.ann)
        self._archive()
        activity.user_id = self.tim
        self.acme.with_user(self.hugo).manager_id = self.bob
        self.assertEqual(activity.user_id, self.tim)

    def test_manager_who_comes_back_has_it_again(self):
        activities = self._plan_on_all(self.ann)
        hers = self._plan_activity(self.cedar, self.ann)
        self._archive()
        self.ann.with_user(self.erik).action_unarchive()
        self.assertEqual(activities.user_id, self.ann)
        self.assertFalse(activities.relationship_successor_of_id)
        self.assertEqual(hers.user_id, self.bob, "it is his customer")

    def test_what_is_planned_for_somebody_gone_goes_to_who_is_there(self):
        self._archive()
        activity = self._plan_activity(self.promise, self.ann, automated=False)
        self.assertEqual(activity.user_id, self.bea)
        self.acme.with_user(self.hugo).manager_id = self.bob
        self.assertEqual(activity.user_id, self.bob)

    def test_account_of_another_company_counts_whoever_archives(self):
        company = self._add_company()
        self.ann.company_ids |= company
        self.birch.active = False
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.ann.id,
                "backup_id": self.hugo.id,
            }
        )
        activities = self._plan_activity(account, self.ann)
        activities |= self._plan_activity(self.dune, self.ann)
        self._archive()
        self.assertEqual(activities.exists().user_id, self.hugo)
        self.assertEqual(len(activities.exists()), 2)

    def test_contact_of_two_companies_is_of_the_account_of_who_leaves(self):
        company = self._add_company()
        self.ann.company_ids |= company
        self.Account.create(
            {
                "partner_id": self.cedar_customer.id,
                "company_id": company.id,
                "manager_id": self.ann.id,
                "backup_id": self.hugo.id,
            }
        )
        activity = self._plan_activity(self.cedar_customer, self.ann)
        self._archive()
        self.assertEqual(activity.user_id, self.hugo)

    def test_queries_do_not_multiply_with_the_accounts(self):
        def count_queries(number):
            user = self._add_user(f"u{number}", "account_relationship.group_user")
            accounts = self._add_accounts(
                number, manager_id=user.id, backup_id=self.bea.id
            )
            for account in accounts:
                self._plan_activity(account, user)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            user.with_user(self.erik).action_archive()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count_queries(3)
        few, many = count_queries(10), count_queries(60)
        self.assertLess(many - few, 10)


@tagged("post_install", "-at_install")
class TestUpgrade(LeavingCommon):
    """What was left before the upgrade is found by it."""

    def _migrate(self):
        path = file_path(
            "account_relationship/migrations/19.0.1.4.0/post-succession.py"
        )
        load_script(path, "post_succession").migrate(self.cr, "19.0.1.3.0")
        self.env.invalidate_all()

    def test_activities_of_people_gone_wait_for_the_next_manager(self):
        activity = self._plan_activity(self.acme, self.ann)
        strange = self._plan_activity(
            self.env["res.partner"].create({"name": "Stranger"}), self.ann
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.ann.id]
        )
        self.env.invalidate_all()
        before = self.env["mail.message"].search_count([])
        self._migrate()
        self.assertEqual(activity.user_id, self.bea)
        self.assertEqual(activity.relationship_successor_of_id, self.ann)
        self.assertEqual(strange.user_id, self.ann)
        self.assertEqual(self.env["mail.message"].search_count([]), before)

    def test_managers_follow_what_was_imported_for_them_and_nothing_else(self):
        (self.acme | self.birch).message_unsubscribe(self.ann.partner_id.ids)
        self.acme.assignment_ids.reason = "import"
        self._migrate()
        self.assertIn(self.ann.partner_id, self.acme.message_partner_ids)
        self.assertNotIn(self.ann.partner_id, self.birch.message_partner_ids)


@tagged("post_install", "-at_install")
class TestOtherWaysToLeave(LeavingCommon):
    """Nobody has work on records he or she can open no longer."""

    def test_deleted_colleague_leaves_the_work_to_who_acts(self):
        # Odoo's own rows of a new user would be in the way; ours are not.
        temp = self._add_user("temp", "account_relationship.group_user")
        activity = self._plan_activity(self.acme, temp)
        temp.with_user(self.erik).unlink()
        self.assertEqual(activity.exists().user_id, self.ann)

    def test_who_becomes_a_portal_user_leaves_it_to_the_backup(self):
        activities = self._plan_on_all(self.ann)
        self.ann.with_user(self.erik).write(
            {"group_ids": [Command.set(self.env.ref("base.group_portal").ids)]}
        )
        self.assertEqual(activities.user_id, self.bea)

    def test_who_loses_the_rights_leaves_what_cannot_be_opened(self):
        activities = self._plan_on_all(self.ann)
        others = self._plan_activity(
            self.env["res.partner"].create({"name": "Stranger"}), self.ann
        )
        self.ann.with_user(self.erik).write(
            {"group_ids": [Command.set(self.env.ref("base.group_user").ids)]}
        )
        on_account = activities.filtered(lambda a: a.res_model == self.acme._name)
        self.assertEqual(on_account.user_id, self.bea)
        self.assertEqual(others.user_id, self.ann)

    def test_who_is_taken_out_of_the_group_itself_as_well(self):
        activity = self._plan_activity(self.acme, self.ann)
        self.ann.group_ids |= self.env.ref("base.group_user")
        group = self.env.ref("account_relationship.group_user")
        group.with_user(self.erik).write({"user_ids": [Command.unlink(self.ann.id)]})
        self.assertEqual(activity.user_id, self.bea)

    def test_who_lost_the_rights_meanwhile_gets_nothing_back_from_an_absence(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self.env["relationship.absence"].create({"user_id": self.ann.id})
        absence.action_confirm()
        self.ann.with_user(self.erik).write(
            {"group_ids": [Command.set(self.env.ref("base.group_user").ids)]}
        )
        absence.action_end()
        self.assertEqual(activity.user_id, self.bea)
        self.assertEqual(activity.relationship_successor_of_id, self.ann)
        self.acme.with_user(self.hugo).manager_id = self.bob
        self.assertEqual(activity.user_id, self.bob)

    def test_who_comes_back_without_the_rights_gets_nothing_back(self):
        activity = self._plan_activity(self.acme, self.ann)
        ann = self.ann.with_user(self.erik)
        ann.write({"group_ids": [Command.set(self.env.ref("base.group_user").ids)]})
        ann.action_archive()
        ann.action_unarchive()
        self.assertEqual(activity.user_id, self.bea)

    def test_whichever_way_groups_change(self):
        """From the group that gave the right, and when that group goes."""
        workers = self.env.ref("account_relationship.group_user")
        unlink = Command.unlink
        for number, change in enumerate(
            (
                lambda crew: workers.write({"implied_by_ids": [unlink(crew.id)]}),
                lambda crew: crew.write({"implied_ids": [unlink(workers.id)]}),
                lambda crew: crew.unlink(),
            )
        ):
            crew = self.env["res.groups"].create(
                {"name": "Crew", "implied_ids": [Command.link(workers.id)]}
            )
            self.ann.group_ids = self.env.ref("base.group_user") | crew
            activity = self._plan_activity(self.acme, self.ann)
            change(crew)
            with self.subTest(number=number):
                self.assertEqual(activity.user_id, self.bea)

    def test_who_is_taken_out_by_the_company_leaves_its_accounts(self):
        company = self._add_company()
        self.ann.company_ids |= company
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.ann.id,
                "backup_id": self.hugo.id,
            }
        )
        activity = self._plan_activity(account, self.ann)
        company.write({"user_ids": [Command.unlink(self.ann.id)]})
        self.assertEqual(activity.user_id, self.hugo)

    def test_who_leaves_a_company_leaves_its_accounts(self):
        company = self._add_company()
        self.ann.company_ids |= company
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.ann.id,
                "backup_id": self.hugo.id,
            }
        )
        there = self._plan_activity(account, self.ann)
        here = self._plan_activity(self.acme, self.ann)
        self.ann.with_user(self.erik).write(
            {"company_ids": [Command.unlink(company.id)]}
        )
        self.assertEqual(there.user_id, self.hugo)
        self.assertEqual(here.user_id, self.ann)

    def test_stand_in_who_leaves_hands_on_to_the_next(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self.env["relationship.absence"].create(
            {"user_id": self.ann.id, "substitute_id": self.tim.id}
        )
        if absence.state != "running":
            absence.action_confirm()
        self.assertEqual(activity.user_id, self.tim)
        self.tim.with_user(self.erik).action_archive()
        self.assertEqual(self.acme.acting_manager_id, self.bea)
        self.assertEqual(activity.user_id, self.bea)
        absence.action_end()
        self.assertEqual(activity.user_id, self.ann)

    def test_manager_who_leaves_while_absent_gets_nothing_back(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self.env["relationship.absence"].create({"user_id": self.ann.id})
        if absence.state != "running":
            absence.action_confirm()
        self.ann.with_user(self.erik).action_archive()
        absence.action_end()
        self.assertRecordValues(
            activity,
            [
                {
                    "user_id": self.bea.id,
                    "relationship_absence_id": False,
                    "relationship_successor_of_id": self.ann.id,
                }
            ],
        )
        self.acme.with_user(self.hugo).manager_id = self.bob
        self.assertEqual(activity.user_id, self.bob)


@tagged("post_install", "-at_install")
class TestWorkOnInvoices(InvoicedCommon):
    """Activities on invoices and payments of the customer are kept and go along."""

    @users("hugo")
    def test_invoice_and_payment(self):
        invoice = self._invoice(self.acme_customer, 100, "2026-03-01")
        payment = (
            self.env["account.payment"]
            .sudo()
            .create(
                {
                    "partner_id": self.acme_customer.id,
                    "amount": 10,
                    "payment_type": "inbound",
                }
            )
        )
        activities = self._plan_activity(invoice, self.ann)
        activities |= self._plan_activity(payment, self.ann)
        self.ann.sudo().action_archive()
        self.assertEqual(activities.exists().user_id, self.bea)
        self.assertEqual(len(activities.exists()), 2)
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual(activities.user_id, self.bob)

    @users("hugo")
    def test_payment_is_of_the_account_in_its_company(self):
        company = self._add_company()
        for manager, where in ((self.hugo, company), (self.ann, self.env.company)):
            self.Account.create(
                {
                    "partner_id": self.dune.id,
                    "company_id": where.id,
                    "manager_id": manager.id,
                }
            )
        payment = self.env["account.payment"].sudo()
        payment = payment.create({"partner_id": self.dune.id, "amount": 10})
        activity = self._plan_activity(payment, self.tim)
        self.tim.sudo().action_archive()
        self.assertEqual(activity.user_id, self.ann)
