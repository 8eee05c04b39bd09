from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError
from odoo.modules.migration import load_script
from odoo.tests import freeze_time, tagged, users
from odoo.tools import file_path, mute_logger

from ...models.shared.relationship_work import Step
from ..common import AccountCommon

LOGGER = "odoo.addons.account_relationship.models.shared.relationship_work"
NIGHT = datetime(2026, 3, 10, 2, 30)


class ChainCase(AccountCommon):
    """A night of four steps, of which the last two wait for six in the morning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Work = cls.env["relationship.work"]
        cls.nightly = cls.env.ref("account_relationship.cron_nightly")
        cls.triggers = cls.env["ir.cron.trigger"].search([])
        cls.triggers.unlink()

    def setUp(self):
        super().setUp()
        self.done = []
        #: What happens in a step, before it counts as done.
        self.troubles = {}
        steps = [Step(name, "relationship.work", f"_cron_{name}") for name in "ab"]
        steps += [
            Step(name, "relationship.work", f"_cron_{name}", hour=6) for name in "cd"
        ]
        Work = self.registry["relationship.work"]
        for step in steps:
            self.startPatcher(
                patch.object(Work, step.method, self._get_work(step.name), create=True)
            )
        self.patch(Work, "_get_nightly_steps", lambda work: steps)
        with freeze_time("2026-03-09 12:00:00"):
            self.steps = self.Work._get_steps("nightly")
        self.env.cr.execute(
            "UPDATE relationship_work SET create_date = '2026-03-09 12:00:00'"
        )
        self.nightly.nextcall = NIGHT
        self.env.invalidate_all()

    def _get_work(self, name):
        def work(model):
            self.done.append(name)
            self.found = model.env["relationship.account"].search([])
            self.acme.with_env(model.env).color = len(self.done)
            if name in self.troubles:
                raise self.troubles[name]

        return work

    def _run(self, now=NIGHT):
        """As the scheduler does when the time has come, or a trigger is due."""
        self.done = []
        self.env.flush_all()
        with freeze_time(now), self.enter_registry_test_mode():
            with self.registry.cursor() as cr:
                job = {**self.nightly.read(load=None)[0], "user_id": SUPERUSER_ID}
                job |= {"done": 0, "remaining": 0, "timed_out_counter": 0}
                env = api.Environment(cr, SUPERUSER_ID, {})
                try:
                    status = env.registry["ir.cron"]._run_job(job)
                except SystemExit:
                    status = "killed"
        self.env.invalidate_all()
        if status == "fully done":
            self.nightly.nextcall = max(
                self.nightly.nextcall, NIGHT + timedelta(days=1)
            )
        return self.done

    def _get_step(self, name):
        return self.Work.with_context(active_test=False).search([("name", "=", name)])


@tagged("post_install", "-at_install")
class TestNight(ChainCase):
    def test_steps_are_done_in_order_those_of_an_hour_from_then_on(self):
        self.assertEqual(self._run(), ["a", "b"])
        moments = self.nightly.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.nightly.id)]
        )
        self.assertEqual(moments.mapped("call_at"), [datetime(2026, 3, 10, 6)])
        self.assertEqual(self._run("2026-03-10 05:00:00"), [])
        self.assertEqual(self._run("2026-03-10 06:00:00"), ["c", "d"])
        self.assertEqual(self._run("2026-03-10 06:01:00"), [])
        self.assertEqual(self._run("2026-03-11 02:30:00"), ["a", "b"])
        self.assertEqual(self._run("2026-03-11 06:10:00"), ["c", "d"])

    def test_steps_find_nothing_that_is_archived(self):
        self.birch.active = False
        self._run()
        self.assertIn(self.acme.id, self.found._ids)
        self.assertNotIn(self.birch.id, self.found._ids)

    def test_step_that_raises_does_not_stop_the_next_and_says_so(self):
        self.troubles["a"] = ValueError("a bug in some addon")
        with self.assertLogs(LOGGER, "ERROR") as logged:
            self.assertEqual(self._run(), ["a", "b"])
        self.assertIn("a failed", logged.output[0])
        self.assertIn("a bug in some addon", logged.output[0])
        self.assertEqual(self._get_step("a").failure, "a bug in some addon")
        self.assertFalse(self._get_step("b").failure)
        self.assertEqual(self.acme.color, 2, "what the second did is kept")
        self.troubles.clear()
        self._run("2026-03-10 06:00:00")
        self.assertEqual(self._run("2026-03-11 02:30:00"), ["a", "b"])
        self.assertFalse(self._get_step("a").failure)

    def test_what_a_step_that_raises_did_is_undone(self):
        self.acme.color = 7
        self.troubles["b"] = ValueError("a bug in some addon")
        with mute_logger(LOGGER):
            self._run()
        self.assertEqual(self.acme.color, 1)

    def test_chain_that_was_killed_goes_on_where_it_was(self):
        self.troubles["b"] = SystemExit()
        self.assertEqual(self._run(), ["a", "b"])
        self.assertEqual(self._get_step("a").last_run, NIGHT)
        self.assertFalse(self._get_step("b").last_run)
        self.troubles.clear()
        self.assertEqual(self._run("2026-03-10 02:40:00"), ["b"])

    def test_step_that_kills_the_chain_each_time_does_not_stop_the_others(self):
        self.troubles["a"] = SystemExit()
        self.assertEqual(self._run(), ["a"])
        self.assertEqual(self._get_step("a").begun_at, NIGHT)
        self.assertEqual(self._run("2026-03-10 02:40:00"), ["b", "a"])
        self.troubles.clear()
        self.assertEqual(self._run("2026-03-10 02:50:00"), ["a"])
        self.assertFalse(self._get_step("a").begun_at)

    def test_chain_whose_time_is_up_goes_on_with_the_next_step(self):
        IrCron = self.registry["ir.cron"]
        commit = IrCron._commit_progress

        def run_out_of_time(cron, *args, **kwargs):
            commit(cron, *args, **kwargs)
            return 0

        self.patch(IrCron, "_commit_progress", run_out_of_time)
        self.assertEqual(self._run(), ["a", "b"], "Odoo calls it until all is done")

    def test_step_with_something_left_goes_on_before_the_next_begins(self):
        rounds = []

        def work(model):
            self.done.append("a")
            cron = model.env["ir.cron"]
            if not rounds:
                cron._commit_progress(remaining=2)
            cron._commit_progress(1)
            rounds.append(1)

        self.patch(self.registry["relationship.work"], "_cron_a", work)
        self.assertEqual(self._run(), ["a", "a", "b"])

    def test_step_that_is_switched_off_is_left_out(self):
        self._get_step("a").active = False
        self.assertEqual(self._run(), ["b"])

    def test_by_hand_all_is_done_whenever_it_was_done_last(self):
        self._run()
        self.done = []
        with freeze_time("2026-03-10 03:00:00"), self.enter_registry_test_mode():
            self.nightly.method_direct_trigger()
        self.assertEqual(self.done, ["a", "b", "c", "d"])
        self.env.invalidate_all()
        self.assertEqual(self._run("2026-03-10 03:01:00"), [])

    def test_one_step_is_run_apart_from_its_turn(self):
        self._run()
        with freeze_time("2026-03-10 03:00:00"):
            self._get_step("b").action_run()
        self.assertEqual(self._run("2026-03-10 03:00:00"), ["b"])
        self.assertEqual(self._run("2026-03-10 03:01:00"), [])

    @users("adam", "ann")
    def test_nobody_but_whoever_runs_the_server_starts_or_switches_off_a_step(self):
        step = self._get_step("b").with_user(self.env.user)
        for call in (step.action_run, step.unlink, lambda: step.write({"active": 0})):
            with self.assertRaises(AccessError):
                call()

    def test_steps_come_and_go_with_their_addons(self):
        self.Work.create({"name": "of_an_addon", "chain": "nightly"})
        self._run()
        self.assertFalse(self._get_step("of_an_addon"))
        self.assertTrue(self._get_step("a"))


@tagged("post_install", "-at_install")
class TestSteps(AccountCommon):
    def test_each_step_of_each_chain_is_there_and_works(self):
        Work = self.env["relationship.work"]
        steps = [
            step for chain in ("nightly", "frequent") for step in Work._get_steps(chain)
        ]
        names = [step.name for step in steps]
        own = [
            step
            for step in steps
            if not self.env[step.model]._original_module.startswith(
                "account_relationship_"
            )
            # What an addon hangs on a model of the core.
            and step.name != "end_losses"
        ]
        self.assertEqual(len(own), 20)
        self.assertEqual(set(names), set(Work.search([]).mapped("name")))
        for name in names:
            with self.subTest(name):
                self._run_step(name)
                self.assertFalse(Work.search([("name", "=", name)]).failure)

    def test_steps_that_were_hourly_rest_in_between(self):
        Work = self.env["relationship.work"]
        with freeze_time("2026-03-10 10:00:00"):
            steps = Work._get_steps("frequent")
            Work.concat(*steps.values()).last_run = datetime.now()

        def get_due(now):
            with freeze_time(now):
                turn = datetime.now()
                return {
                    step.name
                    for step, record in steps.items()
                    if record._is_due(step, turn)
                }

        hourly = {"carry_out_handovers", "carry_out_absences", "send_digests"}
        self.assertEqual(
            get_due("2026-03-10 10:10:00"), {s.name for s in steps} - hourly
        )
        self.assertEqual(get_due("2026-03-10 11:00:00"), {step.name for step in steps})

    def _add_old_cron(self, name, **values):
        cron = self.env["ir.cron"].create(
            {
                "name": name,
                "model_id": self.env["ir.model"]._get_id("relationship.account"),
                "state": "code",
                "code": "model._cron_x()",
                "interval_type": "days",
                **values,
            }
        )
        self.env["ir.model.data"].create(
            {
                "module": "account_relationship",
                "name": f"cron_{name}",
                "model": "ir.cron",
                "res_id": cron.id,
                "noupdate": True,
            }
        )
        return cron

    def test_upgrade_takes_the_old_ones_away_and_leaves_off_what_was_off(self):
        crons = self._add_old_cron("refresh_measures", nextcall="2030-01-01 22:00:00")
        crons |= self._add_old_cron("escalate_promises", active=False)
        actions = crons.ir_actions_server_id
        path = "account_relationship/migrations/19.0.1.5.0/post-scheduled-work.py"
        script = load_script(file_path(path), "post-scheduled-work")
        script.migrate(self.env.cr, "19.0.1.4.0")
        self.env.invalidate_all()
        self.assertFalse(crons.exists() | crons.browse(actions.exists().ids))
        nightly = self.env.ref("account_relationship.cron_nightly")
        self.assertEqual(nightly.nextcall, datetime(2030, 1, 1, 22))
        off = self.env["relationship.work"].search([("active", "=", False)])
        self.assertEqual(off.mapped("name"), ["escalate_promises"])
