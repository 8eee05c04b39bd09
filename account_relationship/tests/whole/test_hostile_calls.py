from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import AccountCommon
from . import hostile
from .records import SECRET, Records

#: Whoever reads an account may have its numbers counted anew; whoever sells to the
#: customer works its needs, of which the account notes that there is news. Everybody
#: mutes for oneself.
ALLOWED = {
    ("write", "relationship.account", "action_refresh_measures"),
    ("write", "relationship.need", "action_done"),
    ("write", "relationship.need", "copy"),
    ("write", "relationship.alert.setting", "action_mute_for_me"),
    ("write", "relationship.alert.setting", "action_unmute_for_me"),
}
#: A figure nobody else has.
REVENUE = 73519.46
#: What is kept from salespeople, too.
HUSH = "zqxhush"
#: What somebody who may change a record may bring about elsewhere.
FOLLOWS = ("mails", "messages")
#: By which a record of ours belongs to one of Acme's.
OWNERS = ("account_id", "plan_id", "feedback_id")


@tagged("post_install", "-at_install")
class TestHostileCalls(Records, AccountCommon):
    """All public methods of ours, called by whoever has a login and means no good.

    Pia is a customer, Eve any employee, Bob the manager of other accounts: by call,
    none of them reads a thing of Acme's. Sam sells to Acme, and reads what salespeople
    read: nothing confidential, no figures, no keys to links. Whatever they send, they
    change nothing they may not, and get a clear word and no traceback of ours.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_records()
        cls._plant()
        cls._add_documents()
        cls.foreign = cls._add_foreign()
        cls.env.flush_all()
        cls.attackers = [cls.pia, cls.eve, cls.sam, cls.bob]
        hidden = cls._collect_hidden()
        everything = {SECRET, *hidden}
        cls.secrets = {
            user: hidden if user == cls.sam else everything for user in cls.attackers
        }
        cls.protected = {user: cls._find_protected(user) for user in cls.attackers}

    @classmethod
    def _plant(cls):
        cls.records["relationship.interaction"].write(
            {
                "is_confidential": True,
                "subject": f"{HUSH} call",
                "note": f"{HUSH} words",
            }
        )
        cls._add_lead(cls.acme_customer, cls.sam)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE relationship_account SET revenue_12m = %s WHERE id = %s",
            (REVENUE, cls.acme.id),
        )
        cls.env.invalidate_all()

    @classmethod
    def _add_documents(cls):
        """Records of Odoo's models that belong to Acme."""
        cls.own = set(cls.records)
        documents = [
            cls.amy,
            cls._add_lead(cls.amy, cls.ann),
            cls._add_order(cls.amy, cls.ann),
            cls._plan_activity(cls.acme, cls.ann, note=f"{SECRET} to do"),
            cls._add_meeting(
                cls.amy | cls.ann.partner_id, "2030-01-01 10:00:00", privacy="private"
            ),
            cls.acme.message_ids[:1],
            cls.ann,
        ]
        cls.records.update({record._name: record for record in documents})
        event = cls.records["calendar.event"]
        cls.records["calendar.attendee"] = event.attendee_ids[:1]

    @classmethod
    def _add_foreign(cls):
        """Records of another company."""
        company = cls.env["res.company"].create({"name": "Second company"})
        olga = cls._add_user(
            "olga",
            "account_relationship.group_head",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        account = cls.Account.create(
            {
                "partner_id": cls.dune.id,
                "manager_id": olga.id,
                "company_id": company.id,
            }
        )
        plan = cls._add_plan(account, user_id=olga.id, note=f"{SECRET} abroad")
        records = [account, plan, cls._add_action(plan, note=f"{SECRET} abroad")]
        return {record._name: record for record in records}

    @classmethod
    def _collect_hidden(cls):
        tokens = [
            record.access_token
            for record in cls.records.values()
            if "access_token" in record._fields
        ]
        return {HUSH, str(REVENUE), *filter(None, tokens)}

    @classmethod
    def _find_protected(cls, user):
        """``{table: ids}`` of the rows somebody may not change."""
        protected = {}
        for name in cls.records:
            model = cls.env[name]
            if model._auto and not model._transient:
                rows = model.with_context(active_test=False).search([])
                rows -= rows.with_user(user)._filtered_access("write").sudo()
                protected[model._table] = rows.ids
        return protected

    # ------------------------------------------------------------
    # One call
    # ------------------------------------------------------------

    def _get_fingerprints(self, user):
        """What the protected rows look like, and what hangs on Acme's records."""
        rows = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s, md5(string_agg(t::text, '|' ORDER BY id))"
                " FROM %s AS t WHERE id = ANY(%s)",
                table,
                SQL.identifier(table),
                ids,
            )
            for table, ids in self.protected[user].items()
        )
        unreadable = [
            (name, record.id)
            for name, record in self.records.items()
            if name in self.own and not record.with_user(user).has_access("read")
        ]
        messages = SQL(
            "SELECT 'mails', COUNT(*)::varchar FROM mail_mail"
            " UNION ALL SELECT 'messages', COUNT(*)::varchar FROM mail_message"
            " WHERE (model, res_id) IN %s",
            tuple(unreadable),
        )
        added = self._count_records(user)
        return dict(
            self.env.execute_query(SQL(" UNION ALL ").join([rows, messages, *added]))
        )

    def _count_records(self, user):
        """How many records Acme has, of the models somebody may not create."""
        for name in sorted(self.own):
            record = self.records[name]
            owner = next(filter(self._get_columns(record).__contains__, OWNERS), None)
            if not owner or not record._auto or record._transient:
                continue
            if not record.with_user(user).has_access("create"):
                yield SQL(
                    "SELECT %s, COUNT(*)::varchar FROM %s WHERE %s = %s",
                    f"new {name}",
                    SQL.identifier(record._table),
                    SQL.identifier(owner),
                    record[owner].id,
                )

    def _get_columns(self, record):
        fields = record._fields.values()
        return {field.name for field in fields if field.store and field.column_type}

    def _attack(self, user, model, method, args, kwargs):
        """Return ``(what was said, the error, what was changed)``; nothing stays."""
        said, error, changed = "", None, []
        # A request begins with nothing read: what is there is not checked again.
        self.env.invalidate_all()
        savepoint = self.env.cr.savepoint()
        try:
            with hostile.watch_changes(self.env.cr) as changes:
                target = self.env(user=user, su=False)[model]
                said = hostile.call(target, method, args, kwargs)
            if changes:
                now = self._get_fingerprints(user)
                before = self.before[user]
                changed = [name for name in now if now[name] != before[name]]
        except Exception as raised:  # noqa: BLE001
            error = raised
        finally:
            savepoint.close(rollback=True)
        return said, error, changed

    def _judge(self, user, what, model, method, args, kwargs):
        """What is wrong with the answer to a call."""
        said, error, changed = self._attack(user, model, method, args, kwargs)
        told = str(error) if error else repr(said)
        is_own = method not in (*hostile.ORM, *hostile.GATEWAY)
        if self._may_write(user, model):
            # What follows from it may be written elsewhere.
            changed = [name for name in changed if name not in FOLLOWS]
        if changed:
            yield "write", f"{changed}"
        # What the caller sent may be repeated.
        leaked = [
            secret
            for secret in self.secrets[user]
            if secret in told and secret not in repr((args, kwargs))
        ]
        if leaked:
            yield "leak", told[:200]
        if error and hostile.is_traceback_of_ours(
            error, is_own, what in ("ids", "context")
        ):
            yield "traceback", f"{type(error).__name__}: {told[:160]}"

    def _may_write(self, user, model):
        record = self.records.get(model)
        return record and record.with_user(user).has_access("write")

    def _make_all_calls(self):
        for user in self.attackers:
            attacker = hostile.Attacker(
                self.env, self.records, self.foreign, seed=f"19 {user.login}"
            )
            for model, method in sorted(self.methods):
                for what, args, kwargs in attacker.make_calls(model, method):
                    yield user, what, model, method, args, kwargs
            for model in sorted(self.own):
                for method, args in attacker.make_orm_calls(model):
                    yield user, "orm", model, method, args, {}
                for args in attacker.make_reads(model):
                    yield user, "orm", model, "read", args, {}

    @mute_logger("odoo")
    def test_what_is_looked_for_would_be_found(self):
        """A method that tells, writes or breaks does not go by unseen."""
        self.before = {self.bob: self._get_fingerprints(self.bob)}
        Account = self.registry["relationship.account"]
        sent = ("record", "relationship.account", "action_view_customer")
        for kind, method in {
            "leak": lambda account: account.sudo().message_ids.mapped("body"),
            "write": lambda account: account.sudo().write({"color": 7}),
        }.items():
            with patch.object(Account, "action_view_customer", method):
                found = self._judge(self.bob, *sent, [self.acme.ids], {})
                self.assertEqual([what for what, __ in found], [kind])
        for error, is_ours in self._get_errors():
            self.assertEqual(hostile.is_traceback_of_ours(error, True, True), is_ours)

    def _get_errors(self):
        """An error of ours, and a refusal."""
        for stumble, is_ours in (
            (lambda: self.acme._pick_total(None), True),
            (self.acme.copy, False),
        ):
            try:
                stumble()
            except (AttributeError, UserError) as error:
                yield error, is_ours

    @mute_logger("odoo")
    def test_nobody_learns_changes_or_breaks_anything(self):
        self.methods = set(hostile.find_methods(self.env))
        self.before = {user: self._get_fingerprints(user) for user in self.attackers}
        number, found = 0, []
        for user, what, model, method, args, kwargs in self._make_all_calls():
            number += 1
            for kind, detail in self._judge(user, what, model, method, args, kwargs):
                if (kind, model, method) not in ALLOWED:
                    sent = repr((args, kwargs))[:200]
                    found.append(
                        f"{kind}: {user.login} {model}.{method} ({what}) {sent}:"
                        f" {detail}"
                    )
        self.assertFalse(found, "\n".join(found))
        self.assertGreaterEqual(number, 2000)

    @mute_logger("odoo")
    def test_no_form_tells_of_a_record_one_may_not_read(self):
        self.before = {user: self._get_fingerprints(user) for user in self.attackers}
        attacker = hostile.Attacker(self.env, self.records, self.foreign, seed=19)
        number, found = 0, []
        for user in (self.sam, self.bob):
            for model in sorted(self.own):
                for args, kwargs in attacker.make_forms(user, model, self.cedar):
                    number += 1
                    found += [
                        f"{kind}: {user.login} {model} {args[1:3]} {kwargs}: {detail}"
                        for kind, detail in self._judge(
                            user, "orm", model, "onchange", args, kwargs
                        )
                    ]
        self.assertFalse(found, "\n".join(found))
        self.assertGreater(number, 500)

    @mute_logger("odoo")
    def test_nobody_guesses_words_by_searching(self):
        """A right guess finds what a wrong one finds."""
        attacker = hostile.Attacker(self.env, self.records, self.foreign, seed=19)
        number = 0
        for user in self.attackers:
            word = HUSH if user == self.sam else SECRET
            for model in sorted(self.records):
                for path in attacker.make_guesses(model):
                    answers = [
                        self._attack(
                            user, model, "search_count", [[(path, "like", guess)]], {}
                        )
                        for guess in (word, "nobody says this")
                    ]
                    number += len(answers)
                    with self.subTest(login=user.login, model=model, path=path):
                        right, wrong = ((said, type(e)) for said, e, __ in answers)
                        self.assertEqual(right, wrong)
        self.assertGreater(number, 500)
