from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.lines import Moment, format_day, format_money

USERS = "account_relationship.group_user"
#: Who did not order when it was time.
LATE = ("late", "very_late")
FIGURE = {"readonly": True, "copy": False, "groups": USERS}


class RelationshipAccount(models.Model):
    """Order watch: when the next order is expected, by the customer's own rhythm.

    ``relationship.retention`` stores it, at night and soon after an order came.
    """

    _inherit = "relationship.account"

    order_state = fields.Selection(
        selection=[
            ("none", "No rhythm"),
            ("steady", "Steady"),
            ("expected", "Expected"),
            ("late", "Late"),
            ("very_late", "Very late"),
            ("seasonal", "Quiet season"),
            ("lost", "Lost"),
        ],
        string="Next order",
        default="none",
        index="btree_not_null",
        help="Late: longer without an order than ever in two years, and than twice "
        "the usual gap. Very late: a quarter longer than ever. Quiet season: late, but "
        "so it was in the same weeks last year. Lost: for a year and three times the "
        "longest gap, or, without a rhythm, for the months of the tier.",
        **FIGURE,
    )
    order_expected_day = fields.Date(
        string="Next order expected",
        help="The last purchase and the usual gap. Only of customers with a rhythm: 5 "
        "purchase days in two years, over 90 days or more.",
        **FIGURE,
    )
    order_median_gap = fields.Float(
        string="Usual gap (days)",
        aggregator="avg",
        help="The median of the days between two purchase days, in two years.",
        **FIGURE,
    )
    order_longest_gap = fields.Integer(
        string="Longest gap (days)", aggregator="max", **FIGURE
    )
    order_last_day = fields.Date(string="Last order", **FIGURE)
    order_purchase_days = fields.Integer(
        string="Purchase days",
        help="Days on which the customer bought, in two years.",
        **FIGURE,
    )
    order_at_stake = fields.Monetary(
        string="At stake",
        help="Net invoiced sales of the 12 months up to the last purchase.",
        **FIGURE,
    )
    order_missed = fields.Integer(
        string="Missed orders",
        help="How many orders did not come, by the usual gap.",
        **FIGURE,
    )
    order_usual_amount = fields.Monetary(
        string="Usual order",
        aggregator=None,
        help="The median amount of a purchase day in two years, untaxed.",
        **FIGURE,
    )
    order_words = fields.Char(
        string="Order watch", compute="_compute_order_words", groups=USERS
    )
    order_hint = fields.Char(string="Why", compute="_compute_order_hint", groups=USERS)
    line_watch_ids = fields.One2many(
        comodel_name="relationship.line.watch",
        inverse_name="account_id",
        string="Lines that slip",
        groups=USERS,
    )

    def _get_moments(self):
        """The next order, where the reader may know of it; one that is late as well."""
        moments = super()._get_moments()
        if not self._has_field_access(self._fields["order_expected_day"], "read"):
            return moments
        for account in self.filtered("order_expected_day"):
            if account.order_state != "lost":
                day = account.order_expected_day
                words = self.env._(
                    "next order expected %(day)s", day=format_day(self.env, day)
                )
                moments[account].append(Moment(day, words))
        return moments

    @api.depends("order_state", "order_expected_day", "order_usual_amount")
    @api.depends("order_last_day", "currency_id")
    @api.depends_context("lang")
    def _compute_order_words(self):
        # sudo: they say what the figures say, for the same group; the rights to each
        # figure are not looked up once more for each card of a board
        for account, known in zip(self, self.sudo(), strict=True):
            account.order_words = known._make_order_words()

    @api.depends("order_expected_day", "order_last_day", "order_purchase_days")
    @api.depends("order_median_gap", "order_longest_gap")
    @api.depends_context("lang")
    def _compute_order_hint(self):
        # sudo: as for the words
        for account, known in zip(self, self.sudo(), strict=True):
            account.order_hint = known._make_order_hint()

    def _make_order_words(self):
        """When the next order is expected; nothing without a rhythm."""
        if self.order_state == "lost":
            return self.env._(
                "lost: nothing bought since %(day)s",
                day=format_day(self.env, self.order_last_day),
            )
        if not self.order_expected_day:
            return ""
        if self.order_state == "seasonal":
            return self.env._("quiet at this season, as last year")
        day = format_day(self.env, self.order_expected_day)
        amount = format_money(self.env, self.order_usual_amount, self.currency_id)
        if self.order_state == "steady":
            return self.env._(
                "order expected %(day)s, usually %(amount)s",
                day=day,
                amount=amount,
            )
        return self.env._(
            "order expected since %(day)s, usually %(amount)s", day=day, amount=amount
        )

    def _make_order_hint(self):
        if not self.order_expected_day:
            return ""
        return self.env._(
            "Usual gap %(gap)s days, longest %(longest)s; %(count)s purchase days in "
            "two years, the last on %(day)s",
            gap=self._format_few(self.order_median_gap, 1),
            longest=self.order_longest_gap,
            count=self.order_purchase_days,
            day=format_day(self.env, self.order_last_day),
        )

    @api.model
    def _get_bulk_columns(self, company):
        return super()._get_bulk_columns(company) | {"order_state": SQL("'none'")}

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        if self.env.context.get("relationship_report") != "order_watch":
            return super()._make_headline(domain)
        groups = self._read_group(
            domain, ["order_state"], ["__count", "order_at_stake:sum_currency"]
        )
        counts = {state: (count, amount or 0) for state, count, amount in groups}
        late, very_late = (counts.get(state, (0, 0)) for state in LATE)
        number, whole = late[0] + very_late[0], sum(row[0] for row in counts.values())
        if not whole:
            return ""
        if not number:
            return self.env._(
                "None of %(count)s customers is late with an order",
                count=self._format_few(whole),
            )
        return self._make_late_words(
            number, whole, very_late[0], late[1] + very_late[1]
        )

    @api.model
    def _make_late_words(self, number, whole, very_late, amount):
        figures = {
            "late": self._format_few(number),
            "count": self._format_few(whole),
            "very_late": self._format_few(very_late),
            "amount": self._format_sum(amount),
        }
        if number == whole:
            return self.env._(
                "%(late)s customers are late with their order, %(very_late)s of them "
                "very late; %(amount)s a year at stake",
                **figures,
            )
        return self.env._(
            "%(late)s of %(count)s customers are late with their order, %(very_late)s "
            "of them very late; %(amount)s a year at stake",
            **figures,
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_view_line_watch(self):
        """Open the product categories the customer buys less of, or no more."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship_retention.relationship_line_watch_action"
        )
        return {
            **action,
            "path": False,
            "views": [(False, "list")],
            "view_mode": "list",
            "domain": [("account_id", "=", self.id)],
            "context": {},
        }

    def _unlink_what_both_have(self, others):
        """Lines of the others are found again, of what they bought together."""
        self.env["relationship.line.watch"]._drop(others)
        return super()._unlink_what_both_have(others)
