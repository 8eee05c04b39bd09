from odoo.fields import Command, Date
from odoo.tests import HttpCase, new_test_user, tagged, users

from odoo.addons.account_relationship.tests.common import get_brief_words
from odoo.addons.account_relationship.tests.communication.common import (
    CommunicationCommon,
)
from odoo.addons.account_relationship.tests.portal import test_descriptions


@tagged("post_install", "-at_install")
class TestExample(CommunicationCommon, HttpCase):
    """Each place where another addon hangs on, as the people who work with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.arrived, cls.sent = cls.env["example.parcel"].create(
            [
                {
                    "name": "Samples",
                    "account_id": cls.acme.id,
                    "partner_id": cls.amy.id,
                    "user_id": cls.ann.id,
                    "date": "2026-03-09",
                    "state": "arrived",
                },
                {
                    "name": "Spare parts",
                    "account_id": cls.acme.id,
                    "user_id": cls.ann.id,
                    "date": "2026-03-10",
                },
            ]
        )

    def test_parcel_under_way_for_long_is_a_reason_until_it_arrives(self):
        self.sent.date = Date.subtract(Date.today(), days=20)
        self.env["relationship.alert"]._refresh()
        alert = self.acme.with_user(self.ann).alert_ids
        alert = alert.filtered(lambda alert: alert.reason == "parcel")
        self.assertEqual(alert.words, "1 parcels under way for long")
        self.sent.state = "arrived"
        self.env["relationship.alert"]._refresh(self.acme)
        self.assertEqual((alert.state, bool(alert.outcome)), ("closed", True))

    def _get_lines(self, user, kinds=("parcel",)):
        lines = self.env["relationship.timeline"].with_user(user)
        return lines.search([("account_id", "=", self.acme.id), ("kind", "in", kinds)])

    def test_timeline_shows_its_kind_to_those_who_may_read_it(self):
        line = self._get_lines(self.ann)
        self.assertEqual(line.title, "Samples")
        self.assertEqual(
            (line.res_model, line.res_id), (self.arrived._name, self.arrived.id)
        )
        self.assertEqual(line.date.date(), Date.to_date("2026-03-09"))
        self.assertEqual(line.action_open_document()["res_model"], "example.parcel")
        self._add_lead(self.amy, self.sam)
        self.assertTrue(self.acme.with_user(self.sam).has_access("read"))
        self.assertFalse(self._get_lines(self.sam))

    def test_lines_of_all_kinds_have_ids_of_their_own(self):
        self._log()
        kinds = [
            key for key, __ in self.env["relationship.timeline"]._get_kind_labels()
        ]
        lines = self._get_lines(self.ann, kinds)
        self.assertLess({"parcel"}, set(lines.mapped("kind")))
        self.assertEqual(len(set(lines.ids)), len(lines.ids))

    @users("ann")
    def test_list_groups_by_its_label(self):
        groups = self.env["relationship.timeline"].formatted_read_group(
            [("account_id", "=", self.acme.id)], ["kind"], ["__count"]
        )
        self.assertIn("parcel", [group["kind"] for group in groups])
        labels = self.env["relationship.timeline"].fields_get(["kind"])["kind"]
        self.assertEqual(dict(labels["selection"])["parcel"], "Parcels")

    @users("ann")
    def test_signals_rank_its_line_among_the_others(self):
        account = self.acme.with_env(self.env)
        # sudo: measured at night
        account.sudo().write({"overdue_amount": 400, "problem": "Late deliveries"})
        names = [line["name"] for line in account.signals]
        self.assertEqual(names[:3], ["overdue", "parcels", "problem"])
        [line] = [line for line in account.signals if line["name"] == "parcels"]
        self.assertEqual(line["words"], "1 parcels under way")
        action = getattr(account, line["action"])()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.arrived + self.sent)

    @users("sam")
    def test_brief_has_its_line_for_whoever_sees_a_document(self):
        order = self._add_order(self.amy, self.sam)
        words = get_brief_words(order.with_env(self.env).relationship_brief)
        self.assertEqual(words["parcels"], "1 parcels under way")

    def test_touch_of_its_kind_has_a_label_everywhere(self):
        self.acme._refresh_touches()
        account = self.acme.with_user(self.ann)
        self.assertEqual(account.last_touch_kind, "parcel")
        self.assertEqual(account.last_touch_partner_id, self.amy)
        self.env.invalidate_all()
        brief = self.amy.with_user(self.sam).relationship_brief
        self.assertEqual(brief["last_touch_kind"], "Parcel")
        lead = self._add_lead(self.amy, self.ann)
        self.assertEqual(lead.relationship_brief["last_touch_kind"], "Parcel")

    def test_touch_without_label_stands_in_no_one_s_way(self):
        self.env.cr.execute(
            "UPDATE relationship_account SET last_touch_kind = 'nobody knows'"
            " WHERE id = %s",
            [self.acme.id],
        )
        self.env.invalidate_all()
        brief = self.amy.with_user(self.sam).relationship_brief
        self.assertEqual(brief["last_touch_kind"], "")
        self.acme.with_user(self.ann).web_read({"last_touch_kind": {}, "signals": {}})

    def test_activities_of_its_documents_go_along(self):
        activity = self.sent.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.ann.id
        )
        self.acme.with_user(self.hugo).manager_id = self.bob
        self.assertEqual(activity.user_id, self.bob)

    @users("hugo")
    def test_handover_asks_for_its_records_and_gives_them_back(self):
        handover = self.env["relationship.handover"].create(
            {
                "new_manager_id": self.bob.id,
                "line_ids": [Command.create({"account_id": self.acme.id})],
            }
        )
        self.assertEqual(handover.line_ids.parcel_count, 1)
        handover.action_confirm()
        self.assertEqual(
            (self.sent + self.arrived).mapped("user_id"), self.bob + self.ann
        )
        handover.action_undo()
        self.assertEqual(self.sent.user_id, self.ann)

    @users("hugo")
    def test_handover_leaves_its_records_where_that_is_chosen(self):
        handover = self.env["relationship.handover"].create(
            {
                "new_manager_id": self.bob.id,
                "move_parcels": False,
                "line_ids": [Command.create({"account_id": self.acme.id})],
            }
        )
        handover.action_confirm()
        self.assertEqual(self.sent.user_id, self.ann)

    def test_measure_is_kept_on_the_account_and_can_be_an_objective(self):
        self.arrived.date = Date.today()
        self.env["relationship.measure"]._refresh(self.acme + self.birch)
        self.assertEqual((self.acme + self.birch).mapped("parcels_12m"), [1, 0])
        measured = self.env["relationship.measure"]._measure("parcels_12m", self.acme)
        self.assertEqual(measured, {self.acme.id: 1})

    def test_night_does_its_step(self):
        steps = self.env["relationship.work"]._get_nightly_steps()
        [step] = [step for step in steps if step.name == "forget_parcels"]
        self.arrived.date = "2001-01-01"
        getattr(self.env[step.model], step.method)()
        self.assertFalse(self.arrived.exists())
        self.assertTrue(self.sent.exists())

    def test_rights_follow_the_ladder(self):
        for user, number in [
            (self.ann, 2),
            (self.bea, 2),
            (self.hugo, 2),
            (self.bob, 0),
        ]:
            with self.subTest(user=user.login):
                parcels = self.env["example.parcel"].with_user(user).search([])
                self.assertEqual(len(parcels), number)

    def test_account_manager_sees_it_on_the_form(self):
        user = new_test_user(
            self.env,
            "example_manager",
            groups="account_relationship.group_user",
            company_id=self.acme.company_id.id,
            company_ids=[Command.set(self.acme.company_id.ids)],
        )
        self.acme.manager_id = user
        self.start_tour(
            f"/odoo/customer-accounts/{self.acme.id}",
            "account_relationship_example",
            login=user.login,
        )


@tagged("post_install", "-at_install")
class TestExampleTellsNoSecrets(test_descriptions.TestEveryDescription):
    """The core's test of secrets, with what this addon tells customers."""

    allow_inherited_tests_method = True

    @classmethod
    def set_up_registered(cls):
        cls.parcel = cls.env["example.parcel"].create(
            {
                "name": "Samples",
                "account_id": cls.acme.id,
                "note": "They are late payers",
            }
        )
        super().set_up_registered()

    def test_what_customers_read_of_a_parcel(self):
        description = self.side._get_descriptions()["parcel"]
        self.assertIn(self.parcel, self._get_records(description))
        self.assertEqual(set(description.describe(self.parcel)), {"name", "date"})
        self.assertNotIn("payers", str(description.describe(self.parcel)))
