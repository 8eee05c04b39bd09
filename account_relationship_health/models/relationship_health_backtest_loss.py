from odoo import fields, models

from .relationship_account import BANDS


class RelationshipHealthBacktestLoss(models.Model):
    """A customer who was lost, and how health would have called it before."""

    _name = "relationship.health.backtest.loss"
    _description = "Lost customer of a back-test"
    _inherit = ["relationship.guard"]
    _keeps_figures = True
    _order = "sales desc, id"
    _rec_name = "account_id"

    backtest_id = fields.Many2one(
        comodel_name="relationship.health.backtest",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="backtest_id.company_id", store=True)
    currency_id = fields.Many2one(related="backtest_id.company_id.currency_id")
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    day = fields.Date(
        string="Looked at",
        readonly=True,
        help="The first end of a month within 90 days before the customer was lost.",
    )
    band = fields.Selection(selection=BANDS, string="Health then", readonly=True)
    score = fields.Integer(string="Points then", readonly=True, aggregator="avg")
    sales = fields.Monetary(
        string="12-month revenue then", readonly=True, currency_field="currency_id"
    )
