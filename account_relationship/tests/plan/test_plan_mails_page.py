from odoo.tests import HttpCase, tagged

from .informing import InformCommon


@tagged("post_install", "-at_install")
class TestPageOfChoices(InformCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.customer_name = "Your move"
        cls.other = cls._add_plan(name="Train", customer_name="Your training")
        cls.row = cls.to_amy
        cls.other_row = cls.other.plan_contact_ids

    def _get_url(self, row=None, token=None):
        row = row or self.row
        return f"/plan-mails/{row.id}/{token or row.access_token}"

    def _post(self, row=None, token=None, **form):
        self.env.flush_all()
        response = self.url_open(self._get_url(row, token), data=form)
        self.env.invalidate_all()
        return response

    def test_looking_changes_nothing(self):
        page = self.url_open(self._get_url() + f"?inform_{self.row.id}=never")
        self.assertEqual(page.status_code, 200)
        for words in ("Your move", "Your training", "Once a week", "Amy"):
            self.assertIn(words, page.text)
        self.assertNotIn("Train<", page.text)
        self.assertEqual(self.row.inform, "each")
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_contact_chooses_for_each_plan(self):
        page = self._post(
            **{
                f"inform_{self.row.id}": "weekly",
                f"inform_{self.other_row.id}": "never",
            }
        )
        self.assertIn("We keep to what you chose", page.text)
        self.assertEqual(self.row.inform, "weekly")
        self.assertEqual(self.other_row.inform, "never")
        self.assertTrue(self.row.chosen_at)
        self.assertIn("Once a week", self.plan.message_ids[0].body)
        self.assertEqual(self.plan.message_ids[0].author_id, self.amy)

    def test_who_stopped_the_mails_gets_none(self):
        self._post(**{f"inform_{self.row.id}": "never"})
        self._touch()
        self.assertFalse(self._tell())

    def test_to_and_fro_does_not_fill_the_plan(self):
        row, before = self.row.sudo(), len(self.plan.message_ids)
        for number in range(50):
            row._choose(("weekly", "never")[number % 2])
        self.assertEqual(row.inform, "never", "whoever wants no mails gets none")
        self.assertLessEqual(len(self.plan.message_ids) - before, 10)

    def test_mail_programs_stop_all_by_one_click(self):
        response = self._post(**{"List-Unsubscribe": "One-Click"})
        self.assertEqual(response.status_code, 200)
        self.assertEqual((self.row | self.other_row).mapped("inform"), ["never"] * 2)

    def test_wrong_token_opens_and_changes_nothing(self):
        for token in (
            "x",
            "é",
            self.other_row.access_token,
            self.row.access_token[:-1],
        ):
            self.assertEqual(self.url_open(self._get_url(token=token)).status_code, 404)
            self._post(token=token, **{f"inform_{self.row.id}": "never"})
        self.assertEqual(self.row.inform, "each")
        gone = f"/plan-mails/{self.row.id + 999}/{self.row.access_token}"
        self.assertEqual(self.url_open(gone).status_code, 404)

    def test_rows_of_others_are_not_changed_by_ones_own_token(self):
        ben = self._add_contact(self.ben)
        self._post(**{f"inform_{ben.id}": "never"})
        self.assertEqual(ben.inform, "each")

    def test_nonsense_is_not_taken(self):
        self._post(**{f"inform_{self.row.id}": "hourly"})
        self.assertEqual(self.row.inform, "each")
        self._post()
        self.assertEqual(self.row.inform, "each")

    def test_contact_who_left_the_customer_finds_nothing(self):
        self.amy.parent_id = self.dune
        self.env.flush_all()
        self.assertEqual(self.url_open(self._get_url()).status_code, 404)

    def test_contact_of_another_customer_by_now_reads_of_the_new_plans_only(self):
        self.amy.parent_id = self.birch_customer
        row = self._add_plan(
            account_id=self.birch.id, name="Start", customer_name="Your start"
        ).plan_contact_ids
        self.env.flush_all()
        page = self.url_open(self._get_url(row))
        self.assertIn("Your start", page.text)
        self.assertNotIn("Your move", page.text)
        self._post(row, **{"List-Unsubscribe": "One-Click"})
        self.assertEqual((self.row | row).mapped("inform"), ["each", "never"])

    def test_plans_the_reader_is_not_told_of_are_not_listed(self):
        self.other.is_shared = False
        self.env.flush_all()
        page = self.url_open(self._get_url())
        self.assertIn(f"inform_{self.row.id}", page.text)
        self.assertNotIn(f"inform_{self.other_row.id}", page.text)

    def test_plan_shown_no_longer_can_still_be_stopped(self):
        self._know()
        self.plan.write({"state": "cancelled", "cancel_reason": "SECRET"})
        self.plan.name = "SECRET"
        self.env.flush_all()
        page = self.url_open(self._get_url())
        self.assertIn("Your move", page.text)
        self.assertNotIn("SECRET", page.text)

    def test_page_is_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.amy.lang = "fr_FR"
        self.env.flush_all()
        page = self.url_open(self._get_url())
        self.assertRegex(page.text, r"js_change_lang active[^>]*/fr/")
