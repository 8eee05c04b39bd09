from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..feedback.common import FeedbackMailCommon
from ..score.common import Scores


@tagged("post_install", "-at_install")
class TestDeletedData(Scores, FeedbackMailCommon):
    """Companies delete kinds of activities and e-mail templates they do not want."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()
        for model in ("mail.activity.type", "mail.template"):
            own = cls.env["ir.model.data"].search(
                [("model", "=", model), ("module", "=like", "account_relationship%")]
            )
            records = cls.env[model].browse(own.mapped("res_id"))
            if model == "mail.activity.type":
                cls.env["mail.activity"].with_context(active_test=False).search(
                    [("activity_type_id", "in", records.ids)]
                ).unlink()
                cls.env["mail.activity.plan"].search([]).unlink()
            records.unlink()

    @mute_logger("odoo.addons.account_relationship.models.shared.relationship_work")
    def test_scheduled_work_goes_on_without(self):
        late = self._say()
        late.deadline = fields.Datetime.now() - timedelta(days=9)
        self.env["relationship.promise"].create(
            {"name": "A lamp", "account_id": self.acme.id, "date_due": "2026-01-01"}
        )
        self._set_opened(self.accounts, self._ago(days=300))
        work = self.env["relationship.work"]
        for step in work._get_steps("nightly") | work._get_steps("frequent"):
            self._run_step(step.name)
        failed = work.search([("failure", "!=", False)])
        self.assertFalse(failed.mapped(lambda step: (step.name, step.failure)))

    @users("ann")
    def test_nobody_is_asked_for_a_score_without_the_mail(self):
        with self.assertRaisesRegex(UserError, "asks for a score was deleted"):
            self.acme.with_env(self.env).action_ask_score()
