from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged, users

from .common import FeedbackCommon, FeedbackMailCommon


@tagged("post_install", "-at_install")
class TestFeedbackRouting(FeedbackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["relationship.feedback.rule"]
        cls.Rule.search([]).action_archive()
        cls.lamps, cls.spares = cls.env["product.category"].create(
            [{"name": "Lamps"}, {"name": "Spares"}]
        )
        cls.desk_lamps = cls.env["product.category"].create(
            {"name": "Desk lamps", "parent_id": cls.lamps.id}
        )
        cls.lamp, cls.bolt = cls.env["product.product"].create(
            [
                {"name": "Lamp", "categ_id": cls.desk_lamps.id},
                {"name": "Bolt", "categ_id": cls.spares.id},
            ]
        )

    def _add_rule(self, team, **conditions):
        return self.Rule.create({"team_id": team.id, **conditions})

    def _route(self, **values):
        """The team and the user of what Amy of Acme says."""
        feedback = self.env["relationship.feedback"].create(
            {"verbatim": "Dark", "partner_id": self.amy.id, **values}
        )
        return feedback.team_id

    @users("eve")
    def test_rules_that_come_with_the_addon_route_everything(self):
        self.Rule.sudo().with_context(active_test=False).search([]).action_unarchive()
        create = self.env["relationship.feedback"].sudo().create
        for values, team in [
            ({"area_id": self.invoicing_area.id}, self.finance_team),
            ({"area_id": self.delivery_area.id}, self.logistics_team),
            ({"area_id": self.website_area.id}, self.technical_team),
            (
                {"area_id": self.product_area.id, "kind": "complaint"},
                self.quality_team,
            ),
            ({"area_id": self.product_area.id, "kind": "idea"}, self.technical_team),
            ({"kind": "risk"}, self.sales_team),
            ({"kind": "praise"}, self.sales_team),
        ]:
            feedback = create({"verbatim": "X", "partner_id": self.amy.id, **values})
            self.assertEqual(feedback.team_id, team)

    @users("ann")
    def test_rule_is_called_by_who_answers(self):
        rule = self._add_rule(self.technical_team, user_id=self.theo.id)
        self.assertEqual(rule.display_name, "Technical, Theo")
        self.assertEqual(self._add_rule(self.sales_team).display_name, "Sales")

    @users("ann")
    def test_first_rule_that_fits_decides(self):
        self._add_rule(self.finance_team, sequence=20)
        self._add_rule(self.quality_team, sequence=10, kind="complaint")
        self._add_rule(self.sales_team, sequence=5, kind="idea", active=False)
        self.assertEqual(self._route(kind="complaint"), self.quality_team)
        self.assertEqual(self._route(kind="idea"), self.finance_team)

    def test_team_with_open_feedback_is_not_archived(self):
        feedback = self._say(team_id=self.quality_team.id)
        with self.assertRaisesRegex(ValidationError, r"Quality has open .*\(1\)"):
            self.quality_team.action_archive()
        self._tell(feedback)
        feedback.action_close()
        self.quality_team.action_archive()
        self.assertFalse(self.quality_team.active)

    @users("ann")
    def test_team_of_nobody_leaves_it_to_the_account_manager(self):
        feedback = self._say(team_id=self.quality_team.id)
        self.assertFalse(self.quality_team.member_ids | self.quality_team.user_id)
        self.assertEqual(self._get_work(feedback)[0][0], self.ann)

    @users("ann")
    def test_category_of_the_product_and_those_above_it_fit(self):
        self._add_rule(self.technical_team, product_categ_id=self.lamps.id)
        self._add_rule(self.logistics_team)
        self.assertEqual(self._route(product_id=self.lamp.id), self.technical_team)
        self.assertEqual(self._route(product_id=self.bolt.id), self.logistics_team)
        self.assertEqual(self._route(), self.logistics_team)

    @users("ann")
    def test_country_is_that_of_the_customer(self):
        belgium, spain = self.env.ref("base.be"), self.env.ref("base.es")
        self.acme_customer.sudo().country_id = belgium
        self.amy.sudo().write({"type": "other", "country_id": spain.id})
        self._add_rule(self.quality_team, country_id=spain.id)
        self._add_rule(self.finance_team, country_id=belgium.id)
        self.assertEqual(self._route(), self.finance_team)

    @users("hugo")
    def test_rules_and_teams_of_other_companies_do_not_fit(self):
        other = self._add_company()
        team = self.env["relationship.feedback.team"].sudo()
        theirs = team.create({"name": "Theirs", "company_id": other.id})
        self._add_rule(theirs, sequence=1)
        self._add_rule(self.sales_team, sequence=2, company_id=other.id)
        self._add_rule(self.finance_team, sequence=3)
        self.assertEqual(self._route(), self.finance_team)

    @users("ann")
    def test_archived_team_gets_nothing(self):
        self._add_rule(self.quality_team, sequence=1)
        self._add_rule(self.finance_team, sequence=2)
        self.quality_team.sudo().action_archive()
        self.assertEqual(self._route(), self.finance_team)

    @users("ann")
    def test_without_a_rule_there_is_no_team_and_no_clock(self):
        feedback = self.env["relationship.feedback"].create(
            {"verbatim": "Dark", "partner_id": self.amy.id}
        )
        self.assertFalse(feedback.team_id)
        self.assertFalse(feedback.deadline)
        feedback.team_id = self.technical_team
        self.assertTrue(feedback.deadline)

    @users("ann")
    def test_rule_may_name_who_answers(self):
        self._add_rule(self.technical_team, user_id=self.theo.id)
        feedback = self.env["relationship.feedback"].create(
            [
                {"verbatim": "Dark", "partner_id": self.amy.id},
                {
                    "verbatim": "Dark",
                    "partner_id": self.amy.id,
                    "team_id": self.quality_team.id,
                },
            ]
        )
        self.assertEqual(feedback[0].user_id, self.theo)
        self.assertFalse(feedback[1].user_id)
        self.assertIn(self.theo.partner_id, feedback[0].message_partner_ids)
        self.assertIn(self.ann.partner_id, feedback[0].message_partner_ids)

    def test_rule_names_nobody_who_left(self):
        self._add_rule(self.technical_team, user_id=self.theo.id)
        self.theo.active = False
        feedback = self.env["relationship.feedback"].create(
            {"verbatim": "Dark", "partner_id": self.amy.id}
        )
        self.assertEqual(feedback.team_id, self.technical_team)
        self.assertFalse(feedback.user_id)
        self.assertEqual(feedback.activity_ids.user_id, self.lena)

    def test_feedback_is_taken_though_its_rule_names_who_may_answer_no_more(self):
        self._add_rule(self.technical_team, user_id=self.theo.id)
        theirs = self._add_company()
        internal, portal = (
            self.env.ref(f"base.group_{name}") for name in ("user", "portal")
        )
        right = self.env.ref("account_relationship.group_feedback")
        for values, back in (
            (
                {"company_ids": [Command.set(theirs.ids)], "company_id": theirs.id},
                {
                    "company_ids": [Command.set(self.company.ids)],
                    "company_id": self.company.id,
                },
            ),
            (
                {"group_ids": [Command.set(internal.ids)]},
                {"group_ids": [Command.set(right.ids)]},
            ),
            (
                {"group_ids": [Command.set(portal.ids)]},
                {"group_ids": [Command.set(right.ids)]},
            ),
        ):
            self.theo.write(values)
            feedback = self._write("Dark")
            self.assertEqual(feedback.team_id, self.technical_team, values)
            self.assertFalse(feedback.user_id, values)
            self.theo.write(back)
        self.assertEqual(self._write("Dim").user_id, self.theo)

    def _write(self, words):
        return self.env["relationship.feedback"].create(
            {"verbatim": words, "partner_id": self.amy.id, "source": "portal"}
        )

    @users("ann")
    def test_team_is_proposed_while_it_is_logged_and_kept_afterwards(self):
        self._add_rule(self.technical_team, kind="idea")
        self._add_rule(self.quality_team)
        with Form(self.env["relationship.feedback"]) as form:
            form.verbatim = "Add a dimmer"
            form.partner_id = self.amy
            self.assertEqual(form.team_id, self.quality_team)
            form.kind = "idea"
            self.assertEqual(form.team_id, self.technical_team)
        form.record.kind = "complaint"
        self.assertEqual(form.record.team_id, self.technical_team)

    @users("ann")
    def test_whoever_is_not_of_the_new_team_is_released(self):
        feedback = self._say(user_id=self.tess.id)
        feedback.team_id = self.quality_team
        self.assertFalse(feedback.user_id)
        feedback.write({"team_id": self.technical_team.id, "user_id": self.ann.id})
        self.assertEqual(feedback.user_id, self.ann)

    def test_rules_are_read_once_for_many(self):
        self._add_rule(self.technical_team, product_categ_id=self.lamps.id)
        self._add_rule(self.finance_team)
        feedback = self.env["relationship.feedback"].concat(
            *(self._say(product_id=self.bolt.id) for __ in range(20))
        )
        self.env.flush_all()
        feedback.mapped("product_id.categ_id.parent_path")
        with self.assertQueryCount(2):
            self.Rule._route(feedback)


@tagged("post_install", "-at_install")
class TestFeedbackReroute(FeedbackMailCommon):
    def _reroute(self, feedback, **values):
        action = feedback.action_reroute()
        wizard = (
            self.env["relationship.feedback.reroute"]
            .with_context(**action["context"])
            .create(
                {"team_id": self.quality_team.id, "reason": "Cracked lens", **values}
            )
        )
        return wizard.action_confirm()

    @users("tess")
    def test_reason_stays_though_it_is_out_of_sight(self):
        feedback = (
            self.env["relationship.feedback"]
            .with_user(self.ann)
            .create(
                {
                    "verbatim": "Dark",
                    "partner_id": self.amy.id,
                    "team_id": self.technical_team.id,
                    "user_id": self.theo.id,
                }
            )
            .with_user(self.env.user)
        )
        self.flush_tracking()
        deadline = feedback.acknowledge_deadline
        action = self._reroute(feedback)
        self.assertEqual(action["res_model"], "relationship.feedback")
        with self.assertRaises(AccessError):
            feedback.invalidate_recordset()
            feedback.check_access("read")
        self.flush_tracking()
        feedback = feedback.sudo()
        self.assertRecordValues(
            feedback,
            [
                {
                    "team_id": self.quality_team.id,
                    "user_id": False,
                    "acknowledge_deadline": deadline,
                }
            ],
        )
        self.assertIn(
            "Rerouted from Technical to Quality: Cracked lens",
            "".join(feedback.message_ids.mapped("body")),
        )
        tracked = feedback.message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertIn("team_id", tracked)
        self.assertIn("user_id", tracked)

    @users("ann")
    def test_several_are_passed_on_at_once(self):
        feedback = self._say() | self._say("Too dark")
        action = self._reroute(feedback)
        self.assertEqual(action, {"type": "ir.actions.act_window_close"})
        self.assertEqual(feedback.team_id, self.quality_team)

    def test_a_colleague_in_the_same_team_gets_it_as_well(self):
        feedback = self._say(user_id=self.tess.id)
        team = {"team_id": self.technical_team.id, "user_id": self.theo.id}
        self._reroute(feedback, **team)
        self.assertEqual(feedback.user_id, self.theo)

    def test_leader_or_a_member_of_the_new_team_is_assigned(self):
        feedback = self._say(team_id=self.quality_team.id)
        wizard = self.env["relationship.feedback.reroute"].with_context(
            **feedback.action_reroute()["context"]
        )
        with Form(wizard) as form:
            form.team_id = self.technical_team
            form.user_id = self.lena
            form.reason = "A cable"
            form.team_id = self.finance_team
            self.assertFalse(form.user_id)
            form.team_id = self.technical_team
        self.assertEqual(form.record.candidate_ids, self.lena | self.tess | self.theo)

    def test_team_of_another_company_answers_no_feedback_of_ours(self):
        other = self._add_company()
        self.finance_team.company_id = other
        feedback = self._say()
        wizard = self.env["relationship.feedback.reroute"].new(
            {"feedback_ids": [Command.set(feedback.ids)]}
        )
        self.assertEqual(wizard.company_id._origin, self.company)
        self.assertEqual(wizard.former_team_id._origin, self.technical_team)
        mixed = feedback | self._say(team_id=self.quality_team.id)
        wizard.feedback_ids = mixed
        self.assertFalse(wizard.former_team_id)
        with self.assertRaises(UserError):
            self._reroute(feedback, team_id=self.finance_team.id)

    @users("ann")
    def test_reason_has_to_be_said(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._reroute(self._say(), reason="   ")

    @users("ann")
    def test_changes_are_kept_on_the_record(self):
        feedback = self._say()
        self.flush_tracking()
        feedback.write(
            {
                "severity": "critical",
                "kind": "risk",
                "area_id": self.delivery_area.id,
                "state": "planned",
                "is_shared": True,
            }
        )
        feedback.action_wait()
        self.flush_tracking()
        tracked = feedback.message_ids.sudo().tracking_value_ids.field_id
        self.assertTrue(
            {"severity", "kind", "area_id", "state", "is_shared", "is_waiting"}
            <= set(tracked.mapped("name"))
        )

    def test_members_of_the_team_are_not_told_by_the_customer_s_words(self):
        """What the customer comments reaches followers, colleagues only."""
        feedback = self._say(user_id=self.tess.id)
        message = feedback._customer_comments(
            "See the picture", self.amy, [("lamp.txt", b"dark")]
        )
        self.assertEqual(message.author_id, self.amy)
        self.assertEqual(message.attachment_ids.name, "lamp.txt")
        self.assertIn(self.tess.partner_id, message.notified_partner_ids)
        self.assertNotIn(self.amy, message.notified_partner_ids)
        self.assertEqual(
            feedback.message_partner_ids.filtered("partner_share"),
            self.env["res.partner"],
        )

    def test_leader_may_be_a_member_by_command(self):
        self.technical_team.member_ids = [Command.link(self.lena.id)]
        self.assertIn(self.lena, self.technical_team.member_ids)
