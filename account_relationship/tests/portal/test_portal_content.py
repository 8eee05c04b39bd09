from datetime import date, timedelta

from markupsafe import Markup

from odoo import fields
from odoo.tests import tagged

from ..common import AccountCommon
from .common import Customers, PortalCase

SECRET = "SECRET"
#: Numbers somebody could recognise.
REVENUE, AT_STAKE = 654321.0, 765432.0


class Secrets:
    """Everything internal says SECRET."""

    @classmethod
    def _stuff(cls, record):
        """Write the word into every text field that is not for the customer."""
        shown = cls.side._get_written_fields(record._name)
        values = {
            name: SECRET
            for name, field in record._fields.items()
            if field.type in ("char", "text", "html")
            and field.store
            and not field.related
            and name not in shown
            and name not in ("access_token", "email_from")
        }
        cls.stuffed |= {(record._name, name) for name in values}
        record.write(values)
        record.message_post(body=SECRET, attachments=[(f"{SECRET}.txt", b"x")])
        record.message_post(
            body=SECRET,
            author_id=cls.ann.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        record.activity_schedule(
            "mail.mail_activity_data_todo", summary=SECRET, note=SECRET
        )

    @classmethod
    def set_up_secrets(cls):
        cls.stuffed = set()
        cls.acme_plan.write(
            {"customer_name": "Our move", "customer_summary": "<p>Together</p>"}
        )
        for action in cls.theirs | cls.ours:
            action.customer_name = f"Step {action.id}"
            cls._stuff(action)
        cls.hidden.name = SECRET
        cls.ours.after_ids = cls.hidden
        cls._set_objectives()
        cls._stuff(cls.acme_plan)
        cls._stuff(cls.acme_feedback)
        cls.acme_feedback.write({"severity": "critical", "revenue_at_stake": AT_STAKE})
        cls._set_account()
        cls._tell_another_customer()

    @classmethod
    def _set_objectives(cls):
        shared, hidden, money = cls.env["relationship.objective"].create(
            [
                {"plan_id": cls.acme_plan.id, "name": name, "is_shared": shown}
                for name, shown in [("x", True), (SECRET, False), ("Together", True)]
            ]
        )
        shared.customer_name = "Be in by January"
        shared.write({"note": SECRET, "name": SECRET})
        money.write(
            {
                "kind": "quantitative",
                "measure": "revenue_12m",
                "target": REVENUE,
                "baseline": REVENUE,
            }
        )

    @classmethod
    def _set_account(cls):
        cls.acme.sudo().write(
            {
                "wants": SECRET,
                "problem": SECRET,
                "next_step": SECRET,
                "tag_ids": [(0, 0, {"name": SECRET})],
            }
        )
        cls.acme.stage_id = cls.at_risk
        cls.at_risk.name = f"{SECRET} at risk"
        cls.acme.tier_id.name = f"{SECRET} tier"

    @classmethod
    def _tell_another_customer(cls):
        """Feedback several customers gave: each has notices of its own."""
        cls.env["relationship.feedback.notice"].create(
            [
                {
                    "feedback_id": cls.acme_feedback.id,
                    "kind": "update",
                    "channel": "mail",
                    "partner_id": partner.id,
                    "body": body,
                }
                for partner, body in [
                    (cls.pia.partner_id, "<p>Told Acme</p>"),
                    (cls.bert.partner_id, f"<p>{SECRET}: told Birch</p>"),
                ]
            ]
        )


@tagged("post_install", "-at_install")
class TestSecrets(Secrets, PortalCase):
    """Nothing internal reaches a customer, wherever the customer looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_secrets()

    def assertNothingLeaks(self, text, where):
        self.assertNotIn(SECRET, text, where)
        for number in ("654,321", "654321", "765,432", "765432"):
            self.assertNotIn(number, text, where)

    def test_secrets_are_in_every_internal_field(self):
        for model, name in [
            ("relationship.plan", "name"),
            ("relationship.plan", "note"),
            ("relationship.action", "name"),
            ("relationship.action", "note"),
            ("relationship.feedback", "name"),
            ("relationship.feedback", "summary"),
            ("relationship.feedback", "decline_reason"),
        ]:
            self.assertIn((model, name), self.stuffed)

    def test_no_page_tells(self):
        share = self._share(self.acme_plan, self.amy)
        contact = self.acme_feedback.partner_id
        token = self.acme_feedback._get_reader_token(contact)
        for url in (
            "/my",
            "/my/account-manager",
            "/my/plans",
            f"/my/plans/{self.acme_plan.id}",
            f"/plan/{self.acme_plan.id}/{share.access_token}",
            "/my/feedback?filterby=all",
            "/my/feedback/new",
            f"/my/feedback/{self.acme_feedback.id}",
            f"/feedback/{self.acme_feedback.id}/{token}",
        ):
            self.assertNothingLeaks(self._read(url), url)

    def test_the_preview_does_not_tell_either(self):
        self.log_in("ann")
        self.assertNothingLeaks(
            self._read(f"/plan/{self.acme_plan.id}/preview"), "preview"
        )

    def test_the_pdf_does_not_tell(self):
        html, __ = self.env["ir.actions.report"]._render_qweb_html(
            "account_relationship.action_report_relationship_plan", self.acme_plan.ids
        )
        html = html.decode()
        self.assertNothingLeaks(html, "PDF")
        for words in ("Our move", "Be in by January", f"Step {self.theirs.id}", "Ann"):
            self.assertIn(words, html)

    def test_customers_read_what_is_theirs(self):
        page = self._read(f"/my/plans/{self.acme_plan.id}")
        for words in ("Our move", "Together", "Be in by January"):
            self.assertIn(words, page)
        page = self._read(f"/my/feedback/{self.acme_feedback.id}")
        self.assertIn("Told Acme", page)


@tagged("post_install", "-at_install")
class TestCustomerSide(Customers, AccountCommon):
    """The one list of what a customer may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_customers()

    def _describe_plan(self, plan=None):
        return self.side._describe_plan(plan or self.acme_plan)

    def _describe_feedback(self, feedback=None):
        return self.side._describe_feedback(feedback or self.acme_feedback)

    def assertPlain(self, value):
        """No records, no functions: nothing that leads on."""
        if isinstance(value, dict):
            for key, part in value.items():
                self.assertIsInstance(key, str)
                self.assertPlain(part)
        elif isinstance(value, list):
            for part in value:
                self.assertPlain(part)
        else:
            plain = (str, Markup, int, float, bool, date)
            self.assertIsInstance(value, plain)

    def test_all_is_plain(self):
        self.assertPlain(self._describe_plan())
        self.assertPlain(self.side._describe_action(self.theirs))
        self.assertPlain(self._describe_feedback())
        self.assertPlain(self.side._describe_manager(self.acme))

    def test_what_is_not_shared_is_described_as_nothing(self):
        for plan in (self.draft_plan, self.unshared_plan):
            self.assertEqual(self._describe_plan(plan), {})
        self.assertEqual(self.side._describe_action(self.hidden), {})
        self.acme_plan.is_shared = False
        self.assertEqual(self.side._describe_action(self.theirs), {})

    def test_progress_counts_what_the_customer_sees(self):
        plan = self._describe_plan()
        self.assertEqual((plan["done_count"], plan["action_count"]), (0, 2))
        self.ours.write({"state": "done"})
        self.hidden.write({"state": "done"})
        plan = self._describe_plan()
        self.assertEqual((plan["progress"], plan["status_label"]), (50, "on track"))
        self._add_action(self.acme_plan, name="Called off").state = "cancelled"
        self.assertEqual(self._describe_plan()["progress"], 50, "what was called off")

    def test_late_steps_are_counted_in_words(self):
        (self.theirs | self.hidden).write({"date_due": self.today - timedelta(days=1)})
        self.assertEqual(self._describe_plan()["status_label"], "1 step is late")
        self.ours.date_due = self.today
        self.assertEqual(self._describe_plan()["status_label"], "1 step is late")
        self.ours.date_due = self.today - timedelta(days=1)
        self.assertEqual(self._describe_plan()["status_label"], "2 steps are late")

    def test_a_plan_without_steps_is_as_far_as_its_objectives(self):
        self.acme_plan.action_ids.is_shared = False
        goal = self._add_objective(target=40, current=10, unit="desks")
        plan = self._describe_plan()
        self.assertEqual(plan["status_label"], "")
        self.assertEqual(plan["progress"], round(goal.progress))

    def test_numbers_kept_by_hand_are_shown(self):
        self._add_objective(target=40, current=24.5, unit="desks")
        goal = self._describe_plan()["objectives"][0]
        self.assertEqual((goal["current"], goal["target"]), ("24.5", "40 desks"))
        self._add_objective(name="On time", target=95, current=91, unit="%")
        goal = self._describe_plan()["objectives"][1]
        self.assertEqual((goal["current"], goal["target"]), ("91 %", "95 %"))

    def test_goals_that_were_dropped_are_shown_no_more(self):
        goal = self._add_objective(name="On time", target=95, current=91, unit="%")
        self.assertTrue(self._describe_plan()["objectives"])
        goal.state = "dropped"
        self.assertFalse(self._describe_plan()["objectives"])

    def test_what_is_to_become_less_is_said_so(self):
        self._add_objective(baseline=6, target=0, current=4)
        self._add_objective(baseline=0, target=6, current=4)
        self._add_objective(baseline=6, target=6, current=4)
        falling, rising, steady = self._describe_plan()["objectives"]
        self.assertTrue(falling["is_falling"])
        self.assertFalse(rising["is_falling"] or steady["is_falling"])

    def test_money_and_scores_stay_inside(self):
        for measure in ("revenue_12m", "overdue_amount", "nps_12m"):
            with self.subTest(measure=measure):
                goal = self._add_objective(measure=measure, target=100)
                goal.write({"has_data": True, "current": 50})
                described = self.side._describe_objective(goal)
                self.assertEqual(described["current"], "")
                self.assertEqual(described["target"], "")

    def test_a_counting_measure_shows_its_target_before_there_is_data(self):
        goal = self._add_objective(measure="days_late_12m", target=5)
        goal.has_data = False
        described = self.side._describe_objective(goal)
        self.assertEqual((described["current"], described["target"]), ("", "5 days"))
        self.assertFalse(described["is_measured"])

    def _add_objective(self, **values):
        return self.env["relationship.objective"].create(
            {
                "plan_id": self.acme_plan.id,
                "name": "Goal",
                "kind": "quantitative",
                "is_shared": True,
                **values,
            }
        )

    def test_what_comes_before_shows_when_shared(self):
        self.ours.after_ids = self.theirs | self.hidden
        described = self.side._describe_action(self.ours)
        self.assertEqual(described["after"], ["Confirm the floor plan"])
        self.theirs.state = "done"
        self.assertFalse(self.side._describe_action(self.ours)["after"])

    def test_a_step_of_ours_is_confirmed_once(self):
        def may_confirm():
            return self.side._describe_action(self.ours)["can_confirm"]

        self.assertFalse(may_confirm(), "not done yet")
        self.ours.state = "done"
        self.assertTrue(may_confirm())
        self.ours.confirmed_at = fields.Datetime.now()
        self.assertFalse(may_confirm())

    def test_who_confirmed_shows_for_the_customers_own_people(self):
        self.theirs.write(
            {
                "confirmed_by_id": self.bert.partner_id.id,
                "confirmed_at": fields.Datetime.now(),
            }
        )
        described = self.side._describe_action(self.theirs)
        self.assertTrue(described["is_confirmed"])
        self.assertEqual(described["confirmed_by"], "")

    def test_feedback_without_wording_shows_its_first_line(self):
        feedback = self._add_feedback(
            self.acme, self.pia, "First\nSecond", source="manual", name="Ours"
        )
        self.assertEqual(self._describe_feedback(feedback)["title"], "First")

    def test_who_is_at_another_customer_now_is_not_named(self):
        self.assertEqual(self._describe_feedback()["said_by"], "Pia")
        self.pia.partner_id.parent_id = self.birch_customer
        self.assertEqual(self._describe_feedback()["said_by"], "")

    def test_a_refusal_shows_once_the_customer_was_told(self):
        self.acme_feedback.write({"state": "declined", "decline_reason": "Too dear"})
        shown = self._describe_feedback()
        self.assertEqual(shown["state_label"], "Being looked at")
        self.assertNotIn("We decided", str(shown["history"]))
        self.env["relationship.feedback.notice"].create(
            {
                "feedback_id": self.acme_feedback.id,
                "kind": "decision",
                "channel": "phone",
                "partner_id": self.pia.partner_id.id,
                "body": "<p>Sorry</p>",
            }
        )
        self.assertEqual(self._describe_feedback()["state_label"], "Not planned")

    def test_who_was_not_asked_yet_has_nothing_to_confirm(self):
        self.acme_feedback.state = "implemented"
        shown = self._describe_feedback()
        self.assertFalse(shown["can_verify"])
        self.assertEqual(shown["state_label"], "Done on our side")
        self.acme_feedback.asked_at = fields.Datetime.now()
        shown = self._describe_feedback()
        self.assertTrue(shown["can_verify"])
        self.assertEqual(shown["state_label"], "Done: is it solved?")

    def test_customers_read_who_found_that_it_is_solved(self):
        self._ask_whether_solved(self.acme_feedback)
        self.acme_feedback.write({"state": "verified", "is_solved": "yes"})
        for user, words in (
            (False, "You confirmed that it is solved"),
            (self.ann, "We noted that it is solved"),
        ):
            self.acme_feedback.verified_by_id = user
            history = self._describe_feedback()["history"]
            self.assertEqual(history[-1]["label"], words)

    def test_joined_feedback_stands_where_the_other_stands(self):
        other = self._add_feedback(self.birch, self.bert, "The same")
        self.acme_feedback.write({"state": "duplicate", "duplicate_of_id": other.id})
        other.write({"state": "planned"})
        shown = self._describe_feedback()
        self.assertEqual(shown["state_label"], "Joined with a similar one: Planned")
        self.assertEqual(shown["title"], "Late again")
        self.assertFalse(shown["can_verify"])
        self.assertNotIn("The same", str(shown))
        self.assertFalse(shown["told"])
        for contact, words in (
            (self.pia.partner_id, "Soon"),
            (self.bert.partner_id, "No"),
        ):
            self.env["relationship.feedback.notice"].create(
                {
                    "feedback_id": other.id,
                    "kind": "update",
                    "channel": "phone",
                    "partner_id": contact.id,
                    "body": words,
                }
            )
        [told] = self._describe_feedback()["told"]
        self.assertIn("Soon", told["body"])

    def test_labels_are_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        side = self.side.with_context(lang="es_ES")
        self.assertEqual(side._get_day(None), None)
        self.assertTrue(side._describe_plan(self.acme_plan)["state_label"])
