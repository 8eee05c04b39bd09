from datetime import date
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import TransactionsCommon

DAY = "2021-03-10"


@tagged("post_install", "-at_install")
class TestRevenueAtOnce(TransactionsCommon):
    """Documents change while facts are added up, in real transactions.

    Whoever comes first, whatever breaks off: in the end the facts are complete, and
    who asks in between gets what is true.
    """

    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove)
        with self._open() as env:
            self.customer = env["res.partner"].create(
                {"name": "Contended buyer", "is_company": True}
            )
            env["relationship.revenue"]._refresh()

    def _remove(self):
        with self._open() as env:
            customer = self.customer.with_env(env)
            moves = env["account.move"].search([("partner_id", "=", customer.id)])
            moves.filtered(lambda move: move.state == "posted").button_draft()
            moves.with_context(force_delete=True).unlink()
            env["relationship.revenue"]._refresh()
            customer.unlink()
            env.cr.execute(
                "DELETE FROM relationship_revenue_change WHERE partner_id = %s",
                [customer.id],
            )

    def _post(self, env, amount):
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Lamp", "price_unit": amount, "tax_ids": []}
                    )
                ],
            }
        )
        move.action_post()
        env.flush_all()
        return move

    def _ask(self, env, query):
        """``[(month, amount, invoices)]`` of the customer."""
        return env.execute_query(
            SQL(
                "SELECT month, amount, invoice_count FROM (%s) AS fact"
                " WHERE partner_id = %s",
                *(query, self.customer.id),
            )
        )

    def assertFacts(self, amount, invoices):
        """They are so now, and so they are kept once all is added up."""
        expected = [(date(2021, 3, 1), amount, invoices)]
        with self._open() as env:
            revenue = env["relationship.revenue"]
            self.assertEqual(self._ask(env, revenue._get_facts()), expected)
            revenue._refresh()
            kept = SQL("SELECT * FROM relationship_revenue")
            self.assertEqual(self._ask(env, kept), expected)
            env.cr.execute("SELECT FROM relationship_revenue_change")
            self.assertFalse(env.cr.rowcount, "nothing is left to do")

    def test_posted_while_they_are_added_up_counts_afterwards(self):
        with self._open() as env:
            self._post(env, 100)
        with self._open() as adding:
            adding["relationship.revenue"]._refresh()
            with self._open() as posting:
                self._post(posting, 20)
        self.assertFacts(120, 2)

    def test_posted_before_and_committed_after_counts_afterwards(self):
        with self._open() as posting:
            self._post(posting, 100)
            with self._open() as adding:
                adding["relationship.revenue"]._refresh()
                adding["relationship.revenue"]._rebuild()
        self.assertFacts(100, 1)

    def test_drafted_while_they_are_added_up_does_not_count_afterwards(self):
        with self._open() as env:
            self._post(env, 100)
            second = self._post(env, 20)
        with self._open() as adding:
            adding["relationship.revenue"]._rebuild()
            with self._open() as drafting:
                second.with_env(drafting).button_draft()
        self.assertFacts(100, 1)

    def test_added_up_twice_at_once_counts_once(self):
        with self._open() as env:
            self._post(env, 100)
        for second in ("_refresh", "_rebuild"):
            with self._open() as env:
                self._post(env, 10)

            def add_up(env, method, wait):
                env.cr.execute("SELECT FROM relationship_revenue_change")
                wait()
                getattr(env["relationship.revenue"], method)()
                env.cr.commit()

            with mute_logger("odoo.sql_db", "odoo.service.model"):
                self._at_once(add_up, ["_refresh", second])
        self.assertFacts(120, 3)

    def test_killed_half_way_leaves_what_there_is_to_do(self):
        with self._open() as env:
            self._post(env, 100)
            env["relationship.revenue"]._refresh()
        with self._open() as env:
            self._post(env, 20)
        for method in ("_refresh", "_rebuild", "_cron_rebuild"):
            with self.subTest(method):
                self._kill_half_way(method)
                with self._open() as env:
                    revenue = env["relationship.revenue"]
                    found = self._ask(env, revenue._get_facts())
                    self.assertEqual(found, [(date(2021, 3, 1), 120, 2)])
        self.assertFacts(120, 2)

    def _kill_half_way(self, method):
        """Rows that go are deleted, those that come are not there yet."""
        Revenue = self.registry["relationship.revenue"]
        write = Revenue._write_changed

        def write_and_die(self, *arguments):
            write(self, *arguments)
            self.env.cr.execute("DELETE FROM relationship_revenue")
            raise SystemExit

        with (
            patch.object(Revenue, "_write_changed", write_and_die),
            self.assertRaises(SystemExit),
            self._open() as env,
        ):
            getattr(env["relationship.revenue"], method)()

    @mute_logger("odoo.sql_db")
    def test_database_that_drops_the_connection_leaves_what_there_is_to_do(self):
        with self._open() as env:
            self._post(env, 100)
        with self.assertRaises(OperationalError), self._open() as adding:
            adding["relationship.revenue"]._refresh()
            adding.cr.execute("SELECT pg_backend_pid()")
            [pid] = adding.cr.fetchone()
            with self._open() as env:
                env.cr.execute("SELECT pg_terminate_backend(%s)", [pid])
            adding.cr.execute("SELECT 1")
        self.assertFacts(100, 1)
