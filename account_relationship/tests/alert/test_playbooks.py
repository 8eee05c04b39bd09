from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users

from .common import AlertCommon

PLAYBOOKS = ("playbook_overdue", "playbook_unhappy", "playbook_silent")


@tagged("post_install", "-at_install")
class TestPlaybooks(AlertCommon):
    """A reason's activity plan is started from its alert."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.user_id = cls.tim
        cls.alert = cls._add_alert(cls.acme, "score_fell")

    def _start(self, alert):
        action = alert.with_env(self.env).action_start_playbook()
        dialog = Form(self.env[action["res_model"]].with_context(**action["context"]))
        return dialog

    @users("ann")
    def test_steps_go_to_manager_backup_and_leader_of_the_team(self):
        dialog = self._start(self.alert)
        plan = self.env.ref("account_relationship.playbook_unhappy")
        self.assertEqual(dialog.plan_id, plan)
        self.assertFalse(dialog.has_error)
        dialog.save().action_schedule_plan()
        activities = self.acme.activity_ids.filtered("summary").sorted("date_deadline")
        steps = {act.summary: act.user_id for act in activities}
        expected = zip(
            plan.template_ids.sorted("sequence").mapped("summary"),
            (self.ann, self.bea, self.tim, self.ann),
            strict=True,
        )
        for summary, user in expected:
            self.assertEqual(steps[summary], user, summary)

    @users("ann")
    def test_one_click_plans_all_steps_and_another_takes_them_back(self):
        alert = self.alert.with_env(self.env)
        before = self.acme.activity_ids
        activities = self.env["mail.activity"].browse(alert.run_playbook())
        self.assertEqual(
            [step.user_id.login for step in activities.sorted("date_deadline")],
            ["ann", "bea", "tim", "ann"],
        )
        activities.unlink()
        self.acme.invalidate_recordset()
        self.assertEqual(self.acme.activity_ids, before)

    @users("ann")
    def test_step_that_asks_who_does_it_is_asked(self):
        plan = self.env.ref("account_relationship.playbook_unhappy").sudo()
        plan.template_ids[0].responsible_type = "on_demand"
        action = self.alert.with_env(self.env).run_playbook()
        self.assertEqual(action["res_model"], "mail.activity.schedule")

    @users("ann")
    def test_names_and_steps_are_said_in_the_language_of_the_user(self):
        self.env["res.lang"].sudo()._activate_lang("es_ES")
        plan = self.env.ref("account_relationship.playbook_silent")
        step = plan.template_ids.sorted("sequence")[0]
        plan.sudo().with_context(lang="es_ES").name = "Cliente en silencio"
        step.sudo().with_context(lang="es_ES").summary = "Llama"
        self.assertEqual(plan.name, "Silent customer")
        self.env.user.sudo().lang = "es_ES"
        alert = self._add_alert(self.acme, "silent").with_env(self.env)
        alert = alert.with_context(lang="es_ES")
        self.assertEqual(alert.action_start_playbook()["name"], "Cliente en silencio")
        activities = self.env["mail.activity"].browse(alert.run_playbook())
        self.assertIn("Llama", activities.mapped("summary"))

    @users("ann")
    def test_who_is_missing_is_said_and_the_manager_does_it(self):
        alert = self._add_alert(self.birch, "silent")
        dialog = self._start(alert)
        self.assertRegex(str(dialog.warning), "Birch has no backup: Ann")
        dialog.save().action_schedule_plan()
        self.assertIn(
            "Try another contact of the customer",
            self.birch.activity_ids.filtered(
                lambda activity: activity.user_id == self.ann
            ).mapped("summary"),
        )

    @users("bea")
    def test_who_only_reads_the_account_starts_none(self):
        alert = self.alert.with_env(self.env)
        self.assertFalse(alert.has_playbook)
        for start in (alert.action_start_playbook, alert.run_playbook):
            with self.assertRaises(AccessError):
                start()

    @users("ann")
    def test_reason_without_a_plan_says_so(self):
        alert = self._add_alert(self.acme, "need_due").with_env(self.env)
        self.assertFalse(alert.has_playbook)
        with self.assertRaisesRegex(UserError, "no playbook"):
            alert.action_start_playbook()

    @users("ann")
    def test_plan_somebody_archived_or_deleted_is_none(self):
        alert = self.alert.with_env(self.env)
        self.assertTrue(alert.has_playbook)
        plan = self.env.ref("account_relationship.playbook_unhappy").sudo()
        plan.active = False
        alert.invalidate_recordset()
        self.assertFalse(alert.has_playbook)
        with self.assertRaises(UserError):
            alert.action_start_playbook()
        plan.unlink()
        alert.invalidate_recordset()
        self.assertFalse(alert.has_playbook)

    @users("ann")
    def test_row_of_the_day_offers_it(self):
        day = self.env["relationship.day"]
        row = day._describe_alert(self.alert.with_env(self.env))
        self.assertEqual(row["playbook"]["method"], "run_playbook")
        self.assertEqual(row["playbook"]["id"], self.alert.id)
        other = self._add_alert(self.acme, "need_due").with_env(self.env)
        self.assertFalse(day._describe_alert(other)["playbook"])

    @users("adam")
    def test_administrators_manage_plans_of_accounts(self):
        plan = self.env["mail.activity.plan"].create(
            {"name": "New", "res_model": "relationship.account"}
        )
        plan.template_ids.create(
            {"plan_id": plan.id, "responsible_type": "account_backup", "summary": "x"}
        )
        plan.unlink()

    def test_those_who_look_after_customers_do_steps_of_customers_only(self):
        plan = self.env["mail.activity.plan"].create(
            {"name": "New", "res_model": "res.partner"}
        )
        with self.assertRaises(ValidationError):
            plan.template_ids.create(
                {"plan_id": plan.id, "responsible_type": "account_backup"}
            )

    def test_each_reason_names_a_plan_that_is_there(self):
        reasons = self.env["relationship.alert"]._get_reasons().values()
        named = {reason.playbook for reason in reasons if reason.playbook}
        shipped = {f"account_relationship.{name}" for name in PLAYBOOKS}
        self.assertLessEqual(shipped, named)
        for xmlid in shipped:
            plan = self.env.ref(xmlid)
            self.assertFalse(plan.company_id)
            self.assertGreaterEqual(len(plan.template_ids), 3)
