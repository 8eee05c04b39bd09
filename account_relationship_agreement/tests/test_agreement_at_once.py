from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account_relationship.tests.common import (
    REFUSED,
    TransactionsCommon,
)


@tagged("post_install", "-at_install")
class TestAgreementAtOnce(TransactionsCommon):
    """Two people do the same to an agreement at the same moment, for real.

    It is done once; the second one sees it done, or reads a clear word.
    """

    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove)
        with self._open() as env:
            self.closed = (
                env["res.company"]
                .search([])
                .mapped(lambda one: (one.id, one.relationship_arr_closed_until))
            )
            self.customer = env["res.partner"].create(
                {"name": "Contended customer", "is_company": True}
            )
            self.account = env["relationship.account"].create(
                {
                    "partner_id": self.customer.id,
                    "manager_id": env.ref("base.user_admin").id,
                }
            )
            self.start = fields.Date.today() - timedelta(days=100)
            self.draft = env["relationship.agreement"].create(
                {
                    "name": "Maintenance",
                    "account_id": self.account.id,
                    "date_start": self.start,
                    "line_ids": [Command.create({"name": "Lift", "amount": 100})],
                }
            )

    def _remove(self):
        with self._open() as env:
            ids = [self.account.id]
            env.cr.execute(
                "DELETE FROM relationship_agreement WHERE account_id = %s", ids
            )
            env.cr.execute(
                "UPDATE sale_order SET state = 'draft' WHERE partner_id = %s",
                [self.customer.id],
            )
            # What was to be counted of them.
            env.cr.execute(
                "DELETE FROM relationship_revenue_change WHERE partner_id = %s",
                [self.customer.id],
            )
            env.invalidate_all()
            env["sale.order"].search([("partner_id", "=", self.customer.id)]).unlink()
            self.account.with_env(env).unlink()
            self.customer.with_env(env).unlink()
            env["product.product"].search([("name", "=", "Contended care")]).unlink()

    def _confirm(self):
        with self._open() as env:
            self.draft.with_env(env).action_confirm()

    def _press_both(self, record, press):
        return self._press_at_once(record, press, [0, 1])

    def assertKept(self, **wanted):
        """How many of each part of the agreement there are."""
        with self._open() as env:
            agreement = self.draft.with_env(env)
            found = {name: len(agreement[name]) for name in wanted}
        self.assertEqual(found, wanted)

    def test_confirmed_by_two_it_has_one_term(self):
        self._press_both(self.draft, lambda one, __: one.action_confirm())
        self.assertKept(term_ids=1)

    def test_renewed_by_two_it_has_one_next_term(self):
        self._confirm()
        with self._open() as env:
            dialogs = [
                env["relationship.agreement.change"]
                .create({"agreement_id": self.draft.id, "kind": "renew"})
                .id
                for __ in range(2)
            ]

        def press(agreement, number):
            dialog = agreement.env["relationship.agreement.change"]
            return dialog.browse(dialogs[number]).action_confirm()

        results = self._press_both(self.draft, press)
        self.assertCountEqual(results, [None, REFUSED])
        self.assertKept(term_ids=2)

    def test_changed_by_two_it_has_the_lines_of_one(self):
        self._confirm()
        day = fields.Date.today()

        def press(agreement, number):
            [line] = self.draft.with_env(agreement.env).line_ids.browse(self.line)
            return agreement._amend(day, [(line, {"amount": 200 + number})])

        with self._open() as env:
            self.line = self.draft.with_env(env).line_ids.ids
        results = self._press_both(self.draft, press)
        self.assertCountEqual(results, [None, REFUSED])
        self.assertKept(line_ids=2)

    def test_paused_by_two_it_is_paused_once(self):
        self._confirm()
        self._press_both(self.draft, lambda one, __: one.action_pause() and None)
        self.assertKept(pause_ids=1)

    def test_notice_by_one_and_renewal_by_the_other_leave_one_of_them(self):
        self._confirm()

        def press(agreement, number):
            if number:
                return agreement._renew([]) and None
            today = fields.Date.today()
            reason = agreement.env.ref(
                "account_relationship_agreement.end_reason_price"
            )
            return agreement._end("us", today, today, reason, False)

        self._press_both(self.draft, press)
        with self._open() as env:
            agreement = self.draft.with_env(env)
            terms = len(agreement.term_ids)
            self.assertIn(
                (agreement.state, bool(agreement.ended_on), terms),
                [("noticed", True, 1), ("renewed", False, 2), ("noticed", True, 2)],
            )

    def test_night_and_a_renewal_at_once_leave_no_overlapping_terms(self):
        self._confirm()
        with self._open() as env:
            last = self.draft.with_env(env).fixed_until

        def press(agreement, number):
            if number:
                agreement._advance_to(last + timedelta(days=1))
            else:
                agreement._renew([])

        self._press_both(self.draft, press)
        with self._open() as env:
            terms = self.draft.with_env(env).term_ids.sorted("date_start")
            spans = [(term.date_start, term.date_end) for term in terms]
        for (__, end), (start, __) in zip(spans, spans[1:], strict=False):
            self.assertEqual(start, end + timedelta(days=1))

    def test_order_becomes_one_agreement(self):
        with self._open() as env:
            product = env["product.product"].create({"name": "Contended care"})
            order = env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "price_unit": 100})
                    ],
                }
            )
            order.action_confirm()
        results = self._press_both(order, lambda one, __: one.action_make_agreement())
        with self._open() as env:
            made = env["relationship.agreement"].search([("order_id", "=", order.id)])
            self.assertEqual(results, made.ids * 2)

    def test_customer_who_asks_twice_at_once_is_heard_once(self):
        self._confirm()
        with self._open() as env:
            contact = env["res.partner"].create(
                {"name": "Dora", "parent_id": self.customer.id}
            )
        self.addCleanup(self._forget, contact)

        def press(agreement, __):
            agreement._customer_asks_to_talk(contact.with_env(agreement.env))

        self._press_both(self.draft, press)
        with self._open() as env:
            activities = env["mail.activity"].search(
                [
                    ("res_model", "=", "relationship.account"),
                    ("res_id", "=", self.account.id),
                ]
            )
            self.assertEqual(len(activities), 1)

    def _forget(self, contact):
        with self._open() as env:
            contact.with_env(env).unlink()
