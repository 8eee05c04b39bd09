from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import InvoicedCommon
from .common import CommunicationCommon, Contacts, Timeline


@tagged("post_install", "-at_install")
class TestTimelineBranches(Timeline, Contacts, InvoicedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()

    def test_each_change_of_manager_has_a_line_of_its_own(self):
        for manager in (self.bob, self.tim):
            self.acme.manager_id = manager
        lines = self._get_lines(user=self.hugo, kinds=["handover"])
        self.assertEqual(len(set(lines.ids)), 3)
        self.assertEqual(
            set(lines.mapped("title")), {self.ann.name, self.bob.name, self.tim.name}
        )

    def _make_one_of_each(self):
        """``{kind: (document, moment, amount, contact, user)}``."""
        nobody, amy, ann = self.env["res.partner"], self.amy, self.ann
        interaction = self._log(date_start=self._ago(days=1))
        lead = self._add_lead(amy, ann, expected_revenue=5000)
        lead.action_set_won()
        lead.date_closed = self._ago(days=2)
        self.acme.activity_ids.unlink()
        order = self._confirm_order(amy, 300, self._ago(days=3))
        mail = self._add_message(order, amy, date=self._ago(days=4))
        meeting = self._add_meeting(amy, self._ago(days=5))
        call = order.activity_schedule("mail.mail_activity_data_call", user_id=ann.id)
        call.action_feedback()
        invoice = self._invoice(amy, 250, "2026-03-01")
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": amy.id,
                "amount": 100,
                "date": "2026-03-02",
            }
        )
        payment.action_post()
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("sale.order"),
                "res_id": order.id,
                "partner_id": amy.id,
                "rating": 4,
                "feedback": "Fast",
                "consumed": True,
            }
        )
        said = self.env["relationship.feedback"].create(
            {
                "verbatim": "Two late deliveries",
                "partner_id": amy.id,
                "user_id": ann.id,
                "received_at": self._ago(days=7),
            }
        )
        action = self.env["relationship.action"].create(
            {
                "account_id": self.acme.id,
                "name": "Send samples",
                "user_id": ann.id,
                "state": "done",
            }
        )
        need = self._add_need(
            self.acme, "Ten pumps", user=ann, partner_id=amy.id, said_on="2026-03-03"
        )
        return {
            "need": (need, need.said_on, 0, amy, ann),
            "feedback": (said, said.received_at, 0, amy, ann),
            "interaction": (interaction, interaction.date_start, 0, amy, self.env.user),
            "opportunity": (lead, lead.date_closed, 5000, amy, ann),
            "order": (order, order.date_order, 300, amy, self.sam),
            "mail": (order, mail.date, 0, amy, nobody),
            "meeting": (meeting, meeting.start, 0, amy, ann),
            "activity": (order, call.date_done, 0, nobody, ann),
            "invoice": (
                invoice,
                invoice.invoice_date,
                250,
                amy,
                invoice.invoice_user_id,
            ),
            "payment": (payment, payment.date, 100, amy, nobody),
            "rating": (rating, rating.write_date, 0, amy, nobody),
            "handover": (self.acme, None, 0, nobody, ann),
            "plan": (action, action.date_done, 0, nobody, ann),
        }

    def test_everything_that_happened_shows_once(self):
        documents = self._make_one_of_each()
        lines = self._get_lines(user=self.accountant)
        self.assertEqual(sorted(lines.mapped("kind")), sorted(documents))
        for line in lines:
            document, moment, amount, contact, user = documents[line.kind]
            with self.subTest(kind=line.kind):
                self.assertEqual(
                    (line.res_model, line.res_id), (document._name, document.id)
                )
                self.assertEqual(line.amount, amount)
                self.assertEqual(line.partner_id.sudo().id, contact.id)
                self.assertEqual(line.user_id.sudo().id, user.id)
                self.assertTrue(line.title)
                self.assertEqual(line.account_id, self.acme)
                if moment:
                    day = moment if not hasattr(moment, "hour") else moment.date()
                    self.assertEqual(line.date.date(), day)

    def test_every_line_opens_its_document(self):
        documents = self._make_one_of_each()
        for line in self._get_lines(user=self.accountant):
            with self.subTest(kind=line.kind):
                action = line.action_open_document()
                document = documents[line.kind][0]
                self.assertEqual(
                    (action["res_model"], action["res_id"]),
                    (document._name, document.id),
                )

    def test_lines_have_ids_of_their_own_and_the_newest_is_first(self):
        self._make_one_of_each()
        meeting = self._add_meeting(self.amy | self.carl, self._ago(days=6))
        lines = self._get_lines(user=self.hugo) | self._get_lines(self.birch, self.hugo)
        self.assertEqual(len(lines), len(set(lines.ids)))
        both = self.env["relationship.timeline"].with_user(self.hugo)
        both = both.search(
            [("res_model", "=", meeting._name), ("res_id", "=", meeting.id)]
        )
        self.assertEqual(both.account_id, self.acme | self.birch)
        dates = self._get_lines(user=self.accountant).mapped("date")
        self.assertEqual(dates, sorted(dates, reverse=True))

    def test_what_is_not_settled_does_not_show(self):
        self._log(date_start=self._ago(days=-1))
        self._add_lead(self.amy, self.ann)
        self._add_order(self.amy, self.ann)
        self._invoice(self.amy, 250, "2026-03-01", post=False)
        self._add_meeting(self.amy, self._ago(days=-1))
        self.acme.activity_schedule("mail.mail_activity_data_call")
        self.assertFalse(self._get_kinds(user=self.accountant))

    def test_suppliers_bills_and_payments_do_not_show(self):
        self._create_invoice_one_line(
            price_unit=9,
            move_type="in_invoice",
            partner_id=self.amy,
            invoice_date="2026-03-01",
            post=True,
        )
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": self.amy.id,
                "amount": 9,
            }
        )
        payment.action_post()
        self.assertFalse(self._get_kinds(user=self.accountant))

    def test_rating_shows_in_the_company_of_what_was_rated(self):
        other = self._add_company()
        account = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        order = self._confirm_order(self.amy, 300, self._ago(days=3))
        message = self._add_message(order, self.amy, record_company_id=False)
        message.record_company_id = self.env.company
        self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("sale.order"),
                "res_id": order.id,
                "partner_id": self.amy.id,
                "message_id": message.id,
                "rating": 4,
                "consumed": True,
            }
        )
        self.assertEqual(len(self._get_lines(self.acme, self.ann, ["rating"])), 1)
        self.assertFalse(self._get_lines(account, self.hugo, ["rating"]))

    def test_lost_opportunity_shows_as_lost(self):
        self._add_lead(self.amy, self.ann).action_set_lost()
        [line] = self._get_lines(kinds=["opportunity"], user=self.ann)
        self.assertEqual(line.detail, "lost")

    def test_amounts_of_a_document_in_other_money_are_in_the_company_s(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        order = self._confirm_order(
            self.amy,
            300,
            "2026-03-01",
            pricelist_id=self.env["product.pricelist"]
            .create({"name": "Euro", "currency_id": currency.id})
            .id,
        )
        self.assertEqual(order.currency_id, currency)
        [line] = self._get_lines(kinds=["order"], user=self.accountant)
        self.assertAlmostEqual(line.amount, 150)

    def test_branches_a_user_may_not_read_are_left_out(self):
        self._make_one_of_each()
        self._add_lead(self.amy, self.sam)
        seen = {
            user.login: set(self._get_kinds(user=user)) for user in (self.ann, self.sam)
        }
        everything = {*dict(self.env["relationship.timeline"]._get_kind_labels())}
        self.assertEqual(everything - seen["ann"], {"payment", "handover", "alert"})
        # Sam sold the order; the invoice and the opportunity are another's.
        self.assertFalse(seen["sam"] & {"payment", "invoice", "opportunity"})
        self.assertLessEqual({"interaction", "order", "mail", "meeting"}, seen["sam"])

    def test_filters_by_kind_and_by_person(self):
        self._make_one_of_each()
        self._log(partner_ids=[Command.set(self.ben.ids)])
        lines = self.env["relationship.timeline"].with_user(self.accountant)
        account = ("account_id", "=", self.acme.id)
        self.assertEqual(
            set(
                lines.search([account, ("kind", "in", ["order", "invoice"])]).mapped(
                    "kind"
                )
            ),
            {"order", "invoice"},
        )
        found = lines.search([account, ("partner_id", "=", self.ben.id)])
        self.assertEqual(found.mapped("kind"), ["interaction"])
        self.assertEqual(
            lines.search_count([account, ("title", "ilike", "call with ben")]), 1
        )

    def test_contacts_add_up_by_month(self):
        for days in (1, 40, 41):
            self._log(date_start=self._ago(days=days))
        groups = (
            self.env["relationship.timeline"]
            .with_user(self.ann)
            ._read_group(
                [("account_id", "=", self.acme.id), ("kind", "=", "interaction")],
                ["date:month"],
                ["__count"],
            )
        )
        self.assertEqual(sum(count for __, count in groups), 3)
        self.assertGreater(len(groups), 1)


@tagged("post_install", "-at_install")
class TestTimelineOnce(Timeline, CommunicationCommon):
    """Nothing shows twice, and nothing is lost to what shows instead."""

    def test_described_meeting_and_message_show_as_the_interaction(self):
        meeting = self._add_meeting(self.amy, self._ago(days=1))
        message = self._add_message(self.acme, self.amy)
        self.assertEqual(sorted(self._get_kinds()), ["mail", "meeting"])
        self._log(event_id=meeting.id)
        self._log(message_id=message.id)
        self.assertEqual(self._get_kinds(), ["interaction", "interaction"])

    def test_message_that_is_described_shows_on_no_other_document_either(self):
        messages = [
            self._add_message(document, self.amy, message_id="<one@example.com>")
            for document in (self.acme, self._add_lead(self.amy, self.ann))
        ]
        self._log(message_id=messages[1].id)
        self.assertEqual(self._get_kinds(), ["interaction"])

    def test_meeting_described_for_one_customer_shows_for_the_other(self):
        meeting = self._add_meeting(self.amy | self.carl, self._ago(days=1))
        self._log(event_id=meeting.id)
        self.assertEqual(self._get_kinds(self.acme), ["interaction"])
        self.assertEqual(self._get_kinds(self.birch), ["meeting"])

    def test_meeting_whose_agenda_was_called_off_shows_if_it_was_held(self):
        planned = self._log(
            type_id=self.visit_type.id,
            date_start=self._ago(days=-1),
            event_id=self._add_meeting(self.amy, self._ago(days=1)).id,
        )
        self.assertEqual(self._get_kinds(), ["meeting"])
        planned.state = "done"
        self.assertEqual(self._get_kinds(), ["interaction"])

    def test_same_mail_on_two_documents_shows_once(self):
        lead = self._add_lead(self.amy, self.ann)
        order = self._add_order(self.amy, self.sam)
        for document in (lead, order):
            self._add_message(document, self.amy, message_id="<one@example.com>")
        self.assertEqual(self._get_kinds(), ["mail"])
        [line] = self._get_lines(kinds=["mail"], user=self.sam)
        self.assertEqual(line.res_model, "sale.order", "the one Sam may read")

    def test_same_mail_to_two_customers_shows_for_both(self):
        for account, contact in [(self.birch, self.carl), (self.acme, self.amy)]:
            self._write_to(account, contact, message_id="<one@example.com>")
        self.assertEqual(self._get_kinds(self.acme), ["mail"])
        self.assertEqual(self._get_kinds(self.birch), ["mail"])

    def test_only_mail_with_the_customer_shows(self):
        shown = [
            self._add_message(self.acme, self.amy),
            self._write_to(self.acme, self.amy),
            self._write_to(self.acme, self.amy, message_type="email_outgoing"),
        ]
        self._write_to(self.acme, self.tim.partner_id)
        self._write_to(self.acme, self.amy, is_internal=True)
        note = self.env.ref("mail.mt_note")
        self._write_to(self.acme, self.tim.partner_id, subtype_id=note.id)
        self._write_to(self.acme, self.amy, message_type="notification")
        self._write_to(self.acme, self.amy, message_type="out_of_office")
        self.assertEqual(self._get_kinds(), ["mail"] * len(shown))

    def test_mail_on_an_archived_document_shows(self):
        lead = self._add_lead(self.amy, self.ann)
        self._add_message(lead, self.amy)
        lead.action_archive()
        self.assertIn("mail", self._get_kinds())

    def test_message_without_subject_shows_how_it_begins(self):
        self._add_message(
            self.acme, self.amy, body="<p>Dear <b>Ann</b>,</p><p>when?</p>"
        )
        [line] = self._get_lines(kinds=["mail"])
        self.assertEqual(line.title.split(), ["Dear", "Ann", ",", "when?"])

    def test_meeting_activity_with_a_meeting_in_the_calendar_shows_as_that(self):
        activity = self.acme.activity_schedule("mail.mail_activity_data_meeting")
        activity.calendar_event_id = self._add_meeting(self.amy, self._ago(days=1))
        activity.action_feedback()
        self.assertEqual(self._get_kinds(), ["meeting"])

    def test_declined_and_archived_meetings_do_not_show(self):
        declined = self._add_meeting(self.amy, self._ago(days=1))
        declined.attendee_ids.state = "declined"
        self._add_meeting(self.amy, self._ago(days=1)).active = False
        self.assertFalse(self._get_kinds())

    def test_deleted_documents_leave_no_lines(self):
        self._log().unlink()
        self._add_message(self.acme, self.amy).unlink()
        self._add_meeting(self.amy, self._ago(days=1)).unlink()
        self.assertFalse(self._get_kinds())

    def test_line_of_a_document_gone_in_the_meantime_says_so(self):
        lead = self._add_lead(self.amy, self.ann)
        lead.action_set_lost()
        [line] = self._get_lines(kinds=["opportunity"])
        line.fetch(["res_model", "res_id"])
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [lead.id])
        self.env["crm.lead"].invalidate_model()
        with self.assertRaises(UserError):
            line.action_open_document()
