from odoo.tests import tagged

from ..common import answer_addons
from ..feedback.test_tours_feedback import FeedbackTourCase
from .test_tours import TourCase


@tagged("post_install", "-at_install")
class TestImportTour(FeedbackTourCase):
    """A company comes from another CRM with its files; then a manager logs in."""

    def test_what_was_imported_is_on_the_managers_screen(self):
        self.adam.group_ids += self.env.ref("base.group_partner_manager")
        for page, name in (
            ("action-base.action_partner_form?view_type=list", "customers"),
            ("customer-feedback?view_type=list", "tickets"),
        ):
            self.start_tour(
                f"/odoo/{page}", f"account_relationship_import_{name}", login="adam"
            )
        self.start_tour(
            "/odoo/customer-accounts",
            "account_relationship_import_manager",
            login="ann",
        )
        flint = self.Account.search([("name", "=", "Flint")])
        self.assertEqual(flint.manager_id, self.ann)
        self.assertEqual((flint.open_feedback_count, flint.feedback_count), (1, 2))


@tagged("post_install", "-at_install")
class TestFirstHour(TourCase):
    """An empty database, and the head who sets it up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for right in ("account_relationship.group_manager", "base.group_erp_manager"):
            cls.hugo.group_ids += cls.env.ref(right)
        cls.env["relationship.account"].with_context(active_test=False).search(
            []
        ).unlink()
        cls.env.company.relationship_first_steps_hidden = False
        answer_addons(cls.env.company)
        cls.teams = cls.env["relationship.feedback.team"].search([])
        cls.teams.user_id = cls.ann
        cls.team = cls.teams.create({"name": "The last team"})

    def test_all_that_a_company_needs_is_set_up_in_the_steps(self):
        self._add_order(self.dune, self.sam).action_confirm()
        self.start_tour(
            "/odoo/customer-accounts", "account_relationship_first_hour", login="hugo"
        )
        account = self.Account.search([("partner_id", "=", self.dune.id)])
        self.assertEqual(account.manager_id, self.bob)
        self.assertEqual(account.backup_id, self.tim)
        self.assertEqual(self.bob.account_capacity, 40)
        self.assertEqual(self.team.user_id, self.bob)
