from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .renewal import RenewalCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-10 12:00:00")
class TestRenewalOutlook(RenewalCommon):
    """Checkpoints before a renewal, and what is thought of it."""

    # ------------------------------------------------------------
    # Checkpoints
    # ------------------------------------------------------------

    def _plan_checkpoints(self):
        with self._without_commits():
            self.agreements._cron_plan_checkpoints()

    def _make_plan(self, name):
        return self.env["mail.activity.plan"].create(
            {
                "name": name,
                "res_model": "relationship.agreement",
                "company_id": False,
                "template_ids": [
                    Command.create(
                        {
                            "summary": f"{name} {days}",
                            "activity_type_id": self.env.ref(
                                "mail.mail_activity_data_todo"
                            ).id,
                            "responsible_type": "account_manager",
                            "delay_count": days,
                            "delay_from": "before_plan_date",
                        }
                    )
                    for days in (90, 30)
                ],
            }
        )

    def test_checkpoints_are_planned_once_for_a_term_and_none_in_the_past(self):
        self.env.company.relationship_renewal_plan_id = self._make_plan("Usual")
        agreement = self._agree()
        self._plan_checkpoints()
        self._plan_checkpoints()
        self.assertEqual(
            [
                (one.summary, one.user_id, str(one.date_deadline))
                for one in agreement.activity_ids.sorted("date_deadline")
            ],
            [
                ("Usual 90", self.ann, "2026-07-10"),
                ("Usual 30", self.ann, "2026-08-31"),
            ],
        )
        agreement.activity_ids.unlink()
        self._plan_checkpoints()
        self.assertFalse(agreement.activity_ids)

    def test_tier_has_a_plan_of_its_own(self):
        self.env.company.relationship_renewal_plan_id = self._make_plan("Usual")
        tier = self.env["relationship.tier"].create({"name": "Gold", "contact_days": 9})
        self.acme.tier_id = tier
        tier.renewal_plan_id = self._make_plan("Gold")
        agreement = self._agree()
        self._plan_checkpoints()
        self.assertEqual(
            set(agreement.activity_ids.mapped("summary")), {"Gold 90", "Gold 30"}
        )

    def test_plan_that_was_put_away_plans_nothing(self):
        plan = self.env.company.relationship_renewal_plan_id = self._make_plan("Usual")
        plan.active = False
        agreement = self._agree()
        self._plan_checkpoints()
        self.assertFalse(agreement.activity_ids)

    def test_nobody_prepares_a_renewal_of_an_account_that_was_put_away(self):
        self.env.company.relationship_renewal_plan_id = self._make_plan("Usual")
        agreement = self._agree()
        self.acme.active = False
        self._plan_checkpoints()
        self._make_opportunities()
        self.assertFalse(agreement.activity_ids or self._get_leads(agreement))

    def test_checkpoints_come_so_many_days_ahead(self):
        company = self.env.company
        company.relationship_renewal_plan_id = self._make_plan("Usual")
        for days, is_due in ((82, True), (81, False), (0, False)):
            company.relationship_renewal_plan_days = days
            agreement = self._agree()
            self._plan_checkpoints()
            with self.subTest(days):
                self.assertEqual(bool(agreement.activity_ids), is_due)

    def test_plan_that_is_shipped_goes_to_the_manager(self):
        plan = self.env.ref("account_relationship_agreement.renewal_checkpoints")
        self.assertEqual(
            set(plan.template_ids.mapped("responsible_type")), {"account_manager"}
        )

    # ------------------------------------------------------------
    # What is thought of it
    # ------------------------------------------------------------

    @users("ann")
    def test_managers_view_names_who_and_when_and_gets_old(self):
        agreement = self._agree().with_env(self.env)
        agreement.renewal_view = "at_risk"
        self.assertEqual(agreement.renewal_view_by, self.ann)
        self.assertEqual(str(agreement.renewal_view_on), "2026-07-10")
        self.assertEqual(agreement.renewal_outlook, "likely")
        for day, is_old in (("2026-09-08", False), ("2026-09-09", True)):
            with freeze_time(f"{day} 12:00:00"):
                agreement.invalidate_recordset()
                self.assertEqual(agreement.is_renewal_view_old, is_old)
        with self.assertRaisesRegex(UserError, "cannot be written down"):
            agreement.renewal_view_on = "2026-01-01"
        agreement.renewal_view = False
        self.assertFalse(agreement.renewal_view_on)

    def test_what_was_wanted_stays_with_the_term_it_was_wanted_of(self):
        agreement = self._agree()
        self.assertFalse(agreement.renewal_final)
        agreement.write(
            {
                "renewal_target": 20_000,
                "renewal_expected": 19_000,
                "renewal_view": "open",
            }
        )
        term = agreement._renew([(agreement.line_ids, {"amount": 1600})])
        self.assertEqual(
            (term.target, term.expected, term.final), (20_000, 19_000, 19_200)
        )
        self.assertEqual(agreement.renewal_final, 19_200)
        self.assertFalse(agreement.renewal_target or agreement.renewal_view)

    @users("ann")
    def test_assessment_says_why(self):
        agreement = self._agree().with_env(self.env)
        self._check_outlook(agreement, "likely", "nothing speaks against it")
        account = self.acme.sudo()
        account.overdue_amount = 500
        self._check_outlook(agreement, "open", "500.00 is overdue")
        account.order_state = "late"
        self._check_outlook(agreement, "at_risk", "an order is late; .* is overdue")
        account.order_state = "very_late"
        self._check_outlook(agreement, "at_risk", "orders stay away; .* is overdue")
        agreement.action_pause()
        self._check_outlook(agreement, "unlikely", "it is paused")
        self._give_notice(agreement.sudo(), "2026-07-10")
        self._check_outlook(agreement, "unlikely", "notice was given")

    def _add_score(self, value):
        self.env["relationship.feedback"].sudo().create(
            {
                "verbatim": "So so",
                "account_id": self.acme.id,
                "partner_id": self.amy.id,
                "source": "manual",
                "score_type": "csat",
                "score_value": value,
                "received_at": "2026-07-01 12:00:00",
            }
        )

    @users("ann")
    def test_customer_of_whom_nobody_is_satisfied_speaks_against_it(self):
        agreement = self._agree().with_env(self.env)
        self._check_outlook(agreement, "likely", "nothing speaks against it")
        self._add_score(1)
        self._check_outlook(agreement, "open", "scores are low")
        self._add_score(5)
        self._check_outlook(agreement, "likely", "nothing speaks against it")

    def _check_outlook(self, agreement, outlook, words):
        self.env.invalidate_all()
        self.assertEqual(agreement.renewal_outlook, outlook)
        self.assertRegex(agreement.renewal_outlook_words, words)

    def test_assessments_of_many_take_as_many_queries_as_of_one(self):
        agreements = self.agreements.browse()
        for account in self._add_accounts(6):
            agreements |= self._agree(account)
        self.env.flush_all()

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("renewal_outlook_words")
            return self.env.cr.sql_log_count - before

        count(agreements)
        self.assertLessEqual(count(agreements), count(agreements[0]) + 1)

    @users("ann")
    def test_without_a_plan_is_what_nobody_prepares(self):
        agreements = self.agreements.with_env(self.env)
        agreement = self._agree().with_env(self.env)
        domain = [("is_unplanned", "=", True)]
        self.assertEqual(agreements.search(domain), agreement)
        self.assertTrue(agreement.is_unplanned)
        activity = self._plan_activity(agreement, self.ann)
        self.assertFalse(agreements.search(domain))
        activity.action_done()
        self.assertEqual(agreements.search(domain), agreement, "it is done")
        lead = self._make_lead(agreement.sudo())
        self.env.invalidate_all()
        self.assertFalse(agreement.is_unplanned)
        lead.probability = 40
        lead.action_archive()
        self.assertEqual(agreements.search(domain), agreement)
