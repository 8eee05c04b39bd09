from odoo import api, fields, models
from odoo.tools import formatLang

from .relationship_account import BANDS


class RelationshipHealthBacktestLine(models.Model):
    """What became of the customers of a band, or of those at risk by one measure."""

    _name = "relationship.health.backtest.line"
    _description = "Line of a back-test"
    _inherit = ["relationship.guard"]
    _keeps_figures = True
    _order = "backtest_id, id"
    _rec_name = "name"

    backtest_id = fields.Many2one(
        comodel_name="relationship.health.backtest",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="backtest_id.company_id", store=True)
    band = fields.Selection(selection=BANDS, readonly=True)
    measure = fields.Char(readonly=True)
    name = fields.Char(compute="_compute_name")
    customer_count = fields.Integer(
        string="Customers",
        readonly=True,
        help="Customers at the end of a month, added up over the months.",
    )
    lost_count = fields.Integer(string="Lost", readonly=True)
    shrank_count = fields.Integer(
        string="Shrank", readonly=True, help="Net sales of 12 months fell by a tenth."
    )
    kept_count = fields.Integer(string="Kept", readonly=True)
    grew_count = fields.Integer(
        string="Grew", readonly=True, help="Net sales of 12 months rose by a tenth."
    )
    tested_count = fields.Integer(readonly=True)
    all_lost_count = fields.Integer(readonly=True)
    precision = fields.Float(compute="_compute_shares")
    base_rate = fields.Float(compute="_compute_shares")
    precision_text = fields.Char(
        string="Lost of these",
        compute="_compute_shares",
        help="Lost in the 90 days, of the customers of the line: the precision.",
    )
    recall_text = fields.Char(
        string="Of all lost",
        compute="_compute_shares",
        help="The lost ones of the line, of all who were lost: the recall.",
    )
    lift_text = fields.Char(
        string="Lift",
        compute="_compute_shares",
        help="How many times as many of these were lost as of all customers. 1: it "
        "says nothing.",
    )

    @api.depends("band", "measure")
    @api.depends_context("lang")
    def _compute_name(self):
        bands = dict(self._fields["band"]._description_selection(self.env))
        measures = self.env["relationship.measure"]._get_measures()
        for line in self:
            known = measures.get(line.measure)
            line.name = bands.get(line.band) or (known.label if known else line.measure)

    @api.depends("customer_count", "lost_count", "tested_count", "all_lost_count")
    @api.depends_context("lang")
    def _compute_shares(self):
        for line in self:
            lost, whole = line.lost_count, line.customer_count
            base = line._get_share(line.all_lost_count, line.tested_count)
            precision = line._get_share(lost, whole)
            line.precision, line.base_rate = precision or 0, base or 0
            line.precision_text = line._format_rate(precision)
            recall = line._get_share(lost, line.all_lost_count)
            line.recall_text = line._format_rate(recall)
            lift = precision / base if base and precision is not None else None
            line.lift_text = line._format_rate(lift, unit="")

    @api.model
    def _get_share(self, part, whole):
        """In percent; of nothing there is no share."""
        return 100 * part / whole if whole else None

    @api.model
    def _format_rate(self, rate, unit="\N{NO-BREAK SPACE}%"):
        if rate is None:
            return self.env._("n/a")
        return formatLang(self.env, rate, digits=1) + unit
