from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...lines import format_money

#: So many products say what most of the money was for.
TOP_PRODUCTS = 5


class RelationshipPortalContent(models.AbstractModel):
    """What a customer reads of what it bought, where its manager says so."""

    _inherit = "relationship.portal.content"

    @api.model
    def _describe_review(self, review):
        """With what was invoiced in the period, where that was asked for."""
        content = super()._describe_review(review)
        if review.has_purchases:
            content["purchases"] = self._describe_purchases(review)
        return content

    @api.model
    def _describe_purchases(self, review):
        """Net invoiced sales, untaxed, of the period and of as many days before.

        The same documents as those of the customer's revenue: what the customer has on
        its own invoices. The change is in percent of before; of nothing there is none.
        """
        # sudo: what is read here is the whitelist itself
        account = review.account_id.sudo()
        currency = account.company_id.currency_id
        before, now = self._get_invoiced(review)
        change = round(100 * (now - before) / before) if before > 0 <= now else None
        return {
            "invoiced": format_money(self.env, now, currency),
            "change": "" if change is None else f"{change:+d} %",
            "before_words": self.env._(
                "as many days before: %(amount)s",
                amount=format_money(self.env, before, currency),
            ),
            "products": [
                {
                    "name": product.name or "",
                    "amount": format_money(self.env, -balance, currency),
                }
                for product, balance in self._get_bought(review)
                if -balance > 0
            ],
        }

    @api.model
    def _get_invoiced(self, review):
        """Amounts in company currency: of as many days before, and of the period."""
        start, end = review.date_from, review.date_to
        earlier = start - (end - start) - timedelta(days=1)
        measure = self.env["relationship.measure"]
        measure.env.flush_all()
        sold = measure._get_sold(
            SQL("account.id = %s", review.account_id.id), [earlier, start], end
        )
        rows = self.env.execute_query(
            SQL("SELECT month, SUM(amount) FROM (%s) AS sold GROUP BY month", sold)
        )
        amounts = dict(rows)
        return tuple(float(amounts.get(window) or 0) for window in (1, 2))

    @api.model
    def _get_bought(self, review):
        """``[(product, balance)]`` of most of the money; sales are below 0.

        Nothing for who may not read all of these invoices: the amount of an account is
        no secret to those who work it, its lines are, and some of them would be wrong.
        """
        lines = self.env["account.move.line"]
        # sudo: whose invoices they are, of an account the caller may read
        domain = self._get_bought_domain(review.sudo())
        if not lines.has_access("read"):
            return []
        # sudo: only how many there are
        if lines.search_count(domain) != lines.sudo().search_count(domain):
            return []
        return lines._read_group(
            domain,
            ["product_id"],
            ["balance:sum"],
            order="balance:sum, product_id",
            limit=TOP_PRODUCTS,
        )

    @api.model
    def _get_bought_domain(self, review):
        return (
            Domain("move_id", "any", review.account_id._get_invoice_domain())
            & Domain("move_id.invoice_date", ">=", review.date_from)
            & Domain("move_id.invoice_date", "<=", review.date_to)
            # Lines of the cost of what was sold name the product, too.
            & Domain("display_type", "=", "product")
            & Domain("product_id", "!=", False)
        )
