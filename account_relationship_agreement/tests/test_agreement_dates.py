from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAgreementDates(AgreementCommon):
    """Days are written as the reader writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lang = cls.env["res.lang"].search([("code", "=", "en_US")])
        lang.date_format = "%d.%m.%Y"

    def assertSaid(self, day, do):
        with self.assertRaisesRegex((UserError, ValidationError), day):
            do()

    def test_what_changed_is_noted_with_its_day(self):
        agreement = self._agree()
        agreement._amend(self._day("2026-04-01"), [(agreement.line_ids, {"amount": 9})])
        self.assertIn("From 01.04.2026 on: Lift", agreement.message_ids[:1].body)

    def test_what_is_refused_is_said_with_its_day(self):
        agreement = self._agree(renewal="none")
        line = agreement.line_ids
        before, after = self._day("2025-12-01"), self._day("2027-02-01")
        self.assertSaid("01.12.2025", lambda: agreement._amend(before, []))
        self.assertSaid(
            "31.12.2026",
            lambda: agreement._end("both", before, after, self.price, False),
        )
        agreement._amend(self._day("2026-05-01"), [(line, {"amount": 9})])
        self.assertSaid(
            "01.06.2026",
            lambda: agreement._amend(self._day("2026-06-01"), [(line, {"amount": 8})]),
        )
        self.assertSaid(
            "01.02.2026.* 01.03.2026",
            lambda: self._draft().write(
                {
                    "line_ids": [
                        self._add_line(
                            1, date_start="2026-03-01", date_end="2026-02-01"
                        )
                    ]
                }
            ),
        )

    def test_too_large_a_discount_is_said_with_its_day(self):
        draft = self._draft()
        draft.line_ids = [
            Command.create(
                {"name": "Discount", "amount": -2000, "date_start": "2026-07-01"}
            )
        ]
        self.assertSaid("01.07.2026", draft.action_confirm)
