from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipFeedbackWork(models.AbstractModel):
    """What feedback is worth looking at, and the work it becomes."""

    _name = "relationship.feedback.work"
    _description = "Work that comes of feedback"

    # Declared by the feedback itself; the work comes of them.
    account_id = fields.Many2one(comodel_name="relationship.account")
    company_id = fields.Many2one(comodel_name="res.company")
    customer_id = fields.Many2one(comodel_name="res.partner")
    partner_id = fields.Many2one(comodel_name="res.partner")
    verbatim = fields.Text()

    currency_id = fields.Many2one(related="company_id.currency_id")
    revenue_at_stake = fields.Monetary(
        readonly=True,
        copy=False,
        groups="account_relationship.group_user",
        help="Net invoiced sales of the last 12 months with the customer: of the "
        "product's category, or of everything when no product is named.",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_make_opportunity(self):
        """Make an opportunity of what the customer asks for, and open it."""
        self.ensure_one()
        self.check_access("write")
        # sudo: whether there is one, though it may be a colleague's
        if not self.sudo().lead_id:
            self.lead_id = self.env["crm.lead"].create(self._prepare_opportunity())
        return self.lead_id.get_formview_action()

    def _prepare_opportunity(self):
        self.ensure_one()
        return {
            "type": "opportunity",
            "name": self.name,
            "partner_id": (self.partner_id or self.customer_id).id,
            "company_id": self.company_id.id,
            "description": self.verbatim,
            "user_id": self.env.uid,
        }

    # ------------------------------------------------------------
    # Revenue at stake
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh_revenue_at_stake(self):
        """Bring the revenue at stake of all feedback up to date, at night."""
        self._write_revenue_at_stake(SQL("TRUE"))

    def _refresh_revenue_at_stake(self):
        self._write_revenue_at_stake(SQL("feedback.id = ANY(%s)", self.ids))

    @api.model
    def _write_revenue_at_stake(self, scope):
        """One statement for all feedback in scope; writes what changed only.

        :return: how many rows were written
        :rtype: int
        """
        self.env.flush_all()
        end = fields.Date.context_today(self)
        start = end.replace(day=1) - relativedelta(months=11)
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_feedback AS feedback
                   SET revenue_at_stake = stake.amount
                  FROM (%(query)s) AS stake
                 WHERE stake.feedback_id = feedback.id
                   AND feedback.revenue_at_stake IS DISTINCT FROM stake.amount
                """,
                query=self._get_revenue_query(scope, start, end),
            )
        )
        written = self.env.cr.rowcount
        self.invalidate_model(["revenue_at_stake"], flush=False)
        return written

    @api.model
    def _get_revenue_query(self, scope, start, end):
        """Invoiced sales of the customer, of the product's category if one is named.

        As the 12-month revenue of the account: untaxed, credit notes subtracted, in the
        company's currency; twelve calendar months, the current one up to today.
        """
        return SQL(
            """
            SELECT feedback.id AS feedback_id,
                   COALESCE(SUM(-line.balance), 0) AS amount
              FROM relationship_feedback AS feedback
              LEFT JOIN relationship_account AS account
                ON account.id = feedback.account_id
              LEFT JOIN product_product AS product ON product.id = feedback.product_id
              LEFT JOIN product_template AS template
                ON template.id = product.product_tmpl_id
              LEFT JOIN (
                   account_move_line AS line
                   JOIN account_move AS move ON move.id = line.move_id
                   JOIN res_partner AS partner ON partner.id = move.partner_id
                   LEFT JOIN product_product AS sold ON sold.id = line.product_id
                   LEFT JOIN product_template AS sold_template
                     ON sold_template.id = sold.product_tmpl_id
              )
                ON partner.commercial_partner_id = account.partner_id
               AND move.company_id = account.company_id
               AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date BETWEEN %(start)s AND %(end)s
               AND line.display_type = 'product'
               AND (feedback.product_id IS NULL
                    OR sold_template.categ_id = template.categ_id)
             WHERE %(scope)s
             GROUP BY feedback.id
            """,
            start=start,
            end=end,
            scope=scope,
        )
