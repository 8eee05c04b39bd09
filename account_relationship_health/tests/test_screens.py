from odoo.tests import freeze_time, tagged, users

from .common import HealthCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestScreens(HealthCommon):
    """Health costs a screen no query more, however many customers there are."""

    @users("ann")
    def test_cards_are_read_in_as_many_queries_for_many_as_for_one(self):
        self._add_accounts(15)
        self._find_health()
        specification = {
            name: {}
            for name in (
                "health_band",
                "health_score",
                "health_trend",
                "health_reasons",
            )
        }
        accounts = self.Account.with_env(self.env).search([])
        self.assertGreater(len(accounts), 15)
        counts = []
        # Twice: the first reading learns the reader's rights.
        for some in (accounts[:1], accounts[:1], accounts):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.web_read(specification)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    @users("ann")
    def test_customers_can_be_found_and_grouped_by_it(self):
        self._find_health()
        accounts = self.Account.with_env(self.env)
        groups = dict(accounts._read_group([], ["health_band"], ["__count"]))
        self.assertEqual(groups, {"none": 2})

    def test_mean_of_points_leaves_out_who_has_none(self):
        self._invoice(self.acme_customer, 1000, "2024-06-10")
        self._invoice(self.acme_customer, 1000, "2025-06-10")
        late = self.profile.criterion_ids.filtered(
            lambda line: line.measure == "late_work"
        )
        late.unlink()
        self._find_health()
        [(mean,)] = self.Account._read_group([], [], ["health_score:avg"])
        self.assertEqual(mean, 70)

    @users("hugo")
    def test_a_company_may_do_without_the_number(self):
        self.env.company.sudo().relationship_show_health_score = False
        self.assertFalse(self.acme.with_env(self.env).show_health_score)
