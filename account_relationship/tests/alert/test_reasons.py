from freezegun import freeze_time as freeze

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from ..communication.common import CommunicationCommon
from ..plan.common import Plans


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestReasons(Plans, CommunicationCommon):
    """What is a reason, and what is none any more."""

    def _refresh(self):
        # Of some it takes a query, of all as at night a dozen statements a reason.
        self.env["relationship.alert"]._refresh(self.Account.search([]))

    def _get(self, reason, account=None, state="open"):
        return self.env["relationship.alert"].search(
            [
                *(("reason", "=", reason), ("state", "=", state)),
                ("account_id", "=", (account or self.acme).id),
            ]
        )

    @users("ann")
    def test_at_risk_says_why_and_ends_after_60_days(self):
        acme = self.acme.with_env(self.env)
        acme.action_mark_at_risk("New buyer")
        alert = self._get("at_risk")
        self.assertEqual(alert.words, "at risk: New buyer")
        self.assertTrue(acme.is_at_risk)
        self.assertIn(self.acme, self.Account.search([("is_at_risk", "=", True)]))
        with freeze("2026-05-10 10:00:00"):
            self.env.invalidate_all()
            self.assertFalse(acme.is_at_risk)
            self._refresh()
            self.assertFalse(self._get("at_risk"))

    @users("ann")
    def test_risk_that_is_over_ends_at_once(self):
        acme = self.acme.with_env(self.env)
        acme.action_mark_at_risk("New buyer")
        acme.action_end_risk()
        self.assertFalse(self._get("at_risk"))
        for nothing in ("", " ", None, 5, "x" * 501):
            with self.assertRaisesRegex(UserError, "why it is at risk"):
                acme.action_mark_at_risk(nothing)

    def test_only_who_works_with_the_customer_says_it_is_at_risk(self):
        for user in (self.bob, self.sam, self.eve):
            with self.assertRaises(AccessError):
                self.acme.with_user(user).action_mark_at_risk("Mine")

    def test_want_without_an_opportunity_two_weeks_before(self):
        need = self._add_need(self.acme, "Pumps", date_by="2026-03-25")
        self._refresh()
        self.assertFalse(self._get("need_due"), "15 days")
        need.date_by = "2026-03-24"
        self._refresh()
        self.assertEqual(
            self._get("need_due").words,
            "wants Pumps in 14 days, no opportunity yet",
        )
        acme = self.acme.with_user(self.ann)
        action = acme.action_offer_need()
        self.assertEqual(action["res_model"], "crm.lead")
        self.assertEqual(need.lead_id.id, action["res_id"])
        self.assertFalse(self._get("need_due"))
        with self.assertRaisesRegex(UserError, "has its opportunity"):
            acme.action_offer_need()

    def test_want_that_is_met_put_later_or_dropped_is_over_at_once(self):
        for values in (
            {"state": "met"},
            {"date_by": "2026-06-01"},
            {"drop_reason": "Too dear"},
        ):
            need = self._add_need(self.acme, "Pumps", date_by="2026-03-24")
            self._refresh()
            self.assertTrue(self._get("need_due"))
            need.with_user(self.ann).write(values)
            self.assertFalse(self._get("need_due"), values)
            need.unlink()
        need = self._add_need(self.acme, "Pumps", date_by="2026-03-24")
        self._refresh()
        need.unlink()
        self.assertFalse(self._get("need_due"), "deleted")

    def test_absence_that_nears_without_anybody_who_stands_in(self):
        absence = self.env["relationship.absence"].create(
            {
                "user_id": self.ann.id,
                "date_from": "2026-03-17",
                "date_to": "2026-03-20",
            }
        )
        self._refresh()
        self.assertTrue(self._get("no_stand_in", self.birch))
        self.assertFalse(self._get("no_stand_in", self.acme), "bea is its backup")
        absence.substitute_id = self.tim
        self.assertFalse(self._get("no_stand_in", self.birch), "at once")
        absence.substitute_id = False
        self._refresh()
        self.assertTrue(self._get("no_stand_in", self.birch))
        self.birch.backup_id = self.bea
        self.assertFalse(self._get("no_stand_in", self.birch), "at once")

    def test_message_without_an_answer_after_a_working_day(self):
        # Friday afternoon; Monday's first hours make it a working day.
        with freeze("2026-03-06 16:30:00"):
            message = self._add_message(self.acme, self.amy, date="2026-03-06 15:00:00")
            self._refresh()
            self.assertFalse(self._get("unanswered"))
        self._refresh()
        alert = self._get("unanswered")
        self.assertEqual(alert.words, "Amy wrote 4 days ago and has no answer")
        self.assertEqual(alert.evidence["messages"], message.ids)
        self._add_message(
            *(self.acme, self.ann.partner_id),
            date="2026-03-10 09:00:00",
            message_type="comment",
            is_internal=True,
        )
        self._refresh()
        self.assertTrue(self._get("unanswered"), "a note of ours is no answer")
        self._add_message(
            *(self.acme, self.ann.partner_id),
            date="2026-03-10 09:30:00",
            message_type="comment",
        )
        self._refresh()
        self.assertFalse(self._get("unanswered"))

    def test_colleague_who_left_still_has_answered(self):
        self._add_message(self.acme, self.amy, date="2026-03-06 09:00:00")
        self._add_message(
            *(self.acme, self.tim.partner_id),
            date="2026-03-06 13:00:00",
            message_type="comment",
        )
        self.tim.action_archive()
        self._refresh()
        self.assertFalse(self._get("unanswered"))

    def test_contact_whose_login_was_taken_away_still_waits(self):
        person = self.pia.partner_id
        self._add_message(self.acme, person, date="2026-03-06 09:00:00")
        self._add_message(self.acme, person, date="2026-03-06 13:00:00")
        self.pia.action_archive()
        self._refresh()
        self.assertEqual(self._get("unanswered").evidence["count"], 2)

    def _answer(self, day, **values):
        return self._add_message(
            *(self.acme, self.ann.partner_id),
            **{"date": day, "message_type": "comment", **values},
        )

    def test_mail_fetched_after_our_later_answer_is_answered(self):
        self._answer("2026-03-06 12:00:00")
        self._add_message(self.acme, self.amy, date="2026-03-06 09:00:00")
        self._add_message(self.acme, self.amy, date="2026-03-06 12:00:00")
        self._refresh()
        self.assertFalse(self._get("unanswered"))

    def test_older_mail_of_ours_imported_later_answers_nothing(self):
        message = self._add_message(self.acme, self.amy, date="2026-03-06 09:00:00")
        self._answer("2026-03-05 09:00:00")
        self._refresh()
        self.assertEqual(self._get("unanswered").evidence["messages"], message.ids)

    def test_note_in_the_chatter_is_no_answer(self):
        self._add_message(self.acme, self.amy, date="2026-03-06 09:00:00")
        note = self.env.ref("mail.mt_note")
        self._answer("2026-03-06 12:00:00", subtype_id=note.id)
        self._refresh()
        self.assertTrue(self._get("unanswered"))

    def test_each_company_waits_in_its_own_working_hours(self):
        """The night works in one of them."""
        abroad = self._add_company("Abroad")
        theirs = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": abroad.id,
                "manager_id": self.hugo.id,
            }
        )
        message = self._add_message(self.acme, self.amy, date="2026-03-06 09:00:00")
        message.record_company_id = False
        for closed, waiting in ((self.env.company, theirs), (abroad, self.acme)):
            leaves = self.env["resource.calendar.leaves"].with_company(closed)
            holiday = leaves.create(
                {
                    "name": "Holidays",
                    "date_from": "2026-03-01 00:00:00",
                    "date_to": "2026-03-20 00:00:00",
                }
            )
            self.assertEqual(holiday.company_id, closed)
            self.env["relationship.alert"]._refresh(self.acme | theirs)
            alerts = self._get("unanswered", self.acme) + self._get(
                "unanswered", theirs
            )
            self.assertEqual(alerts.account_id, waiting)
            holiday.unlink()

    def test_call_answers_a_message_as_well(self):
        self._add_message(self.acme, self.amy, date="2026-03-06 09:00:00")
        self._log(date_start="2026-03-09 09:00:00")
        self._refresh()
        self.assertFalse(self._get("unanswered"))

    def test_feedback_that_waits_for_the_customer_for_a_week(self):
        feedback = self.env["relationship.feedback"].create(
            {"verbatim": "Too loud", "account_id": self.acme.id}
        )
        with freeze("2026-03-02 10:00:00"):
            feedback.action_wait()
        self._refresh()
        self.assertEqual(
            self._get("silent").words,
            "our question of Mar 2 has no answer",
        )
        feedback.action_resume()
        self.assertFalse(self._get("silent"), "at once")

    def test_step_of_theirs_is_late_with_and_without_a_plan(self):
        plan = self._add_plan()
        for values in ({"account_id": self.acme.id}, {"plan_id": plan.id}):
            self._add_action(side="theirs", date_due="2026-03-02", **values)
        self._refresh()
        self.assertEqual(self._get("silent").evidence["count"], 1, "one is a draft")
        self._agree(plan)
        self._refresh()
        self.assertEqual(self._get("silent").evidence["count"], 2)

    def _score(self, day, value):
        """What Amy answered, or was asked where there is no value."""
        # sudo: as the question is asked and answered
        return (
            self.env["relationship.score"]
            .sudo()
            .create(
                {
                    "account_id": self.acme.id,
                    "partner_id": self.amy.id,
                    "email": self.amy.email,
                    "score_type": "nps",
                    "sent_at": day,
                    "sent_on": day,
                    "expires_on": "2026-12-31",
                    **(
                        {"answered_at": day, "value": value}
                        if value is not None
                        else {}
                    ),
                }
            )
        )

    def test_score_that_fell_by_three_points_of_ten(self):
        self._score("2025-09-01", 9)
        self._score("2026-03-01", 5)
        self._refresh()
        self.assertEqual(
            self._get("score_fell").words,
            "score 5.0, 9.0 before (of 10, one answer)",
        )
        self.assertFalse(self._get("score_fell", self.birch))

    @users("adam")
    def test_best_answers_of_all_scales_are_the_same(self):
        for score_type, best in (("ces", 7), ("csat", 5)):
            with self.subTest(score_type), self.env.cr.savepoint() as savepoint:
                with freeze("2025-09-01 10:00:00"):
                    self.env["relationship.feedback"].create(
                        {
                            "verbatim": "Easy",
                            "partner_id": self.amy.id,
                            "score_type": score_type,
                            "score_value": best,
                        }
                    )
                self._score("2026-03-01", 6)
                self._refresh()
                self.assertEqual(
                    self._get("score_fell").evidence,
                    {"before": 10, "now": 6, "count": 1},
                )
                savepoint.rollback()

    def test_a_better_answer_ends_it_at_once(self):
        self._score("2025-09-01", 9)
        self._score("2026-03-01", 5)
        asked = self._score("2026-03-09", None)
        self._refresh()
        alert = self._get("score_fell")
        asked._record_answer(7, "Better")
        self.assertEqual(alert.state, "open", "still three points down")
        for day in ("2026-03-06", "2026-03-07", "2026-03-08"):
            self._score(day, None)._record_answer(10, "Good")
        self.assertEqual(alert.state, "closed")

    def test_it_ends_at_once_when_the_answer_is_erased(self):
        self._score("2025-09-01", 9)
        answer = self._score("2026-03-01", 5)
        self._refresh()
        alert = self._get("score_fell")
        answer.unlink()
        self.assertEqual(alert.state, "closed")

    @users("ann")
    def test_logged_contact_ends_it_at_once(self):
        self._add_message(self.acme.sudo(), self.amy, date="2026-03-06 09:00:00")
        self._refresh()
        alert = self._get("unanswered")
        self._log(date_start="2026-03-10 09:00:00")
        self.assertEqual((alert.state, alert.outcome), ("closed", "came_back"))

    def test_answer_of_ours_ends_it_with_the_next_look_at_what_is_new(self):
        message = self._add_message(self.acme, self.amy, date="2026-03-06 09:00:00")
        self._refresh()
        alert = self._get("unanswered")
        self._add_message(
            *(self.acme, self.ann.partner_id),
            date="2026-03-10 09:30:00",
            message_type="comment",
        )
        self.env["relationship.touch"]._refresh_recent(message.create_date)
        self.assertEqual(alert.state, "closed")

    def test_message_that_grew_too_old_did_not_come_back(self):
        self._add_message(self.acme, self.amy, date="2026-03-10 07:00:00")
        with freeze("2026-03-10 23:00:00"):
            self._refresh()
            alert = self._get("unanswered")
        with freeze("2026-04-10 10:00:00"):
            self._refresh()
        self.assertEqual((alert.state, alert.outcome), ("closed", "by_itself"))

    @users("ann")
    def test_contacts_of_before_and_with_others_are_no_answer(self):
        said = self._add_message(self.acme.sudo(), self.amy, date="2026-03-10 07:00:00")
        with freeze("2026-03-10 23:00:00"):
            self._refresh()
            alert = self._get("unanswered")
            self.assertEqual(alert.evidence["messages"], said.ids)
            self._log(date_start="2026-03-09 09:00:00")
            self._log(self.birch, date_start="2026-03-10 09:00:00")
        self.assertEqual(alert.state, "open")
        with freeze("2026-04-10 10:00:00"):
            self._refresh()
        self.assertEqual((alert.state, alert.outcome), ("closed", "by_itself"))

    def test_customer_came_back_who_was_answered(self):
        self._add_message(self.acme, self.amy, date="2026-03-06 09:00:00")
        self._refresh()
        alert = self._get("unanswered")
        self._answer("2026-03-10 09:00:00")
        self._refresh()
        self.assertEqual((alert.state, alert.outcome), ("closed", "came_back"))

    def test_days_are_those_of_the_company(self):
        """Evenings in Bogota are the next day's in UTC."""
        self.env.company.relationship_tz = "America/Bogota"
        self._add_message(self.acme, self.amy, date="2026-03-07 01:00:00")
        with freeze("2026-03-03 02:00:00"):
            self.env["relationship.feedback"].create(
                {"verbatim": "Too loud", "account_id": self.acme.id}
            ).action_wait()
        self._score("2025-12-10 02:00:00", 9)
        self._score("2026-03-01", 5)
        self._refresh()
        self.assertEqual(self._get("unanswered").evidence["since"], "2026-03-06")
        silent = self._get("silent")
        self.assertEqual((silent.value, silent.evidence["since"]), (8, "2026-03-02"))
        self.assertEqual(self._get("score_fell").value, 4)

    def test_nobody_writes_down_that_a_customer_is_at_risk(self):
        for name, value in (
            ("risk_reason", "Mine"),
            ("risk_since", "2020-01-01"),
            ("risk_until", "2099-01-01"),
        ):
            for user in (self.ann, self.hugo):
                with self.assertRaisesRegex(UserError, "cannot be written down"):
                    self.acme.with_user(user).write({name: value})
            with self.assertRaisesRegex(UserError, "cannot be written down"):
                self.Account.with_user(self.hugo).create(
                    {
                        "partner_id": self.dune.id,
                        "manager_id": self.hugo.id,
                        name: value,
                    }
                )

    def test_salespeople_do_not_read_what_the_manager_thinks(self):
        self._add_lead(self.acme_customer, self.sam)
        self.acme.with_user(self.ann).action_mark_at_risk("New buyer")
        acme = self.acme.with_user(self.sam)
        self.assertEqual(acme.name, "Acme")
        for name in ("risk_reason", "risk_until", "is_at_risk"):
            with self.assertRaises(AccessError):
                acme.read([name])
        view = acme.get_view(view_type="form")
        self.assertNotIn("risk_reason", view["arch"])
