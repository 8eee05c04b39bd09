from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestPlanOnPaper(PlanCommon):
    """The shared plan as PDF; what must not be in it: see test_customer_side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._add_plan(is_shared=True, contact_id=cls.amy.id)

    def _print(self, plan=None, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.ann)
        content, __ = report._render_qweb_html(
            "account_relationship.action_report_relationship_plan",
            (plan or self.plan).ids,
        )
        page = html.fromstring(content).find_class("o_relationship_plan_report")[0]
        return " ".join(page.text_content().split())

    def test_numbers_that_are_to_fall_read_well(self):
        self._add_number(
            self.plan, baseline=9, target=0, current=4, unit="faults", is_shared=True
        )
        self.assertIn("4, to become 0 faults", self._print())

    def test_numbers_below_zero_read_well(self):
        self._add_number(self.plan, baseline=-20, target=50, current=-5, is_shared=True)
        self.assertIn("-5 of 50", self._print())

    def test_paper_says_of_which_day_it_is(self):
        self.assertIn("As of 03/15/2026", self._print())

    def test_markup_in_names_is_text(self):
        self._add_action(self.plan, "<b>Call</b> & write", is_shared=True)
        self.assertIn("<b>Call</b> & write", self._print())

    def test_customer_reads_its_own_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.amy.lang = "es_ES"
        self.assertIn("15/03/2026", self._print())

    def test_customer_whose_language_is_gone_reads_ours(self):
        spanish = self.env["res.lang"]._activate_lang("es_ES")
        self.amy.write({"lang": "es_ES", "active": False})
        spanish.active = False
        self.assertIn("As of 03/15/2026", self._print())

    def test_who_may_not_read_the_plan_does_not_print_it(self):
        with self.assertRaises(AccessError):
            self._print(user=self.bob)
