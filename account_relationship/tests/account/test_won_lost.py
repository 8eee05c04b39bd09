from odoo.tests import tagged, users

from ..communication.common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestAskingForTheReason(CommunicationCommon):
    """Whoever decides an opportunity is asked to log why the customer decided so."""

    def _get_questions(self, account=None):
        return [
            (activity.summary, activity.user_id)
            for activity in (account or self.acme).sudo().activity_ids.sorted("id")
            if activity.summary.startswith("Log why")
        ]

    @users("sam")
    def test_salesperson_who_wins_is_asked_once(self):
        lead = self._add_lead(self.amy, self.sam, name="Pumps").with_env(self.env)
        self.assertFalse(self._get_questions())
        lead.action_set_won()
        lead.write({"expected_revenue": 100})
        lead.action_set_won()
        self.assertEqual(self._get_questions(), [("Log why we won Pumps", self.sam)])

    @users("ann")
    def test_lost_without_a_reason_asks_for_it(self):
        lead = self._add_lead(self.amy, self.ann, name="Pumps").with_env(self.env)
        lead.action_set_lost()
        self.assertEqual(self._get_questions(), [("Log why we lost Pumps", self.ann)])

    @users("ann")
    def test_lost_with_a_reason_says_it_already(self):
        reason = self.env["crm.lost.reason"].sudo().create({"name": "Price"})
        lead = self._add_lead(self.amy, self.ann).with_env(self.env)
        lead.action_set_lost(lost_reason_id=reason.id)
        other = self._add_lead(self.amy, self.ann).with_env(self.env)
        self.env["crm.lead.lost"].create(
            {"lead_ids": other.ids, "lost_reason_id": reason.id}
        ).action_lost_reason_apply()
        self.assertEqual((lead | other).lost_reason_id, reason)
        self.assertFalse(self._get_questions())

    @users("ann")
    def test_opportunity_won_twice_is_asked_about_once(self):
        lead = self._add_lead(self.amy, self.ann, name="Pumps").with_env(self.env)
        stage = lead.stage_id
        lead.action_set_won()
        lead.stage_id = stage
        lead.action_set_won()
        self.assertEqual(len(self._get_questions()), 1)

    def test_opportunity_of_nobody_asks_the_manager(self):
        self._add_lead(self.amy, False, name="Pumps").action_set_won()
        self.assertEqual(self._get_questions(), [("Log why we won Pumps", self.ann)])

    def test_opportunity_without_account_asks_nobody(self):
        before = self.env["mail.activity"].search_count([])
        self._add_lead(self.dune, self.ann).action_set_won()
        self._add_lead(self.dune, self.ann).action_set_lost()
        self.assertEqual(self.env["mail.activity"].search_count([]), before)

    def test_opportunities_decided_together_are_each_asked_about(self):
        leads = self._add_lead(self.amy, self.ann, name="One")
        leads |= self._add_lead(self.carl, self.sam, name="Two")
        leads.action_set_won()
        self.assertEqual(self._get_questions(), [("Log why we won One", self.ann)])
        self.assertEqual(
            self._get_questions(self.birch), [("Log why we won Two", self.sam)]
        )

    def test_merging_and_importing_decided_ones_asks_nothing(self):
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        self._add_lead(self.amy, self.ann, stage_id=won.id)
        self.assertFalse(self._get_questions())
