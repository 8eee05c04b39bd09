from odoo.fields import Command

from ..communication.common import Contacts
from ..feedback.common import Feedback
from ..plan.common import Plans
from .addon_records import SECRET, AddonRecords


class Records(AddonRecords, Contacts, Feedback, Plans):
    """One record of Acme of each of our models.

    What a dialog would make is drawn up by hugo. Everything that is internal says
    ``SECRET``; what a contact or a colleague without rights may know does not.
    """

    @classmethod
    def set_up_records(cls):
        cls.set_up_contacts()
        cls.set_up_feedback()
        cls.set_up_plans()
        cls.records = {}
        for make in (
            cls._make_account,
            cls._make_ownership,
            cls._make_communication,
            cls._make_feedback,
            cls._make_plan,
            cls._make_scores,
            cls._make_agreements,
            cls._make_potential,
            cls._make_people,
            cls._make_health,
            cls._make_reports,
            cls._make_dialogs,
            cls._make_movements,
        ):
            for record in make():
                assert record._name not in cls.records, record._name
                cls.records[record._name] = record
        cls.env.flush_all()

    @classmethod
    def _create(cls, model, user=None, **values):
        return cls.env[f"relationship.{model}"].with_user(user or 1).create(values)

    @classmethod
    def _make_account(cls):
        cls.acme.write(
            {
                "wants": f"{SECRET} wish",
                "problem": f"{SECRET} problem",
                "next_step": f"{SECRET} step",
            }
        )
        cls.acme.message_post(body=f"{SECRET} note", subtype_xmlid="mail.mt_note")
        return [
            cls.acme,
            cls.tier_a,
            cls.onboarding,
            cls.env["relationship.work"].search([], limit=1),
            cls._create("tag", name="Strategic"),
            *cls._make_alert(),
            cls._create("key.contact", account_id=cls.acme.id, partner_id=cls.amy.id),
        ]

    @classmethod
    def _make_alert(cls):
        cls.acme.action_mark_at_risk(f"{SECRET} risk")
        setting = cls.env["relationship.alert.setting"]._get(cls.env.company)
        return [cls.acme.alert_ids, setting["at_risk"]]

    @classmethod
    def _make_ownership(cls):
        handover = cls._create(
            "handover",
            line_ids=[Command.create({"account_id": cls.acme.id})],
            new_manager_id=cls.hugo.id,
            note=f"{SECRET} handover",
            date_effective="2100-01-01",
        )
        absence = cls._create(
            "absence",
            user_id=cls.ann.id,
            note=f"{SECRET} absence",
            date_from="2100-01-01",
            date_to="2100-01-01",
        )
        return [cls.acme.assignment_ids[:1], handover, handover.line_ids, absence]

    @classmethod
    def _make_communication(cls):
        interaction = cls._create(
            "interaction",
            account_id=cls.acme.id,
            type_id=cls.call_type.id,
            partner_ids=[Command.set(cls.amy.ids)],
            user_ids=[Command.set(cls.ann.ids)],
            subject=f"{SECRET} call",
            note=f"{SECRET} words",
        )
        promise = cls._create(
            "promise",
            name=f"{SECRET} catalogue",
            account_id=cls.acme.id,
            user_id=cls.ann.id,
        )
        need = cls._create(
            "need", name=f"{SECRET} complaint", kind="problem", account_id=cls.acme.id
        )
        return [
            interaction,
            promise,
            need,
            cls.call_type,
            cls._create("interaction.tag", name="Fair"),
        ]

    @classmethod
    def _make_feedback(cls):
        team = cls.technical_team
        team.company_id = cls.env.company
        feedback, cls.other_feedback = (
            cls._create(
                "feedback",
                verbatim=f"{SECRET} lamp",
                source="portal",
                account_id=cls.acme.id,
                partner_id=cls.amy.id,
                team_id=team.id,
                user_id=cls.tess.id,
            )
            for __ in range(2)
        )
        notice = cls._create(
            "feedback.notice",
            feedback_id=feedback.id,
            kind="update",
            channel="phone",
            partner_id=cls.amy.id,
            body=f"{SECRET} told",
        )
        rule = cls._create(
            "feedback.rule", team_id=team.id, company_id=cls.env.company.id
        )
        return [feedback, notice, team, rule, cls.product_area]

    @classmethod
    def _make_plan(cls):
        plan = cls._add_plan(contact_id=cls.amy.id, note=f"{SECRET} plan")
        objective = cls._add_number(
            plan, measure="revenue_12m", target=10, note=f"{SECRET} objective"
        )
        action = cls._add_action(plan, user_id=cls.ann.id, note=f"{SECRET} action")
        share = cls._create(
            "plan.link",
            plan_id=plan.id,
            partner_id=cls.amy.id,
            date_expires="2100-01-01",
        )
        return [
            plan,
            objective,
            action,
            share,
            cls._create("plan.visit", plan_id=plan.id, link_id=share.id),
            cls._create("plan.contact", plan_id=plan.id, partner_id=cls.amy.id),
            cls._create(
                "plan.update", plan_id=plan.id, subject="x", words=f"{SECRET} update"
            ),
        ]

    @classmethod
    def _make_scores(cls):
        score = cls._create(
            "score",
            account_id=cls.acme.id,
            partner_id=cls.amy.id,
            email="amy@example.com",
            sent_at="2026-01-01 00:00:00",
            sent_on="2026-01-01",
            expires_on="2100-01-01",
            is_refused=True,
        )
        return [score]

    @classmethod
    def _make_reports(cls):
        """Rows that follow from what there is."""
        env = cls.env
        cls._add_order(cls.dune, cls.ann).action_confirm()
        cls._add_message(cls.acme, cls.amy)
        env.flush_all()
        cls._close_alert()
        cls._add_revenue()
        cls._add_line_watch()
        cls._add_customer_figures()
        of_acme = [("account_id", "=", cls.acme.id)]
        return [
            env["relationship.candidate"].search([("partner_id", "=", cls.dune.id)]),
            *(
                env[f"relationship.{name}"].search(of_acme, limit=1)
                for name in (
                    "timeline",
                    "response",
                    "score.report",
                    "feedback.report",
                    "plan.analysis",
                    "alert.report",
                    "revenue",
                    *cls._get_addon_reports(),
                )
            ),
            env["relationship.coverage"].search([("id", "=", cls.acme.id)]),
        ]

    @classmethod
    def _add_revenue(cls):
        """What Acme bought in a month, without invoices."""
        cls.env.cr.execute(
            """
            INSERT INTO relationship_revenue
                   (company_id, partner_id, account_id, month, amount, invoice_count)
            VALUES (%s, %s, %s, '2026-01-01', 100, 1)
            """,
            (cls.acme.company_id.id, cls.acme.partner_id.id, cls.acme.id),
        )

    @classmethod
    def _get_addon_reports(cls):
        """Reports of addons of ours, where they are installed."""
        return [
            name
            for name in ("line.watch", "cohort", "concentration", "acquaintance")
            if f"relationship.{name}" in cls.env
        ]

    @classmethod
    def _add_line_watch(cls):
        """What Acme buys no more, where retention is installed."""
        if "relationship.line.watch" not in cls.env:
            return
        cls.env.cr.execute(
            """
            INSERT INTO relationship_line_watch
                   (company_id, partner_id, account_id, category_id, kind,
                    longest_pause, amount, sales_before, sales_now)
            SELECT %s, %s, %s, id, 'lapsed', 1, 100, 100, 0
              FROM product_category ORDER BY id LIMIT 1
            """,
            (cls.acme.company_id.id, cls.acme.partner_id.id, cls.acme.id),
        )

    @classmethod
    def _add_customer_figures(cls):
        """What is kept of Acme as a customer, where retention is installed."""
        if "relationship.cohort" not in cls.env:
            return
        for table, columns in (
            ("cohort", "start, cohort, last_k, bought"),
            ("concentration", "sales_class, share, rank, amount"),
        ):
            values = {
                "cohort": ("2026-01-01", "2026-01-01", 0, 1),
                "concentration": ("A", 1, 1, 100),
            }[table]
            cls.env.cr.execute(
                f"INSERT INTO relationship_{table}"
                f" (company_id, partner_id, account_id, {columns})"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                (
                    *(cls.acme.company_id.id, cls.acme.partner_id.id, cls.acme.id),
                    *values,
                ),
            )

    @classmethod
    def _make_movements(cls):
        """What retention keeps of what Acme bought, where it is installed."""
        if "relationship.movement" not in cls.env:
            return []
        comparisons = cls.env["relationship.comparison"].sudo()
        comparisons.search([("company_id", "=", cls.acme.company_id.id)]).unlink()
        # The windows of which the month is the last one, whatever day it is.
        comparison = comparisons.create(
            {
                "company_id": cls.acme.company_id.id,
                "month": "2026-01-01",
                "before_start": "2024-02-01",
                "before_end": "2025-01-31",
                "after_start": "2025-02-01",
                "after_end": "2026-01-31",
            }
        )
        comparison._fill()
        of_acme = [("account_id", "=", cls.acme.id)]
        return [
            comparison,
            cls.env["relationship.movement"].sudo().search(of_acme),
            cls.env["relationship.category.movement"].sudo().search(of_acme),
            cls._create("loss.reason", name="Moved away"),
            cls._create("comparison.choice", cls.hugo, preset="year"),
            cls._create(
                "account.loss",
                cls.hugo,
                account_ids=[Command.set(cls.acme.ids)],
                reason_id=cls._create("loss.reason", name="Prices").id,
            ),
        ]

    @classmethod
    def _close_alert(cls):
        """One that is over, for the report of what became of them."""
        cls._create(
            "alert",
            account_id=cls.acme.id,
            reason="at_risk",
            lane="burns",
            since="2020-01-01",
            state="closed",
            outcome="done",
            closed_on="2020-01-02",
            summary=f"{SECRET} alert",
        )

    @classmethod
    def _make_addon_dialogs(cls):
        """Dialogs of addons of ours, where they are installed."""
        return [
            cls._create(name, cls.hugo)
            for name in ("retention.start",)
            if f"relationship.{name}" in cls.env
        ]

    @classmethod
    def _make_dialogs(cls):
        feedback = cls.records["relationship.feedback"]
        plan = cls.records["relationship.plan"]
        opening = cls._create("account.opening", cls.hugo, candidate_ids=cls.dune.ids)
        return [
            *cls._make_addon_dialogs(),
            opening,
            cls._create(
                "account.opening.line",
                cls.hugo,
                opening_id=opening.id,
                manager_id=cls.ann.id,
            ),
            cls._create(
                "feedback.decline",
                cls.hugo,
                feedback_id=feedback.id,
                reason=f"{SECRET} no",
            ),
            cls._create(
                "feedback.merge",
                cls.hugo,
                feedback_ids=[Command.set((feedback | cls.other_feedback).ids)],
                survivor_id=feedback.id,
            ),
            cls._create(
                "feedback.reroute",
                cls.hugo,
                feedback_ids=[Command.set(feedback.ids)],
                team_id=cls.sales_team.id,
                reason=f"{SECRET} wrong team",
            ),
            cls._create(
                "feedback.tell",
                cls.hugo,
                feedback_id=feedback.id,
                kind="update",
                channel="phone",
                partner_ids=[Command.set(cls.amy.ids)],
                body=f"{SECRET} we know",
            ),
            cls._create(
                "plan.agree", cls.hugo, plan_id=plan.id, agreed_by_id=cls.amy.id
            ),
            cls._create(
                "plan.cancel", cls.hugo, plan_id=plan.id, reason=f"{SECRET} why"
            ),
            cls._create(
                "account.risk",
                cls.hugo,
                account_id=cls.acme.id,
                reason=f"{SECRET} doubt",
            ),
            cls._create("business.review", cls.hugo, account_id=cls.acme.id),
            cls._create(
                "person.erasure", cls.adam, partner_ids=[Command.set(cls.amy.ids)]
            ),
        ]
