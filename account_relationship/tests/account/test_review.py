from datetime import date

from odoo.exceptions import AccessError
from odoo.modules.migration import load_script
from odoo.tests import freeze_time, tagged, users
from odoo.tools.misc import file_path

from ..common import AccountCommon, AccountMailCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestReview(AccountCommon):
    """How often customers are reviewed with the head of accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As many days as a month has, and none.
        (cls.tier_a | cls.tier_b).review_days = 30
        cls.tier_c.review_days = 0

    def _make(self, *tiers):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(len(tiers))]
        )
        return self.Account.create(
            [
                {"partner_id": customer.id, "manager_id": self.ann.id, "tier_id": tier}
                for customer, tier in zip(
                    customers, [tier.id for tier in tiers], strict=True
                )
            ]
        )

    def test_new_customer_is_reviewed_after_the_days_of_its_tier(self):
        account, never = self._make(self.tier_a, self.tier_c)
        self.assertEqual(account.next_review_date, date(2026, 4, 9))
        self.assertFalse(never.next_review_date)

    def test_many_new_customers_are_not_reviewed_on_one_day(self):
        made = self._make(*[self.tier_a] * 3)
        self.assertEqual(
            made.mapped("next_review_date"),
            [date(2026, 3, 20), date(2026, 3, 30), date(2026, 4, 9)],
        )

    def test_tier_of_before_with_days_no_calendar_has_stops_nothing(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE relationship_tier SET review_days = 2000000000")
        self.env.invalidate_all()
        [made] = self._make(self.tier_a)
        [bulk] = self.Account.browse(
            self.Account._open_in_bulk(
                self.env.company, [(self.dune.id, self.ann.id, self.tier_a.id)]
            )
        )
        self.assertEqual(bulk.next_review_date, made.next_review_date)
        made.action_review()
        self.assertTrue(made.next_review_date)

    def test_day_that_was_said_is_kept(self):
        made = self.Account.create(
            {
                "partner_id": self.dune.id,
                "manager_id": self.ann.id,
                "tier_id": self.tier_a.id,
                "next_review_date": "2027-01-01",
            }
        )
        self.assertEqual(made.next_review_date, date(2027, 1, 1))

    def test_another_tier_brings_it_closer_and_puts_nothing_off(self):
        [account] = self._make(self.tier_c)
        account.tier_id = self.tier_b
        self.assertEqual(account.next_review_date, date(2026, 4, 9))
        (self.birch | self.cedar).tier_id = self.tier_c
        for days in (10, 90, 0):
            self.tier_b.review_days = days
            self.assertEqual(account.next_review_date, date(2026, 3, 20))

    @users("ann")
    def test_reviewed_means_again_after_as_many_days(self):
        self.acme.sudo().next_review_date = "2026-03-01"
        self.assertTrue(self.acme.with_user(self.ann).is_review_due)
        acme = self.acme.with_user(self.ann)
        acme.action_review()
        self.assertEqual(acme.next_review_date, date(2026, 4, 9))
        self.assertFalse(acme.is_review_due)
        acme.action_reopen_review("2026-03-01")
        self.assertEqual(acme.next_review_date, date(2026, 3, 1))
        acme.sudo().tier_id = self.tier_c
        acme.action_review()
        self.assertFalse(acme.next_review_date, "of this tier nobody is")

    def test_who_only_sells_to_the_customer_reviews_nothing(self):
        self._add_lead(self.acme_customer, self.sam)
        for method, *args in (
            ("action_review",),
            ("action_reopen_review", "2026-03-01"),
            ("action_finish_next_step", "Visit"),
            ("action_reopen_next_step", "Visit"),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.acme.with_user(self.sam), method)(*args)

    def test_customers_of_before_get_a_first_day(self):
        self.acme.next_review_date = "2026-03-01"
        others = self.birch | self.cedar
        self.cedar.active = False
        self.tier_b.review_days = 20
        others.next_review_date = False
        self.env.flush_all()
        path = "account_relationship/migrations/19.0.1.11.0/post-reviews.py"
        script = load_script(file_path(path), "post-reviews")
        script.migrate(self.env.cr, "19.0.1.10.5")
        self.env.invalidate_all()
        self.env.cr.execute("SELECT CURRENT_DATE")
        [today] = self.env.cr.fetchone()
        days = [(day - today).days for day in others.mapped("next_review_date")]
        self.assertEqual(sorted(days), [10, 20])
        self.assertEqual(self.acme.next_review_date, date(2026, 3, 1))


@tagged("post_install", "-at_install")
class TestReviewInChatter(AccountMailCommon):
    """What was reviewed when stays in the conversation."""

    @users("ann")
    def test_review_is_said_in_the_conversation(self):
        acme = self.acme.with_user(self.ann)
        acme.next_review_date = "2026-03-01"
        self.flush_tracking()
        acme.action_review()
        self.flush_tracking()
        self.assertIn("Reviewed.", str(acme.message_ids[0].body))
