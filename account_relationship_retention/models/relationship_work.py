from odoo import api, models

from odoo.addons.account_relationship.models.shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [*super()._get_nightly_steps(), *self._get_retention_steps()]

    @api.model
    def _get_frequent_steps(self):
        return [
            *super()._get_frequent_steps(),
            Step(
                "refresh_order_watch", "relationship.retention", "_cron_refresh_watch"
            ),
        ]

    @api.model
    def _get_retention_steps(self):
        """Steps that make the figures that are kept, in order.

        They run at night after the core's figures, before its alerts.

        :rtype: list[Step]
        """
        return [
            Step(
                "rebuild_order_watch", "relationship.retention", "_cron_rebuild_watch"
            ),
            Step("comparisons", "relationship.comparison", "_cron_refresh"),
            Step("rebuild_cohorts", "relationship.cohort", "_cron_rebuild"),
            Step(
                "rebuild_concentration", "relationship.concentration", "_cron_rebuild"
            ),
            Step("end_losses", "relationship.account", "_cron_end_losses"),
        ]

    @api.model
    def _build_retention(self):
        """Make all figures that are kept, of all companies, when it is installed.

        In one transaction with the installation: it comes whole or not at all.
        """
        companies = self.env["res.company"]._get_all_companies()
        self.env["relationship.retention"]._rebuild_watch(companies)
        for company in companies:
            self.env["relationship.comparison"]._refresh_standing(company)
        for name in ("relationship.cohort", "relationship.concentration"):
            self.env[name]._rebuild(companies)
