from odoo import api, fields, models
from odoo.tools import float_compare


class RelationshipAccountMeasures(models.AbstractModel):
    """The numbers kept on an account: revenue, overdue amount, last order.

    They are stored by ``relationship.measure``, at night and on demand.
    """

    _name = "relationship.account.measures"
    _description = "Numbers of a customer account"

    # Declared by the account itself.
    company_id = fields.Many2one(comodel_name="res.company")

    currency_id = fields.Many2one(related="company_id.currency_id")
    revenue_12m = fields.Monetary(
        string="12-month revenue",
        readonly=True,
        default=0.0,
        groups="account_relationship.group_user",
        help="Net invoiced sales, untaxed, credit notes subtracted, of twelve "
        "calendar months: the current one up to today and the eleven before.",
    )
    revenue_prior_12m = fields.Monetary(
        string="Revenue of the 12 months before",
        readonly=True,
        default=0.0,
        groups="account_relationship.group_user",
        help="The same days one year earlier.",
    )
    revenue_change = fields.Float(
        string="Change",
        compute="_compute_revenue_change",
        groups="account_relationship.group_user",
        help="12-month revenue against the same days one year earlier.",
    )
    revenue_trend = fields.Selection(
        selection=[
            ("up", "Growing"),
            ("flat", "Unchanged"),
            ("down", "Shrinking"),
            ("new", "New revenue"),
            ("none", "No revenue"),
        ],
        string="Trend",
        compute="_compute_revenue_change",
        groups="account_relationship.group_user",
    )
    revenue_months = fields.Json(
        string="Revenue by month",
        readonly=True,
        groups="account_relationship.group_user",
        help="Twelve months against the twelve before.",
    )
    overdue_amount = fields.Monetary(
        string="Overdue amount",
        readonly=True,
        default=0.0,
        groups="account_relationship.group_user",
        help="What remains to be paid of posted customer invoices past their due "
        "date, as of the last refresh.",
    )
    last_order_date = fields.Date(
        string="Last order",
        readonly=True,
        groups="account_relationship.group_user",
        help="Date of the last confirmed order.",
    )
    measured_on = fields.Datetime(
        related="company_id.relationship_measured_on", string="Numbers as of"
    )

    @api.depends("revenue_12m", "revenue_prior_12m")
    def _compute_revenue_change(self):
        for account in self:
            now, before = account.revenue_12m, account.revenue_prior_12m
            account.revenue_change = (now - before) / before if before > 0 else 0.0
            account.revenue_trend = account._get_revenue_trend(now, before)

    @api.model
    def _get_revenue_trend(self, now, before):
        """Say how revenue moved; without a base to compare with it did not move."""
        if before <= 0:
            return "new" if now > 0 else "none"
        direction = float_compare(now, before, precision_digits=2)
        return {1: "up", 0: "flat", -1: "down"}[direction]

    def action_refresh_measures(self):
        """Bring the numbers of the accounts up to date now."""
        self.check_access("read")
        self.env["relationship.measure"]._refresh(self)

    @api.model
    def _cron_refresh_measures(self):
        """Refresh every account's numbers, at night."""
        self.env["relationship.measure"]._refresh()
