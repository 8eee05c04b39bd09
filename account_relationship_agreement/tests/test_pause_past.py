from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestPausePast(AgreementCommon):
    """Days that are over were paused or not: nobody writes that over in place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-01-20 12:00:00"):
            cls.agreement = cls._agree()
            cls.over = cls._pause("2026-01-05", "2026-02-10")
            cls.open = cls._pause("2026-03-01", False)
            cls.later = cls._pause_of(cls._agree(name="Other"), "2026-05-01")
        # The clock of the database is not that of the test.
        cls.env.cr.execute(
            "UPDATE relationship_agreement_pause SET create_date = '2026-01-20'"
        )
        cls.env.invalidate_all()

    @classmethod
    def _pause(cls, start, end):
        return cls._pause_of(cls.agreement, start, end)

    @classmethod
    def _pause_of(cls, agreement, start, end=False):
        return cls.env["relationship.agreement.pause"].create(
            {"agreement_id": agreement.id, "date_start": start, "date_end": end}
        )

    @users("ann")
    @freeze_time("2026-03-10 12:00:00")
    def test_one_without_end_is_written_as_it_is(self):
        """As whoever imports what was exported does."""
        open_one = self.open.with_env(self.env)
        open_one.write({"date_start": "2026-03-01", "date_end": False})
        self.assertFalse(open_one.date_end)

    @users("ann")
    @freeze_time("2026-03-10 12:00:00")
    def test_days_that_are_over_are_not_changed(self):
        over, open_one = self.over.with_env(self.env), self.open.with_env(self.env)
        for act in (
            lambda: over.write({"date_start": "2026-01-06"}),
            lambda: over.write({"date_start": "2026-01-04"}),
            lambda: over.write({"date_end": "2026-02-09"}),
            lambda: over.write({"date_end": False}),
            lambda: over.write({"date_end": "2026-02-28"}),
            lambda: open_one.write({"date_end": "2026-03-08"}),
            lambda: open_one.write({"date_start": "2026-03-11"}),
            over.unlink,
            open_one.unlink,
            lambda: over.agreement_id.write({"pause_ids": [Command.clear()]}),
            lambda: over.agreement_id.write(
                {"pause_ids": [Command.update(over.id, {"date_end": "2026-02-01"})]}
            ),
        ):
            with self.assertRaisesRegex(UserError, "days that are over"):
                act()
        self.assertEqual(str(over.date_end), "2026-02-10")

    @users("ann")
    @freeze_time("2026-03-10 12:00:00")
    def test_pause_is_ended_or_goes_on_from_today_and_another_one_is_entered(self):
        open_one = self.open.with_env(self.env)
        open_one.date_end = "2026-03-09"
        open_one.date_end = "2026-03-31"
        open_one.date_end = False
        open_one.agreement_id.action_resume()
        self.assertEqual(str(open_one.date_end), "2026-03-09")
        late = self._pause("2026-02-15", "2026-02-20").with_env(self.env)
        self.assertTrue(late.exists())

    @users("ann")
    @freeze_time("2026-03-10 12:00:00")
    def test_days_to_come_are_changed_freely(self):
        later = self.later.with_env(self.env)
        later.write({"date_start": "2026-03-10", "date_end": "2026-06-01"})
        later.date_start = "2026-04-01"
        later.unlink()
        self.assertFalse(later.exists())

    @users("ann")
    def test_what_was_entered_today_is_corrected(self):
        with self._frozen_now():
            late = self._pause("2026-02-15", "2026-02-20").with_env(self.env)
            late.date_end = "2026-02-18"
            late.unlink()
        self.assertFalse(late.exists())

    def _frozen_now(self):
        """Of a record that is made now the database says when, not the test."""
        self.env.cr.execute("SELECT now()::date")
        (day,) = self.env.cr.fetchone()
        return freeze_time(f"{day} 12:00:00")

    @users("ann")
    @freeze_time("2026-03-10 12:00:00")
    def test_draft_was_never_agreed(self):
        self.agreement.action_set_draft()
        over = self.over.with_env(self.env)
        over.date_end = "2026-02-01"
        over.unlink()
        self.assertFalse(over.exists())
