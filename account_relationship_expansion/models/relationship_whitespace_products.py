from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.account_relationship.models.measure.relationship_revenue import POSTED
from odoo.addons.account_relationship.turns import browse_given

from .relationship_whitespace import GOING_ON, LINES

#: So many products are named with an idea.
NAMED = 5


class Offer(NamedTuple):
    """A product that an idea stands for, as it goes on a quotation."""

    product_id: int
    quantity: float
    uom_id: int | None


class RelationshipWhitespace(models.Model):
    """Which products an idea stands for: on its opportunity and on a quotation."""

    _inherit = "relationship.whitespace"

    def _get_offers(self):
        """What to offer of each: what they bought last, or what is sold best.

        Only what is for sale. Of what slips it is what the customer bought in 24
        months, the last first, as often as then; of what was never bought what the
        company sold most of in 12 months, one of it.

        :return: ``{idea: [Offer]}``, at most five each
        """
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        self.env["product.template"].flush_model()
        self.flush_recordset()
        offers = {idea: [] for idea in self}
        for company, ideas in self.grouped("company_id").items():
            today = company._get_relationship_today()
            slipping = ideas.filtered(lambda idea: idea.kind in LINES)
            for query in (
                slipping._select_last_bought(today, company),
                (ideas - slipping)._select_best_sold(today, company),
            ):
                for idea_id, *offer in self.env.execute_query(query):
                    offers[self.browse(idea_id)].append(Offer(*offer))
        return offers

    def _select_last_bought(self, today, company):
        """The query of ``idea, product, quantity, unit`` of what was bought before."""
        return self._take_first(
            SQL(
                """
                SELECT DISTINCT ON (idea.id, line.product_id)
                       idea.id AS idea_id, line.product_id, line.quantity,
                       line.product_uom_id, move.invoice_date - DATE '2000-01-01'
                           AS weight
                  FROM relationship_whitespace AS idea
                  JOIN relationship_account AS account ON account.id = idea.account_id
                  JOIN res_partner AS partner
                    ON partner.commercial_partner_id = account.partner_id
                  JOIN account_move AS move ON move.partner_id = partner.id
                  JOIN account_move_line AS line ON line.move_id = move.id
                  JOIN (%(products)s) AS product ON product.id = line.product_id
                   AND product.line_id = idea.category_id
                 WHERE %(sold)s AND idea.id = ANY(%(ids)s)
                 ORDER BY idea.id, line.product_id, move.invoice_date DESC, line.id DESC
                """,
                ids=self.ids,
                products=self._select_for_sale(company),
                sold=self._get_sold(today - relativedelta(months=24), today, company),
            )
        )

    def _select_best_sold(self, today, company):
        """The query of ``idea, product, quantity, unit`` of what is sold best."""
        return self._take_first(
            SQL(
                """
                SELECT idea.id AS idea_id, sold.product_id, 1 AS quantity,
                       NULL::int AS product_uom_id, sold.weight
                  FROM relationship_whitespace AS idea
                  JOIN (SELECT product.line_id, line.product_id,
                               -SUM(line.balance) AS weight
                          FROM (%(products)s) AS product
                          JOIN account_move_line AS line ON line.product_id = product.id
                          JOIN account_move AS move ON move.id = line.move_id
                         WHERE %(sold)s AND product.line_id = ANY(%(categories)s)
                         GROUP BY 1, 2) AS sold ON sold.line_id = idea.category_id
                 WHERE idea.id = ANY(%(ids)s)
                """,
                ids=self.ids,
                categories=self.category_id.ids,
                products=self._select_for_sale(company),
                sold=self._get_sold(today - relativedelta(years=1), today, company),
            )
        )

    @api.model
    def _take_first(self, found):
        return SQL(
            """
            SELECT idea_id, product_id, quantity, product_uom_id
              FROM (SELECT found.*, ROW_NUMBER() OVER (
                               PARTITION BY idea_id
                               ORDER BY weight DESC, product_id) AS place
                      FROM (%s) AS found) AS placed
             WHERE place <= %s
             ORDER BY idea_id, place
            """,
            *(found, NAMED),
        )

    @api.model
    def _select_for_sale(self, company):
        """The query of products the company sells: ``id, line_id``."""
        categories = self.env["res.company"].with_company(company)._get_category_lines()
        return SQL(
            """
            SELECT variant.id, category.line_id
              FROM product_product AS variant
              JOIN product_template AS template ON template.id = variant.product_tmpl_id
              JOIN (%s) AS category ON category.category_id = template.categ_id
             WHERE variant.active AND template.active AND template.sale_ok
               AND template.type != 'combo'
               AND %s
            """,
            categories,
            company._may_use_sql("template"),
        )

    @api.model
    def _get_sold(self, first, last, company):
        """SQL about ``move`` and ``line``: sold on one of these days."""
        return SQL(
            "%s AND move.company_id = %s AND move.invoice_date BETWEEN %s AND %s"
            " AND move.move_type != 'out_refund' AND line.display_type = 'product'"
            " AND line.quantity > 0",
            *(POSTED, company.id, first, last),
        )

    def _browse_offers(self, offers):
        """The products of some offers, which the user may see."""
        products = self.env["product.product"].browse(
            [offer.product_id for offer in offers]
        )
        return products._filtered_access("read")

    # ------------------------------------------------------------
    # On the opportunity
    # ------------------------------------------------------------

    def _prepare_descriptions(self):
        """What opportunities say: why, whom to ask, when, and which products.

        :return: ``{idea: Markup}``
        """
        return {
            idea: Markup("<br/>").join(
                filter(
                    None,
                    (
                        *(idea.words, idea.ask_words, idea.best_time),
                        idea._name_products(offers),
                    ),
                )
            )
            for idea, offers in self._get_offers().items()
        }

    def _name_products(self, offers):
        names = ", ".join(self._browse_offers(offers).mapped("display_name"))
        if not names:
            return ""
        if self.kind in LINES:
            return self.env._("Bought last: %(products)s", products=names)
        return self.env._("Sold best: %(products)s", products=names)

    # ------------------------------------------------------------
    # On a quotation
    # ------------------------------------------------------------

    def action_add_to_quotation(self):
        """Add its product to the quotation it is listed on, and decide on it so.

        The context key ``relationship_order_id`` says which quotation.

        :raises AccessError: for whoever may not change it, or the idea
        :raises UserError: when it is another customer's, was dismissed, or has no
            product left to add
        """
        self.ensure_one()
        self.check_access("write")
        given = self.env.context.get("relationship_order_id")
        for order in browse_given(self.env["sale.order"], given):
            order._add_idea(self)

    def _accept_on(self, order):
        """It is the quotation's opportunity from now on, one made if there is none."""
        if self.state not in GOING_ON:
            return
        idea = self._going_on()
        if not order.opportunity_id:
            order.opportunity_id = self.env["crm.lead"].create(
                idea._prepare_opportunities()
            )
        idea._decide("accepted", lead_id=order.opportunity_id.id)
        self._look_at_alerts()

    def _get_offer(self, products):
        """What to add of it to a quotation that has some products already.

        :raises UserError: when nothing is left
        """
        offers = self._get_offers()[self]
        may_see = set(self._browse_offers(offers).ids).difference(products.ids)
        offers = [offer for offer in offers if offer.product_id in may_see]
        if not offers:
            raise UserError(
                self.env._(
                    "No other product of %(category)s is for sale.",
                    category=self.category_id.display_name,
                )
            )
        return offers[0]
