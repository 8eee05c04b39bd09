from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.models.measure.relationship_revenue import POSTED
from odoo.addons.account_relationship.temporary import keep

from .relationship_account import SHOWN

#: So much of what is invoiced to them, at a discount, is buying at a discount only.
MOSTLY = 0.8


class RelationshipWhitespace(models.Model):
    """What to be careful with: little margin, customers who return much or buy cheap.

    Said of every idea that goes on. What a customer never bought is no reason of
    *My day* where the customer returns much or buys at a discount only.
    """

    _inherit = "relationship.whitespace"
    _proof_fields = frozenset({"cautions", "is_held_back"})

    cautions = fields.Json(readonly=True)
    caution = fields.Char(
        string="Be careful",
        compute="_compute_caution",
        help="The margin of the product category in 12 months, where it is known; what "
        "the customer returned, and bought at a discount, of what was invoiced in 12 "
        "months. The limits are in the settings.",
    )
    is_held_back = fields.Boolean(
        string="Not in My Day",
        readonly=True,
        help="The customer returns much or buys at a discount only: nothing new is "
        "proposed in My Day.",
    )

    @api.depends("caution")
    def _compute_words(self):
        """What to be careful with stands behind what there is, wherever that shows."""
        result = super()._compute_words()
        for idea in self:
            idea.words = "; ".join(filter(None, (idea.words, idea.caution)))
        return result

    @api.depends("cautions")
    @api.depends_context("lang")
    def _compute_caution(self):
        say = {
            "margin": self._say_margin,
            "returned": self._say_returned,
            "discount": self._say_discount,
        }
        for idea in self:
            words = [
                say[name](self._format_percent(idea.cautions[name]))
                for name in say
                if name in (idea.cautions or {})
            ]
            idea.caution = "; ".join(words)

    @api.model
    def _format_percent(self, percent):
        return f"{self._format_few(percent, 1)}\N{NO-BREAK SPACE}%"

    @api.model
    def _say_margin(self, percent):
        return self.env._("its margin is %(percent)s", percent=percent)

    @api.model
    def _say_returned(self, percent):
        return self.env._("they return %(percent)s", percent=percent)

    @api.model
    def _say_discount(self, percent):
        return self.env._("they buy %(percent)s at a discount", percent=percent)

    # ------------------------------------------------------------
    # Finding it
    # ------------------------------------------------------------

    @api.model
    def _find_cautions(self, today):
        """Say it of all ideas of the company worked in that go on.

        :param today: last of the 12 months, a date
        """
        cr, ideas = self.env.cr, self._keep_going_on()
        since = today - relativedelta(years=1) + relativedelta(days=1)
        customers = keep(
            cr, "relationship_caution_customer", self._select_customers(since, today)
        )
        margins = keep(
            cr, "relationship_caution_margin", self._select_margins(since, today)
        )
        cr.execute(
            SQL(
                """
                UPDATE relationship_whitespace AS idea
                   SET cautions = found.cautions, is_held_back = found.is_held_back
                  FROM (SELECT idea.id,
                               NULLIF(jsonb_strip_nulls(jsonb_build_object(
                                   'margin', margin.percent,
                                   'returned', customer.returned,
                                   'discount', customer.discount)), '{}') AS cautions,
                               customer.account_id IS NOT NULL AS is_held_back
                          FROM (%(ideas)s) AS idea
                          LEFT JOIN (%(margins)s) AS margin
                            ON margin.line_id = idea.category_id
                          LEFT JOIN (%(customers)s) AS customer
                            ON customer.account_id = idea.account_id
                           AND idea.kind = 'never_bought') AS found
                 WHERE found.id = idea.id
                   AND (idea.cautions, COALESCE(idea.is_held_back, FALSE))
                       IS DISTINCT FROM (found.cautions, found.is_held_back)
                """,
                ideas=ideas,
                margins=margins,
                customers=customers,
            )
        )
        self.invalidate_model(["cautions", "is_held_back"])

    @api.model
    def _keep_going_on(self):
        return keep(
            self.env.cr,
            "relationship_caution_idea",
            SQL(
                """
                SELECT idea.id, idea.account_id, idea.category_id, idea.kind,
                       account.partner_id
                  FROM relationship_whitespace AS idea
                  JOIN relationship_account AS account ON account.id = idea.account_id
                 WHERE idea.company_id = %s AND idea.state = ANY(%s)
                """,
                *(self.env.company.id, list(SHOWN)),
            ),
        )

    @api.model
    def _select_customers(self, since, today):
        """The query of accounts that return much or buy at a discount only.

        ``account_id``, ``returned`` and ``discount``: percent of what was invoiced,
        empty where it is not above the company's limit. Of those with ideas of what
        they never bought.
        """
        # sudo: limits of the settings, whoever set it in motion
        company = self.env.company.sudo()
        return SQL(
            """
            SELECT account_id, returned, discount
              FROM (SELECT account_id,
                           CASE WHEN %(much)s > 0 AND returned > %(much)s / 100 * sold
                                THEN ROUND(100 * returned / sold) END AS returned,
                           CASE WHEN %(cheap)s > 0 AND cheap >= %(mostly)s * sold
                                THEN ROUND(100 * cheap / sold) END AS discount
                      FROM (%(sold)s) AS sold
                     WHERE sold > 0) AS said
             WHERE returned IS NOT NULL OR discount IS NOT NULL
            """,
            much=SQL("%s::numeric", company.relationship_return_percent),
            cheap=SQL("%s::numeric", company.relationship_discount_percent),
            mostly=SQL("%s::numeric", MOSTLY),
            sold=self._select_sold(since, today, company),
        )

    @api.model
    def _select_sold(self, since, today, company):
        """The query of ``account_id``, ``sold``, of it ``cheap``, and ``returned``.

        Untaxed, in the company's currency at the rate of each invoice.
        """
        return SQL(
            """
            SELECT customer.account_id,
                   SUM(-line.balance) FILTER (
                       WHERE move.move_type != 'out_refund') AS sold,
                   COALESCE(SUM(-line.balance) FILTER (
                       WHERE move.move_type != 'out_refund'
                         AND line.discount >= %(cheap)s), 0) AS cheap,
                   COALESCE(SUM(line.balance) FILTER (
                       WHERE move.move_type = 'out_refund'), 0) AS returned
              FROM (SELECT DISTINCT account_id, partner_id
                      FROM relationship_caution_idea
                     WHERE kind = 'never_bought') AS customer
              JOIN res_partner AS partner
                ON partner.commercial_partner_id = customer.partner_id
              JOIN account_move AS move ON move.partner_id = partner.id
              JOIN account_move_line AS line ON line.move_id = move.id
             WHERE %(posted)s AND move.company_id = %(company)s
               AND move.invoice_date BETWEEN %(since)s AND %(today)s
               AND line.display_type = 'product'
             GROUP BY 1
            """,
            cheap=SQL("%s::numeric", company.relationship_discount_percent),
            posted=POSTED,
            company=company.id,
            since=since,
            today=today,
        )

    @api.model
    def _select_margins(self, since, today):
        """The query of categories with little margin: ``line_id, percent``.

        Of confirmed orders, where ``sale_margin`` works it out; lines without a margin
        say nothing.
        """
        if not self._has_margins():
            return SQL("SELECT NULL::int AS line_id, NULL::numeric AS percent")
        self.env["sale.order"].flush_model()
        self.env["sale.order.line"].flush_model()
        # sudo: a limit of the settings, whoever set it in motion
        company = self.env.company.sudo()
        return SQL(
            """
            SELECT line_id, ROUND(percent, 1) AS percent
              FROM (SELECT category.line_id,
                           (100 * SUM(line.margin / rate)
                            / SUM(line.price_subtotal / rate))::numeric AS percent
                      FROM (%(orders)s) AS ordered
                      JOIN sale_order_line AS line ON line.order_id = ordered.id
                      JOIN product_product AS variant ON variant.id = line.product_id
                      JOIN product_template AS product
                        ON product.id = variant.product_tmpl_id
                      JOIN (%(categories)s) AS category
                        ON category.category_id = product.categ_id
                     WHERE line.margin IS NOT NULL AND line.price_subtotal IS NOT NULL
                       AND category.line_id IN (
                           SELECT category_id FROM relationship_caution_idea)
                     GROUP BY 1
                    HAVING SUM(line.price_subtotal / rate) > 0) AS said
             WHERE percent < %(least)s
            """,
            orders=self._select_orders(since, today),
            categories=company._get_category_lines(),
            least=SQL("%s::numeric", company.relationship_margin_percent),
        )

    @api.model
    def _select_orders(self, since, today):
        """The query of confirmed orders of some days: ``id, rate`` of their currency.

        :param since: the first day
        :param today: the last one
        """
        company = self.env.company
        return SQL(
            """
            SELECT id, COALESCE(NULLIF(currency_rate, 0), 1) AS rate
              FROM sale_order
             WHERE state = 'sale' AND company_id = %s
               AND date_order >= %s AND date_order < %s
            """,
            company.id,
            company._get_relationship_moment(since),
            company._get_relationship_moment(today + relativedelta(days=1)),
        )

    @api.model
    def _has_margins(self):
        return "margin" in self.env["sale.order.line"]._fields
