from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import tagged, users

from ..communication.common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestSignals(CommunicationCommon):
    """The few lines that matter now, on the card and on the form of an account."""

    def _get_words(self, place="card", account=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        account = (account or self.acme).with_user(user or self.env.user)
        return [
            line["words"] for line in account.signals or [] if place in line["places"]
        ]

    def _set(self, **values):
        # sudo: what is stored of the cadence, and measured, is written by no user
        self.acme.sudo().write(values)

    @users("ann")
    def test_most_urgent_is_first(self):
        today = self.acme.company_id._get_relationship_today()
        self._set(
            problem="Late deliveries",
            overdue_amount=400.4,
            next_contact_date=today + timedelta(days=3),
        )
        overdue, problem, contact = self._get_words()
        self.assertRegex(overdue, r"400.*overdue$")
        self.assertEqual(
            [problem, contact], ["Late deliveries", "Contact due in 3 days"]
        )
        self._set(next_contact_date=today - timedelta(days=1))
        self.assertEqual(self._get_words()[1:], ["Contact due yesterday", problem])

    @users("ann")
    def test_name_of_the_customer_stands_above_them(self):
        form = self.acme.get_view(view_type="form")["arch"]
        name, signals, wants = map(
            form.index, ("<h1", 'name="signals"', 'name="answers"')
        )
        self.assertTrue(name < signals < wants)
        fields = [field.get("name") for field in etree.fromstring(form).iter("field")]
        self.assertLess(fields.index("partner_id"), fields.index("signals"))
        self.assertLess(fields.index("signals"), fields.index("open_needs"))

    @users("ann")
    def test_contact_is_told_in_days_and_far_away_by_date(self):
        today = self.acme.company_id._get_relationship_today()
        for days, words, level in [
            (-99, "Contact due 99 days ago", "danger"),
            (0, "Contact due today", "warning"),
            (1, "Contact due tomorrow", ""),
            (99, "Contact due in 99 days", ""),
        ]:
            with self.subTest(days=days):
                self._set(next_contact_date=today + timedelta(days=days))
                self.assertEqual(self._get_words(), [words])
                self.assertEqual(
                    self.acme.with_env(self.env).signals[0]["level"], level
                )
        self._set(next_contact_date="2099-12-31")
        self.assertEqual(self._get_words(), ["Contact due Dec 31, 2099"])

    @users("ann")
    def test_who_wants_to_be_left_is_not_due(self):
        self._set(pause_until="2099-12-31", next_contact_date=False)
        self._set(cadence_state="paused")
        self.assertEqual(self._get_words(), ["No contact until Dec 31, 2099"])

    def test_what_is_overdue_shows_to_those_who_see_the_amount(self):
        self._set(overdue_amount=400, next_contact_date=False)
        self._add_lead(self.amy, self.sam)
        self.assertEqual(len(self._get_words(user=self.ann)), 1)
        self.assertEqual(self._get_words(user=self.sam), [])

    @users("hugo")
    def test_form_says_that_nobody_can_work_the_account(self):
        self._set(next_contact_date=False)
        self.assertEqual(self._get_words("form"), [])
        # sudo: heads do not archive users
        self.ann.sudo().active = False
        [line] = self.acme.with_env(self.env).signals
        self.assertEqual(line["words"], "Ann cannot work it (any more)")
        self.assertEqual(
            (line["action"], line["level"]), ("action_hand_over", "danger")
        )

    @users("ann")
    def test_form_says_who_stands_in(self):
        today = fields.Date.context_today(self.acme)
        absence = {"user_id": self.ann.id, "state": "planned"}
        absence |= {"date_from": today, "date_to": "2099-12-31"}
        # sudo: whoever plans the absence
        self.env["relationship.absence"].sudo().create(absence)
        self.assertEqual(
            self._get_words("form"),
            ["Ann is away until Dec 31, 2099; Bea stands in."],
        )
        self._set(backup_id=False)
        self.assertEqual(
            self._get_words("form"),
            ["Ann is away until Dec 31, 2099; nobody stands in."],
        )
        self.assertNotIn("away", str(self._get_words("card")))

    def test_words_are_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self._set(next_contact_date="2099-12-31")
        words = [
            self.acme.with_context(lang=lang).signals[0]["words"]
            for lang in ("en_US", "es_ES")
        ]
        self.assertIn("Dec 31, 2099", words[0])
        self.assertIn("31 dic 2099", words[1])

    def test_cards_take_as_many_queries_whatever_their_number(self):
        accounts = self._add_accounts(80)
        accounts.write({"problem": "Late deliveries"})
        counts = []
        for some in (accounts[:2], accounts[:2], accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cards = some.with_user(self.hugo)
            words = {line["words"] for card in cards for line in card.signals}
            self.assertIn("Late deliveries", words)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
