from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tools.misc import file_path

from ..common import AccountCommon


class Plans:
    """Plans of acme, drawn up by ann; ben works for acme as well, carl for birch."""

    @classmethod
    def set_up_plans(cls):
        cls.Plan = cls.env["relationship.plan"]
        cls.Action = cls.env["relationship.action"]
        cls.ben, cls.carl = cls.env["res.partner"].create(
            [
                {"name": name, "parent_id": customer.id}
                for name, customer in [
                    ("Ben", cls.acme_customer),
                    ("Carl", cls.birch_customer),
                ]
            ]
        )

    @classmethod
    def _add_plan(cls, account=None, **values):
        return cls.env["relationship.plan"].create(
            {
                "name": "Growth 2026",
                "account_id": (account or cls.acme).id,
                "user_id": cls.ann.id,
                **values,
            }
        )

    @classmethod
    def _add_template(cls, **values):
        return cls.env["relationship.plan"].create(
            {"name": "Onboarding", "is_template": True, **values}
        )

    @classmethod
    def _add_action(cls, plan=None, name="Send samples", **values):
        if plan:
            values["plan_id"] = plan.id
        else:
            values.setdefault("account_id", cls.acme.id)
        return cls.env["relationship.action"].create({"name": name, **values})

    @classmethod
    def _add_objective(cls, plan, name="More orders", **values):
        return cls.env["relationship.objective"].create(
            {"plan_id": plan.id, "name": name, **values}
        )

    @classmethod
    def _add_number(cls, plan, **values):
        """A quantitative objective, by hand unless a measure is given."""
        return cls._add_objective(plan, kind="quantitative", **values)

    def _agree(self, plan, partner=None, day="2026-03-01", **values):
        """As the dialog does it."""
        self.env["relationship.plan.agree"].create(
            {
                "plan_id": plan.id,
                "agreed_by_id": (partner or self.amy).id,
                "agreed_on": day,
                **values,
            }
        ).action_confirm()

    def _cancel(self, plan, reason="The customer moves abroad"):
        self.env["relationship.plan.cancel"].create(
            {"plan_id": plan.id, "reason": reason}
        ).action_confirm()

    @classmethod
    def _get_todos(cls, action, xmlid="activity_type_action"):
        return action.sudo().activity_search([f"account_relationship.{xmlid}"])

    def _migrate(self, script):
        """Run a script of the update to 19.0.1.3.0."""
        path = f"account_relationship/migrations/19.0.1.3.0/{script}.py"
        module = load_script(file_path(path), script)
        self.env.flush_all()
        module.migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()

    @classmethod
    def _set_after(cls, action, *others):
        action.after_ids = [Command.set([other.id for other in others])]


class PlanCommon(Plans, AccountCommon):
    """The people, the accounts and plans, without mails and tracking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_plans()
