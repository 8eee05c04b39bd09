from datetime import date

from psycopg2.errors import NotNullViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from ..common import AccountMailCommon
from .common import CommunicationCommon, Contacts, Timeline


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestNeeds(CommunicationCommon):
    """One thing the customer wants, or one problem, stays open until it is closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wish = cls._add_need(cls.acme, "Ten pumps", user=cls.ann)
        cls.problem = cls._add_need(cls.acme, "Late deliveries", "problem", cls.ann)

    @users("ann")
    def test_second_want_leaves_the_first_and_the_problem_open(self):
        self._log(wants="Hoses", wants_by="2026-05-01")
        self.assertEqual(self.acme.wants, "Hoses\nTen pumps")
        self.assertEqual(self.acme.problem, "Late deliveries")
        brief = self.amy.with_env(self.env).relationship_brief
        names = [need["name"] for need in brief["wants"]]
        self.assertEqual(names, ["Hoses", "Ten pumps"], "the most urgent first")

    @users("ann")
    def test_dialog_shows_what_is_open_of_the_customer_chosen(self):
        self._add_need(self.birch, "Hoses", user=self.ann)
        self.problem.with_env(self.env).action_done()
        view = "account_relationship.relationship_interaction_view_form_dialog"
        with Form(self.env["relationship.interaction"], view=view) as dialog:
            dialog.account_id = self.acme.with_env(self.env)
            self.assertEqual([n["name"] for n in dialog.open_needs], ["Ten pumps"])
            dialog.account_id = self.birch.with_env(self.env)
            self.assertEqual([n["name"] for n in dialog.open_needs], ["Hoses"])

    @users("ann")
    def test_who_closed_it_and_when_stays_when_it_is_said_again(self):
        for values in ({"state": "met"}, {"drop_reason": "Bought elsewhere"}):
            needs = self._add_need(self.acme, "Hoses", user=self.ann)
            needs |= self._add_need(self.acme, "Valves", user=self.ann)
            needs[0].write(values)
            with freeze_time("2026-04-10 10:00:00"):
                needs.with_user(self.bea).write(values)
            days = [date(2026, 3, 10), date(2026, 4, 10)]
            self.assertEqual(needs.mapped("closed_on"), days)
            self.assertEqual(needs.mapped("closed_by_id.login"), ["ann", "bea"])

    def test_need_is_late_by_the_day_of_its_own_company(self):
        company = self._add_company()
        company.relationship_tz = "Pacific/Kiritimati"
        there = self._add_accounts(1, company_id=company.id, manager_id=self.hugo.id)
        with freeze_time("2026-03-10 12:00:00"):
            for account, is_late in ((self.acme, False), (there, True)):
                need = self._add_need(account, "Lamps", date_by="2026-03-10")
                self.assertEqual(need.is_late, is_late)

    @users("ann")
    def test_done_is_met_or_solved_with_who_and_when(self):
        needs = (self.wish | self.problem).with_env(self.env)
        rows = needs.action_done()
        self.assertEqual([row["state"] for row in rows], ["met", "solved"])
        self.assertEqual(needs.closed_by_id, self.ann)
        self.assertEqual(set(needs.mapped("closed_on")), {date(2026, 3, 10)})
        self.assertFalse(self.acme.wants or self.acme.problem)
        needs.action_reopen()
        self.assertEqual(set(needs.mapped("state")), {"open"})
        self.assertFalse(needs.closed_by_id or any(needs.mapped("closed_on")))

    @users("ann")
    def test_button_pressed_after_a_colleague_pressed_it_does_nothing(self):
        wish = self.wish.with_env(self.env)
        wish.with_user(self.tim).drop_reason = "Bought elsewhere"
        wish.action_done()
        wish.action_confirm()
        self.assertEqual(wish.state, "dropped")
        self.assertEqual(wish.closed_by_id, self.tim)

    @users("ann")
    def test_reason_drops_it_and_nothing_is_dropped_without(self):
        needs = (self.wish | self.problem).with_env(self.env)
        with self.assertRaises(ValidationError):
            self.wish.with_env(self.env).state = "dropped"
        needs.write({"drop_reason": "Bought elsewhere"})
        self.assertEqual(set(needs.mapped("state")), {"dropped"})
        needs.action_reopen()
        self.assertFalse(any(needs.mapped("drop_reason")))

    @users("ann")
    def test_wish_is_not_solved_nor_a_problem_met(self):
        for need, state in ((self.wish, "solved"), (self.problem, "met")):
            with self.assertRaises(ValidationError):
                need.with_env(self.env).state = state

    @users("ann")
    def test_still_so_is_of_the_day_it_was_heard_and_never_of_the_future(self):
        wish = self.wish.with_env(self.env)
        self.wish.write({"said_on": "2026-01-05", "confirmed_on": "2026-01-05"})
        for day, confirmed in (
            ("2026-02-01", "2026-02-01"),
            ("2026-01-20", "2026-02-01"),
            ("2030-01-01", "2026-03-10"),
        ):
            [row] = wish.action_confirm(day)
            self.assertEqual(row["on"], confirmed)
        for nonsense in ("soon", [1], {"a": 1}):
            with self.assertRaises(UserError):
                wish.action_confirm(nonsense)
        self.assertEqual(str(wish.said_on), "2026-01-05")

    @users("ann")
    def test_words_nobody_can_read_and_words_without_end_are_refused(self):
        wish = self.wish.with_env(self.env)
        for words in ("\x01\u200b", "x" * 5001):
            with self.assertRaises(ValidationError):
                wish.name = words
        wish.name = "<b>Ten</b> & more"
        self.assertEqual(wish.name, "<b>Ten</b> & more")
        with self.assertRaises(NotNullViolation), mute_logger("odoo.sql_db"):
            self._add_need(self.acme, False, user=self.ann)

    @users("ann")
    def test_longer_one_of_before_can_be_dropped(self):
        """Accounts held texts of any length; the upgrade made needs of them."""
        self.env.cr.execute(
            "UPDATE relationship_need SET name = repeat('x', 6000) WHERE id = %s",
            [self.wish.id],
        )
        self.env.invalidate_all()
        self.wish.with_env(self.env).drop_reason = "Nobody knows what it meant"
        self.assertEqual(self.wish.state, "dropped")

    @users("ann")
    def test_who_said_it_is_of_the_customer_and_who_noted_it_of_us(self):
        wish = self.wish.with_env(self.env)
        for values in (
            {"partner_id": self.carl.id},
            {"user_id": self.pia.id},
            {"date_by": "3026-01-01"},
        ):
            # Who noted it is written by nobody but our own paths.
            record = wish.sudo() if "user_id" in values else wish
            with self.subTest(values=values), self.assertRaises(ValidationError):
                record.write(values)

    @users("ann")
    def test_of_several_who_took_part_nobody_is_said_to_have_said_it(self):
        other = self.amy.sudo().copy({"name": "Abe"})
        self._log(wants="Hoses", partner_ids=[Command.set((self.amy | other).ids)])
        hoses = self.acme.need_ids.filtered(lambda need: need.name == "Hoses")
        self.assertTrue(hoses)
        self.assertFalse(hoses.partner_id)

    @users("ann")
    def test_account_written_or_imported_adds_and_takes_nothing_away(self):
        account = self.acme.with_env(self.env)
        account.wants = "Hoses"
        account.wants = "ten  pumps"
        account.wants = account.wants
        account.wants = False
        self.assertEqual(sorted(account.wants.splitlines()), ["Hoses", "Ten pumps"])
        result = self.env["relationship.account"].load(
            ["partner_id/.id", "wants", "problem"],
            [[str(self.dune.id), "Lamps", "Dents"]],
        )
        opened = self.env["relationship.account"].browse(result["ids"])
        self.assertEqual((opened.wants, opened.problem), ("Lamps", "Dents"))

    @users("ann")
    def test_accounts_are_found_by_what_is_open(self):
        accounts = self.env["relationship.account"]
        found = accounts.search([("wants", "ilike", "PUMPS")])
        self.assertEqual(found, self.acme)
        self.assertIn(self.acme, accounts.search([("problem", "!=", False)]))
        self.problem.with_env(self.env).action_done()
        self.assertNotIn(self.acme, accounts.search([("problem", "!=", False)]))
        self.assertIn(self.acme, accounts.search([("problem", "=", False)]))

    @users("ann")
    def test_archived_account_keeps_its_needs_and_they_leave_the_list(self):
        action = self.acme.with_env(self.env).action_view_needs()
        self.assertEqual(action["domain"], [("account_id", "=", self.acme.id)])
        self.acme.active = False
        listed = self.env["relationship.need"].search(
            [("state", "=", "open"), ("account_id.active", "=", True)]
        )
        self.assertFalse(listed & self.wish)
        self.assertEqual(self.wish.state, "open")
        self.acme.active = True
        self.assertEqual(self.acme.wants, "Ten pumps")

    def test_call_made_about_a_need_is_a_contact(self):
        call = self.wish.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ann.id
        )
        call.with_user(self.ann).action_feedback()
        self.acme._refresh_touches()
        self.assertEqual(self.acme.last_touch_kind, "call")

    @users("ann")
    def test_lists_and_forms_take_as_many_queries_whatever_their_length(self):
        accounts = self._add_accounts(30, manager_id=self.ann.id)
        for account in accounts:
            for kind in ("want", "problem"):
                self._add_need(account, "Lamps", kind, self.ann)
        needs = self.env["relationship.need"].browse(accounts.need_ids.ids)
        listed = {"name": {}, "is_stale": {}, "is_late": {}, "account_id": {}}
        for records, spec in (
            (needs, listed),
            (accounts.with_env(self.env), {"open_needs": {}, "wants": {}}),
        ):
            counts = []
            for some in (records[:2], records[:2], records):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.web_read(spec)
                counts.append(self.env.cr.sql_log_count - before)
            self.assertLessEqual(counts[2], counts[1])


@tagged("post_install", "-at_install")
class TestNeedsChanged(Timeline, Contacts, AccountMailCommon):
    """What is said otherwise, and what comes of it, is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        cls.wish = cls._add_need(cls.acme, "Ten pumps", user=cls.ann)
        cls.problem = cls._add_need(cls.acme, "Late deliveries", "problem", cls.ann)
        cls.flush_tracking(cls)

    @users("ann")
    def test_changed_words_are_the_same_need_and_the_log_keeps_the_old_ones(self):
        wish = self.wish.with_env(self.env)
        [row] = wish.action_change(" Twelve pumps ", "2026-05-01")
        self.assertEqual((row["name"], row["by"]), ("Twelve pumps", "2026-05-01"))
        self.flush_tracking()
        old = wish.message_ids.sudo().tracking_value_ids.mapped("old_value_text")
        self.assertIn("Ten pumps", old)
        for nonsense in ("", "  ", None, 7):
            with self.assertRaises(UserError):
                wish.action_change(nonsense)

    @users("ann")
    def test_every_change_is_on_the_timeline(self):
        wish = self.wish.with_env(self.env)

        def read():
            self.flush_tracking()
            lines = self._get_lines(user=self.ann, kinds=("need",))
            return sorted(lines.mapped("detail"))

        self.assertEqual(read(), ["problem", "want"])
        wish.action_change("Twelve pumps")
        self.assertEqual(read(), ["changed", "problem", "want"])
        wish.action_done()
        self.assertEqual(read(), ["changed", "met", "problem", "want"])
        wish.action_reopen()
        self.assertEqual(read(), ["changed", "changed", "problem", "want"])
        lines = self._get_lines(user=self.ann, kinds=("need",))
        self.assertEqual(len(set(lines.ids)), 4)
        self.assertEqual(lines[:1].action_open_document()["res_model"], wish._name)
