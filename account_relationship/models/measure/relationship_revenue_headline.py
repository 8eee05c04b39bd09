from odoo import api, models
from odoo.tools import SQL


class RelationshipRevenue(models.Model):
    """What revenue by month comes to, in one sentence."""

    _inherit = "relationship.revenue"

    @api.model
    def _make_headline(self, domain):
        amount, customers = self._sum_up(
            domain, "amount:sum", "partner_id:count_distinct"
        )
        waiting = self._make_waiting_words()
        if not customers:
            return waiting
        words = self.env._(
            "%(amount)s from %(customers)s customers",
            amount=self._format_sum(amount),
            customers=self._format_few(customers),
        )
        parts = [words, self._make_category_words(domain), waiting]
        return "; ".join(filter(None, parts))

    @api.model
    def _make_waiting_words(self):
        """Whether something changed since the table was brought up to date."""
        # Nobody learns from it whose documents they are.
        self.env.cr.execute(
            SQL(
                "SELECT FROM relationship_revenue_change"
                " WHERE company_id = ANY(%s) LIMIT 1",
                self.env.companies.ids,
            )
        )
        if not self.env.cr.rowcount:
            return ""
        return self.env._("what was posted or changed lately is not added up yet")

    @api.model
    def _make_category_words(self, domain):
        """Which category most of it is of, where there are several."""
        sold = self._read_group(
            domain, ["category_id"], ["amount:sum"], order="amount:sum desc"
        )
        (category, most), total = sold[0], sum(max(amount, 0) for __, amount in sold)
        if len(sold) == 1 or most <= 0:
            return ""
        return self.env._(
            "most of it %(category)s, %(share)s",
            category=category.display_name or self.env._("without a product"),
            share=self._format_share(most, total),
        )
