import random
import re
from collections import Counter, defaultdict

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..portal.common import PortalCase
from . import hostile

#: What only Acme reads.
SECRET = "zqxsecret"
#: What no customer reads.
INTERNAL = "zqxinternal"
#: Tables of what customers see pages of.
TABLES = (
    *("relationship_account", "relationship_plan", "relationship_action"),
    *("relationship_objective", "relationship_feedback", "relationship_plan_link"),
    *("relationship_feedback_notice", "relationship_score", "relationship_promise"),
    *("relationship_plan_contact", "relationship_interaction"),
)
COUNTED = ("mail_mail", "mail_message", "mail_activity")
#: How many rows of some tables this transaction has inserted, updated and deleted.
WRITTEN = (
    "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
    " WHERE relname = ANY(%s) ORDER BY relname"
)
WORDS = (
    *("x", "", "\x00\x01", "<script>alert(1)</script>", "'; DROP TABLE res_users; --"),
    *("confirm", "date", "comment", "yes", "no", "9", "-1", "1e9", "NaN", "2030-01-01"),
    *("99999999-99-99", "x" * 30_000, "ünïcödé\u202e", "%s{0}"),
)
#: What forms of the customers' pages send.
FIELDS = (
    *("answer", "comment", "message", "date", "phone", "when", "about", "kind"),
    *("verbatim", "account_id", "value", "score", "filterby", "sortby", "page"),
    *("solved", "words", "area_id", "frequency", "order_id", "partner_id", "state"),
)


@tagged("post_install", "-at_install")
class TestHostileRoutes(PortalCase):
    """All routes of ours, by whoever comes along with no business with Acme.

    Nobody, another customer, an employee, a salesperson and the manager of other
    accounts come with ids of Acme's, keys that are none and words that are worse. So do
    Acme's own people, with keys that are right: they get no further than their pages.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(10)  # noqa: S311
        cls._plant()
        cls.score = cls.env["relationship.score"].create(
            {
                "account_id": cls.acme.id,
                "partner_id": cls.pia.partner_id.id,
                "email": "pia@example.com",
                "sent_at": "2026-01-01 00:00:00",
                "sent_on": "2026-01-01",
                "expires_on": "2100-01-01",
            }
        )
        cls.attachment = cls.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": INTERNAL.encode(),
                "res_model": "relationship.plan",
                "res_id": cls.acme_plan.id,
            }
        )
        contact = cls.env["relationship.plan.contact"].create(
            {"plan_id": cls.acme_plan.id, "partner_id": cls.pia.partner_id.id}
        )
        cls.ids = {
            "plan_id": cls.acme_plan.id,
            "action_id": cls.theirs.id,
            "feedback_id": cls.acme_feedback.id,
            "attachment_id": cls.attachment.id,
            "account_id": cls.acme.id,
            "score_id": cls.score.id,
            "contact_id": contact.id,
            "user_id": cls.ann.id,
        }
        link = cls._share(cls.acme_plan, cls.pia.partner_id)
        cls.keys = {
            "plan": link.access_token,
            "feedback": cls.acme_feedback._get_reader_token(cls.pia.partner_id),
            "plan-mails": contact.access_token,
            "relationship": cls.score.access_token,
            "my-day": cls.ann._get_monday_mail_token(),
        }
        cls._add_agreement()
        cls.state = None, None
        cls.env.flush_all()

    @classmethod
    def _add_agreement(cls):
        """Of the addon for agreements: one of Acme's, which Acme sees."""
        cls.tables = TABLES
        if "relationship.agreement" not in cls.env:
            return
        cls.tables += ("relationship_agreement", "relationship_agreement_line")
        cls.env.company.relationship_share_agreements = True
        agreement = cls.env["relationship.agreement"].create(
            {
                "name": f"{SECRET} agreement",
                "account_id": cls.acme.id,
                "competitor": INTERNAL,
                "line_ids": [Command.create({"name": f"{SECRET} line", "amount": 1})],
            }
        )
        agreement.action_confirm()
        cls.ids["agreement_id"] = agreement.id

    @classmethod
    def _plant(cls):
        """Everything of Acme's is a secret for those who come."""
        cls.acme_plan.write({"name": f"{SECRET} plan", "note": INTERNAL})
        cls.theirs.write({"name": f"{SECRET} step", "note": INTERNAL})
        cls.hidden.write({"name": INTERNAL, "note": INTERNAL})
        cls.draft_plan.name = INTERNAL
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE relationship_feedback SET verbatim = %s, name = %s WHERE id = %s",
            (f"{SECRET} words", f"{SECRET} title", cls.acme_feedback.id),
        )
        cls.env.invalidate_all()

    def _find_routes(self):
        """``[(path, methods)]`` of the routes our addons make or extend."""
        Http = self.env["ir.http"]
        modules = sorted(self.registry._init_modules)
        routes = defaultdict(set)
        for path, endpoint in Http._generate_routing_rules(
            modules, converters=Http._get_converters()
        ):
            if endpoint.func.__module__.startswith(hostile.OURS):
                routes[path].update(endpoint.routing["methods"] or ("GET", "POST"))
        return sorted(routes.items())

    def _fill_in(self, path, real, has_key):
        """The URL, with ids of Acme's or such as nobody has."""

        def choose(match):
            converter, name = match.groups()
            if name == "token" and has_key:
                return self.keys[path.split("/")[1]]
            if converter != "int":
                return self.random.choice(["x", "None", "0" * 36, "%00", "a.b", "'--"])
            wrong = self.random.choice([0, 99999999, 2**31, 2**63])
            return str(self.ids.get(name, 1) if real else wrong)

        return re.sub(r"<(?:(\w+)(?:\(.*?\))?:)?(\w+)>", choose, path)

    def _get_state(self):
        """What Acme's records look like, and how many mails and messages there are.

        Read again only where something was written since, be it undone or not.
        """
        self.env.flush_all()
        written = self.env.execute_query(SQL(WRITTEN, [*self.tables, *COUNTED]))
        if self.state[0] != written:
            self.state = written, self._read_state()
        return self.state[1]

    def _read_state(self):
        queries = [
            SQL(
                "SELECT %s, md5(string_agg(t::text, '|' ORDER BY id)) FROM %s AS t",
                table,
                SQL.identifier(table),
            )
            for table in self.tables
        ]
        queries += [
            SQL("SELECT %s, COUNT(*)::varchar FROM %s", table, SQL.identifier(table))
            for table in COUNTED
        ]
        return dict(self.env.execute_query(SQL(" UNION ALL ").join(queries)))

    def _make_requests(self, path, methods, has_key):
        """``[(URL, what is posted)]``; ``None`` to look only."""
        for real in (True, True, False):
            url = self._fill_in(path, real, has_key)
            fields = self.random.sample(FIELDS, 5)
            words = {name: self.random.choice(WORDS) for name in fields}
            if "GET" in methods:
                yield f"{url}?{fields[0]}={words[fields[0]][:99]}", None
            if "POST" in methods:
                yield url, words
                yield url, {**words, "csrf_token": Request.csrf_token(self)}

    def _send(self, url, words, is_theirs):
        """What is wrong with the answer."""
        before = self._get_state()
        response = self.url_open(url, data=words, allow_redirects=False)
        self.statuses[is_theirs][response.status_code] += 1
        if response.status_code >= 500:
            yield f"status {response.status_code}"
        if INTERNAL in response.text or not is_theirs and SECRET in response.text:
            yield "leak"
        after = self._get_state()
        changed = [name for name in after if after[name] != before[name]]
        if changed and not is_theirs:
            yield f"write {changed}"

    def test_what_is_written_would_be_seen(self):
        before = self._get_state()
        self.assertIs(self._get_state(), before)
        self.theirs.note = "Changed"
        after = self._get_state()
        changed = {name for name in after if after[name] != before[name]}
        self.assertLessEqual({"relationship_action"}, changed)
        self.env["mail.message"].create({"body": "New"})
        self.assertNotEqual(self._get_state()["mail_message"], after["mail_message"])

    @mute_logger("odoo")
    def test_nobody_learns_changes_or_breaks_anything_on_a_page(self):
        self.statuses = {True: Counter(), False: Counter()}
        number, found = 0, []
        strangers = [(login, False) for login in (None, "bert", "eve", "sam", "bob")]
        for login, is_theirs in [*strangers, (None, True), ("pia", True)]:
            self.log_in(login)
            for path, methods in self._find_routes():
                for url, words in self._make_requests(path, methods, is_theirs):
                    number += 1
                    found += [
                        f"{what}: {login} {url[:90]} {str(words)[:200]}"
                        for what in self._send(url, words, is_theirs)
                    ]
        self.assertFalse(found, "\n".join(found))
        self.assertGreaterEqual(number, 400)
        # It was no closed access that was knocked at.
        for status in (200, 303, 404):
            self.assertGreater(self.statuses[True][status], 10, self.statuses)
