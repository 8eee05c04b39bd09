from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged, users

from ..common import AccountCommon, HandoverCommon
from ..feedback.common import FeedbackCommon

CANNOT = "cannot work customer accounts"


@tagged("post_install", "-at_install")
class TestWhoBecomesManager(HandoverCommon):
    """Only who may work accounts becomes manager, backup or stand-in.

    Sam sells but has no rights on accounts; Pia is a customer with a login.
    """

    def assertRefused(self, work):
        for user in (self.sam, self.eve, self.pia):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(ValidationError, f"{user.name} {CANNOT}"),
                self.cr.savepoint(),
            ):
                work(user)

    @users("hugo")
    def test_on_the_account(self):
        acme, birch = (self.acme | self.birch).with_env(self.env)
        self.assertRefused(lambda user: acme.write({"manager_id": user.id}))
        self.assertRefused(lambda user: birch.write({"backup_id": user.id}))

    @users("hugo")
    def test_of_a_new_account(self):
        self.assertRefused(
            lambda user: self.env["relationship.account"].create(
                {"partner_id": self.dune.id, "manager_id": user.id}
            )
        )

    @users("hugo")
    def test_on_the_contact(self):
        self.hugo.sudo().group_ids += self.env.ref("base.group_partner_manager")
        dune, acme = (self.dune | self.acme_customer).with_env(self.env)
        self.assertRefused(lambda user: dune.write({"account_manager_id": user.id}))
        self.assertRefused(lambda user: acme.write({"account_manager_id": user.id}))

    @users("hugo")
    def test_by_import(self):
        for user in (self.sam, self.pia):
            result = (
                self.env["relationship.account"]
                .with_context(import_file=True)
                .load(["partner_id", "manager_id"], [["Dune", user.name]])
            )
            self.assertFalse(result["ids"])
            self.assertIn(CANNOT, str(result["messages"]))

    @users("hugo")
    def test_by_handover(self):
        self.assertRefused(lambda user: self._prepare_handover(self.acme, user))

    @users("ann")
    def test_as_stand_in(self):
        self.assertRefused(
            lambda user: self.env["relationship.absence"].create(
                {"substitute_id": user.id}
            )
        )

    @users("hugo")
    def test_in_bulk_whoever_calls_it(self):
        self.assertRefused(
            lambda user: self.env["relationship.account"]._open_in_bulk(
                self.env.company, [(self.dune.id, user.id, None)]
            )
        )

    @users("adam")
    def test_who_may_give_the_right_can_do_so_from_the_message(self):
        self.adam.sudo().group_ids += self.env.ref("base.group_erp_manager")
        with self.assertRaisesRegex(RedirectWarning, CANNOT) as refused:
            self.acme.with_env(self.env).manager_id = self.sam
        __, action_id, __, context = refused.exception.args
        action = self.env["ir.actions.server"].browse(action_id)
        action.with_context(**context).run()
        self.acme.with_env(self.env).manager_id = self.sam
        self.assertEqual(self.acme.manager_id, self.sam)

    @users("ann")
    def test_nobody_gives_the_right_without_the_right_to(self):
        with self.assertRaises(AccessError):
            self.sam.with_env(self.env).action_allow_accounts()

    @users("hugo")
    def test_other_fields_of_an_account_whose_manager_lost_the_right_can_be_written(
        self,
    ):
        self.ann.sudo().group_ids -= self.env.ref("account_relationship.group_user")
        self.acme.with_env(self.env).write({"backup_id": self.tim.id})
        self.assertEqual(self.acme.backup_id, self.tim)


@tagged("post_install", "-at_install")
class TestCoveredAccounts(AccountCommon):
    """An account whose manager may not work it counts as not covered."""

    def assertUncovered(self, *accounts):
        self.env.flush_all()
        self.env.invalidate_all()
        Account = self.env["relationship.account"].with_user(self.hugo)
        covered = Account.search([("is_covered", "=", True)])
        uncovered = Account.search([("is_covered", "=", False)])
        expected = self.accounts.filtered(lambda account: account not in accounts)
        self.assertEqual(covered & self.accounts, expected)
        for account in self.accounts.with_user(self.hugo):
            self.assertEqual(account.is_covered, account not in uncovered)
        rows = self.env["relationship.coverage"].search([])
        count = sum(rows.mapped("uncovered_count"))
        self.assertEqual(count, len(uncovered.filtered("active")))

    def test_all_are_covered_at_first(self):
        self.assertUncovered()

    def test_manager_who_lost_the_right(self):
        self.bob.group_ids = self.env.ref("base.group_user")
        self.assertUncovered(self.cedar)

    def test_manager_who_was_archived(self):
        self.bob.active = False
        self.assertUncovered(self.cedar)

    def test_manager_who_left_the_company(self):
        company = self._add_company()
        self.bob.write(
            {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        )
        self.assertUncovered(self.cedar)

    def test_manager_who_became_a_customer(self):
        self.bob.group_ids = self.env.ref("base.group_portal")
        self.assertUncovered(self.cedar)

    def test_head_is_covered_by_the_right_that_is_implied(self):
        self.cedar.manager_id = self.hugo
        self.assertUncovered()


@tagged("post_install", "-at_install")
class TestOpeningForSalespeople(AccountCommon):
    """Accounts in bulk, where the customer's salesperson may not work accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dune.user_id = cls.sam
        cls._add_order(cls.dune, cls.sam).action_confirm()

    def _open_dune(self, **values):
        return self.env["relationship.account.opening"].create(
            {
                "candidate_ids": self.dune.ids,
                "manager_id": self.bob.id,
                "manager_rule": "salesperson",
                **values,
            }
        )

    def _get_manager(self):
        account = self.env["relationship.account"].sudo()
        return account.search([("partner_id", "=", self.dune.id)]).manager_id

    @users("hugo")
    def test_salesperson_is_refused_by_name(self):
        opening = self._open_dune()
        self.assertEqual(opening.unfit_user_ids, self.sam)
        self.assertFalse(opening.may_grant)
        with self.assertRaisesRegex(UserError, "Sam cannot work customer accounts"):
            opening.action_open()
        self.assertFalse(self._get_manager())

    @users("hugo")
    def test_others_may_have_the_customers(self):
        self._open_dune(replace_unfit=True).action_open()
        self.assertEqual(self._get_manager(), self.bob)

    @users("hugo")
    def test_button_gives_the_right_to_who_may_give_it(self):
        self.hugo.sudo().group_ids += self.env.ref("base.group_erp_manager")
        opening = self._open_dune()
        self.assertTrue(opening.may_grant)
        action = opening.action_allow_unfit()
        self.assertFalse(opening.unfit_user_ids)
        # The dialog opens anew, as it was: what each manager gets is shown again.
        dialog = self.env[action["res_model"]].with_context(**action["context"])
        again = Form(dialog)
        self.assertEqual(again.candidate_count, opening.candidate_count)
        self.assertEqual(again.manager_rule, opening.manager_rule)
        self.assertEqual(len(again.line_ids), 1)
        opening.action_open()
        self.assertEqual(self._get_manager(), self.sam)

    @users("hugo")
    def test_team_and_chosen_managers_are_named_as_well(self):
        self.south.sudo().member_ids += self.sam
        by_team = self._open_dune(manager_rule="team", team_id=self.south.id)
        chosen = self._open_dune(
            manager_rule="capacity", manager_ids=[Command.set(self.sam.ids)]
        )
        one = self._open_dune(manager_rule="one", manager_id=self.sam.id)
        for opening in (by_team, chosen, one):
            self.assertEqual(opening.unfit_user_ids, self.sam)
            with self.assertRaisesRegex(UserError, "Sam cannot work"):
                opening.action_open()
        with self.assertRaisesRegex(UserError, "Sam cannot own"):
            one.replace_unfit = True
            one.action_open()

    @users("hugo")
    def test_screen_says_whom_it_is_about(self):
        with Form(
            self.env["relationship.account.opening"].with_context(
                active_ids=self.dune.ids
            )
        ) as form:
            self.assertEqual(form.unfit_user_ids.ids, self.sam.ids)
            form.manager_rule = "one"
            form.manager_id = self.bob
            self.assertFalse(form.unfit_user_ids.ids)


@tagged("post_install", "-at_install")
class TestOutsiders(FeedbackCommon):
    """A customer with a login owns nothing of ours, whatever the list offers."""

    def assertRefused(self, *works):
        for work in works:
            with (
                self.assertRaisesRegex(ValidationError, "Pia|Customer"),
                self.cr.savepoint(),
            ):
                work(self.pia.id)
                self.env.flush_all()

    @users("adam")
    def test_portal_user_owns_nothing(self):
        create = {
            model: self.env[f"relationship.{model}"].create
            for model in ("promise", "action", "plan", "interaction", "absence")
        }
        account = {"name": "Lamp", "account_id": self.acme.id}
        call = {
            "account_id": self.acme.id,
            "type_id": self.env.ref("account_relationship.interaction_type_call").id,
        }
        self.assertRefused(
            lambda pia: create["promise"]({**account, "user_id": pia}),
            lambda pia: create["action"]({**account, "user_id": pia}),
            lambda pia: create["plan"]({**account, "user_id": pia}),
            lambda pia: create["interaction"](
                {**call, "user_ids": [Command.set([pia])]}
            ),
            lambda pia: create["absence"]({"user_id": pia}),
            lambda pia: self.env["relationship.feedback"].create(
                {"verbatim": "Dark", "partner_id": self.amy.id, "user_id": pia}
            ),
        )

    @users("adam")
    def test_portal_user_answers_no_feedback(self):
        team = self.technical_team.with_env(self.env)
        Rule = self.env["relationship.feedback.rule"]
        self.assertRefused(
            lambda pia: team.write({"user_id": pia}),
            lambda pia: team.write({"member_ids": [Command.link(pia)]}),
            lambda pia: Rule.create({"team_id": team.id, "user_id": pia}),
            lambda pia: self.env.company.sudo().write({"relationship_head_id": pia}),
        )

    @users("ann")
    def test_titles_can_be_read(self):
        for model in ("promise", "action", "plan"):
            for name in ("\x01\x02", "\u200b\u200b"):
                with (
                    self.assertRaisesRegex(ValidationError, "can be read"),
                    self.cr.savepoint(),
                ):
                    self.env[f"relationship.{model}"].create(
                        {"name": name, "account_id": self.acme.id}
                    )
        with self.assertRaisesRegex(ValidationError, "what the customer said"):
            self._say("\x01 \x7f")

    @users("tess")
    def test_dialogs_without_a_reason_say_so(self):
        for model in ("feedback.decline", "feedback.reroute", "plan.cancel"):
            for reason in (False, " \x01"):
                dialog = self.env[f"relationship.{model}"].new({"reason": reason})
                with self.assertRaisesRegex(UserError, "Say why"):
                    dialog.action_confirm()
