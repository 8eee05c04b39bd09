from odoo import api, models
from odoo.fields import Domain

from ..account.relationship_account_succession import HandoverKind
from ..shared.states import FINISHED_FEEDBACK


class RelationshipAccount(models.Model):
    """What somebody is to answer a customer goes along."""

    _inherit = "relationship.account"

    @api.model
    def _get_handover_kinds(self):
        return super()._get_handover_kinds() | {
            "feedback": HandoverKind(
                *(30, "_get_feedback_of", "move_feedback", "feedback_count")
            )
        }

    @api.model
    def _get_open_domains(self):
        return super()._get_open_domains() | {
            "relationship.feedback": Domain("state", "not in", FINISHED_FEEDBACK)
        }

    def _get_feedback_of(self, user):
        return [self._get_open_of("relationship.feedback", user)]

    def _on_owner_changed(self):
        result = super()._on_owner_changed()
        self._follow_open_feedback()
        return result
