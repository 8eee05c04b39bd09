from odoo import api, models


class ReportBusinessReview(models.AbstractModel):
    """The business review on paper, in the language of whom it is for."""

    _name = "report.account_relationship.report_business_review"
    _description = "Business review for the customer"

    @api.model
    def _get_report_values(self, docids, data=None):
        reviews = self.env["relationship.business.review"].browse(docids)
        reviews.check_access("read")
        reviews.account_id.check_access("read")
        return {"docs": [self._get_document(review) for review in reviews]}

    def _get_document(self, review):
        """What the customer may read, and the company on whose paper."""
        lang = review._get_lang()
        side = self.env["relationship.portal.content"].with_context(lang=lang)
        return {
            "lang": lang,
            # sudo: on whose paper, of an account the user may read
            "company": review.account_id.sudo().company_id,
            "review": side._describe_review(review),
        }
