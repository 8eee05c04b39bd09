from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_relationship.tests.portal.common import PortalCase
from odoo.addons.account_relationship.tests.portal.test_portal_content import (
    SECRET,
    Secrets,
)

OPINIONS = ("Sceptical", "Champion", "stakeholder")


@tagged("post_install", "-at_install")
class TestPeopleSecrets(Secrets, PortalCase):
    """What we know and think of people is read by nobody at the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_secrets()
        role = cls.env["relationship.stakeholder.role"].create(
            {"name": f"{SECRET} role", "kind": "decides"}
        )
        cls.tim.name = f"{SECRET} Tim"
        values = {
            "account_id": cls.acme.id,
            "role_ids": [Command.link(role.id)],
            "influence": "high",
            "support": "sceptical",
            "note": f"{SECRET} note",
            "owner_id": cls.tim.id,
        }
        boss, *cls.people = cls.env["relationship.stakeholder"].create(
            [
                {**values, "name": f"{SECRET} boss", "function": f"{SECRET} chief"},
                {**values, "partner_id": cls.pia.partner_id.id, "cadence_days": 9},
                {**values, "partner_id": cls.amy.id, "support": "champion"},
            ]
        )
        for person in cls.people:
            person.parent_id = boss
        cls.env.flush_all()

    def test_no_page_tells(self):
        share = self._share(self.acme_plan, self.amy)
        for url in (
            *("/my", "/my/account-manager", "/my/plans", "/my/feedback/new"),
            *(f"/my/plans/{self.acme_plan.id}", "/my/feedback?filterby=all"),
            f"/plan/{self.acme_plan.id}/{share.access_token}",
            f"/my/feedback/{self.acme_feedback.id}",
            f"/my/account-manager/{self.acme.id}",
        ):
            text = self.url_open(url).text
            for words in (SECRET, *OPINIONS):
                self.assertNotIn(words, text, url)

    def test_nothing_told_names_the_model(self):
        for description in self.side._get_descriptions().values():
            self.assertNotIn("stakeholder", description.model)

    def test_portal_users_reach_no_list_by_calls(self):
        for model in ("relationship.stakeholder", "relationship.stakeholder.role"):
            answer = self.url_open(
                "/web/dataset/call_kw",
                json={
                    "params": {
                        "model": model,
                        "method": "search_read",
                        "args": [[]],
                        "kwargs": {},
                    }
                },
            ).json()
            self.assertIn("AccessError", answer["error"]["data"]["name"])
