from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipCategoryMovement(models.Model):
    """The same of each product category: who still buys it, who stopped, who began.

    New is who bought of the category for the first time ever. Sales of each category
    count from 0 on, so that what was returned of one hides nothing of another.
    """

    _name = "relationship.category.movement"
    _description = "Movement of a customer in a product category"
    _inherit = "relationship.movement.mixin"
    _auto = False
    _order = "month desc, size desc, id"
    _more_columns = {"category_id": "int"}

    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        readonly=True,
        help="Empty for lines without a product.",
    )

    @api.model
    def _more_key(self):
        return [SQL("COALESCE(category_id, 0)")]

    @api.model
    def _same_row(self):
        return SQL("COALESCE(kept.category_id, 0) = COALESCE(found.category_id, 0)")

    @api.model
    def _get_rows(self, comparison, bought, customers):
        retention = self.env["relationship.retention"].with_company(
            comparison.company_id
        )
        before, after = comparison._get_windows()
        return retention._get_category_movements(before, after, customers)

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        """Of which category least is left; customers of several would count double."""
        chosen, comparisons = self._narrow(domain)
        if not comparisons:
            return ""
        if self._is_section(domain):
            return self._make_section_words(chosen, comparisons)
        gross, net = self._sum_up(chosen, "gross:avg", "net:avg")
        [[before]] = self._read_group(chosen, [], [self._sum_of("sales_before")])
        if not before:
            words = self._make_kept_words([])
            return f"{self._name_periods(comparisons)}: {words}"
        words = self.env._(
            "gross revenue retention %(gross)s, net %(net)s",
            gross=self._format_rate(gross),
            net=self._format_rate(net),
        )
        parts = filter(None, [words, self._make_least_words(chosen)])
        return f"{self._name_periods(comparisons)}: {'; '.join(parts)}"

    @api.model
    def _make_least_words(self, domain):
        found = self._read_group(
            domain,
            ["category_id"],
            ["gross:avg", self._sum_of("remaining"), self._sum_of("sales_before")],
        )
        sold = [row for row in found if row[-1]]
        if len(sold) < 2:
            return ""
        # Where most was lost in money, not where a few pence were.
        category, gross, *__ = max(sold, key=lambda row: row[-1] - row[-2])
        return self.env._(
            "most went of %(category)s, of which %(share)s is left",
            category=category.display_name or self.env._("without a product"),
            share=self._format_rate(gross),
        )
