from odoo import api, models
from odoo.fields import Domain

from ..account.relationship_account_succession import HandoverKind
from ..shared.states import OPEN_ACTION, OPEN_PLAN


class RelationshipAccount(models.Model):
    """What somebody is to do in the plans of a customer goes along."""

    _inherit = "relationship.account"

    @api.model
    def _get_handover_kinds(self):
        return super()._get_handover_kinds() | {
            "plans": HandoverKind(40, "_get_plans_of", "move_plans", "plan_count")
        }

    @api.model
    def _get_open_domains(self):
        return super()._get_open_domains() | {
            "relationship.plan": Domain("state", "in", OPEN_PLAN),
            "relationship.action": Domain("state", "in", OPEN_ACTION),
        }

    def _get_plans_of(self, user):
        """The user's open plans and actions."""
        return [
            self._get_open_of("relationship.plan", user),
            self._get_open_of("relationship.action", user),
        ]
