from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.account_relationship.people import check_words

from ..periods import DAY, get_annual

PERIOD_UNITS = [
    ("day", "Days"),
    ("week", "Weeks"),
    ("month", "Months"),
    ("year", "Years"),
    ("once", "Once"),
]
#: More than this was mistyped, and is no number to count with.
MOST = 1e12
#: What is kept of a line in the one that follows it.
KEPT = (
    *("name", "sequence", "period_count", "period_unit"),
    *("quantity", "amount"),
)
#: What a line says of its worth: of a confirmed agreement nobody writes it over.
WORTH = frozenset(
    {
        *("quantity", "amount", "period_count", "period_unit", "date_start"),
        *("date_end", "product_id", "product_uom_id"),
    }
)


class RelationshipAgreementLine(models.Model):
    """What the customer gets, and what it pays for it in each period.

    A line in force is not written over: it ends, and another one begins.
    """

    _name = "relationship.agreement.line"
    _description = "Line of an agreement"
    _inherit = ["relationship.agreement.part"]
    _order = "agreement_id, date_start, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        comodel_name="product.product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('sale_ok', '=', True)]",
    )
    name = fields.Char(
        string="Description",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    quantity = fields.Float(digits="Product Unit", default=1, required=True)
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="What the quantity is counted in, and the amount is of one of.",
    )
    currency_id = fields.Many2one(related="agreement_id.currency_id")
    amount = fields.Monetary(
        string="Unit amount",
        required=True,
        help="Untaxed, for each period. A discount is below 0.",
    )
    period_count = fields.Integer(string="Every", default=1, required=True)
    period_unit = fields.Selection(
        selection=PERIOD_UNITS,
        string="Period",
        default="month",
        required=True,
        help="What is paid once does not recur.",
    )
    date_start = fields.Date(
        string="From", help="Empty: from the first day of the agreement."
    )
    date_end = fields.Date(string="Until", help="Empty: as long as the agreement.")
    annual_amount = fields.Monetary(string="A year", compute="_compute_annual_amount")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)",
        "A line is of more than 0 pieces. A discount is an amount below 0.",
    )
    _period_positive = models.Constraint(
        "CHECK(period_count > 0)", "A period is longer than nothing."
    )

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.name or line.product_id.display_name

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        """The product's; another one stays where it measures the same."""
        for line in self:
            own, unit = line.product_id.uom_id, line.product_uom_id
            if not unit or (own and not unit._has_common_reference(own)):
                line.product_uom_id = own

    @api.depends("quantity", "amount", "period_count", "period_unit")
    def _compute_annual_amount(self):
        for line in self:
            line.annual_amount = line._get_annual()

    def _get_annual(self):
        """Twelve times what it is in a month, unrounded, in the own currency."""
        if not self.period_count:
            return 0.0
        return get_annual(
            self.quantity, self.amount, self.period_count, self.period_unit
        )

    @api.constrains("name")
    def _check_name(self):
        check_words(self, "name")

    @api.constrains("quantity", "amount")
    def _check_worth(self):
        for line in self:
            worth = line.quantity * line.amount
            if not isfinite(worth) or max(line.quantity, abs(worth)) > MOST:
                raise ValidationError(
                    self.env._(
                        "%(line)s comes to more than can be counted.", line=line.name
                    )
                )

    @api.constrains("date_start", "date_end", "agreement_id")
    def _check_days(self):
        for line in self:
            self._check_order(line.date_start, line.date_end)
            start = line.agreement_id.date_start
            first = min(filter(None, (line.date_start, line.date_end)), default=start)
            if first < start:
                raise ValidationError(
                    self.env._(
                        "%(line)s is for days before %(agreement)s begins.",
                        line=line.name,
                        agreement=line.agreement_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        if WORTH.intersection(vals):
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_draft()

    def _check_draft(self):
        if self._is_on_own_path():
            return
        confirmed = self.agreement_id.filtered(lambda one: one.state != "draft")
        if confirmed:
            raise UserError(
                self.env._(
                    "%(name)s is confirmed: change or renew it with the buttons, so "
                    "that it stays known what applied before.",
                    name=confirmed[0].name,
                )
            )

    # ------------------------------------------------------------
    # Changing
    # ------------------------------------------------------------

    def _end_before(self, day):
        """They end on the day before; what would begin on that very day never was."""
        lines = self._on_own_path()
        never = lines.filtered(
            lambda line: (line.date_start or line.agreement_id.date_start) >= day
        )
        (lines - never).write({"date_end": day - DAY})
        never.unlink()

    def _prepare_follower(self, day, values):
        """Values of the line that goes on from a day.

        :param dict values: what is other of it
        """
        self.ensure_one()
        kept = {name: self[name] for name in KEPT}
        return {
            **kept,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            **values,
            "agreement_id": self.agreement_id.id,
            "date_start": day,
            "date_end": self.date_end,
        }
