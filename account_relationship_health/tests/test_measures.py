from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import HealthCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMeasures(HealthCommon):
    """What health looks at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.measures = cls.env["relationship.measure"]
        cls.ben = cls.env["res.partner"].create(
            {"name": "Ben", "parent_id": cls.acme_customer.id}
        )

    def _measure(self, key, account=None, today=None):
        today = fields.Date.to_date(today)
        account = account or self.acme
        return self.measures._measure(key, account, today)[account.id]

    # ------------------------------------------------------------
    # People
    # ------------------------------------------------------------

    def test_people_in_touch_are_those_within_the_cadence(self):
        self.tier_a.contact_days = 30
        self._log(self.acme, self.amy, "2026-03-10 10:00:00")
        self._log(self.acme, self.amy, "2026-03-12 10:00:00")
        self._log(self.acme, self.ben, "2026-02-12 10:00:00")
        self.assertEqual(self._measure("people_in_touch"), 1)
        self.acme.cadence_days = 31
        self.assertEqual(self._measure("people_in_touch"), 1, "31 days ago is too long")
        self.acme.cadence_days = 32
        self.assertEqual(self._measure("people_in_touch"), 2)

    def test_people_in_touch_of_days_gone_by_know_nothing_later(self):
        self.tier_a.contact_days = 30
        self._log(self.acme, self.amy, "2026-01-10 10:00:00")
        self._log(self.acme, self.ben, "2026-03-10 10:00:00")
        self.assertEqual(self._measure("people_in_touch", today="2026-01-20"), 1)
        self.assertEqual(self._measure("people_in_touch", today="2026-02-20"), 0)

    def test_without_a_cadence_90_days_count(self):
        self.tier_a.contact_days = 0
        self._log(self.acme, self.amy, "2025-12-16 10:00:00")
        self._log(self.acme, self.ben, "2025-12-14 10:00:00")
        self.assertEqual(self._measure("people_in_touch"), 1)

    def test_a_call_that_was_ticked_off_is_somebody(self):
        call = self.acme.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ann.id
        )
        call.with_user(self.ann).action_done()
        self.assertEqual(self._measure("people_in_touch"), 1)
        self._log(self.acme, self.amy, "2026-03-12 10:00:00")
        self.assertEqual(self._measure("people_in_touch"), 1, "it may have been amy")
        self._log(self.acme, self.ben, "2026-03-12 10:00:00")
        self.assertEqual(self._measure("people_in_touch"), 2)

    def test_visit_of_this_afternoon_counts_once_it_took_place(self):
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "user_id": self.ann.id,
                "start": "2026-03-15 15:00:00",
                "stop": "2026-03-15 16:00:00",
                "partner_ids": [
                    Command.set((self.ann.partner_id | self.amy).ids),
                ],
            }
        )
        self.assertIsNone(self._measure("people_in_touch"))
        with freeze_time("2026-03-15 16:00:01"):
            self.assertEqual(self._measure("people_in_touch"), 1)

    def test_of_whom_nobody_was_ever_in_touch_there_are_no_data(self):
        self.assertIsNone(self._measure("people_in_touch"))

    # ------------------------------------------------------------
    # Work
    # ------------------------------------------------------------

    def test_late_is_what_is_open_and_past_its_day(self):
        self._promise(self.acme, "2026-03-14")
        self._promise(self.acme, "2026-03-15")
        self._promise(self.acme, "2026-03-01").action_keep()
        self._promise(self.birch, "2026-03-01")
        self.assertEqual(self._measure("late_work"), 1)

    def test_feedback_is_late_by_its_clocks_unless_it_waits_for_the_customer(self):
        late, waiting, answered = self.env["relationship.feedback"].create(
            [{"account_id": self.acme.id, "verbatim": "Broken"}] * 3
        )
        (late | waiting | answered).sudo().write(
            {"acknowledge_deadline": "2026-03-01 10:00:00"}
        )
        waiting.sudo().is_waiting = True
        self._answer(answered)
        self.assertEqual(self._measure("late_work"), 1)
        self.assertEqual(self._measure("late_work", self.birch), 0)

    def test_only_open_complaints_others_were_told_of_knock_out(self):
        feedback = self.env["relationship.feedback"].create(
            [
                {"account_id": self.acme.id, "verbatim": "Broken", "kind": kind}
                for kind in ("complaint", "complaint", "request", "complaint")
            ]
        )
        feedback[1:].sudo().escalation_level = 1
        self._answer(feedback[3])
        self.assertEqual(self._measure("escalated_complaints"), 1)

    def _answer(self, feedback):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE relationship_feedback SET state = 'closed' WHERE id = %s",
                feedback.id,
            )
        )
        self.env.invalidate_all()

    # ------------------------------------------------------------
    # Sales and payments
    # ------------------------------------------------------------

    def test_breadth_counts_categories_with_sales(self):
        lamps, desks, chairs = self.env["product.category"].create(
            [{"name": name} for name in ("Lamps", "Desks", "Chairs")]
        )
        products = self.env["product.product"].create(
            [
                {"name": category.name, "categ_id": category.id, "taxes_id": False}
                for category in (lamps, desks, chairs)
            ]
        )
        for product, day in (
            *((products[0], "2025-09-01"), (products[0], "2025-10-01")),
            *((products[1], "2026-03-01"), (products[2], "2025-03-01")),
        ):
            self._invoice(self.amy, 100, day, product_id=product)
        self._invoice(self.amy, 100, "2026-03-02", product_id=products[1]).copy()
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.amy.id,
                "invoice_date": "2026-03-03",
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": products[0].id, "price_unit": 200, "tax_ids": []}
                    )
                ],
            }
        )
        self.env["relationship.revenue"]._rebuild()
        self.assertEqual(self._measure("breadth_12m"), 2)
        refund.action_post()
        self.env["relationship.revenue"]._rebuild()
        self.assertEqual(self._measure("breadth_12m"), 1, "all lamps came back")
        self.assertIsNone(self._measure("breadth_12m", self.birch))

    def test_days_later_compares_two_years(self):
        for year, days in ((2024, 3), (2025, 10)):
            invoice = self._invoice(self.acme_customer, 100, f"{year}-06-01")
            self._pay(invoice, f"{year}-06-{1 + days:02}")
        self.assertEqual(self._measure("days_late_change"), 7)
        self.assertIsNone(self._measure("days_late_change", self.birch))

    # ------------------------------------------------------------
    # Scores
    # ------------------------------------------------------------

    def _score(self, person, kind, value, day):
        return (
            self.env["relationship.score"]
            .sudo()
            .create(
                {
                    "account_id": self.acme.id,
                    "partner_id": person.id,
                    "email": f"{person.name}@example.com",
                    "score_type": kind,
                    "value": value,
                    "sent_at": f"{day} 08:00:00",
                    "sent_on": day,
                    "expires_on": "2099-01-01",
                    "answered_at": f"{day} 09:00:00",
                }
            )
        )

    def test_fall_is_of_one_person_between_the_last_two_answers(self):
        self._score(self.amy, "nps", 10, "2025-05-01")
        self.assertIsNone(self._measure("score_fall"), "one answer falls from nothing")
        self._score(self.amy, "nps", 9, "2025-08-01")
        self._score(self.amy, "nps", 6, "2026-02-01")
        self._score(self.ben, "nps", 2, "2026-02-01")
        self.assertEqual(self._measure("score_fall"), 3)
        self.assertEqual(self._measure("score_fall", today="2025-09-01"), 1)

    def test_a_rise_is_no_fall_and_every_scale_is_of_10_as_well(self):
        self._score(self.ben, "nps", 2, "2025-10-01")
        self._score(self.ben, "nps", 9, "2026-02-01")
        self.assertEqual(self._measure("score_fall"), 0)
        for value, day in ((5, "2025-10-01"), (4, "2026-02-01")):
            self.env["relationship.feedback"].create(
                {
                    "partner_id": self.amy.id,
                    "verbatim": "So it is",
                    "score_type": "csat",
                    "score_value": value,
                    "received_at": f"{day} 10:00:00",
                }
            )
        self.env.flush_all()
        self.assertEqual(self._measure("score_fall"), 2.5)

    def test_what_was_answered_long_ago_says_nothing_now(self):
        self._score(self.amy, "nps", 10, "2024-05-01")
        self._score(self.amy, "nps", 1, "2025-03-15")
        self.assertIsNone(self._measure("score_fall"))

    # ------------------------------------------------------------
    # The past
    # ------------------------------------------------------------

    def test_one_at_a_time_is_the_same_as_all_at_once(self):
        self._log(self.acme, self.amy, "2026-03-10 10:00:00")
        self._promise(self.birch, "2026-03-01")
        self._invoice(self.cedar_customer, 100, "2025-06-01")
        keys = [line.measure for line in self.profile.criterion_ids]
        together = self.measures._measure_many(keys, self.accounts)
        for account in self.accounts:
            alone = self.measures._measure_many(keys, account)
            self.assertEqual(alone[account.id], together[account.id])
