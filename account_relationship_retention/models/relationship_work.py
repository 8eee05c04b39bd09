from odoo import api, models

from odoo.addons.account_relationship.models.shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [*super()._get_nightly_steps(), *self._get_retention_steps()]

    @api.model
    def _get_retention_steps(self):
        """Steps that make the figures that are kept, in order.

        They run at night after those of the core, and once when the addon is installed
        or updated.

        :rtype: list[Step]
        """
        return [Step("comparisons", "relationship.comparison", "_cron_refresh")]
        return [
            Step("rebuild_cohorts", "relationship.cohort", "_cron_rebuild"),
            Step(
                "rebuild_concentration", "relationship.concentration", "_cron_rebuild"
            ),
        ]

    @api.model
    def _build_retention(self):
        """Make all figures that are kept, of all companies."""
        for step in self._get_retention_steps():
            getattr(self.env[step.model], step.method)()
