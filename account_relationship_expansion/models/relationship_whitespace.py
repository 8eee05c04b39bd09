from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.lines import format_day, format_money
from odoo.addons.account_relationship.models.alert.relationship_alert import TAKE_BACK
from odoo.addons.account_relationship.models.shared.windows import open_records
from odoo.addons.account_relationship.turns import take_turns
from odoo.addons.account_relationship.unset import NO_TIER

from .relationship_alert import IDEA_REASONS

_lt = LazyTranslate(__name__)
OPEN = _lt("Open")

LINES = ("lapsed", "shrinking")
#: What nobody decided on yet, or not for good.
GOING_ON = ("open", "snoozed")
#: What was proposed and decided on is not proposed again for so long.
REMEMBERED = relativedelta(months=12)
MOTIONS = {"lapsed": "upsell", "shrinking": "upsell", "never_bought": "cross_sell"}
#: Of what the idea is made: found at night, of what was sold.
EVIDENCE = (
    *("account_id", "category_id", "kind", "since", "found_amount", "amount_p75"),
    *("because_category_id", "customers_because", "customers_both", "lower_share"),
    *("expected_share", "last_day", "longest_pause", "sales_before", "sales_now"),
)
#: What was decided, by whom and what came of it.
DECISION = (
    *("state", "lead_id", "dismissed_because", "competitor", "not_before"),
    *("snoozed_until", "outcome", "won_amount", "closed_on", "acted_on_at"),
    *("acted_on_by_id", "is_corrected"),
)
UNDECIDED = dict.fromkeys(
    [name for name in DECISION if name not in ("state", "is_corrected")], False
)


class RelationshipWhitespace(models.Model):
    """Something to sell to an account: one product category, what for and how much.

    :meth:`_refresh` finds it and closes what no longer holds. People make an
    opportunity of it, dismiss it with a reason or put it off; what they decided stays.
    """

    _name = "relationship.whitespace"
    _inherit = ["relationship.guard", "relationship.headline"]
    _description = "Sales potential"
    _order = "amount desc, id"
    _proof_fields = frozenset({*EVIDENCE, *DECISION})

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    manager_id = fields.Many2one(related="account_id.manager_id")
    tier_id = fields.Many2one(related="account_id.tier_id", falsy_value_label=NO_TIER)
    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        selection=[
            ("lapsed", "Lapsed"),
            ("shrinking", "Shrinking"),
            ("never_bought", "Never bought"),
        ],
        required=True,
        readonly=True,
        index=True,
        help="Lapsed: bought often and no more, while the customer buys other things. "
        "Shrinking: the last 6 months brought less than 70 % of those a year ago. "
        "Never bought: not in 24 months, but comparable customers do.",
    )
    since = fields.Date(string="Found on", required=True, readonly=True)
    amount = fields.Monetary(
        string="A year",
        help="What it is worth in 12 months. Somebody who knows better may correct it: "
        "it is kept.",
    )
    is_corrected = fields.Boolean(string="Corrected", readonly=True)
    found_amount = fields.Monetary(
        string="Found",
        readonly=True,
        help="Of what slips: net sales of the 12 months before. Of what was never "
        "bought: the median of what customers of the same size spend on it in 12 "
        "months.",
    )
    amount_p75 = fields.Monetary(
        string="A quarter spends more than",
        readonly=True,
        help="The 75th percentile of what customers of the same size spend on it.",
    )
    because_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Because they buy",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    customers_because = fields.Integer(
        string="Customers who buy that", readonly=True, aggregator=None
    )
    customers_both = fields.Integer(
        string="Customers who buy both", readonly=True, aggregator=None
    )
    lower_share = fields.Float(
        string="Share at least",
        readonly=True,
        aggregator=None,
        help="Lower bound (Wilson, 95 %) of the share of those who buy both.",
    )
    expected_share = fields.Float(
        string="Share to be expected",
        readonly=True,
        aggregator=None,
        help="What it would be for customers with as many other categories.",
    )
    last_day = fields.Date(string="Last bought", readonly=True)
    longest_pause = fields.Integer(
        string="Longest pause (months)", readonly=True, aggregator="max"
    )
    sales_before = fields.Monetary(string="6 months a year ago", readonly=True)
    sales_now = fields.Monetary(string="Last 6 months", readonly=True)
    words = fields.Char(string="Why", compute="_compute_words")

    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("accepted", "Opportunity"),
            ("snoozed", "Put off"),
            ("dismissed", "Dismissed"),
            ("closed", "Closed"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        group_expand="_group_expand_states",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    dismissed_because = fields.Selection(
        selection=[
            ("competitor", "They buy it elsewhere"),
            ("in_house", "They make it themselves"),
            ("not_needed", "They do not need it"),
            ("wrong", "It is wrong"),
        ],
        readonly=True,
    )
    competitor = fields.Char(string="From whom", readonly=True)
    note = fields.Char()
    not_before = fields.Date(
        string="Not again before",
        readonly=True,
        help="Until then the same is not proposed to the customer again.",
    )
    snoozed_until = fields.Date(string="Put off until", readonly=True)
    outcome = fields.Selection(
        selection=[
            ("won", "Won"),
            ("lost", "Lost"),
            ("by_itself", "Came back by itself"),
            ("over", "No longer holds"),
            ("dismissed", "Dismissed"),
        ],
        readonly=True,
        index="btree_not_null",
        falsy_value_label=OPEN,
    )
    won_amount = fields.Monetary(string="Won", readonly=True)
    closed_on = fields.Date(readonly=True)
    acted_on_at = fields.Datetime(string="Decided at", readonly=True)
    acted_on_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True
    )

    can_undo = fields.Boolean(compute="_compute_can_undo")

    _line_idx = models.Index("(account_id, category_id)")
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "What it is worth is 0 or more."
    )

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    @api.depends("category_id", "account_id")
    def _compute_display_name(self):
        for idea in self:
            names = (idea.category_id.name, idea.account_id.display_name)
            idea.display_name = ": ".join(filter(None, names))

    @api.depends(*EVIDENCE)
    @api.depends_context("lang")
    def _compute_words(self):
        say = {
            "lapsed": self._say_lapsed,
            "shrinking": self._say_shrinking,
            "never_bought": self._say_never_bought,
        }
        for idea in self:
            idea.words = say[idea.kind](idea) if idea.kind else ""

    @api.model
    def _say_lapsed(self, idea):
        return self.env._(
            "stopped buying it: none since %(day)s, %(amount)s a year; the rest goes "
            "on",
            day=format_day(self.env, idea.last_day) if idea.last_day else "",
            amount=idea._format_amount(idea.found_amount),
        )

    @api.model
    def _say_shrinking(self, idea):
        return self.env._(
            "buys less of it: %(now)s in 6 months, %(before)s a year ago",
            now=idea._format_amount(idea.sales_now),
            before=idea._format_amount(idea.sales_before),
        )

    @api.model
    def _say_never_bought(self, idea):
        return self.env._(
            "%(both)s of %(all)s comparable customers (they buy %(because)s, too) buy "
            "it, typically %(amount)s a year",
            both=idea.customers_both,
            all=idea.customers_because,
            because=idea.because_category_id.name or "",
            amount=idea._format_amount(idea.found_amount),
        )

    def _format_amount(self, amount):
        # sudo: the currency of the account's company
        return format_money(self.env, amount, self.sudo().currency_id)

    def _group_expand_states(self, states, domain):
        """Columns in the order of the work, none for what there is nothing of."""
        return [
            state
            for state in self._fields["state"].get_values(self.env)
            if state in states
        ]

    # ------------------------------------------------------------
    # What people do with it
    # ------------------------------------------------------------

    def write(self, vals):
        """What somebody corrects is kept when it is found anew."""
        if "amount" in vals:
            self._on_own_path().write({"is_corrected": True})
        return super().write(vals)

    def _going_on(self):
        """Those nobody decided on, for who may write them; the others say so."""
        self.check_access("write")
        take_turns(self)
        self.invalidate_recordset()
        over = self.filtered(lambda idea: idea.state not in GOING_ON)
        if over:
            raise UserError(
                self.env._(
                    "%(idea)s: it was decided already. Load the page again.",
                    idea=over[0].display_name,
                )
            )
        return self._on_own_path()

    def _decide(self, state, **values):
        self.write(
            {
                **UNDECIDED,
                "state": state,
                "acted_on_at": self.env.cr.now(),
                "acted_on_by_id": self.env.uid,
                **values,
            }
        )

    def action_accept(self):
        """Make an opportunity of each, and open them.

        :return: the action that opens the form of one, the list of several
        :raises UserError: where one was decided already
        """
        ideas = self._going_on()
        leads = self.env["crm.lead"].create(ideas._prepare_opportunities())
        for idea, lead in zip(ideas, leads, strict=True):
            idea._decide("accepted", lead_id=lead.id)
        self._look_at_alerts()
        return open_records(leads, "crm.crm_lead_opportunities")

    def _prepare_opportunities(self):
        """Values of the opportunity of each, in their order."""
        descriptions = self._prepare_descriptions()
        return [
            idea._prepare_opportunity() | {"description": descriptions[idea]}
            for idea in self
        ]

    def _prepare_opportunity(self):
        self.ensure_one()
        today = self.company_id._get_relationship_today()
        return {
            "type": "opportunity",
            "name": self.display_name,
            "partner_id": (self.ask_partner_id or self.account_id.partner_id).id,
            "company_id": self.company_id.id,
            "user_id": self.account_id._get_seller().id,
            "expected_revenue": self.amount,
            "date_deadline": self.best_day and max(self.best_day, today),
            "relationship_motion": MOTIONS[self.kind],
        }

    def action_open_dismissal(self):
        """Ask why it is none, and until when it is not to be proposed again."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("No, Because …"),
            "res_model": "relationship.whitespace.dismissal",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_idea_ids": self.ids},
        }

    def _dismiss(self, because, not_before=None, **values):
        """Say why it is none.

        :param str because: a value of ``dismissed_because``
        :param not_before: a date, in a year by default
        :param values: ``competitor`` and ``note``
        """
        for idea in self._going_on():
            today = idea.company_id._get_relationship_today()
            idea._decide(
                "dismissed",
                outcome="dismissed",
                dismissed_because=because,
                not_before=not_before or today + REMEMBERED,
                closed_on=today,
                **values,
            )
        self._look_at_alerts()

    def action_snooze(self, days=30):
        """Put it off.

        :param int days: from 1 to 365, counted from today
        :raises UserError: for any other number, or where one was decided already
        """
        if type(days) is not int or not 1 <= days <= 365:
            raise UserError(self.env._("Put it off for 1 to 365 days."))
        for idea in self._going_on():
            today = idea.company_id._get_relationship_today()
            until = fields.Date.add(today, days=days)
            idea._decide("snoozed", snoozed_until=until)
        self._look_at_alerts()

    def action_undo(self):
        """Take back what one just decided, within ten minutes.

        An opportunity that was made of it is archived.

        :raises UserError: when it is too late, or somebody else decided it
        """
        self.check_access("write")
        take_turns(self)
        self.invalidate_recordset()
        if not all(idea._may_be_taken_back() for idea in self):
            raise UserError(self.env._("It is too late to take that back."))
        self.lead_id.action_archive()
        self._on_own_path().write({**UNDECIDED, "state": "open"})
        self._look_at_alerts()

    @api.depends("state", "acted_on_at", "acted_on_by_id")
    @api.depends_context("uid")
    def _compute_can_undo(self):
        for idea in self:
            idea.can_undo = idea._may_be_taken_back()

    def _may_be_taken_back(self):
        if self.acted_on_by_id != self.env.user or not self.acted_on_at:
            return False
        age = self.env.cr.now() - self.acted_on_at
        return self.state in ("accepted", "dismissed", "snoozed") and age <= TAKE_BACK

    def action_open_account(self):
        """Open the customer account."""
        self.ensure_one()
        return self.account_id.get_formview_action()

    def _look_at_alerts(self):
        """What was decided is no reason of *My day* any more."""
        # sudo: whoever decides ends what it was the reason of
        alerts = self.env["relationship.alert"].sudo()
        alerts._refresh(self.account_id, IDEA_REASONS)
