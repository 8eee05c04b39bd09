from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.account_relationship.models.shared.relationship_guard import (
    get_proof_message,
)

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

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_sales_figures(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_sales_figures(vals)
        return super().write(vals)

    def _check_sales_figures(self, vals):
        """They are made of invoices; nobody writes them down."""
        said = FIGURES.intersection(vals)
        if said and not self.env.su:
            raise UserError(get_proof_message(self, said))

    def _refresh_numbers(self, plan=True):
        result = super()._refresh_numbers(plan=plan)
        for name in ("relationship.cohort", "relationship.concentration"):
            self.env[name]._link_accounts(self)
        self._write_sales_classes(SQL("account.id = ANY(%s)", self.ids))
        return result

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
