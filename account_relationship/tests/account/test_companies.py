from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged, users
from odoo.tools import mute_logger
from odoo.tools.misc import file_path

from ..common import HandoverCommon

LOGGERS = ("odoo.models", "odoo.orm.models", "odoo.addons.base.models.ir_rule")
LATER = "2100-01-01"


@tagged("post_install", "-at_install")
class TestCompanies(HandoverCommon):
    """Heads act in the companies they work in: Olga in the second, Hugo in both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.env.company
        cls.second = cls._add_company()
        cls.olga = cls._add_user(
            "olga",
            "account_relationship.group_head",
            company_id=cls.second.id,
            company_ids=[Command.set(cls.second.ids)],
        )
        cls.dune_abroad = cls.Account.create(
            {
                "partner_id": cls.dune.id,
                "company_id": cls.second.id,
                "manager_id": cls.olga.id,
            }
        )
        Handover = cls.env["relationship.handover"].with_user(cls.hugo)
        Handover = Handover.with_context(
            allowed_company_ids=[cls.first.id, cls.second.id]
        )
        cls.here, cls.both, cls.empty = Handover.create(
            [
                {
                    "new_manager_id": cls.hugo.id,
                    "date_effective": LATER,
                    "line_ids": [
                        Command.create({"account_id": account.id})
                        for account in accounts
                    ],
                }
                for accounts in (cls.acme, cls.acme | cls.dune_abroad, cls.Account)
            ]
        )
        cls.absence = cls.env["relationship.absence"].create(
            {"user_id": cls.ann.id, "date_from": LATER, "date_to": LATER}
        )
        cls.absence.action_confirm()
        cls.env.flush_all()

    def assertDenied(self, function):
        with self.assertRaises(AccessError), mute_logger(*LOGGERS):
            with self.env.cr.savepoint():
                function()
                self.env.flush_all()

    def test_handovers_are_of_the_companies_of_their_accounts(self):
        self.assertEqual(self.here.company_ids, self.first)
        self.assertEqual(self.both.company_ids, self.first | self.second)
        self.assertEqual(self.empty.company_ids, self.first)
        self.empty.line_ids = [Command.create({"account_id": self.dune_abroad.id})]
        self.assertEqual(self.empty.company_ids, self.second)

    @users("olga")
    def test_heads_do_not_touch_handovers_of_other_companies(self):
        for handover in (self.here.with_env(self.env), self.empty.with_env(self.env)):
            self.assertFalse(handover.search([("id", "=", handover.id)]))
            for call in (
                lambda handover=handover: handover.read(["note"]),
                handover.action_confirm,
                handover.action_cancel,
                handover.action_undo,
                handover.action_preview_notice,
                handover.unlink,
                lambda handover=handover: handover.write({"note": "Mine"}),
            ):
                self.assertDenied(call)
        self.assertEqual(self.here.sudo().state, "draft")

    @users("olga")
    def test_heads_read_their_part_of_a_handover_of_several_companies(self):
        handover = self.both.with_env(self.env)
        self.assertEqual(handover.line_ids.account_id, self.dune_abroad)
        self.assertEqual(handover.account_names, "Dune")
        for call in (
            handover.action_confirm,
            handover.action_cancel,
            handover.action_undo,
            handover.unlink,
            lambda: handover.write({"date_effective": "2100-01-02"}),
        ):
            self.assertDenied(call)

    @users("hugo")
    def test_who_works_in_all_companies_calls_the_handover_off(self):
        handover = self.both.with_env(self.env)
        self.assertDenied(
            handover.with_context(allowed_company_ids=self.first.ids).action_cancel
        )
        companies = self.hugo.company_ids.ids
        handover.with_context(allowed_company_ids=companies).action_cancel()
        self.assertEqual(handover.sudo().state, "cancelled")

    @users("tim")
    def test_nobody_calls_off_a_handover_one_only_reads(self):
        self.here.sudo().line_ids.from_manager_id = self.bob
        handover = self.here.with_env(self.env)
        self.assertDenied(handover.action_cancel)

    @users("olga")
    def test_heads_do_not_touch_absences_of_other_companies(self):
        absence = self.absence.with_env(self.env)
        self.assertFalse(absence.search([("id", "=", absence.id)]))
        for call in (
            lambda: absence.read(["note"]),
            absence.action_end,
            absence.unlink,
            lambda: absence.write({"date_to": "2100-02-01"}),
            lambda: absence.create(
                {"user_id": self.bob.id, "date_from": LATER, "date_to": LATER}
            ),
        ):
            self.assertDenied(call)
        self.assertEqual(self.absence.state, "planned")

    @users("olga")
    def test_absences_are_of_all_companies_of_the_absent(self):
        self.ann.sudo().company_ids |= self.second
        absence = self.absence.with_env(self.env)
        self.assertEqual(absence.search([]), absence)
        absence.action_end()
        self.assertEqual(self.absence.state, "cancelled")

    @users("hugo")
    def test_heads_of_two_companies_see_those_of_the_one_they_are_in(self):
        here = self.env["relationship.absence"]
        abroad = here.with_context(allowed_company_ids=self.second.ids)
        self.assertIn(self.absence, here.search([]))
        self.assertNotIn(self.absence, abroad.search([]))

    def test_customers_to_open_are_those_of_the_company_one_is_in(self):
        self._add_order(self.cedar_customer, self.bob, company_id=self.first.id)
        self.cedar.sudo().unlink()
        self.env["sale.order"].search(
            [("partner_id", "=", self.cedar_customer.id)]
        ).action_confirm()
        candidates = self.env["relationship.candidate"]
        found = candidates.with_user(self.hugo).search([])
        self.assertIn(self.cedar_customer, found.partner_id)
        self.assertFalse(
            candidates.with_user(self.olga).search(
                [("partner_id", "=", self.cedar_customer.id)]
            )
        )

    def test_dialogs_are_of_whoever_opened_them(self):
        feedback = self.env["relationship.feedback"].create(
            {
                "verbatim": "The lamp",
                "partner_id": self.amy.id,
                "team_id": self.env.ref(
                    "account_relationship.feedback_team_technical"
                ).id,
            }
        )
        dialogs = self.env["relationship.feedback.decline"].with_user(self.hugo)
        dialog = dialogs.create({"feedback_id": feedback.id, "reason": "Too dear"})
        for user in (self.bob, self.ann, self.adam):
            other = dialog.with_user(user)
            self.assertFalse(other.search([("id", "=", dialog.id)]))
            self.assertDenied(lambda other=other: other.read(["reason"]))
            self.assertDenied(lambda other=other: other.write({"reason": "Mine"}))

    def test_update_gives_empty_handovers_the_company_of_their_author(self):
        draft = (
            self.empty.with_user(self.olga)
            .sudo()
            .create({"new_manager_id": self.olga.id, "date_effective": LATER})
        )
        draft.company_ids = self.first
        (draft | self.both).flush_recordset()
        path = "account_relationship/migrations/19.0.1.4.0/post-handover-companies.py"
        load_script(file_path(path), "post_handover_companies").migrate(
            self.env.cr, "19.0.1.3.0"
        )
        self.env.invalidate_all()
        self.assertEqual(draft.company_ids, self.second)
        self.assertEqual(self.both.company_ids, self.first | self.second)
