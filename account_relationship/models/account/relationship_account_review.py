from datetime import timedelta
from math import ceil

from odoo import api, fields, models
from odoo.tools import SQL

from ...choices import TEN_YEARS


class RelationshipAccount(models.Model):
    """When the customer is reviewed with the head of accounts, as its tier says."""

    _inherit = "relationship.account"

    next_review_date = fields.Date(
        string="Next review",
        compute="_compute_next_review_date",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    is_review_due = fields.Boolean(
        string="Review due",
        compute="_compute_is_review_due",
        search="_search_is_review_due",
        help="The day of the next review has come.",
    )

    @api.depends("tier_id.review_days")
    def _compute_next_review_date(self):
        """Of a tier that is reviewed more often it comes sooner, never later.

        Of many customers at once not all are reviewed on one day.
        """
        groups = self.grouped(lambda account: (account.company_id, account.tier_id))
        for (company, tier), accounts in groups.items():
            today, days = company._get_relationship_today(), tier._get_review_days()
            for number, account in enumerate(accounts, 1):
                day = account.next_review_date
                spread = today + timedelta(days=ceil(days * number / len(accounts)))
                is_sooner = days and (not day or spread < day)
                account.next_review_date = spread if is_sooner else day

    @api.model
    def _get_bulk_columns(self, company):
        return super()._get_bulk_columns(company) | {
            "next_review_date": SQL(
                """
                %s + CEIL(
                    (SELECT NULLIF(LEAST(tier.review_days, %s), 0)
                       FROM relationship_tier AS tier
                      WHERE tier.id = chosen.tier_id)::float
                    * ROW_NUMBER() OVER (
                        PARTITION BY chosen.tier_id ORDER BY partner.id
                    )
                    / COUNT(*) OVER (PARTITION BY chosen.tier_id)
                )::int
                """,
                company._get_relationship_today(),
                TEN_YEARS,
            )
        }

    @api.depends("next_review_date", "company_id")
    def _compute_is_review_due(self):
        for account in self:
            due, company = account.next_review_date, account.company_id
            account.is_review_due = bool(
                due and due <= company._get_relationship_today()
            )

    def _search_is_review_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self.env["res.company"]._get_today_domain("next_review_date", "<=")

    def action_view_business_review(self):
        """Prepare what is gone through with the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Business Review"),
            "res_model": "relationship.business.review",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    def action_review(self):
        """It was reviewed: the next time is as far away as the tier says."""
        self.check_access("write")
        for account in self:
            today = account.company_id._get_relationship_today()
            days = account.tier_id._get_review_days()
            account._track_set_log_message(self.env._("Reviewed."))
            account.next_review_date = days and today + timedelta(days=days)

    def action_reopen_review(self, day):
        """It was not reviewed after all.

        :param str day: when it was to be, ``YYYY-MM-DD``
        """
        self.check_access("write")
        self.next_review_date = day
