from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestAllModels(TransactionCase):
    """What holds for every model of ours, those to come as well."""

    #: Its query is of the company one works in, see its tests.
    IN_ITS_QUERY = {"relationship.candidate"}

    def _get_models(self):
        found = self.env["ir.model"].search([("model", "=like", "relationship.%")])
        models = [self.env[name] for name in found.mapped("model")]
        return [model for model in models if not model._abstract]

    def test_rights_are_given_to_groups_of_colleagues_only(self):
        employee = self.env.ref("base.group_user")
        for model in self._get_models():
            rows = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(rows)
                for row in rows:
                    self.assertTrue(row.group_id, row.name)
                    group = row.group_id
                    self.assertIn(employee, group | group.all_implied_ids, row.name)

    def test_companies_are_apart_wherever_there_is_a_company(self):
        for model in self._get_models():
            fields = {"company_id", "account_id"} & model._fields.keys()
            if not fields or model._transient or model._name in self.IN_ITS_QUERY:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(
                    any("company_ids" in rule.domain_force for rule in rules)
                )

    def test_jobs_call_methods_nobody_can_call(self):
        jobs = self.env["ir.model.data"].search(
            [("module", "=like", "account_relationship%"), ("model", "=", "ir.cron")]
        )
        self.assertEqual(len(jobs), 2)
        for job in self.env["ir.cron"].browse(jobs.mapped("res_id")):
            self.assertRegex(job.code, r"^model\._cron_\w+\(\)$")
        work = self.env["relationship.work"]
        steps = work._get_nightly_steps() + work._get_frequent_steps()
        self.assertGreater(len(steps), 10)
        for step in steps:
            self.assertRegex(step.method, r"^_cron_\w+$")

    def test_texts_with_markup_are_cleaned(self):
        for model in self._get_models():
            for name, field in model._fields.items():
                if field.type == "html" and field.store:
                    with self.subTest(model=model._name, field=name):
                        self.assertTrue(field.sanitize)
