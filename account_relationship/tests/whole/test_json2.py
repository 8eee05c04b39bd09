from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestJson2(AccountCommon, HttpCase):
    """The examples of the README, by an account manager with an API key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        key = (
            cls.env["res.users.apikeys"]
            .with_user(cls.ann)
            .sudo()
            ._generate("rpc", "Test", datetime.now() + timedelta(days=1))
        )
        cls.headers = {"Authorization": f"Bearer {key}"}

    def _call(self, method, body, headers=None):
        return self.url_open(
            f"/json/2/relationship.account/{method}",
            json=body,
            headers=self.headers if headers is None else headers,
        )

    def test_accounts_whose_contact_is_due(self):
        self.acme.next_contact_date = "2020-01-01"
        self.cedar.next_contact_date = "2020-01-01"
        response = self._call(
            "search_read",
            {
                "domain": [["next_contact_date", "<=", "today"]],
                "fields": ["name", "manager_id", "tier_id", "revenue_12m"],
                "order": "revenue_12m desc",
                "limit": 10,
            },
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(
            response.json(),
            [
                {
                    "id": self.acme.id,
                    "name": "Acme",
                    "manager_id": [self.ann.id, "Ann"],
                    "tier_id": [self.tier_a.id, "A: Key"],
                    "revenue_12m": 0.0,
                }
            ],
            "Cedar is Bob's",
        )

    def test_opening_an_account(self):
        response = self._call(
            "create",
            {"vals_list": [{"partner_id": self.dune.id, "manager_id": self.ann.id}]},
        )
        self.assertEqual(response.status_code, 200)
        [account_id] = response.json()
        self.assertEqual(self.dune.relationship_account_ids.id, account_id)

    def test_handing_over_is_in_the_history(self):
        response = self._call(
            "write", {"ids": self.acme.ids, "vals": {"manager_id": self.tim.id}}
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self._get_history(self.acme)[-1], ("Tim", "manual", True))

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_duplicate_is_refused_in_words(self):
        response = self._call("create", {"vals_list": [{"partner_id": self.amy.id}]})
        # Odoo answers 500 to every redirection offered to a person.
        self.assertEqual(response.status_code, 500)
        self.assertIn("Acme already has a customer account", response.text)
        self.assertEqual(len(self.acme_customer.relationship_account_ids), 1)

    @mute_logger("odoo.http")
    def test_rights_are_the_users(self):
        response = self._call(
            "write", {"ids": self.cedar.ids, "vals": {"manager_id": self.ann.id}}
        )
        self.assertEqual(response.status_code, 403)
        self.assertEqual(self.cedar.manager_id, self.bob)

    @mute_logger("odoo.http")
    def test_nothing_without_a_key(self):
        response = self._call("search_read", {"domain": []}, headers={})
        self.assertEqual(response.status_code, 401)

    @mute_logger("odoo.http")
    def test_methods_of_the_system_are_not_public(self):
        for method in ("_open_in_bulk", "_move_to_customer"):
            response = self._call(method, {"ids": self.acme.ids})
            self.assertIn(response.status_code, (403, 404, 422))
