from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.account_relationship.lines import Line

from .relationship_concentration import CLASSES, HEAD

FIGURES = frozenset({"sales_class", "sales_rank", "sales_share"})


class RelationshipAccount(models.Model):
    """How much of the company's sales a customer makes."""

    _inherit = "relationship.account"

    sales_class = fields.Selection(
        selection=CLASSES,
        string="Sales class",
        readonly=True,
        copy=False,
        groups="account_relationship.group_user",
        help="A: the fewest customers that make 80 % of net sales of the last 12 "
        "closed months; B: up to 95 %; C: the rest. Who crosses a line is above it.",
    )
    sales_rank = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        groups="account_relationship.group_user",
        help="Place among all customers, by net sales of the last 12 closed months.",
    )
    sales_share = fields.Float(
        string="Share of sales",
        readonly=True,
        copy=False,
        groups=HEAD,
        help="Of all net sales of the company in the last 12 closed months.",
    )

    @api.depends("sales_share")
    def _compute_signals(self):
        return super()._compute_signals()

    def _get_signals(self):
        """Heads are told of customers that make more than they want of one."""
        signals = super()._get_signals()
        if not self._has_field_access(self._fields["sales_share"], "read"):
            return signals
        # sudo: the reader may read the field, which is not asked of each card again;
        # the level is no secret of the company
        for account in self.sudo():
            level = account.company_id.relationship_warn_top1
            if level and 100 * account.sales_share >= level:
                signals[account].append(account._get_sales_share_signal())
        return signals

    def _get_sales_share_signal(self):
        share = self.env["relationship.headline"]._format_share(self.sales_share, 1)
        return Line(
            40,
            "fa-pie-chart",
            self.env._("makes %(share)s of our sales", share=share),
            "action_what_if",
            self.env._("What if it leaves?"),
            name="concentration",
        )

    def action_what_if(self):
        """Show what would be left without these customers, of those the reader sees.

        :return: an action that shows it in a dialog
        :raise UserError: where they bought nothing in the last 12 closed months
        """
        self.check_access("read")
        kept = self.env["relationship.concentration"].search(
            [("account_id", "in", self.ids)]
        )
        if not kept:
            raise UserError(
                self.env._("They bought nothing in the last 12 closed months.")
            )
        return kept.action_what_if()

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self._link_sales_figures()
        return result

    def _refresh_numbers(self, plan=True):
        result = super()._refresh_numbers(plan=plan)
        self._link_sales_figures()
        return result

    def _link_sales_figures(self):
        """Let what is kept of customers name their account, and give it its class."""
        for name in ("relationship.cohort", "relationship.concentration"):
            self.env[name]._link_accounts(self)
        self._write_sales_classes(SQL("account.id = ANY(%s)", self.ids))

    @api.model
    def _write_sales_classes(self, scope):
        """Write on accounts what is kept of their customers, where it differs.

        :param scope: SQL about ``account``
        """
        self.env["relationship.account"].flush_model(["partner_id", "company_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_account AS written
                   SET (sales_class, sales_rank, sales_share)
                       = (kept.sales_class, kept.rank, kept.share)
                  FROM relationship_account AS account
                  LEFT JOIN relationship_concentration AS kept
                    ON kept.partner_id = account.partner_id
                   AND kept.company_id = account.company_id
                   AND kept.sales_class IS NOT NULL
                 WHERE account.id = written.id AND %s
                   AND (written.sales_class, written.sales_rank, written.sales_share)
                       IS DISTINCT FROM (kept.sales_class, kept.rank, kept.share)
                """,
                scope,
            )
        )
        self.invalidate_model(FIGURES)
