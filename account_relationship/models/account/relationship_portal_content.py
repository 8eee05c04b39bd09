from odoo import api, models
from odoo.tools.image import image_data_uri

from ..shared.relationship_portal_content import Description

HANDOVER = "account_relationship.mail_template_handover"


class RelationshipPortalContent(models.AbstractModel):
    """What a customer reads of who looks after it."""

    _inherit = "relationship.portal.content"

    @api.model
    def _get_descriptions(self):
        return super()._get_descriptions() | {
            "manager": Description(
                "relationship.account",
                self._describe_manager,
                get_pages=lambda account: ["/my", "/my/account-manager"],
            ),
            "handover_mail": Description(
                "relationship.handover.line",
                lambda line: self._describe_template(HANDOVER, line),
            ),
        }

    @api.model
    def _describe_manager(self, account):
        """Who looks after the customer, and who does so today."""
        # sudo: name, photo, phone and mail of the people the customer talks to
        account = account.sudo()
        acting = account._get_available()
        manager = account.manager_id if account.manager_id.active else acting
        return {
            "account_id": account.id,
            "company": account.company_id.name,
            **self._describe_person(manager),
            "is_away": bool(account.absence_id),
            "until": account.absent_until,
            "stand_in": self._describe_person(acting) if acting != manager else {},
        }

    @api.model
    def _describe_person(self, user):
        return {
            "name": user.name or "",
            "photo": image_data_uri(user.avatar_256) if user.avatar_256 else "",
            "phone": user.phone or "",
            "email": user.email or "",
        }
