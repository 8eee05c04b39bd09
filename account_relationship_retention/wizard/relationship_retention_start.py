from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.account_relationship.models.shared.relationship_guard import say

#: So many returns have to be known before they say how long one takes.
ENOUGH_GAPS = 30
#: The months that are proposed without them, and between which they propose some.
USUAL_MONTHS, FEWEST_MONTHS, MOST_MONTHS = 12, 6, 36
HEAD = "account_relationship.group_head"


class RelationshipRetentionStart(models.TransientModel):
    """What is asked once, before the figures of retention are looked at.

    Each answer is proposed from orders and invoices and says at once what it changes.
    Figures are those of ``env.company``, for heads of accounts: they see all customers.
    """

    _name = "relationship.retention.start"
    _inherit = "relationship.headline"
    _description = "Start of retention"

    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_company_id"
    )
    found = fields.Char(
        string="What there is",
        compute="_compute_found",
        help="Customers of the last 12 closed months, the fewest that make 80 % of "
        "the sales, and accounts that should have ordered by their own rhythm.",
    )
    history_begins = fields.Date(
        string="Sales history begins",
        default=lambda self: self._propose_history_begins(),
        help="When invoices of another system were left behind: first purchases in the "
        "three months after it are not those of new customers.",
    )
    history_words = fields.Char(compute="_compute_history_words")
    lost_months = fields.Integer(
        string="Lost after (months)",
        default=lambda self: self._propose_lost_months(),
        help="A customer without a rhythm of its own counts as lost when it bought "
        "nothing for so many months.",
    )
    asks_months = fields.Boolean(
        compute="_compute_company_id",
        help="Not when tiers differ already, or another company said it.",
    )
    lost_words = fields.Char(compute="_compute_lost_words")
    warn_top1 = fields.Float(
        string="One customer (%)",
        # sudo: what the company said; the screen is for heads
        default=lambda self: self.env.company.sudo().relationship_warn_top1,
        help="Warn when one customer makes so much of the sales. 0: never.",
    )
    warn_top5 = fields.Float(
        string="Five customers (%)",
        # sudo: as above
        default=lambda self: self.env.company.sudo().relationship_warn_top5,
        help="Warn when the five largest make so much of the sales. 0: never.",
    )
    warn_words = fields.Char(compute="_compute_warn_words")

    # ------------------------------------------------------------
    # What is there, and what an answer changes
    # ------------------------------------------------------------

    @api.depends_context("company")
    def _compute_company_id(self):
        asks_months = self._asks_months()
        for start in self:
            start.company_id = self.env.company
            start.asks_months = asks_months

    @api.depends_context("company", "lang")
    def _compute_found(self):
        self.found = self._make_found_words()

    @api.depends("history_begins")
    @api.depends_context("company", "lang")
    def _compute_history_words(self):
        for start in self:
            start.history_words = start._make_history_words()

    @api.depends("lost_months")
    @api.depends_context("company", "lang")
    def _compute_lost_words(self):
        for start in self:
            start.lost_words = start._make_lost_words()

    @api.depends("warn_top1", "warn_top5")
    @api.depends_context("company", "lang")
    def _compute_warn_words(self):
        for start in self:
            start.warn_words = start._make_warn_words()

    @api.model
    def _make_found_words(self):
        """``2,357 customers, 303 make 80 %, 41 late with their order``."""
        if not self._has_sales():
            return self.env._("No invoice yet: figures come with the first ones.")
        found = self._get_shares()
        if found["customers"]:
            words = self.env._(
                "%(customers)s customers, %(few)s make 80 %%",
                customers=self._format_few(found["customers"]),
                few=self._format_few(found["pareto"]),
            )
        else:
            words = self.env._("No sales in the last 12 closed months")
        return f"{words}, {self._make_late_words()}"

    @api.model
    def _make_late_words(self):
        states, with_rhythm = self._count_states()
        if not with_rhythm:
            return self.env._("late with their order: n/a, nobody has a rhythm yet")
        return self.env._(
            "%(late)s late with their order",
            late=self._format_few(states.get("late", 0) + states.get("very_late", 0)),
        )

    def _make_history_words(self):
        """How many customers are new, if history begins then."""
        after = self._get_last_year()
        before = tuple(day - relativedelta(years=1) for day in after)
        found = self._retention(
            relationship_assumed_begins=self.history_begins
        )._get_sales_retention(before, after)
        if not found["start"] and not found["end"]:
            return ""
        return self.env._(
            "Of the last 12 months, %(new)s customers are new; %(returned)s had bought "
            "before, but not in the 12 months before.",
            new=self._format_few(found["new"][0]),
            returned=self._format_few(found["returned"][0]),
        )

    def _make_lost_words(self):
        """How many accounts are lost, if it takes so many months."""
        if not self.asks_months:
            return ""
        if self.lost_months <= 0:
            return self.env._("At least one month.")
        states, __ = self._count_states(self.lost_months)
        if not sum(states.values()):
            return ""
        return self.env._(
            "%(lost)s of %(accounts)s accounts count as lost.",
            lost=self._format_few(states.get("lost", 0)),
            accounts=self._format_few(sum(states.values())),
        )

    def _make_warn_words(self):
        """What the largest make of all sales, and whether that is too much."""
        shares = self._get_shares()
        if shares["top1"] is None:
            return ""
        is_too_much = any(
            limit and 100 * shares[name] >= limit
            for name, limit in (("top1", self.warn_top1), ("top5", self.warn_top5))
        )
        words = self.env._(
            "The largest customer makes %(one)s, the five largest make %(five)s:",
            one=self._format_share(shares["top1"], 1),
            five=self._format_share(shares["top5"], 1),
        )
        warning = self.env._("no warning.")
        if is_too_much:
            warning = self.env._("you are warned.")
        return f"{words} {warning}"

    # ------------------------------------------------------------
    # Figures, all by the functions of retention
    # ------------------------------------------------------------

    @api.model
    def _retention(self, **assumed):
        """The figures, with answers assumed that were not given yet.

        :raises AccessError: for who does not lead account managers
        """
        self._check_head()
        # sudo: of all customers, whom a head of accounts sees
        return self.env["relationship.retention"].sudo().with_context(**say(**assumed))

    @api.model
    def _get_last_year(self):
        """The last 12 closed months, as first and last day."""
        last = self._retention()._get_last_closed_day()
        return (last + relativedelta(days=1) - relativedelta(years=1), last)

    @api.model
    def _has_sales(self):
        """Whether anything was ever invoiced."""
        # sudo: whether there is one
        facts = self.env["relationship.revenue"].sudo()
        retention = self._retention()
        retention._flush()
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT FROM (%s) AS fact WHERE company_id = %s LIMIT 1",
                    *(facts._get_facts(), self.env.company.id),
                )
            )
        )

    @api.model
    def _count_states(self, months=None):
        """``({state of orders: accounts}, how many have a rhythm of their own)``.

        As kept on the accounts; only what the months say is found out anew.
        """
        self._check_head()
        self.env["relationship.account"].flush_model()
        without = SQL("order_state")
        if months:
            without = SQL(
                "CASE WHEN order_last_day <= %s - make_interval(months => %s)"
                " THEN 'lost' ELSE 'none' END",
                *(self.env.company._get_measured_day(), months),
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT CASE WHEN order_expected_day IS NULL THEN %s
                            ELSE order_state END,
                       COUNT(*), COUNT(order_expected_day)
                  FROM relationship_account
                 WHERE company_id = %s AND active
                 GROUP BY 1
                """,
                *(without, self.env.company.id),
            )
        )
        return {state: count for state, count, __ in rows}, sum(row[2] for row in rows)

    @api.model
    def _get_shares(self):
        """What the largest customers make of the sales of the last year."""
        retention = self._retention()
        retention._flush()
        return retention._sum_up_shares(retention._get_shares(*self._get_last_year()))

    # ------------------------------------------------------------
    # Proposals
    # ------------------------------------------------------------

    @api.model
    def _propose_history_begins(self):
        """What the company said, or the month of the first purchase.

        That one only if somebody who bought was a customer before it: then there were
        purchases that are not here.
        """
        retention = self._retention()
        # sudo: nothing but a date
        company = self.env.company.sudo()
        if company.relationship_history_begins or company.relationship_retention_asked:
            return company.relationship_history_begins
        self.env["res.partner"].flush_model()
        retention._flush()
        [(first,)] = self.env.execute_query(
            SQL(
                """
                WITH first AS (%(days)s)
                SELECT date_trunc('month', MIN(first.day)::timestamp)::date
                  FROM first
                 WHERE EXISTS (
                       SELECT FROM first AS buyer
                         JOIN res_partner AS partner ON partner.id = buyer.partner_id
                         LEFT JOIN relationship_account AS account
                           ON account.partner_id = partner.id
                          AND account.company_id = %(company)s
                        WHERE LEAST(partner.create_date::date, account.date_since)
                              < (SELECT date_trunc('month', MIN(day)::timestamp)
                                   FROM first))
                """,
                days=retention._get_first_days(retention._get_purchase_days(None)),
                company=company.id,
            )
        )
        return first

    @api.model
    def _propose_lost_months(self):
        """What the tiers say, or how long 19 of 20 took at most to buy again."""
        months = self._get_tier_months()
        if set(months) != {USUAL_MONTHS} or not self._asks_months():
            return max(months, default=USUAL_MONTHS)
        retention = self._retention()
        retention._flush()
        [(count, days)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY gap)
                  FROM (SELECT day - LAG(day) OVER (PARTITION BY partner_id
                                                    ORDER BY day) AS gap
                          FROM (%s) AS bought) AS gaps
                 WHERE gap IS NOT NULL
                """,
                retention._get_purchase_days(None),
            )
        )
        if count < ENOUGH_GAPS:
            return USUAL_MONTHS
        return min(max(-(-days * 12 // 365), FEWEST_MONTHS), MOST_MONTHS)

    @api.model
    def _get_tier_months(self):
        """The months of the tiers, each once."""
        # sudo: tiers are everybody's, archived ones left out
        tiers = self.env["relationship.tier"].sudo().search(Domain.TRUE)
        return sorted(set(tiers.mapped("purchase_months")))

    @api.model
    def _asks_months(self):
        """Whether the months are one number that nobody has said yet.

        Tiers are those of all companies: the first company to answer says it.
        """
        # sudo: whether others answered
        others = self.env["res.company"].sudo()
        asked = [
            ("relationship_retention_asked", "=", True),
            ("id", "!=", self.env.company.id),
        ]
        return len(self._get_tier_months()) <= 1 and not others.search_count(
            asked, limit=1
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    @api.constrains("lost_months", "warn_top1", "warn_top5")
    def _check_numbers(self):
        for start in self:
            if start.lost_months < 1:
                raise ValidationError(
                    self.env._("Customers are not lost the month they bought.")
                )
            if not (0 <= start.warn_top1 <= 100 and 0 <= start.warn_top5 <= 100):
                raise ValidationError(
                    self.env._("A share of the sales is from 0 to 100 %.")
                )

    def action_confirm(self):
        """Keep the answers, for the company the user works in.

        :return: an action that opens the accounts with the menus there are now
        :raises AccessError: for who does not lead account managers
        """
        self.ensure_one()
        self._check_head()
        # sudo: these fields, by those the screen is for
        self.env.company.sudo().write(
            {
                "relationship_history_begins": self.history_begins,
                "relationship_warn_top1": self.warn_top1,
                "relationship_warn_top5": self.warn_top5,
                "relationship_retention_asked": True,
            }
        )
        if self.asks_months:
            # sudo: as above; all tiers have the same until somebody sets one apart
            tiers = self.env["relationship.tier"].sudo()
            tiers.with_context(active_test=False).search(Domain.TRUE).write(
                {"purchase_months": self.lost_months}
            )
        self._plan_figures()
        return {
            "type": "ir.actions.client",
            "tag": "reload",
            "params": {
                "action_id": self.env.ref(
                    "account_relationship.relationship_account_action"
                ).id
            },
        }

    @api.model
    def _plan_figures(self):
        """Make the figures that are kept anew, as soon as a worker is free."""
        work = self.env["relationship.work"]
        work._get_steps("nightly")
        for step in work._get_retention_steps():
            work._plan_step(step.name, [fields.Datetime.now()])

    @api.model
    def _check_head(self):
        if not self.env.user.has_group(HEAD):
            raise AccessError(
                self.env._("Only who leads account managers says how they are counted.")
            )

    @api.model
    def _open_installed(self):
        """What is opened once the addon is installed: the questions, if any are left.

        :return: an action; who may not answer goes on to the start page
        """
        # sudo: whether it was answered
        is_asked = self.env.company.sudo().relationship_retention_asked
        if is_asked or not self.env.user.has_group(HEAD):
            return {"type": "ir.actions.act_url", "target": "self", "url": "/odoo"}
        return self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship_retention.relationship_retention_start_action"
        )
