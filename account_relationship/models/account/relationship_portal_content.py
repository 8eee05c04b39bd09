from odoo import api, models
from odoo.tools import format_date
from odoo.tools.image import image_data_uri

from ..shared.relationship_portal_content import Description

HANDOVER = "account_relationship.mail_template_handover"
REVIEW = "account_relationship.mail_template_business_review"


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
            "business_review": Description(
                "relationship.business.review",
                self._describe_review,
                ("introduction", "outlook"),
            ),
            "business_review_mail": Description(
                "relationship.business.review",
                lambda review: self._describe_template(REVIEW, review),
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

    # ------------------------------------------------------------
    # Business review
    # ------------------------------------------------------------

    @api.model
    def _describe_review(self, review):
        """What is gone through with the customer, of the days of the review.

        Each part of the house, and each addon, adds what it knows under a key of its
        own, which the template of the report shows.

        :param review: ``relationship.business.review``, of an account the caller reads
        """
        # sudo: what is read here is the whitelist itself
        account = review.account_id.sudo()
        return {
            "customer": account.partner_id.name,
            "company": account.company_id.name,
            "date_from": review.date_from,
            "date_to": review.date_to,
            "introduction": review.introduction or "",
            "outlook": review.outlook or "",
            "manager": self._describe_manager(account),
        }

    @api.model
    def _count_review(self, review):
        """How much of what is shared a review has, in a few words each."""
        return []

    @api.model
    def _get_review_title(self, review):
        """In the language of the environment."""
        return self.env._(
            "Business review, %(start)s to %(end)s",
            start=format_date(self.env, review.date_from),
            end=format_date(self.env, review.date_to),
        )
