from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import AccountMailCommon
from ..feedback.common import Feedback
from ..plan.informing import InformCommon
from ..score.common import Scores

LOGGER = "odoo.addons.account_relationship.models.shared.ir_cron"


class FailingCron:
    """One record of several fails in a scheduled action."""

    def _run(self, name):
        with self.mock_mail_gateway():
            self._run_step(name)

    def _run_with_failure(self, name, model, method, is_bad):
        """Run it while a method fails for one record, after it has done its work.

        :param is_bad: whether it fails for these records and arguments
        """
        Model = type(self.env[model])
        original = getattr(Model, method)
        is_broken = [True]

        def work(records, *args, **kwargs):
            result = original(records, *args, **kwargs)
            records.env.flush_all()
            if is_broken and is_bad(records, *args):
                raise RuntimeError("a bug in some addon")
            return result

        self.patch(Model, method, work)
        with self.assertLogs(LOGGER, "ERROR") as logged:
            self._run(name)
        self.assertEqual(len(logged.output), 1, "said once, with which record")
        self.assertIn("failed", logged.output[0])
        self.assertIn("a bug in some addon", logged.output[0])
        is_broken.clear()
        return logged.records[0].args[0]


@tagged("post_install", "-at_install")
class TestFailingCrons(FailingCron, Scores, Feedback, AccountMailCommon):
    """One that fails holds up no other, and is tried again the next time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()
        cls.set_up_feedback()
        cls.today = fields.Date.today()

    def assertFailsAlone(self, records, is_done, name, model, method, is_bad=None):
        """The one in the middle fails; the others are done, next time it is, too."""
        bad = records[1]
        failed = self._run_with_failure(
            name, model, method, is_bad or (lambda given, *args: bad in given)
        )
        self.assertEqual([is_done(record) for record in records], [True, False, True])
        self._run(name)
        self.assertEqual([is_done(record) for record in records], [True] * 3)
        return failed

    def test_a_run_without_time_left_leaves_the_rest_to_the_next(self):
        cron, done = self.env["ir.cron"], []
        self.patch(type(cron), "_commit_progress", lambda *_, **__: 0)
        cron._work_off([1, 2, 3], done.append)
        self.assertEqual(done, [1])
        cron._work_off_many([2, 3, 4], done.append, size=2)
        self.assertEqual(done, [1, [2, 3]])

    def test_what_meets_somebody_at_the_same_moment_is_tried_again(self):
        tries = []

        def work(accounts):
            accounts.color = 5
            tries.append(accounts)
            if len(tries) == 1:
                raise SerializationFailure

        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            accounts = self.accounts.with_env(self.env(cr=cr))
            accounts.env["ir.cron"]._work_off_many(accounts, work)
        self.assertEqual(len(tries), 2)
        self.env.invalidate_all()
        self.assertEqual(self.accounts.mapped("color"), [5, 5, 5])

    def test_what_the_database_refuses_fails_alone(self):
        too_large = 2**40

        def work(account):
            account.color = too_large if account.name == "Birch" else 7

        with (
            mute_logger("odoo.sql_db"),
            self.assertLogs(LOGGER, "ERROR") as logged,
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["ir.cron"]._work_off(self.accounts.with_env(env), work)
        self.env.invalidate_all()
        self.assertEqual(self.accounts.mapped("color"), [7, 0, 7])
        self.assertEqual(len(logged.output), 1)

    def test_late_promises(self):
        promises = self.env["relationship.promise"].create(
            [
                {
                    "name": name,
                    "account_id": self.acme.id,
                    "user_id": self.tim.id,
                    "date_due": "2020-01-01",
                }
                for name in ("One", "Two", "Three")
            ]
        )
        failed = self.assertFailsAlone(
            promises,
            lambda promise: promise.is_escalated,
            "escalate_promises",
            "relationship.promise",
            "_escalate",
        )
        self.assertEqual(failed.ids, promises[1].ids)
        told = promises.activity_ids.filtered(lambda a: a.user_id == self.ann)
        self.assertEqual(len(told), 3)

    def test_planned_contacts(self):
        visits = self.env["relationship.interaction"]
        for name in ("One", "Two", "Three"):
            visits |= self._log(
                subject=name, date_start=fields.Datetime.now() + timedelta(hours=1)
            )
        self.env.cr.execute(
            "UPDATE relationship_interaction SET date_start = now() AT TIME ZONE 'UTC'"
            " - interval '1 minute' WHERE id = ANY(%s)",
            [visits.ids],
        )
        self.env.invalidate_all()
        self.assertFailsAlone(
            visits,
            lambda visit: visit.state == "done",
            "take_place",
            "relationship.interaction",
            "_take_place",
        )

    def test_absences(self):
        absences = self.env["relationship.absence"].create(
            [
                {
                    "state": "planned",
                    "user_id": user.id,
                    "substitute_id": self.hugo.id,
                    "date_from": self.today + timedelta(days=3),
                    "date_to": self.today + timedelta(days=9),
                }
                for user in (self.ann, self.bob, self.tim)
            ]
        )
        self.env.cr.execute(
            "UPDATE relationship_absence SET date_from = %s WHERE id = ANY(%s)",
            [self.today, absences.ids],
        )
        self.env.invalidate_all()
        self.assertFailsAlone(
            absences,
            lambda absence: absence.state == "running",
            "carry_out_absences",
            "relationship.absence",
            "_carry_out",
        )
        self.assertEqual(self.cedar.acting_manager_id, self.hugo)

    def test_handovers(self):
        handovers = self.env["relationship.handover"].create(
            [
                {
                    "new_manager_id": self.tim.id,
                    "date_effective": self.today + timedelta(days=3),
                    "line_ids": [(0, 0, {"account_id": account.id})],
                }
                for account in self.accounts
            ]
        )
        for handover in handovers:
            handover.action_confirm()
        handovers.date_effective = self.today
        Handover = type(handovers)
        carry_out = Handover._carry_out

        def fail(handover, **kwargs):
            carry_out(handover, **kwargs)
            if handover == handovers[1]:
                raise RuntimeError("a bug in some addon")

        with self.assertLogs("odoo.addons.account_relationship", "WARNING") as logged:
            self.patch(Handover, "_carry_out", fail)
            self._run("carry_out_handovers")
        self.assertEqual(len(logged.output), 1)
        self.assertEqual(handovers.mapped("state"), ["done", "planned", "done"])
        self.assertEqual(self.birch.manager_id, self.ann)
        self.assertIn("a bug", handovers[1].problem)
        self.patch(Handover, "_carry_out", carry_out)
        self._run("carry_out_handovers")
        self.assertEqual(handovers.mapped("state"), ["done"] * 3)
        self.assertFalse(handovers[1].problem)

    def test_news_of_answers(self):
        people = self.ann | self.bob | self.tim
        people.notification_type = "inbox"
        self.env["relationship.account"].search([]).answers_changed_at = False
        (self.acme | self.birch).message_subscribe(people.partner_id.ids)
        (self.acme | self.birch).with_user(self.hugo).write({"wants": "Ten pumps"})

        def get_told(person):
            return self.env["mail.notification"].search_count(
                [
                    ("res_partner_id", "=", person.partner_id.id),
                    (
                        "mail_message_id.subject",
                        "=",
                        "What customers want: what is new",
                    ),
                ]
            )

        self._run_with_failure(
            "tell_answers",
            "relationship.account",
            "_notify_answers",
            lambda accounts, user: user == self.bob,
        )
        self.assertEqual([get_told(person) for person in people], [1, 0, 1])
        self.assertTrue(self.acme.answers_changed_at)
        self._run("tell_answers")
        self.assertEqual([get_told(person) for person in people], [1, 1, 1])
        self.assertFalse(self.acme.answers_changed_at or self.acme.answers_told_ids)
        self._run("tell_answers")
        self.assertEqual([get_told(person) for person in people], [1, 1, 1])

    def test_another_answer_is_told_to_those_who_heard_of_the_first(self):
        self.env["relationship.account"].search([]).answers_changed_at = False
        self.acme.with_user(self.hugo).wants = "Ten pumps"
        self.acme.answers_told_ids = self.ann
        self.acme.with_user(self.hugo).wants = "Twelve pumps"
        self.assertFalse(self.acme.answers_told_ids)

    def _format_three(self):
        return self.env["relationship.feedback"].create(
            [
                {
                    "verbatim": name,
                    "partner_id": self.amy.id,
                    "team_id": self.technical_team.id,
                    "user_id": self.tess.id,
                }
                for name in ("One", "Two", "Three")
            ]
        )

    def test_late_feedback(self):
        feedback = self._format_three()
        feedback.write({"acknowledge_deadline": "2020-01-01"})
        self.assertFailsAlone(
            feedback,
            lambda f: f.escalation_level == 1,
            "escalate_feedback",
            "relationship.feedback",
            "_escalate",
        )

    def test_customers_to_be_told_how_it_is_going(self):
        feedback = self._format_three()
        feedback.write({"update_deadline": "2020-01-01"})
        self.assertFailsAlone(
            feedback,
            lambda f: bool(self._get_work(f, "feedback_tell")),
            "plan_feedback_updates",
            "relationship.feedback",
            "_ask_to_tell",
        )

    def test_revenue_at_stake(self):
        feedback = self._format_three()
        self.env.cr.execute(
            "UPDATE relationship_feedback SET revenue_at_stake = 7 WHERE id = ANY(%s)",
            [feedback.ids],
        )
        self.env.invalidate_all()
        self.assertFailsAlone(
            feedback,
            lambda f: f.revenue_at_stake == 0,
            "refresh_revenue_at_stake",
            "relationship.feedback",
            "_refresh_revenue_at_stake",
        )

    def _make_due(self):
        self.accounts.cadence_days = 5
        for account in self.accounts:
            self._log(account, partner_ids=[(6, 0, account.partner_id.ids)])
        self.env.cr.execute(
            "UPDATE relationship_interaction SET date_start = '2026-01-05'"
            " WHERE account_id = ANY(%s)",
            [self.accounts.ids],
        )
        self.accounts.activity_ids.unlink()
        self.accounts.contact_planned_on = False
        self.env.flush_all()
        self.env.invalidate_all()

    def test_contacts_that_are_due(self):
        self._make_due()
        self.assertFailsAlone(
            self.accounts,
            lambda account: bool(account.activity_ids),
            "refresh_touches",
            "relationship.account",
            "_plan_contacts",
        )

    def test_last_contact_of_one_account_that_cannot_be_found(self):
        self._make_due()
        bad = self.birch
        failed = self._run_with_failure(
            "refresh_touches",
            "relationship.touch",
            "_refresh",
            lambda touch, accounts: accounts is None or bad in accounts,
        )
        self.assertEqual(failed, bad)
        days = [str(account.last_touch_at)[:10] for account in self.accounts]
        self.assertEqual(days[::2], ["2026-01-05"] * 2)
        self.assertNotEqual(days[1], "2026-01-05")
        self._run("refresh_touches")
        self.assertEqual(str(self.birch.last_touch_at)[:10], "2026-01-05")

    def test_contacts_that_just_came_in(self):
        self._make_due()
        self.env["relationship.touch"]._refresh(self.accounts)
        self.env.ref("base.main_company").relationship_touched_at = False
        self.patch(
            type(self.env["relationship.touch"]),
            "_refresh_recent",
            lambda touch, since: self.accounts.with_env(touch.env),
        )
        self.assertFailsAlone(
            self.accounts,
            lambda account: bool(account.activity_ids),
            "refresh_recent_touches",
            "relationship.account",
            "_plan_contacts",
        )

    def test_questions_for_scores(self):
        contacts = self.amy | self.ben | self.carl
        self.tier_b.feedback_days = 180

        def asks_ben(score, rows):
            return self.ben.email_normalized in {row[2] for row in rows}

        failed = self.assertFailsAlone(
            contacts,
            lambda contact: bool(self.Score.search([("partner_id", "=", contact.id)])),
            "ask_scores",
            "relationship.score",
            "_ask_once",
            asks_ben,
        )
        self.assertEqual(failed[0][1], self.ben.id)
        self.assertEqual(len(self.Score.search([])), 3)

    def test_measures_of_objectives(self):
        plan = self.env["relationship.plan"].create(
            {"name": "Growth", "account_id": self.acme.id}
        )
        goals = self.env["relationship.objective"].create(
            [
                {
                    "name": name,
                    "plan_id": plan.id,
                    "kind": "quantitative",
                    "measure": "revenue_12m",
                    "target": 100,
                }
                for name in ("One", "Two", "Three")
            ]
        )
        self.env.cr.execute(
            "UPDATE relationship_objective SET current = 7 WHERE id = ANY(%s)",
            [goals.ids],
        )
        self.env.invalidate_all()
        self.assertFailsAlone(
            goals,
            lambda goal: goal.current == 0,
            "refresh_objectives",
            "relationship.objective",
            "_write_measured",
        )


@tagged("post_install", "-at_install")
class TestFailingPlanCrons(FailingCron, InformCommon):
    """As above, with plans that customers are told of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plans = cls.plan | cls._add_plan(name="Two") | cls._add_plan(name="Three")

    def assertToldApart(self, name, model, method, is_bad, kind):
        def get_told():
            updates = self.Update.search([("kind", "=", kind)])
            return [plan in updates.plan_id for plan in self.plans]

        self._run_with_failure(name, model, method, is_bad)
        self.assertEqual(get_told(), [True, False, True])
        self._run(name)
        self.assertEqual(get_told(), [True] * 3)

    def test_changes_of_plans(self):
        self.plans.plan_contact_ids.write({"seen_change_at": False})
        self.plans.customer_summary = "<p>Now with a summary</p>"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_plan SET changed_at = now() AT TIME ZONE 'UTC'"
            " - interval '1 hour', create_date = create_date - interval '2 hour'"
        )
        self.env.invalidate_all()
        self.assertToldApart(
            "tell_changes",
            "relationship.plan.contact",
            "_send_changes",
            lambda contacts, plan: plan == self.plans[1],
            "change",
        )

    def test_promised_updates(self):
        self.env.company.relationship_update_mode = "automatic"
        self.plans.write({"update_days": 7, "scheduled_from": "2020-01-01"})
        self.assertToldApart(
            "promised_updates",
            "relationship.plan",
            "_send_scheduled",
            lambda plan: plan == self.plans[1],
            "scheduled",
        )

    def test_weekly_mails(self):
        contacts = self.plans.plan_contact_ids
        # Each plan has a reader of its own.
        for plan, reader in zip(
            self.plans[1:], (self.ben, self.acme_customer), strict=True
        ):
            plan.plan_contact_ids.unlink()
            contacts |= self.Contact.create(
                {"plan_id": plan.id, "partner_id": reader.id}
            )
        contacts = contacts.exists()
        contacts.write({"inform": "weekly"})
        contacts.write({"digest_at": "2020-01-01"})
        self.assertToldApart(
            "send_digests",
            "relationship.plan.contact",
            "_send_digest",
            lambda group: group.plan_id == self.plans[1],
            "digest",
        )
