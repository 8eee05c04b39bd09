from odoo import api, models

from ..shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_frequent_steps(self):
        return [
            *super()._get_frequent_steps(),
            Step(
                "carry_out_absences",
                "relationship.absence",
                "_cron_carry_out",
                minutes=55,
            ),
            Step(
                "carry_out_handovers",
                "relationship.handover",
                "_cron_carry_out",
                minutes=55,
            ),
        ]
