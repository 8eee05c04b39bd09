from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged, users

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestSpeedOfPlans(PlanCommon):
    """What opens plans and actions asks as much for many as for few."""

    def _add_many(self, number):
        accounts = self._add_accounts(number)
        plans = self.Plan.create(
            [
                {
                    "name": f"Plan of {account.name}",
                    "account_id": account.id,
                    "user_id": self.ann.id,
                    "action_ids": [
                        Command.create(
                            {
                                "name": f"Action {n}",
                                "account_id": account.id,
                                "date_due": f"2026-03-0{n}",
                            }
                        )
                        for n in (1, 2, 3)
                    ],
                    "objective_ids": [Command.create({"name": "More orders"})],
                }
                for account in accounts
            ]
        )
        contacts = self.env["res.partner"].create(
            [
                {"name": "Amy", "parent_id": account.partner_id.id}
                for account in accounts
            ]
        )
        for plan, contact in zip(plans, contacts, strict=True):
            self._agree(plan, contact)
        self.env.flush_all()
        return plans

    def _get_specification(self, model_name, node):
        """What the web client reads for a view: its fields, and those of its lists."""
        specification = {}
        for field_node in node.xpath(".//field[not(ancestor::field)]"):
            name = field_node.get("name")
            field = self.env[model_name]._fields[name]
            inner = field_node.xpath("./list")
            if inner:
                specification[name] = {
                    "fields": self._get_specification(field.comodel_name, inner[0])
                }
            elif field.type == "many2one":
                specification[name] = {"fields": {"display_name": {}}}
            else:
                specification[name] = {}
        return specification

    def _get_view(self, model_name, view_type):
        view = self.env[model_name].get_view(view_type=view_type)
        root = etree.fromstring(view["arch"])
        # Inner lists are walked from their own root.
        for inner in root.xpath("//field/list"):
            inner.getparent().replace(inner, inner)
        return self._get_specification(model_name, root)

    def _count(self, read):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        read()
        return self.env.cr.sql_log_count - before

    def _open_list(self, model_name, view_type, domain):
        specification = self._get_view(model_name, view_type)
        model = self.env[model_name]
        return self._count(
            lambda: model.web_search_read(domain, specification, limit=500)
        )

    @users("ann")
    def test_lists_and_boards(self):
        few, many = self._add_many(5), self._add_many(50)
        for model_name, field in [
            ("relationship.plan", "id"),
            ("relationship.action", "plan_id"),
            ("relationship.objective", "plan_id"),
        ]:
            for view_type in ("list", "kanban"):
                if (model_name, view_type) == ("relationship.objective", "kanban"):
                    continue
                with self.subTest(model=model_name, view=view_type):
                    # Once for what is read once.
                    self._open_list(model_name, view_type, [(field, "in", few.ids)])
                    number = self._open_list(
                        model_name, view_type, [(field, "in", few.ids)]
                    )
                    self.assertEqual(
                        self._open_list(
                            model_name, view_type, [(field, "in", many.ids)]
                        ),
                        number,
                    )
                    self.assertLess(number, 40)

    @users("ann")
    def test_form_asks_as_much_for_many_actions_as_for_few(self):
        small, large = self._add_many(2)
        self.Action.create(
            [
                {"name": f"Action {n}", "plan_id": large.id, "date_due": "2026-05-01"}
                for n in range(40)
            ]
        )
        specification = self._get_view("relationship.plan", "form")
        plans = (small | large).with_env(self.env)
        for plan in plans:
            self._count(lambda plan=plan: plan.web_read(specification))
        numbers = [
            self._count(lambda plan=plan: plan.web_read(specification))
            for plan in plans
        ]
        self.assertEqual(numbers[0], numbers[1])
        self.assertLess(numbers[0], 80)
