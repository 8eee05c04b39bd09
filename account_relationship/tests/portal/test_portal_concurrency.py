from odoo.tests import tagged
from odoo.tools import mute_logger

from ...turns import take_turns
from ..common import TransactionsCommon


@tagged("post_install", "-at_install")
class TestSentTwiceAtOnce(TransactionsCommon):
    """A double click: two requests of one contact, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self._open() as env:
            self.customer = env["res.partner"].create(
                {"name": "Hasty customer", "is_company": True}
            )
            self.contact = env["res.partner"].create(
                {"name": "Hasty contact", "parent_id": self.customer.id}
            )
            self.account = env["relationship.account"].create(
                {
                    "partner_id": self.customer.id,
                    "manager_id": env.ref("base.user_admin").id,
                }
            )
            self.feedback = self._tell(env, "It is dark")
            self.plan = env["relationship.plan"].create(
                {"account_id": self.account.id, "name": "Hasty plan"}
            )
        self.addCleanup(self._remove)

    def _remove(self):
        with self._open() as env:
            account = self.account.with_env(env)
            account.feedback_ids.unlink()
            self.plan.with_env(env).unlink()
            account.unlink()
            (self.contact | self.customer).with_env(env).unlink()

    def _tell(self, env, verbatim):
        return env["relationship.feedback"].create(
            {
                "account_id": self.account.id,
                "partner_id": self.contact.id,
                "source": "portal",
                "kind": "complaint",
                "verbatim": verbatim,
            }
        )

    def _send_twice(self, send):
        """As the pages do: the contact's turn first, then what is to be sent."""

        def request(env, send, wait):
            contact = self.contact.with_env(env)
            # What was read before the turn was taken must not decide.
            contact.read(["name"])
            wait()
            take_turns(contact)
            return send(env, contact)

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            return self._at_once(request, [send, send])

    def test_the_same_comment_is_posted_once(self):
        def comment(env, contact):
            feedback = self.feedback.with_env(env)
            return feedback._customer_comments("It is the red one", contact).id

        first, second = self._send_twice(comment)
        self.assertEqual(first, second)

    def test_the_same_complaint_is_one(self):
        def tell(env, contact):
            account = self.account.with_env(env)
            found = env["relationship.feedback"]._find_told(account, contact, "Cold")
            return (found or self._tell(env, "Cold")).id

        first, second = self._send_twice(tell)
        self.assertEqual(first, second)

    def test_the_same_call_is_asked_for_once(self):
        def call(env, contact):
            account = self.account.with_env(env)
            account._customer_asks_for_call(contact, about="Desks")

        self._send_twice(call)
        with self._open() as env:
            activities = self.account.with_env(env).activity_ids
            self.assertEqual(len(activities.filtered("note")), 1)

    def test_no_two_pass_a_limit_of_one(self):
        with self._open() as env:
            company = self.account.with_env(env).company_id
            former = company.relationship_portal_limit
            company.relationship_portal_limit = 2
        self.addCleanup(self._set_limit, former)

        def tell(env, contact):
            account = self.account.with_env(env)
            if contact._get_minutes_to_wait(account.company_id):
                return False
            return bool(self._tell(env, f"Words {id(env)}"))

        self.assertCountEqual(self._send_twice(tell), [True, False])

    def _set_limit(self, limit):
        with self._open() as env:
            company = self.account.with_env(env).company_id
            company.relationship_portal_limit = limit

    def test_two_looks_at_once_are_one(self):
        def look(env, contact):
            plan = self.plan.with_env(env)
            return env["relationship.plan.visit"]._log(plan, contact).id

        first, second = self._send_twice(look)
        self.assertEqual(first, second)
