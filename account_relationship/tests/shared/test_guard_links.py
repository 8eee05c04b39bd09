from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users

from .test_guard import GuardCommon

WIZARDS = ("decline", "merge", "reroute", "tell")


@tagged("post_install", "-at_install")
class TestGuardLinks(GuardCommon):
    """Which records a caller may not hand in."""

    def _get_wizard_values(self, kind):
        values = {"team_id": self.finance_team.id, "reason": "Why", "body": "Hello"}
        model = self.env[f"relationship.feedback.{kind}"]
        values = {name: values[name] for name in values if name in model._fields}
        if "feedback_id" in model._fields:
            return model, {**values, "feedback_id": self.secret.id}
        both = [Command.set((self.secret | self.other).ids)]
        return model, {**values, "feedback_ids": both}

    @users("finn")
    def test_dialog_of_feedback_one_may_not_read_tells_nothing(self):
        for kind in WIZARDS:
            model, values = self._get_wizard_values(kind)
            spec = {name: {} for name in model._fields}
            defaults = {f"default_{name}": value for name, value in values.items()}
            calls = (
                lambda m=model, v=values: m.create(v),
                lambda m=model, v=values, s=spec: m.onchange(v, list(v), s),
                lambda m=model, d=defaults: m.with_context(**d).create({}),
                lambda m=model, d=defaults: m.with_context(**d).default_get(
                    list(m._fields)
                ),
                lambda m=model, d=defaults, s=spec: m.with_context(**d).onchange(
                    {}, [], s
                ),
            )
            for number, call in enumerate(calls):
                with (
                    self.subTest(kind=kind, number=number),
                    self.assertRaises(AccessError),
                ):
                    call()

    @users("finn", "eve")
    def test_forms_of_odoo_and_ours_tell_no_title_of_what_one_may_not_read(self):
        plan = self._add_plan(self.cedar, name="Cedar's secret plan")
        action = self._add_action(plan, name="Secret step")
        self.secret.name = "Secret lamp"
        for model, name, record in (
            ("rating.rating", "relationship_follow_up_id", self.secret),
            ("relationship.feedback", "duplicate_of_id", self.secret),
            ("relationship.promise", "action_id", action),
            ("relationship.plan", "copied_from_id", plan),
            ("calendar.event", "relationship_account_id", self.cedar),
        ):
            forms = self.env[model]
            if not forms.has_access("create"):
                continue
            spec = {name: {"fields": {"display_name": {}}}}
            for told in (
                forms.onchange({name: record.id}, [], spec),
                forms.onchange({name: record.id}, [name], spec),
                forms.with_context(**{f"default_{name}": record.id}).onchange(
                    {}, [], spec
                ),
            ):
                for word in ("Secret", "secret", "Cedar"):
                    self.assertNotIn(word, str(told), model)

    @users("ann")
    def test_form_names_no_customer_of_a_company_one_does_not_work_in(self):
        company = self._add_company()
        customer = self.cedar_customer.copy({"name": "Foreign", "company_id": False})
        self.bob.company_ids |= company
        foreign = self.Account.create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "manager_id": self.bob.id,
            }
        )
        customer.company_id = company
        self.env.invalidate_all()
        name = "relationship_account_id"
        shown = {"fields": {"display_name": {}}}
        for model in ("crm.lead", "sale.order", "calendar.event"):
            spec = {
                key: shown
                for key in (name, "account_manager_id")
                if key in self.env[model]
            }
            for names in ([], [name]):
                told = self.env[model].onchange({name: foreign.id}, names, spec)
                self.assertNotIn("Foreign", str(told), model)
                self.assertNotIn("Bob", str(told), model)
        told = self.env["relationship.plan.contact"].onchange(
            {"account_id": foreign.id}, [], {"account_id": shown, "customer_id": shown}
        )
        self.assertNotIn("Foreign", str(told))
        # Nor in a line of something else.
        line = [Command.CREATE, "virtual_1", {"account_id": foreign.id}]
        told = self.env["crm.lead"].onchange(
            {"need_ids": [line]},
            ["need_ids"],
            {"need_ids": {"fields": {"account_id": shown, "manager_id": shown}}},
        )
        self.assertNotIn("Foreign", str(told))

    @users("finn")
    def test_dialog_opened_on_own_feedback_does_not_turn_to_another(self):
        own = self.env["relationship.feedback"].create(
            {"verbatim": "Invoice", "team_id": self.finance_team.id}
        )
        wizard = self.env["relationship.feedback.tell"].create(
            {"feedback_id": own.id, "body": "Hello"}
        )
        with self.assertRaises(AccessError):
            wizard.write({"feedback_id": self.secret.id})
        with self.assertRaises(AccessError):
            wizard.onchange({"feedback_id": self.secret.id}, ["feedback_id"], {})

    @users("bob")
    def test_plan_one_may_not_read_is_neither_agreed_nor_cancelled(self):
        plan = self._add_plan().with_env(self.env)
        for name in ("agree", "cancel"):
            model = self.env[f"relationship.plan.{name}"]
            with self.subTest(name), self.assertRaises(AccessError):
                model.with_context(default_plan_id=plan.id).onchange(
                    {}, [], {key: {} for key in model._fields}
                )

    @users("ann")
    def test_nobody_links_what_somebody_else_talked_about(self):
        mine = {"account_id": self.acme.id, "interaction_id": self.talk.id}
        for name, values in (
            ("relationship.promise", {"name": "Call"}),
            ("relationship.action", {"name": "Call"}),
            ("relationship.feedback", {"verbatim": "Dark"}),
        ):
            model = self.env[name]
            spec = {"account_id": {"fields": {"display_name": {}}}}
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    model.create({**values, **mine})
                with self.assertRaises(AccessError):
                    model.onchange({**values, **mine}, ["interaction_id"], spec)
                with self.assertRaises(AccessError):
                    model.with_context(default_interaction_id=self.talk.id).create(
                        values
                    )

    def test_nothing_hidden_is_named_by_handing_it_in(self):
        """Checks name what does not fit, and run with all rights."""
        company = self._add_company()
        hidden = self.env["res.partner"].create(
            {"name": "Hidden Ltd", "company_id": company.id, "is_company": True}
        )
        plan, mine = self._add_plan(self.cedar, user_id=self.bob.id), self._add_plan()
        tries = [
            ("relationship.plan", {"name": "x", "account_id": self.cedar.id}),
            ("relationship.plan", {**self._mine("x"), "contact_id": hidden.id}),
            ("relationship.action", {"name": "x", "account_id": self.cedar.id}),
            ("relationship.action", {**self._mine("x"), "contact_id": hidden.id}),
            ("relationship.action", {"name": "x", "plan_id": plan.id}),
            ("relationship.objective", {"name": "x", "plan_id": plan.id}),
            ("relationship.feedback", {"verbatim": "x", "account_id": self.cedar.id}),
            ("relationship.feedback", {"verbatim": "x", "partner_id": hidden.id}),
            ("relationship.need", {**self._mine("x"), "partner_id": hidden.id}),
            ("relationship.promise", {"name": "x", "account_id": self.cedar.id}),
            ("relationship.account", {"partner_id": hidden.id}),
            ("relationship.plan.contact", {"plan_id": plan.id}),
            (
                "relationship.plan.contact",
                {"plan_id": mine.id, "partner_id": hidden.id},
            ),
            (
                "relationship.key.contact",
                {"account_id": self.acme.id, "partner_id": hidden.id},
            ),
            *(
                (
                    "relationship.interaction",
                    {
                        "account_id": self.acme.id,
                        "type_id": self.call_type.id,
                        "partner_ids": [command],
                    },
                )
                for command in (
                    Command.set(hidden.ids),
                    Command.link(hidden.id),
                    Command.update(hidden.id, {}),
                )
            ),
        ]
        for name, values in tries:
            model = self.env[name].with_user(self.ann).with_context(active_test=False)
            spec = {key: {} for key in values}
            defaults = {f"default_{key}": value for key, value in values.items()}
            for number, call in enumerate(
                (
                    lambda m=model, v=values: m.create(v),
                    lambda m=model, v=values, s=spec: m.onchange(v, list(v), s),
                    lambda m=model, d=defaults: m.with_context(**d).default_get(
                        list(m._fields)
                    ),
                )
            ):
                with self.subTest(name=name, values=values, number=number):
                    with self.assertRaises(AccessError) as refused:
                        call()
                    self.assertNotIn("Hidden Ltd", str(refused.exception))

    def _mine(self, name):
        return {"name": name, "account_id": self.acme.id}

    def test_what_is_there_already_may_be_sent_again(self):
        """Whoever answers feedback saves what the form shows of others' records."""
        talk = self.talk.copy({"account_id": self.acme.id})
        feedback = self._say(
            team_id=self.finance_team.id, interaction_id=talk.id
        ).with_user(self.finn)
        for name in ("account_id", "interaction_id"):
            with self.subTest(name):
                feedback.write({name: feedback.sudo()[name].id})
        with self.assertRaises(AccessError):
            feedback.interaction_id = self.talk

    @users("ann")
    def test_form_may_send_what_it_shows_of_new_lines(self):
        """A browser sends what is read only, too, to be told what follows from it."""
        plan = self._add_plan().with_env(self.env)
        for name, given in (
            ("plan_contact_ids", {"partner_id": self.amy.id}),
            ("objective_ids", {"name": "More orders", "kind": "qualitative"}),
            ("action_ids", {"name": "Send samples", "side": "ours"}),
        ):
            lines = self.env[plan._fields[name].comodel_name]
            shown = [
                field.name
                for field in lines._fields.values()
                if field.store
                and field.type not in ("one2many", "many2many")
                and field.name != "id"
                and lines._has_field_access(field, "read")
            ]
            line = [
                Command.CREATE,
                "virtual_1",
                {**dict.fromkeys(shown, False), **given},
            ]
            spec = {name: {"fields": {key: {} for key in shown}}}
            with self.subTest(name):
                told = plan.onchange({name: [line]}, [name], spec)
                self.assertNotIn("warning", told)
                plan.write({name: [Command.create(given)]})
                self.assertTrue(plan[name])

    def test_handing_in_many_asks_once_of_each_model(self):
        values = {"verbatim": "Dark", "account_id": self.acme.id}
        model = self.env["relationship.feedback"].with_user(self.ann)
        guard = self.env.registry["relationship.feedback"]
        with patch.object(guard, "_check_handed", autospec=True) as asked:
            model.create([{**values, "partner_id": self.amy.id} for __ in range(20)])
        self.assertEqual(
            sorted(str(call.args[1]) for call in asked.call_args_list),
            sorted(map(str, (self.acme, self.amy))),
        )

    def test_what_is_linked_is_of_the_same_customer_whoever_links_it(self):
        values = {"account_id": self.acme.id, "interaction_id": self.talk.id}
        for name, more in (
            ("relationship.promise", {"name": "Call", "user_id": self.ann.id}),
            ("relationship.action", {"name": "Call", "user_id": self.ann.id}),
            ("relationship.feedback", {"verbatim": "Dark"}),
        ):
            with self.subTest(name), self.assertRaises(ValidationError):
                self.env[name].create({**values, **more})

    @users("ann")
    def test_interaction_is_logged_from_documents_one_reads_only(self):
        interactions = self.env["relationship.interaction"]
        values = {"account_id": self.acme.id, "type_id": self.call_type.id}
        for model, number in (
            ("relationship.account", self.cedar.id),
            ("ir.config_parameter", 1),
            ("no.such.model", 1),
            ("mail.thread", 1),
            ("relationship.account", "1"),
        ):
            source = {"res_model": model, "res_id": number}
            with self.subTest(source):
                with self.assertRaises(UserError):
                    interactions.create({**values, **source})
                defaults = {f"default_{key}": value for key, value in source.items()}
                found = interactions.with_context(**defaults).default_get(
                    ["res_model", "res_id"]
                )
                self.assertFalse(found)
        logged = interactions.create(
            {**values, "res_model": "relationship.account", "res_id": self.acme.id}
        )
        self.assertEqual(logged.action_open_source()["res_id"], self.acme.id)
