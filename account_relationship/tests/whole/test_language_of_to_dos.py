from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..feedback.common import FeedbackCommon
from ..plan.common import Plans
from ..score.common import Scores


@tagged("post_install", "-at_install")
class TestLanguageOfToDos(Plans, Scores, FeedbackCommon):
    """Ann, Hugo and Tess read Spanish; customers and scheduled work speak English."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()
        cls.env["res.lang"]._activate_lang("es_ES")
        cls.env["ir.module.module"]._load_module_terms(
            ["account_relationship"], ["es_ES"]
        )
        (cls.ann | cls.hugo | cls.tess | cls.lena).lang = "es_ES"
        cls.north.user_id = cls.hugo

    def assertAsked(self, record, words):
        said = record.sudo().activity_ids.mapped("summary")
        self.assertTrue(any(words in (one or "") for one in said), said)

    def test_what_scheduled_work_asks(self):
        self._set_opened(self.acme, self._ago(days=300))
        promise = self.env["relationship.promise"].create(
            {"name": "Una", "account_id": self.acme.id, "date_due": "2026-01-01"}
        )
        promise.user_id = self.ann
        late = self._say(user_id=self.tess.id)
        late.deadline = fields.Datetime.now() - timedelta(days=9)
        update = self._say(user_id=self.tess.id)
        update.state = "planned"
        update.update_deadline = fields.Datetime.now() - timedelta(hours=1)
        for step in (
            *("refresh_touches", "escalate_promises", "escalate_feedback"),
            "plan_feedback_updates",
        ):
            self._run_step(step)
        self.assertAsked(self.acme, "Ponerse en contacto")
        self.assertAsked(promise, "Compromiso retrasado: Una")
        self.assertAsked(late, "Con retraso: ")
        self.assertAsked(update, "Informar al cliente de cómo va")

    def test_what_customers_ask(self):
        self.acme._customer_asks_for_call(self.amy, phone="123", when="today")
        self.assertAsked(self.acme, "Amy solicita una llamada")
        self.assertIn("Teléfono", self.acme.activity_ids.note)
        plan = self._add_plan(is_shared=True)
        theirs = self._add_action(plan, side="theirs", is_shared=True)
        self._agree(plan)
        theirs._customer_proposes("2099-01-01", self.amy)
        self.assertAsked(theirs, "Responder a la fecha que propuso el cliente")

    def test_low_score(self):
        self.env["relationship.feedback.rule"].create(
            {"team_id": self.technical_team.id, "sequence": -1}
        )
        feedback = self.env["relationship.score.follow.up"]._follow_up(
            self.acme,
            self.amy,
            {
                "source": "score",
                "score_type": "nps",
                "score_value": 2,
                "verbatim": "Slow",
            },
        )
        self.assertAsked(feedback, "Puntuación baja")
