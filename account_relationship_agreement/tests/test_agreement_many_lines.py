from datetime import timedelta

from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import AgreementCommon

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestThousandsOfLines(AgreementCommon):
    """5,000 lines of one agreement: made, opened, changed and counted in time."""

    NUMBER = 5_000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        start = cls._day("2026-01-01")
        lines = [
            {
                "name": f"Seat {number}",
                "amount": 10,
                "date_start": start + DAY * (number % 1000),
            }
            for number in range(cls.NUMBER)
        ]
        before = cls.cr.sql_log_count
        cls.large = cls._draft(line_ids=[Command.create(line) for line in lines])
        cls.env.flush_all()
        cls.made_in = cls.cr.sql_log_count - before
        before = cls.cr.sql_log_count
        cls.large.action_confirm()
        cls.env.flush_all()
        cls.confirmed_in = cls.cr.sql_log_count - before

    def test_made_and_confirmed_in_few_queries(self):
        self.assertEqual(len(self.large.line_ids), self.NUMBER)
        self.assertLess(self.made_in, 150)
        self.assertLess(self.confirmed_in, 150)

    def test_opened_in_few_queries(self):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        view = self.env.ref(
            "account_relationship_agreement.relationship_agreement_view_form"
        )
        form = Form(self.large.with_user(self.ann), view)
        self.assertTrue(form.annual_amount)
        self.assertLess(self.cr.sql_log_count - before, 150)

    def test_counted_in_one_query(self):
        day = self._day("2026-03-10")
        self.env.flush_all()
        before = self.cr.sql_log_count
        found = self.recurring._get_arr(day)
        self.assertLess(self.cr.sql_log_count - before, 5)
        # 69 days of 5 lines each are over or begin today.
        self.assertEqual(found, {self.acme.id: 69 * 5 * 120})
        self.assertEqual(self.large.arr, 69 * 5 * 120)

    def test_all_lines_become_dearer_at_once(self):
        day = self._day("2028-12-01")
        before = self.cr.sql_log_count
        lines = self.large.line_ids
        self.large._amend(day, [(line, {"amount": 11}) for line in lines])
        self.env.flush_all()
        self.assertLess(self.cr.sql_log_count - before, 200)
        self.assertEqual(self.large._get_agreed(day), self.NUMBER * 132)
        self.assertEqual(self.large._get_agreed(day - DAY), self.NUMBER * 120)
