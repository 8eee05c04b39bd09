from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import REFUSED, TransactionsCommon


@tagged("post_install", "-at_install")
class TestTwiceAtOnce(TransactionsCommon):
    """Two people press the same button at the same moment, in two real transactions.

    What it makes is made once; the second gets it, or a clear word.
    """

    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove)
        with self._open() as env:
            groups = (
                "account_relationship.group_head",
                "account_relationship.group_feedback",
                "sales_team.group_sale_salesman_all_leads",
            )
            self.users = env["res.users"].create(
                [
                    {
                        "name": f"Twice {login}",
                        "login": f"twice_{login}",
                        "email": f"{login}@twice.example.com",
                        "notification_type": "inbox",
                        "group_ids": [
                            Command.set([env.ref(group).id for group in groups])
                        ],
                    }
                    for login in ("ann", "bob")
                ]
            )
            self.customer = env["res.partner"].create(
                {"name": "Contended customer", "is_company": True}
            )
            self.contact = env["res.partner"].create(
                {"name": "Dora", "parent_id": self.customer.id}
            )
            self.account = env["relationship.account"].create(
                {"partner_id": self.customer.id, "manager_id": self.users[0].id}
            )

    def _remove(self):
        with self._open() as env:
            account = self.account.with_env(env)
            handovers = account.handover_line_ids.handover_id
            handovers.write({"state": "draft"})
            handovers.unlink()
            env["crm.lead"].search(
                [("partner_id", "child_of", self.customer.id)]
            ).unlink()
            # What was agreed is not deleted otherwise.
            env.cr.execute(
                "UPDATE relationship_plan SET state = 'draft', agreed_on = NULL"
                " WHERE account_id = %s",
                [account.id],
            )
            plans = env["relationship.plan"].search([("account_id", "=", account.id)])
            env["relationship.action"].search(
                [("account_id", "=", account.id)]
            ).unlink()
            plans.unlink()
            env["relationship.plan"].search(
                [("name", "=like", "Contended%"), ("is_template", "=", True)]
            ).unlink()
            feedback = env["relationship.feedback"].search(
                [("account_id", "=", account.id)]
            )
            feedback.write({"duplicate_of_id": False})
            feedback.unlink()
            account.unlink()
            customer = self.customer.with_env(env)
            (customer.child_ids | customer).unlink()
            self.users.with_env(env).unlink()

    def _make(self, model, **values):
        with self._open() as env:
            return env[model].create({"account_id": self.account.id, **values})

    def _press_both(self, record, press):
        return self._press_at_once(
            record, lambda one, user: press(one.with_user(user.id)), list(self.users)
        )

    def _press_each(self, records, press):
        """One person presses on one record each, before the other is done."""

        def request(env, record, wait):
            mine = record.with_env(env).with_user(self.users[0].id)
            mine.read([])
            wait()
            try:
                press(mine)
                env.flush_all()
            except UserError:
                env.cr.rollback()
                return REFUSED
            return "done"

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            return self._at_once(request, list(records))

    def assertMadeOnce(self, results, model, domain):
        """Both got the same record, and there is no other."""
        with self._open() as env:
            made = env[model].search(domain)
            self.assertEqual(results, made.ids * 2)

    def _log(self, **values):
        with self._open() as env:
            call = env.ref("account_relationship.interaction_type_call")
            return env["relationship.interaction"].create(
                {
                    "account_id": self.account.id,
                    "type_id": call.id,
                    "subject": "Call",
                    "date_start": fields.Datetime.now(),
                    **values,
                }
            )

    def _say(self, state="new", **values):
        feedback = self._make(
            "relationship.feedback",
            verbatim="The lamp does not light",
            partner_id=self.contact.id,
            **values,
        )
        with self._open() as env:
            feedback.with_env(env).write({"state": state})
        return feedback

    def test_next_step_becomes_one_action(self):
        call = self._log(next_step="Send the offer")
        results = self._press_both(call, lambda i: i.action_make_action())
        self.assertMadeOnce(
            results, "relationship.action", [("account_id", "=", self.account.id)]
        )

    def test_what_is_wanted_becomes_one_opportunity(self):
        call = self._log(wants="A new lamp")
        results = self._press_both(call, lambda i: i.action_make_opportunity())
        self.assertMadeOnce(
            results, "crm.lead", [("relationship_account_id", "=", self.account.id)]
        )

    def test_feedback_becomes_one_opportunity(self):
        feedback = self._say()
        results = self._press_both(feedback, lambda f: f.action_make_opportunity())
        self.assertMadeOnce(
            results, "crm.lead", [("relationship_account_id", "=", self.account.id)]
        )

    def test_promise_becomes_one_action(self):
        promise = self._make(
            "relationship.promise", name="Send it", user_id=self.users[0].id
        )
        results = self._press_both(promise, lambda p: p.action_make_action())
        self.assertMadeOnce(
            results, "relationship.action", [("account_id", "=", self.account.id)]
        )

    def test_plan_has_one_next_year(self):
        plan = self._make("relationship.plan", name="Contended plan")
        results = self._press_both(plan, lambda p: p.action_copy_next_year())
        self.assertMadeOnce(
            results, "relationship.plan", [("copied_from_id", "=", plan.id)]
        )

    def test_plan_becomes_one_template(self):
        plan = self._make("relationship.plan", name="Contended plan")
        results = self._press_both(plan, lambda p: p.action_save_as_template())
        self.assertMadeOnce(
            results,
            "relationship.plan",
            [("name", "=", "Contended plan"), ("is_template", "=", True)],
        )

    def test_template_is_applied_once(self):
        with self._open() as env:
            template = env["relationship.plan"].create(
                {
                    "is_template": True,
                    "name": "Contended template",
                    "action_ids": [Command.create({"name": "Kick-off"})],
                }
            )
        plan = self._make(
            "relationship.plan",
            name="Contended plan",
            date_start="2026-01-01",
            date_end="2026-12-31",
        )
        with self._open() as env:
            plan.with_env(env).template_id = template.id
            plan.with_env(env).action_ids.unlink()
        results = self._press_both(plan, lambda p: p.action_apply_template())
        self.assertCountEqual(results, [None, REFUSED])
        with self._open() as env:
            self.assertEqual(len(plan.with_env(env).action_ids), 1)

    def test_feedback_becomes_one_action_of_a_name(self):
        feedback = self._say()

        def press(mine):
            context = mine.action_make_action()["context"]
            mine.env["relationship.action"].with_context(**context).create(
                {"name": "Repair it", "feedback_id": mine.id}
            )

        results = self._press_both(feedback, press)
        self.assertCountEqual(results, [None, REFUSED])

    def test_problem_is_passed_on_once(self):
        call = self._log(problem="The lamp does not light")
        with self._open() as env:
            context = call.with_env(env).action_make_feedback()["context"]

        def press(mine):
            mine.env["relationship.feedback"].with_context(**context).create({})

        results = self._press_both(call, press)
        self.assertCountEqual(results, [None, REFUSED])
        with self._open() as env:
            self.assertEqual(len(call.with_env(env).feedback_ids), 1)

    def test_two_colleagues_tell_the_customer_once(self):
        feedback = self._say("in_progress")

        def press(mine):
            wizard = mine.env["relationship.feedback.tell"].create(
                {
                    "feedback_id": mine.id,
                    "kind": "decision",
                    "channel": "phone",
                    "body": "<p>We repair it</p>",
                }
            )
            wizard.action_confirm()

        results = self._press_both(feedback, press)
        self.assertCountEqual(results, [None, REFUSED])
        with self._open() as env:
            self.assertEqual(len(feedback.with_env(env).notice_ids), 1)

    def test_one_dialog_sent_twice_tells_the_customer_once(self):
        feedback = self._say("in_progress")
        with self._open() as env:
            wizard = (
                env["relationship.feedback.tell"]
                .with_user(self.users[0].id)
                .create(
                    {
                        "feedback_id": feedback.id,
                        "kind": "decision",
                        "channel": "phone",
                        "body": "<p>We repair it</p>",
                    }
                )
            )

        def press(mine):
            own = mine.env["relationship.feedback.tell"].browse(wizard.id)
            own.with_user(self.users[0].id).action_confirm()

        self.assertEqual(self._press_both(feedback, press), [None, None])
        with self._open() as env:
            self.assertEqual(len(feedback.with_env(env).notice_ids), 1)

    def test_feedback_is_declined_for_one_reason(self):
        feedback = self._say("acknowledged")

        def press(mine):
            wizard = mine.env["relationship.feedback.decline"].create(
                {"feedback_id": mine.id, "reason": f"Says {mine.env.user.name}"}
            )
            wizard.action_confirm()

        self.assertCountEqual(self._press_both(feedback, press), [None, REFUSED])

    def test_feedback_is_merged_once(self):
        first, second = self._say(), self._say()

        def press(mine):
            wizard = mine.env["relationship.feedback.merge"].create(
                {
                    "feedback_ids": [Command.set([first.id, second.id])],
                    "survivor_id": first.id,
                }
            )
            return wizard.action_confirm()

        self.assertEqual(self._press_both(second, press), [first.id] * 2)
        with self._open() as env:
            words = env["mail.message"].search(
                [
                    ("model", "=", "relationship.feedback"),
                    ("res_id", "=", first.id),
                    ("body", "ilike", "Merged with"),
                ]
            )
            self.assertEqual(len(words), 1)

    def test_planned_handover_is_announced_once(self):
        with self._open() as env:
            handover = (
                env["relationship.handover"]
                .with_user(self.users[0].id)
                .create(
                    {
                        "new_manager_id": self.users[1].id,
                        "date_effective": "2100-01-01",
                        "line_ids": [Command.create({"account_id": self.account.id})],
                    }
                )
            )

        def press(mine):
            mine.with_user(self.users[0].id).action_confirm()

        self.assertEqual(self._press_both(handover, press), [None, None])
        with self._open() as env:
            said = env["mail.message"].search(
                [
                    ("model", "=", "relationship.account"),
                    ("res_id", "=", self.account.id),
                    ("body", "ilike", "Will be handed over"),
                ]
            )
            self.assertEqual(len(said), 1)

    def test_account_waits_for_one_of_two_handovers(self):
        with self._open() as env:
            handovers = (
                env["relationship.handover"]
                .with_user(self.users[0].id)
                .create(
                    [
                        {
                            "new_manager_id": self.users[1].id,
                            "date_effective": "2100-01-01",
                            "line_ids": [
                                Command.create({"account_id": self.account.id})
                            ],
                        }
                        for __ in self.users
                    ]
                )
            )
        states = self._press_each(handovers, lambda mine: mine.action_confirm())
        self.assertCountEqual(states, ["done", REFUSED])

    def test_person_is_absent_once_at_a_time(self):
        with self._open() as env:
            absences = env["relationship.absence"].create(
                [
                    {
                        "user_id": self.users[0].id,
                        "date_from": "2100-01-01",
                        "date_to": "2100-01-10",
                    }
                    for __ in self.users
                ]
            )
        states = self._press_each(absences, lambda mine: mine.action_confirm())
        with self._open() as env:
            absences.with_env(env).unlink()
        self.assertCountEqual(states, ["done", REFUSED])

    def test_update_of_a_plan_is_drafted_once(self):
        plan = self._make("relationship.plan", name="Contended plan")
        with self._open() as env:
            plan.with_env(env).write(
                {
                    "is_shared": True,
                    "state": "agreed",
                    "agreed_by_id": self.contact.id,
                    "agreed_on": "2026-01-01",
                }
            )
        results = self._press_both(plan, lambda p: p.action_send_update())
        self.assertMadeOnce(
            results, "relationship.plan.update", [("plan_id", "=", plan.id)]
        )

    def test_contact_is_asked_for_one_score(self):
        with self._open() as env:
            contact = self.contact.with_env(env)
            contact.email = "dora@contended.example.com"
            env["relationship.key.contact"].create(
                {"account_id": self.account.id, "partner_id": contact.id}
            )
        results = self._press_both(self.account, lambda a: a.action_ask_score())
        self.assertCountEqual(results, [None, REFUSED])
        with self._open() as env:
            scores = env["relationship.score"].search(
                [("account_id", "=", self.account.id)]
            )
            mails = env["mail.mail"].search([("recipient_ids", "in", self.contact.ids)])
            self.assertEqual((len(scores), len(mails)), (1, 1))
            mails.unlink()

    def test_absence_passes_on_once(self):
        with self._open() as env:
            absence = env["relationship.absence"].create(
                {"user_id": self.users[0].id, "substitute_id": self.users[1].id}
            )
        self.assertEqual(
            self._press_both(absence, lambda a: a.action_confirm()), [None, None]
        )
        with self._open() as env:
            self.assertEqual(absence.with_env(env).state, "running")
            account = self.account.with_env(env)
            self.assertEqual(account.acting_manager_id, self.users[1])
            absence.with_env(env).unlink()
