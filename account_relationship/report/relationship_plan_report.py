from odoo import api, models
from odoo.tools.misc import get_lang


class ReportRelationshipPlan(models.AbstractModel):
    """The shared plan on paper, in the customer's language."""

    _name = "report.account_relationship.report_relationship_plan"
    _description = "Shared action plan"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self.env["relationship.plan"].browse(docids)
        plans.check_access("read")
        return {"docs": [self._get_document(plan) for plan in plans]}

    def _get_document(self, plan):
        """What the customer may read, and the company on whose paper."""
        # sudo: language and company of a plan the user may read
        plan_sudo = plan.sudo()
        reader = plan_sudo.contact_id or plan_sudo.account_id.partner_id
        wanted = self.env.context.get("relationship_customer_lang") or reader.lang
        lang = get_lang(self.env, wanted).code
        side = self.env["relationship.portal.content"].with_context(lang=lang)
        return {
            "lang": lang,
            "day": plan_sudo.company_id._get_relationship_today(),
            "company": plan_sudo.company_id,
            "plan": side._describe_plan_content(plan),
            "manager": side._describe_manager(plan_sudo.account_id),
        }
