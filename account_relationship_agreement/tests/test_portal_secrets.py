from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .test_portal import LIST, AgreementPortalCase

SECRET = "SECRET"
#: What the lines say, what is said nowhere, and what the customer pays elsewhere.
PAID, ARR, ELSEWHERE = 1234.0, 3 * 1234 * 12, 987654.0
PLAIN = (str, int, float, bool, date)


@tagged("post_install", "-at_install")
class TestAgreementSecrets(AgreementPortalCase):
    """Everything internal of agreements says SECRET: customers read it nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reason = cls.env["relationship.agreement.end.reason"].create(
            {"name": f"{SECRET} reason"}
        )
        cls.secret = cls._agree(
            cls.acme,
            name="Rental",
            line_ids=[
                Command.create({"name": "Copier", "quantity": 3, "amount": PAID})
            ],
        )
        cls.secret.write({"contact_id": cls.amy.id})
        cls.amy.name = f"{SECRET} Amy"
        cls.ended = cls._agree(cls.acme, name=f"{SECRET} ended")
        cls.ended._end("both", cls.start, cls.start, reason, f"{SECRET} rival")
        cls._draft(
            cls.acme,
            name=f"{SECRET} offer",
            line_ids=[Command.create({"name": SECRET, "amount": ELSEWHERE})],
        )
        cls.secret._end(
            "customer", cls.today, cls.secret.fixed_until, reason, f"{SECRET} rival"
        )
        cls.secret.message_post(body=SECRET, attachments=[(f"{SECRET}.txt", b"x")])
        cls.secret.activity_schedule(
            "mail.mail_activity_data_todo", summary=SECRET, note=SECRET
        )
        cls.env["relationship.plan"].create(
            {"account_id": cls.acme.id, "name": SECRET, "user_id": cls.ann.id}
        )
        cls.acme.sudo().write({"wants": SECRET, "problem": SECRET})
        cls.ann.write({"phone": "+32 2 555 01", "signature": SECRET})
        cls.ann.partner_id.comment = SECRET
        cls.env.flush_all()

    def test_customer_does_not_follow_what_we_say_of_it(self):
        self.secret.message_subscribe(self.amy.ids)
        self.assertNotIn(self.amy, self.secret.message_partner_ids)

    def test_no_page_tells(self):
        for url in ("/my", LIST, self.url, f"{LIST}/{self.secret.id}"):
            page = self._read(url)
            self.assertNotIn(SECRET, page, url)
            for amount in (ARR, ELSEWHERE, self.acme.arr):
                self.assertNotIn(f"{amount:,.0f}", page, url)
                self.assertNotIn(f"{amount:.0f}", page, url)
        self.assertIn("1,234.00", page)

    def test_what_is_told_is_plain_and_listed(self):
        told = self.side._describe_agreement(self.secret)
        self.assertEqual(
            set(told),
            {
                *("id", "title", "reference", "company", "customer", "is_paused"),
                *("state", "state_label", "date_start", "date_end", "lines"),
                *("noticed_on", "notice_deadline", "notice_words", "renewal_words"),
                "asked_words",
            },
        )
        [line] = told["lines"]
        self.assertEqual(
            set(line),
            {"name", "quantity", "unit", "amount", "period", "date_start", "date_end"},
        )
        for value in (*told.values(), *line.values()):
            self.assertTrue(value == told["lines"] or isinstance(value, PLAIN), value)

    def test_it_is_registered_as_leaving_the_company(self):
        found = self.side._get_descriptions()
        for key, model in (
            ("agreement", "relationship.agreement"),
            ("agreement_line", "relationship.agreement.line"),
        ):
            self.assertEqual(found[key].model, model)
        self.assertEqual(
            found["agreement"].get_pages(self.secret),
            [LIST, f"{LIST}/{self.secret.id}"],
        )

    def test_who_asked_is_told_of_own_people_only(self):
        self.maintenance.write(
            {"talk_asked_on": self.today, "talk_asked_by_id": self.bert.partner_id.id}
        )
        told = self.side._describe_agreement(self.maintenance)
        self.assertIn("You asked on", told["asked_words"])
        self.assertNotIn("bert", self._read(self.url))
