import datetime

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.account_relationship.choices import check_choices
from odoo.addons.account_relationship.lines import Moment

from .relationship_account import USERS


class RelationshipAccount(models.Model):
    """When the customer makes the budget: the time to be in it."""

    _inherit = "relationship.account"

    budget_month = fields.Selection(
        selection="_select_months",
        string="Budget is made in",
        tracking=True,
        groups=USERS,
        help="The month in which the customer decides what to spend next year. It is "
        "an occasion for what could be sold.",
    )

    @api.model
    def _select_months(self):
        return [
            (
                str(month),
                format_date(
                    self.env, datetime.date(2000, month, 1), date_format="LLLL"
                ).capitalize(),
            )
            for month in range(1, 13)
        ]

    @api.constrains("budget_month")
    def _check_budget_month(self):
        check_choices(self, "budget_month")

    def _get_gap_fields(self):
        return [*super()._get_gap_fields(), "budget_month"]

    def _get_moments(self):
        """The month of the budget, from its first day on, while it lasts."""
        moments = super()._get_moments()
        if not self._has_field_access(self._fields["budget_month"], "read"):
            return moments
        for account in self.filtered("budget_month"):
            # sudo: which day it is for the account's company
            today = account.sudo().company_id._get_relationship_today()
            month = int(account.budget_month)
            day = max(today, today.replace(month=month, day=1))
            if month < today.month:
                day = datetime.date(today.year + 1, month, 1)
            words = self.env._(
                "their budget is made in %(month)s",
                month=format_date(self.env, day, date_format="LLLL"),
            )
            moments[account].append(Moment(day, words))
        return moments
