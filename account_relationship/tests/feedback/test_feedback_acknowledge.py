from odoo import fields
from odoo.tests import tagged

from .test_feedback_gateway import GatewayCommon


@tagged("post_install", "-at_install")
class TestAcknowledging(GatewayCommon):
    """Whoever reads feedback first answers for it, however that is said."""

    def test_dragging_a_card_assigns_whoever_does_it(self):
        for state in ("acknowledged", "planned", "in_progress"):
            with self.subTest(state=state):
                feedback = self._receive().with_user(self.tess)
                with self.mock_mail_gateway():
                    # As the board saves it.
                    feedback.web_save({"state": state}, {"state": {}})
                self.assertEqual(feedback.user_id, self.tess)
                self.assertEqual(feedback.state, state)

    def test_dragging_a_card_of_a_colleague_leaves_it_to_the_colleague(self):
        feedback = self._receive()
        feedback.user_id = self.theo
        with self.mock_mail_gateway():
            feedback.with_user(self.tess).write({"state": "acknowledged"})
        self.assertEqual(feedback.user_id, self.theo)

    def test_whoever_is_named_along_answers_for_it(self):
        feedback = self._receive().with_user(self.tess)
        with self.mock_mail_gateway():
            feedback.write({"state": "acknowledged", "user_id": self.theo.id})
        self.assertEqual(feedback.user_id, self.theo)

    def test_telling_the_customer_is_reading_it(self):
        feedback = self._receive().with_user(self.tess)
        dialog = self.env["relationship.feedback.tell"].with_user(self.tess)
        dialog = dialog.create(
            {
                "feedback_id": feedback.id,
                "kind": "acknowledged",
                "channel": "phone",
                "partner_ids": self.amy.ids,
                "body": "We look into it",
            }
        )
        dialog.action_confirm()
        self.assertEqual(feedback.state, "acknowledged")
        self.assertEqual(feedback.user_id, self.tess)

    def test_salesperson_who_answers_no_feedback_is_not_assigned(self):
        group = "account_relationship.group_feedback"
        self.assertFalse(self.sam.has_group(group))
        self._add_lead(self.acme_customer, self.sam)
        feedback = self.env["relationship.feedback"].with_user(self.sam)
        feedback = feedback.create({"verbatim": "Dark", "partner_id": self.amy.id})
        feedback.write({"state": "acknowledged"})
        self.assertEqual(feedback.state, "acknowledged")
        self.assertFalse(feedback.user_id)

    def test_steps_later_on_assign_nobody(self):
        feedback = self._receive().with_user(self.tess)
        with self.mock_mail_gateway():
            feedback.action_acknowledge()
        feedback.user_id = False
        feedback.action_start()
        self.assertFalse(feedback.user_id)

    def test_what_odoo_does_by_itself_assigns_nobody(self):
        feedback = self._receive()
        with self.mock_mail_gateway():
            feedback.with_user(self.env.ref("base.user_root")).action_acknowledge()
        self.assertEqual(feedback.state, "acknowledged")
        self.assertFalse(feedback.user_id)

    # ------------------------------------------------------------
    # Import
    # ------------------------------------------------------------

    def _load(self, user, columns, *rows):
        feedback = self.env["relationship.feedback"].with_user(user)
        feedback = feedback.with_context(import_file=True)
        result = feedback.load(columns, [list(row) for row in rows])
        self.assertTrue(result["ids"], result["messages"])
        return feedback.browse(result["ids"])

    def test_imported_as_acknowledged_it_is_the_importers_unless_somebody_is_named(
        self,
    ):
        columns = ["account_id", "verbatim", "state", "received_at", "user_id"]
        now = fields.Datetime.to_string(fields.Datetime.now())
        with self.mock_mail_gateway():
            mine, theirs, fresh = self._load(
                self.adam,
                columns,
                ["Acme", "The lamp is dark", "Acknowledged", now, ""],
                ["Acme", "The door sticks", "Acknowledged", now, "tess"],
                ["Acme", "The desk", "Open", now, ""],
            )
        self.assertFalse(self._new_mails)
        self.assertEqual(
            (mine | theirs | fresh).mapped("state"),
            ["acknowledged", "acknowledged", "new"],
        )
        self.assertEqual(mine.user_id, self.adam)
        self.assertEqual(theirs.user_id.login, "tess")
        self.assertFalse(fresh.user_id)

    def test_a_file_that_acknowledges_what_came_by_mail_mails_nobody(self):
        self.technical_team.sudo().tell_on_acknowledge = True
        feedback = self._receive().with_user(self.tess)
        self.assertTrue(feedback.is_mailed_on_acknowledge)
        with self.mock_mail_gateway():
            self._load(self.tess, [".id", "state"], [str(feedback.id), "Acknowledged"])
        self.assertEqual(feedback.state, "acknowledged")
        self.assertEqual(feedback.user_id, self.tess)
        self.assertFalse(feedback.sudo().notice_ids)
        self.assertFalse(self._new_mails)
