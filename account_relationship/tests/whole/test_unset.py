from odoo.tests import TransactionCase, tagged

#: What records are grouped by of the account they are of; wizards nobody groups.
OF_ACCOUNTS = {"tier_id": "relationship.tier", "team_id": "crm.team"}


@tagged("post_install", "-at_install")
class TestUnset(TransactionCase):
    """Lists and charts say what it is that the records of a group do not have."""

    def test_whatever_shows_a_tier_or_a_team_says_that_there_is_none(self):
        for model in self._get_models():
            for name, comodel in OF_ACCOUNTS.items():
                field = model._fields.get(name)
                if field and field.comodel_name == comodel:
                    with self.subTest(model=model._name, field=name):
                        self.assertTrue(field.falsy_value_label)

    def test_what_is_read_of_another_record_says_what_that_one_says(self):
        for model in self._get_models():
            for field in model._fields.values():
                if field.related and field.related_field.falsy_value_label:
                    with self.subTest(field=str(field)):
                        self.assertTrue(field.falsy_value_label)

    def test_analysis_of_feedback_says_what_feedback_says(self):
        feedback = self.env["relationship.feedback"]._fields
        for name, field in self.env["relationship.feedback.report"]._fields.items():
            if name in feedback and feedback[name].falsy_value_label:
                label = feedback[name].falsy_value_label
                self.assertEqual(str(field.falsy_value_label), str(label), name)

    def _get_models(self):
        for name, model in self.registry.items():
            if name.startswith("relationship.") and not model._transient:
                yield self.env[name]
