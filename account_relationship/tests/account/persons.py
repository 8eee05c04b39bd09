"""A person of a customer, wherever one may stand, to be taken out again."""

from datetime import timedelta

from odoo import fields

from ..common import AccountMailCommon
from ..feedback.common import Feedback
from ..score.common import Scores

WORDS = "(erased at the person's request)"
SECRET = "My desk lamp in room 7 is dark"
NAMES = ("Amy Unlikely", "amy.unlikely@acme.example.com", SECRET)


class PersonCommon(Feedback, Scores, AccountMailCommon):
    """Amy Unlikely of Acme, wherever a person may stand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()
        cls.set_up_feedback()
        cls.amy.write({"name": NAMES[0], "email": NAMES[1], "phone": "123"})
        cls.env["relationship.score"].search([]).unlink()
        cls.score = cls._add_score(cls.amy, 3, comment=f"{SECRET} still")
        cls.older = cls._add_score(cls.amy, 9, days=200)
        cls.bens = cls._add_score(cls.ben, 10)
        cls.set_up_said()
        cls.set_up_planned()
        cls.env.flush_all()

    @classmethod
    def set_up_said(cls):
        Feedback = cls.env["relationship.feedback"]
        cls.complaint = Feedback.create(
            {
                "account_id": cls.acme.id,
                "partner_id": cls.amy.id,
                "source": "mail",
                "email_from": f'"{NAMES[0]}" <{NAMES[1].upper()}>',
                "verbatim": f"{SECRET}.\nPlease <help>.",
                "kind": "complaint",
                "team_id": cls.technical_team.id,
                "summary": f"Call {NAMES[0]} back",
            }
        )
        cls.complaint._customer_comments(f"{SECRET}, I said", cls.amy)
        cls.complaint.action_make_opportunity()
        cls.notice = cls.complaint._send_by_mail(
            "update", cls.amy, "Your lamp", f"<p>Dear {NAMES[0]}, soon.</p>"
        )
        cls.bens_words = Feedback.create(
            {
                "account_id": cls.acme.id,
                "partner_id": cls.ben.id,
                "reporter_ids": (cls.ben | cls.amy).ids,
                "verbatim": "The stairs creak loudly",
            }
        )
        cls.acme._customer_asks_for_call(cls.amy, about=f"{SECRET} again")

    @classmethod
    def set_up_planned(cls):
        cls.talk = cls.env["relationship.interaction"].create(
            {
                "account_id": cls.acme.id,
                "type_id": cls.env.ref("account_relationship.interaction_type_call").id,
                "subject": f"Call with {NAMES[0]}",
                "date_start": fields.Datetime.now() - timedelta(days=3),
                "partner_ids": cls.amy.ids,
            }
        )
        cls.promise = cls.env["relationship.promise"].create(
            {
                "name": f"Lamp for {NAMES[0]}",
                "account_id": cls.acme.id,
                "interaction_id": cls.talk.id,
                "user_id": cls.ann.id,
                "date_due": cls.today,
            }
        )
        cls.plan = cls.env["relationship.plan"].create(
            {
                "account_id": cls.acme.id,
                "name": "Light",
                "contact_id": cls.amy.id,
                "is_shared": True,
            }
        )
        cls.plan.write(
            {
                "state": "agreed",
                "agreed_by_id": cls.amy.id,
                "agreed_on": cls.today,
            }
        )
        cls.action = cls.env["relationship.action"].create(
            {
                "plan_id": cls.plan.id,
                "name": "Choose a lamp",
                "side": "theirs",
                "contact_id": cls.amy.id,
                "is_shared": True,
            }
        )
        cls.action._customer_confirms(cls.amy, f"{SECRET} no more")
        cls.share = cls.env["relationship.plan.link"].create(
            {"plan_id": cls.plan.id, "partner_id": cls.amy.id}
        )
        cls.look = cls.env["relationship.plan.visit"]._log(cls.plan, cls.amy, cls.share)
        cls.env["relationship.plan.contact"].search(
            [("plan_id", "=", cls.plan.id), ("partner_id", "=", cls.amy.id)]
        ).unlink()
        cls.informed = cls.env["relationship.plan.contact"].create(
            {"plan_id": cls.plan.id, "partner_id": cls.amy.id}
        )

    def _get_figures(self):
        """What counts for the company, whoever said it."""
        self.env.flush_all()
        self.env.invalidate_all()
        scores, complaint = self.score | self.older, self.complaint
        return [
            scores.mapped(lambda s: (s.value, s.answered_at, s.sent_on, s.account_id)),
            complaint.read(
                ["kind", "state", "team_id", "received_at", "deadline", "account_id"]
            ),
            (self.plan.state, self.plan.agreed_on, self.action.confirmed_at),
            (self.acme.last_touch_at, self.acme.last_touch_kind),
            (self.talk.date_start, self.promise.date_due, self.look.date),
            (self.notice.date, self.notice.kind, len(complaint.message_ids)),
        ]

    def _add_rating(self, contact):
        """A rating of a document, as the contact gives it by Odoo's link."""
        return self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.acme_customer.id,
                "partner_id": contact.id,
                "rating": 4,
                "feedback": f"{SECRET}, again",
                "consumed": True,
            }
        )

    def _get_score_figures(self):
        """``{kind: [mean, people, answers]}`` of the scores of acme."""
        self.env.flush_all()
        self.env.invalidate_all()
        groups = self.env["relationship.score.report"]._read_group(
            [("account_id", "=", self.acme.id)],
            ["score_type"],
            ["nps_people_count:sum", "csat:avg", "ces:avg", "answer_count:sum"],
        )
        return {kind: numbers for kind, *numbers in groups}

    def _find_traces(self):
        """Tables and columns in which name, address or words of Amy still stand."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
             WHERE (table_name LIKE 'relationship%%' OR table_name = ANY(%s))
               AND table_schema = current_schema AND data_type = ANY(%s)
            """,
            [
                [
                    *("mail_message", "mail_activity", "mail_tracking_value"),
                    *("mail_mail", "crm_lead", "project_task"),
                ],
                ["text", "character varying", "jsonb"],
            ],
        )
        traces = []
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ~* %s',
                ["|".join(NAMES)],
            )
            if self.env.cr.fetchone()[0]:
                traces.append((table, column))
        return traces
