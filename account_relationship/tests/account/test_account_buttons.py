from ast import literal_eval

from lxml import etree

from odoo.fields import Domain
from odoo.tests import freeze_time, tagged, users

from ..communication.common import CommunicationCommon

#: Numbers on the buttons of the account's form, and what each opens.
BUTTONS = {
    "opportunity_count": "action_view_opportunities",
    "order_count": "action_view_orders",
    "invoice_count": "action_view_invoices",
    "overdue_count": "action_view_overdue_invoices",
    "meeting_count": "action_view_meetings",
    "open_promise_count": "action_view_promises",
    "open_feedback_count": "action_view_feedback",
    "plan_count": "action_view_plans",
    "late_action_count": "action_view_late_actions",
}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestAccountButtons(CommunicationCommon):
    """The number on a button is how many records it opens, for whoever looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-10 10:00:00"):
            for account, contact in ((cls.acme, cls.amy), (cls.birch, cls.carl)):
                cls._fill(account, contact)

    @classmethod
    def _fill(cls, account, contact):
        """Of everything some that is counted and some that is not."""
        of_account = {"account_id": account.id}
        env = cls.env
        env["relationship.promise"].create(
            [
                {
                    **of_account,
                    "name": f"{state} {user.login}",
                    "date_due": "2026-03-01",
                    "state": state,
                    "user_id": user.id,
                }
                for state in ("open", "kept", "cancelled")
                for user in (cls.ann, cls.tim)
            ]
        )
        plans = env["relationship.plan"].create(
            [{**of_account, "name": name} for name in ("Draft", "Active", "Gone")]
        )
        env["relationship.action"].create(
            [
                {
                    **of_account,
                    "name": f"{plan.name or 'No plan'} {state}",
                    "plan_id": plan.id,
                    "date_due": "2026-03-01",
                    "state": state,
                }
                for plan in (*plans, plans.browse())
                for state in ("todo", "done")
            ]
        )
        plans[1]._agree(contact, "2026-02-01")
        plans[2].write({"state": "cancelled", "cancel_reason": "Too dear"})
        feedback = env["relationship.feedback"].create(
            [
                {**of_account, "kind": "complaint", "verbatim": f"Late {number}"}
                for number in range(3)
            ]
        )
        feedback[0]._merge_into(feedback[1])
        cls._add_lead(contact, cls.ann)
        cls._add_lead(contact, cls.ann).active = False
        cls._add_order(contact, cls.ann).action_confirm()
        cls._add_order(contact, cls.ann)
        cls._add_meeting(contact, "2026-03-01 10:00:00")
        cls._add_meeting(contact, "2026-04-01 10:00:00").active = False

    def _get_opened(self, action):
        """What a user finds when the list opens: with the filters that are set."""
        model = self.env[action["res_model"]]
        domain = Domain(action.get("domain") or [])
        arch = model.sudo().get_view(
            (action.get("search_view_id") or [False])[0], "search"
        )["arch"]
        context = action.get("context") or {}
        for node in etree.fromstring(arch).iter("filter"):
            if context.get(f"search_default_{node.get('name')}"):
                domain &= Domain(literal_eval(node.get("domain")))
        return model.with_context(**context).search(domain)

    def _assert_buttons(self, account, expected):
        for name, method in BUTTONS.items():
            with self.subTest(name, user=self.env.user.login):
                opened = self._get_opened(getattr(account, method)())
                self.assertEqual(len(opened), account[name])
                self.assertEqual(account[name], expected.get(name, account[name]))

    @users("ann", "hugo")
    def test_buttons_open_what_they_count(self):
        self._assert_buttons(
            self.acme.with_user(self.env.user),
            {
                "opportunity_count": 1,
                "open_promise_count": 2,
                "open_feedback_count": 2,
                "plan_count": 2,
                "late_action_count": 2,
                "meeting_count": 1,
            },
        )

    @users("bea")
    def test_backup_opens_what_is_counted_for_the_backup(self):
        self._assert_buttons(self.acme.with_user(self.env.user), {})

    @users("ann")
    def test_buttons_of_an_archived_and_of_a_paused_account(self):
        account = self.acme.with_user(self.env.user)
        account.pause_until = "2027-01-01"
        self._assert_buttons(account, {"late_action_count": 2})
        account.action_archive()
        self._assert_buttons(account, {"late_action_count": 0})

    def test_late_actions_one_may_not_read_are_not_counted(self):
        late = self.env["relationship.action"].search(
            [("account_id", "=", self.acme.id), ("is_late", "=", True)]
        )
        self.assertEqual(len(late), 2)
        self.env["ir.rule"].create(
            {
                "name": "One is hidden",
                "model_id": self.env["ir.model"]._get_id("relationship.action"),
                "domain_force": f"[('id', '!=', {late[0].id})]",
            }
        )
        self.assertEqual(self.acme.with_user(self.ann).late_action_count, 1)


@tagged("post_install", "-at_install")
class TestListsOfTheForm(CommunicationCommon):
    """What the form lists, on a desk and on a phone."""

    def _get_form(self):
        account = self.env["relationship.account"]
        return etree.fromstring(account.get_view(view_type="form")["arch"])

    @users("ann")
    def test_lists_are_cards_on_a_phone(self):
        """Odoo takes the cards where a row has no room."""
        arch = self._get_form()
        for name in ("plan_ids", "feedback_ids", "promise_ids", "key_contact_ids"):
            [field] = arch.xpath(f"//page//field[@name='{name}'][list]")
            self.assertEqual(field.get("mode"), "list,kanban", name)
            self.assertTrue(field.xpath("kanban//t[@t-name='card']"), name)

    @users("ann")
    def test_menus_of_managers_are_cards_on_a_phone(self):
        for name in (
            *("account", "interaction", "promise", "need", "absence", "feedback"),
            *("plan", "action", "objective", "plan_update"),
        ):
            action = self.env.ref(f"account_relationship.relationship_{name}_action")
            self.assertIn("kanban", action.sudo().view_mode, name)
            arch = self.env[action.sudo().res_model].get_view(view_type="kanban")
            self.assertIn("<field", arch["arch"], name)

    @users("ann")
    def test_no_button_has_the_key_of_the_home_menu(self):
        keys = [button.get("data-hotkey") for button in self._get_form().iter("button")]
        self.assertIn("l", keys)
        self.assertNotIn("h", keys)

    @users("ann")
    def test_cards_allow_no_more_than_rows(self):
        """Those of addons as well; a dialog that a card opens could delete."""
        fields = self._get_form().xpath("//field[list][kanban]")
        self.assertGreaterEqual(len(fields), 4)
        for field in fields:
            rows, cards = field.find("list"), field.find("kanban")
            for deed in ("create", "edit", "delete"):
                allowed = [part.get(deed, "1") for part in (rows, cards)]
                self.assertEqual(allowed[1], allowed[0], (field.get("name"), deed))
