import re
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged

from odoo.addons.account_relationship.tests.portal.common import PortalCase

LIST = "/my/agreements"
ASKED = "We received it"


class AgreementPortalCase(PortalCase):
    """Agreements of Acme and of Birch, that began a hundred days ago, for a year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.relationship_share_agreements = True
        cls.start = cls.today - timedelta(days=100)
        cls.maintenance = cls._agree(cls.acme, name="Maintenance", reference="C-17")
        cls.birchs = cls._agree(cls.birch, name="Birch's rental")
        cls.url = f"{LIST}/{cls.maintenance.id}"

    @classmethod
    def _draft(cls, account, **values):
        return cls.env["relationship.agreement"].create(
            {
                "name": "Agreement",
                "account_id": account.id,
                "date_start": cls.start,
                "line_ids": [
                    Command.create({"name": "Lift", "quantity": 3, "amount": 150})
                ],
                **values,
            }
        )

    @classmethod
    def _agree(cls, account, **values):
        agreement = cls._draft(account, **values)
        agreement.action_confirm()
        return agreement

    def _talk(self, comment="", status=200, url=None):
        return self._post(
            self.url, f"{url or self.url}/talk", comment=comment, status=status
        )

    def _get_asked(self, account=None):
        return (account or self.acme).activity_ids.filtered(
            lambda one: "renewal" in (one.summary or "")
        )


@tagged("post_install", "-at_install")
class TestAgreementPages(AgreementPortalCase):
    """Customers see what runs, until when, and until when notice can be given."""

    def _count(self):
        counters = ["relationship_agreement_count"]
        return self.make_jsonrpc_request("/my/counters", {"counters": counters})

    def test_the_customer_sees_what_runs(self):
        page = self._read(LIST)
        self.assertIn("Maintenance", page)
        self.assertIn("C-17", page)
        self.assertIn("Running", page)
        self.assertNotIn("Birch", page)
        self.assertEqual(self._count(), {"relationship_agreement_count": 1})
        self.assertIn(f'href="{LIST}"', self._read("/my"))

    def test_what_since_until_and_notice(self):
        page = self._read(self.url)
        side = self.side._describe_agreement(self.maintenance)
        self.assertEqual(side["date_start"], self.start)
        self.assertEqual(side["date_end"], self.maintenance.fixed_until)
        self.assertEqual(side["notice_deadline"], self.maintenance.notice_deadline)
        for words in (
            *("Lift", "150.00", "a month", "3 months before it ends"),
            *("Without notice it goes on for another 12 months.", "Ann"),
        ):
            self.assertIn(words, page)
        self.assertRegex(page, r"3\s*×")

    def test_notice_can_be_given_up_to_its_last_day(self):
        self.maintenance.notice_unit = "day"
        for late, day in ((0, self.today), (1, False)):
            days = (self.maintenance.fixed_until - self.today).days + late
            self.maintenance.notice_count = days
            shown = self.side._describe_agreement(self.maintenance)
            self.assertEqual(shown["notice_deadline"], day)

    def test_each_state_is_said_in_the_customers_words(self):
        def read(**values):
            agreement = self._agree(self.acme, **values)
            return agreement, self.side._describe_agreement(agreement)

        later = read(date_start=self.today + timedelta(days=5))[1]
        self.assertEqual(later["state_label"], "About to begin")
        self.assertEqual([line["name"] for line in later["lines"]], ["Lift"])
        agreed = read(renewal="agreed")[1]
        self.assertEqual(
            agreed["renewal_words"], "It goes on when we both agree on it."
        )
        never = read(renewal="none")[1]
        self.assertFalse(never["notice_deadline"])
        self.assertEqual(
            (never["renewal_words"], never["notice_words"]), ("It ends by itself.", "")
        )
        endless = read(term_count=0, notice_count=1)[1]
        self.assertFalse(endless["date_end"])
        self.assertEqual(endless["notice_words"], "1 month ahead")
        paused = read()[0]
        paused.action_pause()
        self.assertEqual(self.side._describe_agreement(paused)["state_label"], "Paused")
        self.assertIn("without a fixed end", self._read(LIST))

    def test_what_ends_says_until_when_and_no_deadline(self):
        reason = self.env.ref("account_relationship_agreement.end_reason_price")
        last_day = self.maintenance.fixed_until - timedelta(days=30)
        self.maintenance._end("customer", self.today, last_day, reason, "Rival Lifts")
        shown = self.side._describe_agreement(self.maintenance)
        self.assertEqual(shown["state_label"], "Ends")
        self.assertEqual(
            (shown["date_end"], shown["noticed_on"]), (last_day, self.today)
        )
        for name in ("notice_deadline", "notice_words", "renewal_words"):
            self.assertFalse(shown[name], name)
        page = self._read(self.url)
        self.assertIn("Notice was given on", page)
        for words in ("Rival Lifts", reason.name):
            self.assertNotIn(words, page)

    def test_what_is_agreed_for_later_is_shown_with_its_day(self):
        line = self.maintenance.line_ids
        first = self.maintenance.fixed_until + timedelta(days=1)
        self.maintenance._renew([(line, {"amount": 165})])
        before, after = self.side._describe_agreement(self.maintenance)["lines"]
        self.assertEqual(
            (before["amount"], before["date_start"]), ("$\xa0150.00", False)
        )
        self.assertEqual((after["amount"], after["date_start"]), ("$\xa0165.00", first))
        self.maintenance._amend(self.today, [(line, {})])
        self.assertNotIn("150.00", self._read(self.url))

    def test_a_line_that_began_during_the_term_is_not_told_apart(self):
        line = self.maintenance.line_ids
        self.maintenance._amend(self.today, [(line, {"amount": 165})])
        [shown] = self.side._describe_agreement(self.maintenance)["lines"]
        self.assertEqual((shown["amount"], shown["date_start"]), ("$\xa0165.00", False))

    def test_a_line_is_shown_up_to_its_last_day(self):
        ends = {"Lift": False, "Stairs": self.today, "Ramp": self.today - timedelta(1)}
        agreement = self._agree(
            self.acme,
            line_ids=[
                Command.create({"name": name, "amount": 9, "date_end": day})
                for name, day in ends.items()
            ],
        )
        shown = self.side._describe_agreement(agreement)["lines"]
        self.assertEqual({line["name"] for line in shown}, {"Lift", "Stairs"})

    def test_a_unit_is_named_where_it_is_not_the_products_own(self):
        product = self.env["product.product"].create({"name": "Lift"})
        line = self.maintenance.line_ids
        for unit, name in (
            (product.uom_id, False),
            (self.env.ref("uom.product_uom_dozen"), "Dozens"),
        ):
            line.write({"product_id": product.id, "product_uom_id": unit.id})
            shown = self.side._describe_agreement_line(line)
            self.assertEqual(shown["unit"], name)

    def test_twenty_a_page(self):
        for number in range(21):
            self._agree(self.acme, name=f"Number {number:02}", renewal="none")
        page = self._read(LIST)
        self.assertEqual(len(re.findall(rf'href="{LIST}/\d+"', page)), 20)
        self.assertIn(f"{LIST}/page/2", page)
        self.assertEqual(
            len(re.findall(rf'href="{LIST}/\d+"', self._read(f"{LIST}/page/2"))), 2
        )
        self._read(f"{LIST}/page/{2**40}")

    def test_nothing_is_shown_while_the_company_does_not_share(self):
        self.env.company.relationship_share_agreements = False
        self.assertGone(self.url)
        self.assertNotIn("Maintenance", self._read(LIST))
        self.assertEqual(self._count(), {"relationship_agreement_count": 0})
        self.assertEqual(self.side._describe_agreement(self.maintenance), {})
        line = self.maintenance.line_ids
        self.assertEqual(self.side._describe_agreement_line(line), {})

    def test_business_review_has_what_is_shown_and_nothing_else(self):
        self._draft(self.acme, name="Secret offer")
        review = self.env["relationship.business.review"].create(
            {"account_id": self.acme.id}
        )
        shown = self.side._describe_review(review)["agreements"]
        self.assertEqual([one["title"] for one in shown], ["Maintenance"])
        self.assertIn("Agreements: 1", review.contents)
        self.env.company.relationship_share_agreements = False
        self.assertFalse(self.side._describe_review(review)["agreements"])

    def test_a_new_company_does_not_share(self):
        self.assertFalse(self._add_company().relationship_share_agreements)

    def test_one_agreement_may_be_left_out(self):
        self.maintenance.with_user(self.ann).is_shared = False
        self.assertGone(self.url)
        self.assertNotIn("Maintenance", self._read(LIST))


@tagged("post_install", "-at_install")
class TestTalkAboutRenewal(AgreementPortalCase):
    """Who wants to talk about the renewal is heard, once."""

    def test_the_manager_is_told_and_the_customer_sees_it(self):
        page = self._talk("The price is too high.\nCall Amy.").text
        self.assertIn(ASKED, page)
        self.assertIn("pia asked on", re.sub(r"\s+", " ", page).lower())
        asked = self._get_asked()
        self.assertEqual(asked.user_id, self.ann)
        self.assertEqual(asked.date_deadline, self.today)
        self.assertIn("Maintenance", asked.summary)
        self.assertIn("The price is too high.", asked.note)
        self.assertEqual(self.maintenance.talk_asked_on, self.today)
        self.assertEqual(self.maintenance.talk_asked_by_id, self.pia.partner_id)

    def test_the_timeline_shows_it(self):
        self._talk("Call me")
        lines = self.env["relationship.timeline"].with_user(self.ann)
        said = lines.search([("account_id", "=", self.acme.id), ("kind", "=", "mail")])
        self.assertIn("Talk about the renewal of Maintenance", said[:1].title)
        self.assertEqual(said[:1].partner_id, self.pia.partner_id)

    def test_who_stands_in_is_told(self):
        self.env["relationship.absence"].create(
            {
                "user_id": self.ann.id,
                "state": "planned",
                "substitute_id": self.tim.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        self._talk()
        self.assertEqual(self._get_asked().user_id, self.tim)

    def test_no_words_are_needed_and_a_day_has_one_question(self):
        for __ in range(3):
            self.assertIn(ASKED, self._talk().text)
        self.assertEqual(len(self._get_asked()), 1)
        self._get_asked().action_done()
        self._talk()
        self.assertFalse(self._get_asked(), "answered on the same day")

    def test_other_words_on_the_same_day_are_not_lost(self):
        self._talk()
        self._talk("One more thing")
        self._talk("One more thing")
        notes = self._get_asked().mapped("note")
        self.assertEqual(len(notes), 2)
        self.assertIn("One more thing", "".join(notes))

    def test_the_next_day_it_may_be_asked_again(self):
        self._talk()
        self._get_asked().action_done()
        self.maintenance.talk_asked_on = self.today - timedelta(days=1)
        self._talk()
        self.assertEqual(len(self._get_asked()), 1)

    def test_two_agreements_are_two_questions(self):
        rental = self._agree(self.acme, name="Rental")
        self._talk()
        self._talk(url=f"{LIST}/{rental.id}")
        self.assertEqual(len(self._get_asked()), 2)

    def test_too_much_is_refused_and_the_words_stay(self):
        self.env.company.relationship_portal_limit = 2
        # What was set up does not count.
        self.acme.feedback_ids.unlink()
        self._talk("First")
        self._talk("Second")
        page = self._talk("Third words", status=429).text
        self.assertIn("You have sent us a lot within an hour", page)
        self.assertIn("Third words", page)
        self.assertEqual(len(self._get_asked()), 2)

    def test_too_long_is_refused_and_stays(self):
        page = self._talk("x" * 10_001).text
        self.assertIn("The text is too long", page)
        self.assertFalse(self._get_asked())
        self.assertFalse(self.maintenance.talk_asked_on)

    def test_what_is_typed_is_text(self):
        self._talk("<script>alert('x')</script>")
        note = str(self._get_asked().note)
        self.assertNotIn("<script>", note)
        self.assertIn("&lt;script&gt;", note)

    def test_renewed_it_is_talked_about(self):
        self._talk()
        self.maintenance.with_user(self.ann)._renew([])
        self.assertFalse(self.maintenance.talk_asked_on)
        self.assertFalse(self.maintenance.talk_asked_by_id)

    def test_nobody_writes_down_that_it_was_asked(self):
        for values in (
            {"talk_asked_on": self.today},
            {"talk_asked_by_id": self.pia.partner_id.id},
        ):
            with self.assertRaises(UserError):
                self.maintenance.with_user(self.ann).write(values)


@tagged("post_install", "-at_install")
class TestAgreementPortalAttacks(AgreementPortalCase):
    """What a customer must not read or do, tried."""

    def assertClosed(self, agreement):
        """Neither read, nor listed, nor asked about."""
        self.assertGone(f"{LIST}/{agreement.id}")
        self.assertNotIn(f'href="{LIST}/{agreement.id}"', self._read(LIST))
        self._talk(url=f"{LIST}/{agreement.id}", status=404)
        self.assertFalse(agreement.talk_asked_on)

    def test_another_customers_agreement_does_not_exist(self):
        self.assertClosed(self.birchs)
        self.assertFalse(self._get_asked(self.birch))
        for number in (0, 99999999, 2**31, 2**63):
            self.assertGone(f"{LIST}/{number}")
        self.log_in("bert")
        self.assertGone(self.url)
        self.assertIn("Birch&#39;s rental", self._read(LIST))

    def test_only_what_runs_exists(self):
        reason = self.env.ref("account_relationship_agreement.end_reason_price")
        draft = self._draft(self.acme, name="Offer")
        ended = self._agree(self.acme, name="Old")
        ended._end("both", self.start, self.start + timedelta(days=9), reason, False)
        self.assertEqual(ended.state, "ended")
        for agreement in (draft, ended):
            self.assertClosed(agreement)

    def test_of_an_archived_account_nothing_exists(self):
        other = self._agree(self.cedar, name="Cedar's")
        self.bert.partner_id.parent_id = self.cedar_customer
        self.cedar.action_archive()
        self.log_in("bert")
        self.assertGone(f"{LIST}/{other.id}")
        self.assertNotIn("Cedar", self._read(LIST))
        self.assertEqual(self.side._describe_agreement(other), {})

    def test_contacts_below_the_company_see_what_is_theirs(self):
        office = self.env["res.partner"].create(
            {"name": "Office", "parent_id": self.acme_customer.id, "type": "other"}
        )
        self.pia.partner_id.parent_id = office
        self.assertIn("Maintenance", self._read(self.url))

    def test_a_subsidiary_of_its_own_sees_nothing_of_its_parent(self):
        subsidiary = self.env["res.partner"].create(
            {
                "name": "Acme South",
                "parent_id": self.acme_customer.id,
                "is_company": True,
            }
        )
        self.bert.partner_id.parent_id = subsidiary
        self.log_in("bert")
        self.assertGone(self.url)

    def test_who_left_the_customer_sees_nothing(self):
        self.pia.partner_id.parent_id = self.birch_customer
        self.assertGone(self.url)

    def test_another_company_that_does_not_share_shows_nothing(self):
        company = self._add_company()
        account = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        theirs = self._agree(account, name="Abroad")
        self.assertClosed(theirs)
        company.relationship_share_agreements = True
        page = self._read(LIST)
        self.assertIn("Abroad", page)
        self.assertIn(company.name, page)
        self.assertEqual(self._talk(url=f"{LIST}/{theirs.id}").status_code, 200)
        self.assertEqual(self._get_asked(account).user_id, self.hugo)

    def test_without_a_login_there_is_nothing(self):
        self.log_in(None)
        for url in (LIST, self.url):
            response = self.url_open(url, allow_redirects=False)
            self.assertEqual(response.status_code, 303, url)
        response = self.url_open(f"{self.url}/talk", {"comment": "x"})
        self.assertFalse(self._get_asked())

    def test_another_site_sends_nothing(self):
        for data in ({"comment": "x"}, {"comment": "x", "csrf_token": "0" * 40}):
            response = self.url_open(f"{self.url}/talk", data)
            self.assertEqual(response.status_code, 400)
        self.assertEqual(self.url_open(f"{self.url}/talk").status_code, 405)
        self.assertFalse(self._get_asked())

    def test_no_token_opens_anything(self):
        self.log_in(None)
        for key in ("access_token", "token"):
            response = self.url_open(f"{self.url}?{key}=1", allow_redirects=False)
            self.assertEqual(response.status_code, 303)

    def test_customers_have_no_rights_on_the_records(self):
        model = self.env["relationship.agreement"].with_user(self.pia)
        with self.assertRaises(AccessError):
            model.search([])
        with self.assertRaises(AccessError):
            model.browse(self.maintenance.id).read(["name"])
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {
                    "model": "relationship.agreement",
                    "method": "search_read",
                    "args": [[], ["name"]],
                    "kwargs": {},
                },
            )

    def test_customers_do_not_read_whether_the_company_shares(self):
        company = self.env.company.with_user(self.pia)
        with self.assertRaises(AccessError):
            company.read(["relationship_share_agreements"])

    def test_markup_in_names_is_text(self):
        self.maintenance.name = "<img src=x onerror=alert(1)>"
        self.env.cr.execute(
            "UPDATE relationship_agreement_line SET name = %s WHERE id = %s",
            ("<script>alert(2)</script>", self.maintenance.line_ids.id),
        )
        self.env.invalidate_all()
        for url in (LIST, self.url):
            page = self._read(url)
            self.assertNotIn("<img src=x", page)
            self.assertNotIn("<script>alert(2)", page)
