from datetime import date, datetime

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, IdeasCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMoment(IdeasCommon):
    """An idea says when to talk of it, and whom to ask."""

    def setUp(self):
        super().setUp()
        self._night()
        self.idea = self._find().with_user(self.ann)

    # ------------------------------------------------------------
    # When
    # ------------------------------------------------------------

    def _expect_order(self, day):
        self.acme.sudo().write({"order_expected_day": day, "order_state": "steady"})
        self.env.flush_all()
        self.idea.invalidate_recordset()

    def _plan(self, day, **values):
        plan = self.env["relationship.plan"].create(
            {"account_id": self.acme.id, "name": "Roll-out", "user_id": self.ann.id}
        )
        action = self.env["relationship.action"].create(
            {"plan_id": plan.id, "name": "Workshop", "date_due": day, **values}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_plan SET state = 'active', agreed_on = '2026-03-01',"
            " agreed_by_id = %s WHERE id = %s;"
            "UPDATE relationship_action SET plan_state = 'active' WHERE id = %s",
            [self.amy.id, plan.id, action.id],
        )
        self.env.invalidate_all()
        return action

    def test_the_next_order_that_is_expected_is_an_occasion(self):
        self._expect_order(date(2026, 5, 12))
        self.assertEqual(self.idea.best_day, date(2026, 5, 12))
        self.assertEqual(self.idea.best_time, "next order expected May 12")

    def test_the_earliest_of_plan_budget_and_order_comes_first(self):
        self._expect_order(date(2026, 8, 1))
        self.acme.budget_month = "5"
        self._plan(date(2026, 4, 2))
        self.assertEqual(self.idea.best_day, date(2026, 4, 2))
        self.assertEqual(
            self.idea.best_time,
            "plan's step Workshop due Apr 2; their budget is made in May",
        )

    def test_steps_that_are_done_or_over_are_no_occasion(self):
        self._expect_order(False)
        self._plan(date(2026, 4, 2), state="done")
        self._plan(date(2026, 3, 1))
        self.assertFalse(self.idea.best_day)
        self.assertFalse(self.idea.best_time)

    def test_the_month_of_the_budget_comes_again_every_year(self):
        self._expect_order(False)
        for month, day in (
            ("3", TODAY),
            ("4", date(2026, 4, 1)),
            ("2", date(2027, 2, 1)),
            ("12", date(2026, 12, 1)),
        ):
            with self.subTest(month=month):
                self.acme.budget_month = month
                self.idea.invalidate_recordset()
                self.assertEqual(self.idea.best_day, day)
        with freeze_time("2024-02-29"):
            self.idea.invalidate_recordset()
            self.assertEqual(self.idea.best_day, date(2024, 12, 1))

    def test_there_is_no_thirteenth_month(self):
        """By API: a screen offers the twelve."""
        with self.assertRaisesRegex(ValidationError, "“13” cannot be chosen"):
            self.acme.budget_month = "13"

    def test_lost_customers_and_those_without_rhythm_have_no_order_to_come(self):
        self._expect_order(date(2026, 5, 12))
        self.acme.sudo().order_state = "lost"
        self.idea.invalidate_recordset()
        self.assertFalse(self.idea.best_time)

    def test_an_opportunity_is_not_to_close_before_today(self):
        self._expect_order(date(2026, 3, 1))
        self.assertEqual(self.idea.best_day, date(2026, 3, 1))
        self.idea.action_accept()
        self.assertEqual(self.idea.lead_id.date_deadline, TODAY)

    def test_months_are_of_the_readers_language(self):
        months = dict(self.env["relationship.account"]._select_months())
        self.assertEqual((months["1"], months["12"]), ("January", "December"))

    # ------------------------------------------------------------
    # Whom to ask
    # ------------------------------------------------------------

    def _add_person(self, name, *kinds, touched=None, **values):
        contact = self.env["res.partner"].create(
            {"name": name, "parent_id": self.acme_customer.id}
        )
        roles = self.env["relationship.stakeholder.role"].search(
            [("kind", "in", kinds)]
        )
        person = self.env["relationship.stakeholder"].create(
            {
                "account_id": self.acme.id,
                "partner_id": contact.id,
                "role_ids": [Command.set(roles.ids)],
                **values,
            }
        )
        self._touch(person, touched)
        return person

    def _touch(self, person, touched):
        """As if the person had been in touch, however that is kept."""
        if not touched:
            return
        field = person._fields["last_touch_at"]
        if field.related and not field.store:
            key = self.env["relationship.key.contact"].create(
                {"account_id": self.acme.id, "partner_id": person.partner_id.id}
            )
            self._write_touch(key, touched)
        else:
            self._write_touch(person, touched)

    def _write_touch(self, record, touched):
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE {record._table} SET last_touch_at = %s WHERE id = %s",
            [touched, record.id],
        )
        self.env.invalidate_all()

    def _touch_last(self, contact):
        self.acme.sudo().write(
            {"last_touch_partner_id": contact.id, "last_touch_at": datetime(2026, 2, 3)}
        )
        self.env.flush_all()
        self.idea.invalidate_recordset()

    def test_purchasing_is_asked_about_what_they_bought_before(self):
        self._add_person("Dora", "decides", touched=datetime(2026, 3, 1))
        lea = self._add_person("Lea", "purchasing", touched=datetime(2025, 5, 9))
        self.assertEqual(self.idea.ask_partner_id, lea.partner_id)
        self.assertEqual(
            self.idea.ask_words, "ask Lea, Purchasing, last spoken to in May 2025"
        )

    def test_of_two_in_a_role_the_one_in_touch_last_is_asked(self):
        self._add_person("Otto", "budget")
        self._add_person("Anna", "budget", touched=datetime(2026, 1, 1))
        lea = self._add_person("Lea", "budget", touched=datetime(2026, 2, 1))
        self.assertEqual(self.idea.ask_partner_id, lea.partner_id)
        self.assertIn("last spoken to in February", self.idea.ask_words)

    def test_who_uses_it_is_asked_about_something_new(self):
        self._add_person("Lea", "purchasing")
        uwe = self._add_person("Uwe", "champion", "decides")
        ida = self._add_person("Ida", "user")
        self.idea._on_own_path().write({"kind": "never_bought"})
        self.assertEqual(self.idea.ask_partner_id, ida.partner_id)
        ida.partner_id.active = False
        self.env.invalidate_all()
        self.assertEqual(self.idea.ask_partner_id, uwe.partner_id)
        self.assertEqual(self.idea.ask_words, "ask Uwe, Champion")

    def _let_ann_read_opinions(self):
        self.ann.sudo().group_ids = [
            Command.link(self.env.ref("account_relationship.group_sensitive").id)
        ]

    def test_nobody_who_left_or_is_against_us_is_asked(self):
        self._let_ann_read_opinions()
        gone = self._add_person("Gone", "purchasing")
        gone.partner_id.parent_id = self.birch_customer
        self._add_person("Archived", "purchasing").active = False
        self._add_person("Opponent", "purchasing", "against")
        self._add_person("Enemy", "purchasing", support="against")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.idea.ask_partner_id)
        self.assertFalse(self.idea.ask_words)

    def test_who_is_still_to_be_found_hides_nobody_who_is_known(self):
        roles = self.env["relationship.stakeholder.role"]
        self.env["relationship.stakeholder"].create(
            {
                "account_id": self.acme.id,
                "name": "Head of purchasing",
                "role_ids": roles.search([("kind", "=", "purchasing")]).ids,
            }
        )
        dora = self._add_person("Dora", "decides")
        self.assertEqual(self.idea.ask_partner_id, dora.partner_id)

    def test_without_roles_it_is_who_was_in_touch_last(self):
        self._touch_last(self.amy)
        self.assertEqual(self.idea.ask_partner_id, self.amy)
        self.assertEqual(self.idea.ask_words, "ask Amy, last spoken to in February")
        self.amy.active = False
        self.env.flush_all()
        self.idea.invalidate_recordset()
        self.assertFalse(self.idea.ask_partner_id)

    def test_who_is_against_us_is_not_asked_for_having_been_in_touch(self):
        self._let_ann_read_opinions()
        person = self._add_person("Enemy", support="against")
        self._touch_last(person.partner_id)
        self.assertFalse(self.idea.ask_partner_id)

    def test_who_may_not_read_opinions_learns_none_from_who_is_left_out(self):
        enemy = self._add_person("Enemy", "purchasing", support="against")
        self.assertEqual(self.idea.ask_partner_id, enemy.partner_id)
        self._let_ann_read_opinions()
        self.idea.with_user(self.ann).env["relationship.alert"].sudo()._refresh(
            self.acme
        )
        alert = self.acme.alert_ids.filtered(lambda one: one.reason == "line_lapsed")
        self.assertIn("ask Enemy, Purchasing", alert.words)

    def test_the_opportunity_is_the_persons(self):
        lea = self._add_person("Lea", "purchasing")
        self.idea.action_accept()
        lead = self.idea.lead_id
        self.assertEqual(lead.partner_id, lea.partner_id)
        self.assertEqual(lead.relationship_account_id, self.acme)
        self.assertIn("ask Lea, Purchasing", lead.description)

    def test_my_day_says_whom_to_ask(self):
        self._add_person("Lea", "purchasing", touched=datetime(2025, 5, 9))
        self.env["relationship.alert"]._refresh(self.acme)
        alert = self.acme.alert_ids.filtered(lambda one: one.reason == "line_lapsed")
        self.assertIn("stopped buying Category 1", alert.words)
        self.assertIn("ask Lea, Purchasing, last spoken to in May 2025", alert.words)

    def test_people_of_other_accounts_are_not_asked(self):
        self._add_person("Lea", "purchasing")
        self.assertFalse(self._find(self.birch).ask_partner_id)

    def test_many_ideas_are_read_in_as_many_queries_as_one(self):
        self._add_person("Lea", "purchasing")
        ideas = self.idea | self._find(self.birch).with_user(self.ann)
        names = ["best_time", "ask_words", "caution", "words", "hit_rate"]
        counts = []
        for some in (ideas, ideas[0], ideas):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[-2:])
