from odoo.fields import Command
from odoo.tests import tagged

from ..plan.informing import InformCommon
from ..score.common import Scores


@tagged("post_install", "-at_install")
class TestCompanyPutAway(Scores, InformCommon):
    """What a company left unfinished that was put away mails its customers nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()
        cls.company.relationship_update_mode = "automatic"
        cls.plan.write({"update_days": 1, "scheduled_from": "2026-01-01"})
        cls.to_amy.seen_change_at = False
        cls.plan.changed_at = "2026-01-01"
        to_ben = cls.Contact.create(
            {"plan_id": cls.plan.id, "partner_id": cls.ben.id, "inform": "weekly"}
        )
        to_ben._on_own_path().digest_at = "2026-01-01"
        other = cls._add_company()
        people = cls.env["res.users"].search([("company_id", "=", cls.company.id)])
        people.company_ids = [Command.link(other.id)]
        people.company_id = other

    def assertMailed(self, step, number):
        with self.mock_mail_gateway():
            self._run_step(step)
            self.assertEqual(len(self._new_mails), number, step)

    def test_customers_get_no_mail_of_it_until_it_is_back(self):
        self.company.active = False
        steps = ("tell_changes", "send_digests", "promised_updates")
        for step in steps:
            self.assertMailed(step, 0)
        self.assertFalse(self.Score._find_due())
        self.company.active = True
        self.assertMailed("tell_changes", 1)
        self.assertMailed("send_digests", 1)
        self.assertTrue(self.Score._find_due())

    def test_customers_get_no_promised_update_of_it(self):
        self.company.active = False
        self.assertMailed("promised_updates", 0)
        self.company.active = True
        self.assertMailed("promised_updates", 2)
