from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.turns import take_turns


class RelationshipAgreement(models.Model):
    """Activities ahead of a renewal, from the plan of the customer's tier."""

    _inherit = "relationship.agreement"
    _proof_fields = frozenset({"checkpoints_until"})

    checkpoints_until = fields.Date(
        string="Checkpoints planned for",
        readonly=True,
        copy=False,
        help="The end of the term before which checkpoints were planned last.",
    )

    @api.model
    def _cron_plan_checkpoints(self):
        """Each night: those that come near in each company, once for each term."""
        cron = self.env["ir.cron"]
        missing = SQL(
            "agreement.checkpoints_until IS DISTINCT FROM agreement.fixed_until"
        )
        for company in self.env["res.company"]._get_all_companies():
            due = self._find_coming(
                company, company.relationship_renewal_plan_days, missing
            )
            cron._work_off_many(due, lambda part: part._plan_checkpoints(), 100)

    def _plan_checkpoints(self):
        """Plan them for the day by which it has to be settled, none in the past."""
        take_turns(self)
        for agreement in self:
            plan = agreement._get_checkpoints()
            if plan and agreement.checkpoints_until != agreement.fixed_until:
                agreement._on_own_path().checkpoints_until = agreement.fixed_until
                agreement._start_checkpoints(plan)

    def _get_checkpoints(self):
        """The plan of the tier, or else of the company; none that was archived."""
        plan = self.account_id.tier_id.renewal_plan_id
        own = plan.filtered(
            lambda one: one.active and one.company_id.id in (False, self.company_id.id)
        )
        return own or self.company_id.relationship_renewal_plan_id.filtered("active")

    def _start_checkpoints(self, plan):
        manager = self.account_id._get_available()
        day, today = self._get_renewal_deadline(), self._get_today()
        for step in plan.template_ids:
            found = step._determine_responsible(manager, self)["responsible"]
            user = found or manager
            # What is said is in the language of whoever is to do it.
            words = step.with_context(lang=user.lang or self.env.lang)
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                activity_type_id=step.activity_type_id.id,
                summary=words.summary,
                note=words.note,
                user_id=user.id,
                date_deadline=max(step._get_date_deadline(day), today),
            )
