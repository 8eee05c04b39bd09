import inspect

from odoo import models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.service.model import get_public_method
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..common import AccountCommon
from ..communication.common import Contacts
from ..feedback.common import Feedback
from ..plan.common import Plans
from .hostile import GATEWAY, watch_changes

#: What nobody may learn who has no business with Acme.
SECRETS = ("Acme", "Amy", "lamp", "catalogue", "Growth plan")


@tagged("post_install", "-at_install")
class TestRpc(Contacts, Feedback, Plans, AccountCommon):
    """Every method without underscore may be called by everybody who has a login.

    Each is called on a record of Acme, by people who have no business with it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        cls.set_up_feedback()
        cls.set_up_plans()
        # A technician of another team, and a customer who is not Acme.
        cls.finn = cls._add_user("finn", "account_relationship.group_feedback")
        cls.finance_team.member_ids = [Command.set(cls.finn.ids)]
        cls.bert = cls._add_user("bert", "base.group_portal")
        cls.bert.partner_id.parent_id = cls.birch_customer
        cls.plan = cls._add_plan(name="Growth plan", contact_id=cls.amy.id)
        cls.feedback, cls.other = cls.env["relationship.feedback"].create(
            [
                {
                    "verbatim": words,
                    "partner_id": cls.amy.id,
                    "team_id": cls.technical_team.id,
                }
                for words in ("The lamp does not light", "Nor does the other")
            ]
        )
        records = cls._make_records()
        cls.env.flush_all()
        cls.records = {record._name: record for record in records}
        cls.wizards = cls._get_wizards()
        cls.arguments = {
            "message_post": {"body": "Hello", "message_type": "comment"},
            "action_change": {"name": "Two lamps"},
            "action_finish_next_step": {"step": "Visit"},
            "action_reopen_next_step": {"step": "Visit", "day": "2030-01-01"},
            "action_reopen_review": {"day": "2030-01-01"},
            "action_first_step": {"key": "accounts"},
            "get_headline": {"domain": []},
            "get_waterfall": {"domain": []},
            "get_suggested_contacts": {"account_id": cls.acme.id},
            "get_log_action": {
                "res_model": "relationship.account",
                "res_id": cls.acme.id,
            },
        }

    @classmethod
    def _make_records(cls):
        """One record of Acme of each model that has methods of ours."""
        env, plan, feedback = cls.env, cls.plan, cls.feedback
        objective = cls._add_number(plan, measure="revenue_12m", target=10)
        action = cls._add_action(plan, user_id=cls.ann.id)
        interaction = env["relationship.interaction"].create(
            {
                "account_id": cls.acme.id,
                "type_id": cls.call_type.id,
                "partner_ids": [Command.set(cls.amy.ids)],
                "user_ids": [Command.set(cls.ann.ids)],
                "next_step": "Visit",
            }
        )
        today = "2030-01-01"
        cls.acme.action_mark_at_risk("New buyer")
        return [
            cls.acme,
            plan,
            objective,
            action,
            feedback,
            interaction,
            cls.technical_team,
            cls.acme.alert_ids,
            env["relationship.need"].create(
                {"name": "A lamp", "account_id": cls.acme.id}
            ),
            env["relationship.promise"].create(
                {
                    "name": "A catalogue",
                    "account_id": cls.acme.id,
                    "user_id": cls.ann.id,
                }
            ),
            env["relationship.absence"].create(
                {
                    "state": "planned",
                    "user_id": cls.ann.id,
                    "date_from": today,
                    "date_to": today,
                }
            ),
            env["relationship.handover"].create(
                {
                    "line_ids": [Command.create({"account_id": cls.acme.id})],
                    "new_manager_id": cls.hugo.id,
                    "reason": "other",
                    "date_effective": today,
                }
            ),
            env["relationship.plan.update"].create(
                {"plan_id": plan.id, "subject": "How it goes", "words": "Well"}
            ),
            env["relationship.score"].create(
                {
                    "account_id": cls.acme.id,
                    "partner_id": cls.amy.id,
                    "email": "amy@example.com",
                    "sent_at": "2026-01-01 00:00:00",
                    "sent_on": "2026-01-01",
                    "expires_on": today,
                    "is_refused": True,
                }
            ),
            env["relationship.plan.link"].create(
                {"plan_id": plan.id, "partner_id": cls.amy.id, "date_expires": today}
            ),
            env["relationship.candidate"].browse(cls.dune.id),
            env["relationship.coverage"].browse(cls.acme.id),
            env["relationship.timeline"].search(
                [("account_id", "=", cls.acme.id)], limit=1
            ),
            env["relationship.feedback.report"].browse(feedback.id),
            env["relationship.plan.analysis"].browse(plan.id),
            cls._find_alert_row(),
            cls._find_revenue(),
            *cls._find_movements(),
            cls.acme.assignment_ids[:1],
            cls._find_response(),
            cls._find_score_row(),
            env["relationship.alert.setting"]._get(env.company)["silent"],
            cls._add_lead(cls.amy, cls.ann),
            cls._add_order(cls.amy, cls.ann),
            next(iter(env["relationship.work"]._get_steps("nightly").values())),
        ]

    @classmethod
    def _find_revenue(cls):
        """A row of Acme's, without an invoice."""
        cls.env.cr.execute(
            """
            INSERT INTO relationship_revenue
                   (company_id, partner_id, account_id, month, amount, invoice_count)
            VALUES (%s, %s, %s, '2026-01-01', 100, 1) RETURNING id
            """,
            (cls.acme.company_id.id, cls.acme.partner_id.id, cls.acme.id),
        )
        return cls.env["relationship.revenue"].browse(cls.env.cr.fetchone())

    @classmethod
    def _find_movements(cls):
        """What is kept of that row, where the addon is installed that keeps it."""
        if "relationship.movement" not in cls.env:
            return []
        cls.env["relationship.comparison"]._refresh_standing(cls.acme.company_id)
        of_acme = [("account_id", "=", cls.acme.id)]
        movement, by_category = (
            cls.env[f"relationship.{name}"].search(of_acme, limit=1)
            for name in ("movement", "category.movement")
        )
        return [movement, by_category, movement.comparison_id]

    @classmethod
    def _find_response(cls):
        """The row of a message of Acme's."""
        cls._add_message(cls.acme, cls.amy)
        cls.env.flush_all()
        of_acme = [("account_id", "=", cls.acme.id)]
        return cls.env["relationship.response"].search(of_acme, limit=1)

    @classmethod
    def _find_score_row(cls):
        """The row of a score Acme was asked for."""
        cls.env.flush_all()
        of_acme = [("account_id", "=", cls.acme.id)]
        return cls.env["relationship.score.report"].search(of_acme, limit=1)

    @classmethod
    def _find_alert_row(cls):
        """The row of an alert of Acme's that is over."""
        alert = cls.env["relationship.alert"].create(
            {
                "account_id": cls.acme.id,
                "reason": "silent",
                "lane": "turn",
                "since": "2020-01-01",
                "state": "closed",
                "outcome": "done",
            }
        )
        cls.env.flush_all()
        return cls.env["relationship.alert.report"].browse(alert.id)

    @classmethod
    def _get_wizards(cls):
        """What somebody would give a dialog who made up its request."""
        of_feedback = {"feedback_id": cls.feedback.id}
        return {
            "relationship.account.opening": {"candidate_ids": cls.dune.ids},
            "relationship.account.loss": {
                "account_ids": [Command.set(cls.acme.ids)],
                "reason_id": 1,
            },
            "relationship.account.risk": {"account_id": cls.acme.id, "reason": "x"},
            "relationship.business.review": {"account_id": cls.acme.id},
            "relationship.comparison.choice": {"preset": "year"},
            "relationship.feedback.decline": {**of_feedback, "reason": "x"},
            "relationship.feedback.merge": {
                "feedback_ids": [Command.set((cls.feedback | cls.other).ids)],
                "survivor_id": cls.feedback.id,
            },
            "relationship.feedback.reroute": {
                "feedback_ids": [Command.set(cls.feedback.ids)],
                "team_id": cls.sales_team.id,
                "reason": "x",
            },
            "relationship.feedback.tell": {
                **of_feedback,
                "kind": "update",
                "channel": "phone",
                "partner_ids": [Command.set(cls.amy.ids)],
                "body": "x",
            },
            "relationship.person.erasure": {"partner_ids": [Command.set(cls.amy.ids)]},
            "relationship.plan.agree": {
                "plan_id": cls.plan.id,
                "agreed_by_id": cls.amy.id,
            },
            "relationship.plan.cancel": {"plan_id": cls.plan.id, "reason": "x"},
        }

    def _get_methods(self):
        """``[(model, public method this addon gives it)]``."""
        found = set()
        for name, model in self.registry.items():
            if model._abstract:
                continue
            for cls in model.mro():
                if not cls.__module__.startswith("odoo.addons.account_relationship."):
                    continue
                found |= {
                    (name, method)
                    for method, function in vars(cls).items()
                    if inspect.isfunction(function)
                    and not method.startswith("_")
                    and not hasattr(models.BaseModel, method)
                    and self._is_public(name, method)
                }
        return sorted(found)

    def _is_public(self, model, method):
        try:
            get_public_method(self.env[model], method)
        except AccessError:
            return False
        return True

    def _call(self, model, method):
        if model in self.wizards:
            record = self.env[model].create(self.wizards[model])
        else:
            record = self.records[model].with_user(self.env.user)
        self.env.flush_all()
        self.env.invalidate_all()
        function = get_public_method(record, method)
        is_on_model = getattr(function, "_api_model", False)
        target = record.browse() if is_on_model else record
        with watch_changes(self.env.cr) as changes:
            result = function(target, **self.arguments.get(method, {}))
            self.env.flush_all()
        self.assertFalse(changes, "it changed something")
        return result

    def assertNothingGained(self, skipped=()):
        """Each call is refused, or does no more than open a screen.

        The screen then shows what the user may see.
        """
        tried = 0
        for model, method in self._get_methods():
            if method in GATEWAY or model in skipped:
                continue
            if model not in self.records and model not in self.wizards:
                continue
            with self.subTest(model=model, method=method):
                said = ""
                try:
                    with self.env.cr.savepoint():
                        said = self._call(model, method)
                except (UserError, MissingError) as error:
                    said = error
                for secret in SECRETS:
                    self.assertNotIn(secret, str(said or ""))
                tried += 1
        self.assertGreater(tried, 60)

    def test_every_model_with_methods_of_ours_is_tried(self):
        own = {model for model, __ in self._get_methods()}
        own = {
            model
            for model in own
            # Those of addons are tried there.
            if self.env[model]._original_module == "account_relationship"
            and model.startswith("relationship.")
        }
        # They only have what all threads have.
        others = own - set(self.records) - set(self.wizards)
        methods = {method for model, method in self._get_methods() if model in others}
        self.assertLessEqual(methods, set(GATEWAY))

    @users("bert")
    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_customers_gain_nothing_by_calling_our_methods(self):
        self.assertNothingGained()

    @users("pia")
    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_customers_gain_nothing_of_their_own_account_either(self):
        self.assertNothingGained()

    @users("eve", "sam", "finn")
    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_colleagues_gain_nothing_of_what_is_not_theirs(self):
        self.assertNothingGained()

    @users("bob")
    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_managers_gain_nothing_of_accounts_of_others(self):
        # They see the documents of all customers, and mute reasons for themselves.
        self.assertNothingGained(
            skipped=("crm.lead", "sale.order", "relationship.alert.setting")
        )
