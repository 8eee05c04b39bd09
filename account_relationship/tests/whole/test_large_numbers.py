from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import AccountCommon
from .records import Records

#: What is counted on from a day: a year above 9999 can be read by nobody.
FAR = 3_000_000


@tagged("post_install", "-at_install")
class TestLargeNumbers(Records, AccountCommon):
    """One number that is too large does not stop the work for all customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_records()

    def _get_numbers(self):
        """``(record, field)`` of all numbers of days that somebody enters."""
        records = [*self.records.values(), self.env.company]
        return [
            (record[:1], name)
            for record in records
            for name, field in record._fields.items()
            if field.type == "integer"
            and field.store
            and not (record._transient or field.compute or field.readonly)
            and name.endswith(("_days", "_hours", "_months"))
            # The database says how long a plan lasts at most.
            and name != "duration_days"
            and (record._name != "res.company" or name.startswith("relationship_"))
        ]

    def test_no_number_of_days_is_so_large_that_there_is_no_such_day(self):
        numbers = self._get_numbers()
        names = {(record._name, name) for record, name in numbers}
        for known in (
            ("relationship.key.contact", "cadence_days"),
            ("relationship.account", "cadence_days"),
            ("relationship.tier", "feedback_days"),
            ("res.company", "relationship_score_gap_days"),
        ):
            self.assertIn(known, names)
        for record, name in numbers:
            with (
                self.subTest(model=record._name, field=name),
                self.assertRaisesRegex(ValidationError, "at most"),
                self.env.cr.savepoint(),
            ):
                record[name] = FAR

    def test_weights_and_clocks_are_numbers(self):
        for name in ("relationship.tier", "relationship.feedback.team"):
            record = self.records[name][:1]
            field = "capacity_weight" if name.endswith("tier") else "decide_hours"
            for value in (float("nan"), float("inf"), 1e300):
                with (
                    self.subTest(field=field, value=value),
                    self.assertRaises(ValidationError),
                    self.env.cr.savepoint(),
                ):
                    record[field] = value

    def test_threshold_of_one_company_does_not_stop_the_alerts_of_all(self):
        settings = self.env["relationship.alert.setting"]
        settings._get(self.env.company)
        for line in settings.search([("company_id", "=", self.env.company.id)]):
            for value in (float("nan"), float("inf"), 1e300):
                with (
                    self.subTest(reason=line.reason, value=value),
                    self.assertRaises(ValidationError),
                    self.env.cr.savepoint(),
                ):
                    line.write({"enter": value, "leave": value})
        days = settings.search([]).filtered(lambda line: line.unit == "days")
        with self.assertRaisesRegex(ValidationError, "at most"):
            days[:1].write({"enter": 99_999_999_999, "leave": 99_999_999_999})
