from odoo.modules.migration import load_script
from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file
from odoo.tools.misc import file_path

MODULE = "account_relationship"
#: Files with what a company may delete, and what stands in them.
FILES = {
    "relationship_tier_data": "relationship.tier",
    "relationship_stage_data": "relationship.stage",
    "relationship_interaction_type_data": "relationship.interaction.type",
    "relationship_feedback_area_data": "relationship.feedback.area",
    "relationship_feedback_team_data": "relationship.feedback.team",
    "relationship_feedback_rule_data": "relationship.feedback.rule",
    "mail_activity_plan_data": "mail.activity.plan",
}
#: What came later than the first release, the dependent ones first.
LATER = (
    *("relationship_feedback_rule_data", "relationship_feedback_team_data"),
    *("relationship_feedback_area_data", "mail_activity_plan_data"),
)


@tagged("post_install", "-at_install")
class TestShippedData(TransactionCase):
    """What the addon brings along, and a company changes or deletes."""

    def _find(self, model):
        """Those of ours that are there."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", model)]
        )
        records = self.env[model].with_context(active_test=False)
        return records.browse(data.mapped("res_id")).exists()

    def _update(self):
        for name in FILES:
            convert_file(
                self.env, MODULE, f"data/{name}.xml", {}, mode="update", noupdate=True
            )

    def _migrate(self, version):
        name = "post-shipped"
        path = f"{MODULE}/migrations/19.0.1.7.0/{name}.py"
        load_script(file_path(path), name).migrate(self.env.cr, version)

    def _delete_later(self):
        """As if they had never been delivered."""
        for name in LATER:
            self._find(FILES[name]).unlink()

    def test_what_the_company_deleted_does_not_come_back_with_an_update(self):
        # What points at others first.
        for name in reversed(FILES):
            with self.subTest(name):
                records = self._find(FILES[name])
                self.assertTrue(records)
                gone, left = records[-1:], records[:-1]
                if name == "relationship_feedback_team_data":
                    rules = self.env["relationship.feedback.rule"]
                    rules.search([("team_id", "=", gone.id)]).unlink()
                gone.unlink()
                self._update()
                self.assertEqual(self._find(FILES[name]), left)

    def test_a_database_from_before_feedback_gets_teams_areas_and_rules(self):
        before = {name: len(self._find(FILES[name])) for name in LATER}
        self._delete_later()
        self._update()
        self.assertFalse(self._find("relationship.feedback.area"))
        self._migrate("19.0.1.0.0")
        after = {name: len(self._find(FILES[name])) for name in LATER}
        self.assertEqual(after, before)
        area = self.env.ref(f"{MODULE}.feedback_area_delivery")
        self.assertEqual(area.customer_name, "A delivery")
        self.assertTrue(area.is_offered)
        team = self.env.ref(f"{MODULE}.feedback_team_logistics")
        rules = self._find("relationship.feedback.rule")
        self.assertEqual(rules.filtered(lambda r: r.area_id == area).team_id, team)

    def test_a_database_that_had_them_keeps_what_it_made_of_them(self):
        area = self.env.ref(f"{MODULE}.feedback_area_delivery")
        area.name = "Carriage"
        self.env.ref(f"{MODULE}.feedback_area_website").unlink()
        self._migrate("19.0.1.2.0")
        self._migrate("19.0.1.6.0")
        self.assertEqual(area.name, "Carriage")
        self.assertEqual(len(self._find("relationship.feedback.area")), 5)

    def test_what_is_delivered_is_deleted_for_good_unless_code_needs_it(self):
        """All of a file, so that nobody forgets one added later."""
        for name in FILES:
            with open(file_path(f"{MODULE}/data/{name}.xml")) as file:
                text = file.read()
            self.assertEqual(text.count("<record"), text.count('forcecreate="0"'), name)
