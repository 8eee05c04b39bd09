from odoo import api, models


class RelationshipRevenue(models.Model):
    """What revenue by month comes to, in one sentence."""

    _inherit = "relationship.revenue"

    @api.model
    def _make_headline(self, domain):
        amount, customers = self._sum_up(
            domain, "amount:sum", "partner_id:count_distinct"
        )
        if not customers:
            return ""
        words = self.env._(
            "%(amount)s from %(customers)s customers",
            amount=self._format_sum(amount),
            customers=self._format_few(customers),
        )
        return "; ".join(filter(None, [words, self._make_category_words(domain)]))

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
