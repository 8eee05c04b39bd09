from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, float_round

from ...lines import Line, format_money

CRON = "account_relationship.cron_nightly"
#: So long after midnight numbers may be those of the day before.
PATIENCE = timedelta(hours=6)


class RelationshipAccount(models.Model):
    """The numbers kept on an account: revenue, overdue amount, last order.

    They are stored by ``relationship.measure``, at night and on demand.
    """

    _inherit = "relationship.account"

    revenue_12m = fields.Monetary(
        string="12-month revenue",
        readonly=True,
        default=0.0,
        groups="account_relationship.group_user",
        help="Net invoiced sales, untaxed, credit notes subtracted, from the day after "
        "the same day last year up to the day of the numbers.",
    )
    revenue_prior_12m = fields.Monetary(
        string="Revenue of the 12 months before",
        readonly=True,
        default=0.0,
        groups="account_relationship.group_user",
        help="Of as many days before the 12 months.",
    )
    revenue_change = fields.Float(
        string="Change",
        compute="_compute_revenue_change",
        compute_sudo=True,
        groups="account_relationship.group_user",
        help="12-month revenue against the 12 months before; see the trend for whether "
        "there is anything to compare with.",
    )
    revenue_trend = fields.Selection(
        selection=[
            ("up", "Growing"),
            ("flat", "Unchanged"),
            ("down", "Shrinking"),
            ("new", "New revenue"),
            ("none", "No revenue"),
            ("na", "n/a"),
        ],
        string="Trend",
        compute="_compute_revenue_change",
        compute_sudo=True,
        groups="account_relationship.group_user",
        help="n/a where credit notes exceeded sales in one of the two years: nothing "
        "to compare with.",
    )
    revenue_months = fields.Json(
        string="Revenue by month",
        readonly=True,
        groups="account_relationship.group_user",
        help="The 12 months and the 12 before by calendar month; the first and the "
        "last month are cut as the 12 months are.",
    )
    overdue_amount = fields.Monetary(
        string="Overdue amount",
        readonly=True,
        default=0.0,
        groups="account_relationship.group_user",
        help="What remains to be paid of instalments of posted customer invoices and "
        "receipts due before the day of the numbers; blocked invoices are left out.",
    )
    last_order_date = fields.Date(
        string="Last purchase",
        readonly=True,
        groups="account_relationship.group_user",
        help="Day of the last confirmed order, or invoice without an order. Credit "
        "notes and amounts of 0 are no purchase.",
    )
    refreshed_at = fields.Datetime(
        string="Refreshed alone at",
        readonly=True,
        copy=False,
        help="When the numbers of this account were computed on their own last.",
    )
    refreshed_for = fields.Date(string="Refreshed alone for", readonly=True, copy=False)
    measured_on = fields.Datetime(
        string="Numbers as of",
        compute="_compute_measured_on",
        help="When the numbers of this account were computed.",
    )
    measured_for = fields.Date(
        string="Day of the numbers",
        compute="_compute_measured_on",
        help="The day that was today, in the time zone of the company, when the "
        "numbers were computed: the 12 months end on it, and what was due before it is "
        "overdue.",
    )

    _revenue_idx = models.Index("(revenue_12m DESC, id DESC)")
    # The sums above the columns of a board are found in it alone.
    _stage_revenue_idx = models.Index(
        "(stage_id, revenue_12m DESC, id DESC) INCLUDE (active, company_id)"
    )

    @api.depends(
        *("refreshed_at", "refreshed_for"),
        "company_id.relationship_measured_on",
        "company_id.relationship_measured_for",
    )
    def _compute_measured_on(self):
        """Of the last time alone and the last time with all others, the later one."""
        for account in self:
            # sudo: when the numbers were computed is no secret of the company
            company = (account.company_id or self.env.company).sudo()
            with_all = company.relationship_measured_on
            moment, day = with_all, company.relationship_measured_for
            if account.refreshed_at and not (
                with_all and with_all > account.refreshed_at
            ):
                moment, day = account.refreshed_at, account.refreshed_for
            account.measured_on = moment
            account.measured_for = day or company._get_relationship_today()

    @api.depends("revenue_12m", "revenue_prior_12m")
    def _compute_revenue_change(self):
        trends = defaultdict(self.browse)
        for account in self:
            now, before = account.revenue_12m, account.revenue_prior_12m
            trend = self._get_revenue_trend(now, before)
            has_base = trend in ("up", "flat", "down")
            trends[trend] += account
            account.revenue_change = (now - before) / before if has_base else 0.0
        for trend, accounts in trends.items():
            accounts.revenue_trend = trend

    @api.model
    def _get_revenue_trend(self, now, before):
        """Say how revenue moved; of a negative amount there is no share."""
        now, before = (float_round(amount, 2) for amount in (now, before))
        if now < 0 or before < 0:
            return "na"
        if not before:
            return "new" if now else "none"
        if now == before:
            return "flat"
        return "up" if now > before else "down"

    @api.model
    def _get_bulk_columns(self, company):
        names = ("revenue_12m", "revenue_prior_12m", "overdue_amount")
        return super()._get_bulk_columns(company) | dict.fromkeys(names, SQL("0"))

    @api.depends("overdue_amount", "currency_id")
    def _compute_signals(self):
        return super()._compute_signals()

    def _get_signals(self):
        signals = super()._get_signals()
        if not self._has_field_access(self._fields["overdue_amount"], "read"):
            return signals
        # sudo: the reader may read the field, which is not asked of each card again
        for account in self.sudo().filtered(lambda account: account.overdue_amount > 0):
            signals[account].append(account._get_overdue_signal())
        return signals

    def _get_overdue_signal(self):
        amount = format_money(self.env, self.overdue_amount, self.currency_id)
        return Line(
            85,
            "fa-exclamation-circle",
            self.env._("%(amount)s overdue", amount=amount),
            name="overdue",
            # The form has a button that says so.
            places=("card",),
        )

    def _refresh_numbers(self, plan=True):
        result = super()._refresh_numbers(plan=plan)
        self.env["relationship.measure"]._refresh(self)
        return result

    def action_refresh_measures(self):
        """Bring the numbers of the accounts up to date now."""
        self.check_access("read")
        self.env["relationship.measure"]._refresh(self)

    @api.model
    def _cron_refresh_measures(self):
        """Refresh every account's numbers, at night."""
        self.env["relationship.measure"]._refresh_in_parts()
        self._plan_next_refresh()

    @api.model
    def _plan_next_refresh(self):
        """Run between, where the next day of a company begins long before the next run.

        Numbers are for a day: without it those of California would be of yesterday
        until its evening.
        """
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if not cron:
            return
        # sudo: when the next run is
        cron, companies = cron.sudo(), self.env["res.company"]._get_all_companies()
        now = fields.Datetime.now()
        next_run = cron.nextcall
        if next_run <= now:
            next_run = now + timedelta(days=1)
        moments = {company._get_next_relationship_day() for company in companies}
        early = sorted(moment for moment in moments if moment + PATIENCE < next_run)
        self.env["relationship.work"]._plan_step("refresh_measures", early)
