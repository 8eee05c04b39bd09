from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged, users

from .common import CommunicationCommon, Timeline


@tagged("post_install", "-at_install")
class TestTimelineRights(Timeline, CommunicationCommon):
    def test_private_meetings_show_to_those_who_take_part(self):
        attendees = self.amy | self.ann.partner_id | self.hugo.partner_id
        meeting = self._add_meeting(attendees, self._ago(days=1), privacy="private")
        self.assertEqual(self._get_kinds(user=self.ann), ["meeting"])
        self.assertFalse(self._get_kinds(user=self.tim))
        meeting.privacy = False
        self.assertEqual(self._get_kinds(user=self.tim), ["meeting"])
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.ann)
        settings.calendar_default_privacy = "private"
        self.assertFalse(self._get_kinds(user=self.tim))
        self.assertEqual(self._get_kinds(user=self.ann), ["meeting"])
        self.assertEqual(self._get_kinds(user=self.hugo), ["meeting"])

    @users("sam")
    def test_salesperson_sees_the_customers_he_sells_to(self):
        self._add_message(self.acme.sudo(), self.amy)
        self._add_message(self.amy.sudo(), self.amy)
        self.assertFalse(self._get_lines(user=self.sam))
        self._add_lead(self.amy, self.sam)
        self.assertEqual(self._get_kinds(user=self.sam), ["mail", "mail"])
        others = self._add_lead(self.amy, self.bob)
        self._add_message(others, self.amy)
        self.assertEqual(self._get_kinds(user=self.sam), ["mail", "mail"])

    def test_users_do_not_see_accounts_of_others(self):
        self._log(self.cedar, partner_ids=[Command.set(self.cedar_customer.ids)])
        lines = self.env["relationship.timeline"]
        self.assertFalse(
            lines.with_user(self.ann).search([("account_id", "=", self.cedar.id)])
        )
        self.assertTrue(
            lines.with_user(self.bob).search([("account_id", "=", self.cedar.id)])
        )
        self.assertTrue(
            lines.with_user(self.hugo).search([("account_id", "=", self.cedar.id)])
        )

    def test_other_companies_stay_out(self):
        company = self._add_company()
        abroad = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        self._add_lead(self.amy, self.hugo, company_id=company.id).action_set_won()
        self._add_lead(self.amy, self.ann).action_set_won()
        lines = self.env["relationship.timeline"].with_user(self.hugo)
        domain = [("kind", "=", "opportunity")]
        domain.append(("account_id", "in", (self.acme | abroad).ids))
        for companies, accounts in [
            (self.env.company, self.acme),
            (company, abroad),
            (self.env.company | company, self.acme | abroad),
        ]:
            found = lines.with_context(allowed_company_ids=companies.ids).search(domain)
            self.assertEqual(found.account_id, accounts)
            self.assertEqual(len(found), len(accounts))

    def test_timeline_cannot_be_written(self):
        self._log()
        [line] = self._get_lines(user=self.ann, kinds=["interaction"])
        with self.assertRaises(AccessError):
            line.write({"title": "Never happened"})
        with self.assertRaises(AccessError):
            line.unlink()
