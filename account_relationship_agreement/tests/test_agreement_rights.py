from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common import AgreementCommon

#: c create, r read, w write, u delete of what is of acme, a draft.
RIGHTS = {
    "ann": "crwu",
    "tim": "crwu",
    "bea": "r",
    "bob": "",
    "hugo": "crwu",
    "adam": "crwu",
    "sam": "",
    "eve": "",
    "pia": "",
}
LETTERS = {"create": "c", "read": "r", "write": "w", "unlink": "u"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAgreementRights(AgreementCommon):
    """Agreements are for whoever looks after the customer, as plans are."""

    def _get_rights(self, record, login):
        record = record.with_user(getattr(self, login))
        return "".join(
            letter for name, letter in LETTERS.items() if record.has_access(name)
        )

    def _get_records(self):
        """An agreement of acme and its parts, and a closed month."""
        agreement = self._agree()
        agreement.pause_ids = [Command.create({"date_start": "2026-05-01"})]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_agreement_term SET create_date = '2026-03-10'"
        )
        with freeze_time("2026-04-01 12:00:00"):
            self.recurring._close_months()
        month = self.env["relationship.arr"].search([], limit=1)
        return agreement, agreement.line_ids, agreement.pause_ids, month

    def test_who_may_do_what(self):
        *written, month = self._get_records()
        term = written[0].term_ids
        self.env.invalidate_all()
        for login, rights in RIGHTS.items():
            for record in written:
                with self.subTest(login=login, model=record._name):
                    self.assertEqual(self._get_rights(record, login), rights)
            for record in (term, month):
                with self.subTest(login=login, model=record._name):
                    self.assertEqual(
                        self._get_rights(record, login), "r" if rights else ""
                    )

    def test_companies_are_kept_apart(self):
        other = self._add_company()
        head = self._add_user(
            "olga",
            "account_relationship.group_head",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        *written, month = self._get_records()
        self.env.invalidate_all()
        for record in (*written, written[0].term_ids, month):
            with self.subTest(record._name):
                self.assertFalse(record.with_user(head).has_access("read"))
                self.assertFalse(record.with_user(head).search([]))

    def test_reasons_of_the_end_are_read_by_all_and_changed_by_administrators(self):
        for login, rights in (("eve", "r"), ("hugo", "r"), ("adam", "crwu")):
            self.assertEqual(self._get_rights(self.price, login), rights)

    def test_dialogs_are_of_whoever_opened_them(self):
        agreement = self._agree()
        for name, values in (("change", {}), ("end", {"reason_id": self.price.id})):
            model = self.env[f"relationship.agreement.{name}"].with_user(self.ann)
            dialog = model.create({"agreement_id": agreement.id, **values})
            self.env.invalidate_all()
            self.assertTrue(dialog.with_user(self.ann).has_access("write"))
            self.assertFalse(dialog.with_user(self.hugo).has_access("read"))

    @users("bea")
    def test_backup_who_does_not_stand_in_changes_nothing(self):
        agreement = self._agree().with_env(self.env)
        for act in (
            *(agreement.action_pause, agreement.action_resume),
            agreement.action_ask_pause,
            *(agreement.action_confirm, agreement.action_set_draft),
            agreement.action_take_back_notice,
            lambda: agreement._renew([]),
            lambda: agreement._amend(self._day("2026-04-01"), []),
            lambda: agreement._end(
                *("us", self._day("2026-03-10"), self._day("2026-12-31")),
                *(self.price, False),
            ),
        ):
            with self.assertRaises(AccessError):
                act()

    @users("ann")
    def test_agreement_is_neither_made_for_nor_moved_to_customers_of_others(self):
        values = {"name": "A", "account_id": self.cedar.id}
        agreements = self.agreements.with_env(self.env)
        with self.assertRaises(AccessError):
            agreements.create(values)
        draft = self._draft().with_env(self.env)
        with self.assertRaises(AccessError):
            draft.account_id = self.cedar
        theirs = self._draft(self.cedar)
        for model in ("line", "pause"):
            part = (
                {"name": "L", "amount": 1}
                if model == "line"
                else {"date_start": "2026-05-01"}
            )
            parts = self.env[f"relationship.agreement.{model}"]
            with self.subTest(model):
                with self.assertRaises(AccessError):
                    parts.create({**part, "agreement_id": theirs.id})
                own = parts.create({**part, "agreement_id": draft.id})
                with self.assertRaisesRegex(UserError, "stays with its agreement"):
                    own.agreement_id = theirs.id

    @users("ann", "adam")
    def test_terms_and_closed_months_are_written_by_nobody(self):
        agreement = self._agree()
        term = agreement.term_ids.with_env(self.env)
        for act in (
            lambda: term.write({"rate": 2}),
            lambda: term.unlink(),
            lambda: term.create({"agreement_id": agreement.id}),
            lambda: agreement.with_env(self.env).write(
                {"term_ids": [Command.update(term.id, {"rate": 2})]}
            ),
            lambda: self.env["relationship.arr"].create({"amount": 1}),
        ):
            with self.assertRaises(AccessError):
                act()

    @users("ann")
    def test_order_one_may_not_read_is_not_linked(self):
        other = self._add_company()
        order = self._add_order(self.acme_customer, self.hugo, company_id=other.id)
        with self.assertRaises(AccessError):
            self.agreements.with_env(self.env).create(
                {"name": "A", "account_id": self.acme.id, "order_id": order.id}
            )

    @users("ann")
    def test_form_tells_nothing_of_a_customer_one_may_not_see(self):
        (self.acme | self.cedar).sudo().overdue_amount = 1800
        own = self._agree().with_env(self.env)
        values = {"account_id": self.cedar.id}
        spec = {"renewal_outlook_words": {}, "customer_id": {"fields": {"name": {}}}}
        for record in (own, own.browse()):
            with self.assertRaises(AccessError):
                record.onchange(values, ["account_id"], spec)
        with self.assertRaises(AccessError):
            empty = own.browse().with_context(default_account_id=self.cedar.id)
            empty.onchange({}, [], {**spec, "account_id": {}})
        self.assertIn("overdue", own.renewal_outlook_words)
        moved = own.new(values, origin=own)
        self.assertFalse(moved.renewal_outlook)
        self.assertFalse(moved.renewal_outlook_words)

    def test_guards_name_fields_there_are(self):
        guard = self.registry["relationship.guard"]
        for name in self.registry:
            model = self.env[name]
            if isinstance(model, guard) and name.startswith("relationship.agreement"):
                for field in model._proof_fields | model._link_fields:
                    self.assertIn(field, model._fields)
