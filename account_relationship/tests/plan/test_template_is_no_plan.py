from ast import literal_eval

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import PlanCommon

MODELS = ("relationship.plan", "relationship.objective", "relationship.action")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestTemplateIsNoPlan(PlanCommon):
    """Templates stand among the plans, yet nobody meets them there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls._add_template(
            name="Zebra",
            is_shared=True,
            company_id=cls.env.company.id,
            objective_ids=[
                Command.create(
                    {
                        "name": "Zebra goal",
                        "kind": "quantitative",
                        "measure": "revenue_12m",
                        "target": 5,
                        "is_shared": True,
                    }
                ),
                Command.create(
                    {"name": "Zebra count", "kind": "quantitative", "current": 3}
                ),
            ],
            action_ids=[
                Command.create({"name": "Zebra step", "is_shared": True}),
                Command.create({"name": "Zebra answer", "side": "theirs"}),
            ],
        )
        cls.parts = {
            "relationship.plan": cls.template,
            "relationship.objective": cls.template.objective_ids,
            "relationship.action": cls.template.action_ids,
        }

    def _assert_hidden(self, domain, model):
        found = self.env[model].search(domain)
        self.assertFalse(found & self.parts[model], (model, domain))

    @users("ann", "adam")
    def test_a_plan_is_of_the_company_of_its_account_whatever_a_call_says(self):
        """Of no company it would be shown to those of all."""
        plan = self._add_plan(self.acme).with_env(self.env)
        company = self.acme.company_id
        plan.write({"company_id": False, "name": "Growth for all"})
        self.assertEqual(plan.name, "Growth for all")
        self.assertEqual(plan.company_id, company)
        for part in (
            self._add_action(self._add_plan(self.acme), company_id=False),
            self._add_objective(self._add_plan(self.acme), company_id=False),
        ):
            self.assertEqual(part.company_id, company)
            with self.assertRaises(UserError):
                part.with_env(self.env).write({"company_id": False})
            self.assertEqual(part.company_id, company)
        template = self.template.with_env(self.env)
        (plan | template).write({"company_id": False})
        self.assertEqual((plan | template).company_id, company)
        template.company_id = False
        self.assertFalse(template.company_id | template.action_ids.company_id)

    @users("hugo", "adam")
    def test_no_search_finds_it_that_does_not_ask_for_templates(self):
        for model, parts in self.parts.items():
            records = self.env[model].with_context(active_test=False)
            named = [("name", "like", "Zebra")]
            self.assertFalse(records.search(named))
            self.assertFalse(records.search_count(named))
            self.assertFalse(records.name_search("Zebra"))
            self.assertFalse(records._read_group(named, ["name"]))
            self.assertFalse(records.sudo().search(named))
            asked = Domain("is_template", "=", True) & Domain(named)
            self.assertEqual(records.search(asked), parts)

    @users("hugo")
    def test_no_screen_but_its_own_lists_it(self):
        actions = self.env["ir.actions.act_window"].sudo()
        own = self.env.ref(
            "account_relationship.relationship_plan_template_action"
        ).sudo()
        found = actions.search([("res_model", "in", MODELS)]) - own
        self.assertGreater(len(found), 3)
        for action in found:
            domain = safe_eval(action.domain or "[]", {"uid": self.env.uid})
            self._assert_hidden(domain, action.res_model)
        self.assertIn(
            self.template,
            self.env["relationship.plan"].search(literal_eval(own.domain)),
        )

    @users("hugo")
    def test_no_filter_of_a_screen_finds_it(self):
        for model in MODELS:
            arch = self.env[model].get_view(view_type="search")["arch"]
            for part in arch.split('domain="')[1:]:
                domain = safe_eval(
                    part.split('"')[0].replace("&gt;", ">").replace("&lt;", "<"),
                    {"uid": self.env.uid},
                )
                self._assert_hidden(domain, model)

    def test_no_report_has_a_row_of_it(self):
        self.env.flush_all()
        rows = self.env["relationship.plan.analysis"].search([])
        self.assertNotIn(self.template, rows.plan_id)
        lines = self.env["relationship.timeline"].search([("title", "like", "Zebra")])
        self.assertFalse(lines)

    def test_nothing_of_it_is_late_blocked_or_measured(self):
        for model, parts in self.parts.items():
            if "is_late" in parts:
                self._assert_hidden([("is_late", "=", True)], model)
                self.assertFalse(any(parts.mapped("is_late")))
        self.assertFalse(self.template.plan_health or self.template.is_stale)
        self.env["relationship.objective"]._refresh_measured()
        for goal in self.template.objective_ids:
            self.assertFalse(goal.has_data or goal.history)
        found = self.env["relationship.objective"]._find_measured()
        ids = [number for __, __, __, group in found for number in group]
        self.assertFalse(set(ids) & set(self.template.objective_ids.ids))

    def test_nobody_has_a_to_do_of_it(self):
        self.template.action_ids._plan_reminders()
        for parts in self.parts.values():
            if "activity_ids" in parts:
                self.assertFalse(parts.activity_ids)
        self.assertFalse(self.template.user_id | self.template.action_ids.user_id)

    def test_scheduled_work_leaves_it_alone(self):
        self.template.write_date = "2026-01-01"
        before = self.env["mail.mail"].search_count([])
        plans = self.env["relationship.plan"]
        contacts = self.env["relationship.plan.contact"]
        for work in (
            plans._cron_promised_updates,
            contacts._cron_tell_changes,
            contacts._cron_send_digests,
            self.env["relationship.objective"]._cron_refresh,
        ):
            with self._without_commits():
                work()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertFalse(self.template.update_ids or self.template.changed_at)

    def test_it_is_no_plan_or_action_of_any_customer(self):
        for account in self.env["relationship.account"].search([]):
            self.assertFalse(account.plan_ids & self.template)
            self.assertFalse(account.action_ids & self.template.action_ids)
        for user in self.env["res.users"].search([]):
            for record in self.env["relationship.account"]._get_work(user, ["plans"]):
                self.assertFalse(record & self.parts[record._name])

    def test_no_customer_sees_it(self):
        side = self.env["relationship.portal.content"]
        self.assertFalse(side._is_plan_visible(self.template))
        self._assert_hidden(side._get_visible_plan_domain(), "relationship.plan")

    def test_nothing_is_done_with_it_as_with_a_plan(self):
        for method in (
            *("action_agree", "action_start", "action_done", "action_cancel"),
            *("action_reopen", "action_review", "action_apply_template"),
            *("action_save_as_template", "action_copy_next_year"),
        ):
            with self.subTest(method), self.assertRaisesRegex(UserError, "a template"):
                getattr(self.template, method)()
        with self.assertRaises(UserError):
            self.template.action_send_update()
        for model in ("plan.link", "plan.update", "plan.contact"):
            values = {"plan_id": self.template.id}
            if model == "plan.contact":
                values["partner_id"] = self.amy.id
            with self.subTest(model), self.assertRaises(UserError):
                self.env[f"relationship.{model}"].create(values)
        for part in (self.template, self.template.action_ids[0]):
            with self.subTest(part), self.assertRaisesRegex(UserError, "a template"):
                part.contact_id = self.amy

    @mute_logger("odoo.sql_db")
    def test_plan_has_a_customer_and_an_owner_and_a_template_has_none(self):
        plan = self._add_plan()
        action = self._add_action(plan)
        for record, values in (
            (plan, {"account_id": False}),
            (plan, {"user_id": False}),
            (plan, {"active": False}),
            (self.template, {"account_id": self.acme.id}),
            (self.template, {"user_id": self.ann.id}),
            (action, {"plan_id": self.template.id}),
            (self.template.action_ids[0], {"account_id": self.acme.id}),
        ):
            # Actions are checked before the database sees them.
            is_action = record._name == "relationship.action"
            error = ValidationError if is_action else IntegrityError
            with (
                self.subTest(values=values),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                record.write(values)
                record.flush_recordset()

    @users("ann")
    def test_plan_does_not_turn_into_a_template_nor_back(self):
        plan = self._add_plan().with_user(self.env.user)
        with self.assertRaisesRegex(UserError, "cannot be written down"):
            plan.is_template = True
        with self.assertRaisesRegex(UserError, "cannot be written down"):
            self.template.with_user(self.env.user).is_template = False

    @users("ann")
    def test_plan_is_made_of_templates_one_may_read_alone(self):
        foreign = self._add_plan(self.cedar, user_id=self.bob.id)
        mine = self._add_plan()
        plans = self.env["relationship.plan"]
        values = {"name": "P", "account_id": self.acme.id}
        with self.assertRaises(AccessError):
            plans.create({**values, "template_id": foreign.id})
        with self.assertRaisesRegex(ValidationError, "Choose a template"):
            plans.create({**values, "template_id": mine.id})

    def test_template_opens_in_its_own_form(self):
        form = self.env.ref("account_relationship.relationship_plan_template_view_form")
        self.assertEqual(self.template.get_formview_id(), form.id)
        self.assertNotEqual(self._add_plan().get_formview_id(), form.id)

    @users("eve", "sam")
    def test_who_only_reads_a_template_writes_nothing_under_it(self):
        for record in (self.template, self.template.action_ids[0]):
            record = record.with_user(self.env.user)
            record.check_access("read")
            with self.assertRaises(AccessError):
                record.message_post(body="Hello")

    def test_templates_are_archived_by_their_own_buttons_plans_not_at_all(self):
        plans = self.env["relationship.plan"]
        views = plans.get_views([(False, "list"), (False, "search")])
        active = views["models"]["relationship.plan"]["fields"]["active"]
        self.assertTrue(active["readonly"], "Odoo offers it where it can be written")
        self.template.action_archive()
        self.assertFalse(self.template.active)
        self.template.action_unarchive()
        self.assertTrue(self.template.active)

    def test_rights_are_those_templates_had(self):
        """``{user: (rights on a template, rights on its lines)}``."""
        rights = {
            self.ann: ("crw", "crwu"),
            self.bob: ("crw", "crwu"),
            self.hugo: ("crw", "crwu"),
            self.adam: ("crwu", "crwu"),
            self.eve: ("r", "r"),
            self.sam: ("r", "r"),
        }
        letters = {"create": "c", "read": "r", "write": "w", "unlink": "u"}
        for user, expected in rights.items():
            for records, wanted in zip(
                (self.template, self.template.objective_ids, self.template.action_ids),
                (expected[0], expected[1], expected[1]),
                strict=True,
            ):
                found = "".join(
                    letter
                    for operation, letter in letters.items()
                    if records.with_user(user).has_access(operation)
                )
                self.assertEqual(found, wanted, (user.name, records))
