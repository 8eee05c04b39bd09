from odoo import api, models


class RelationshipAccount(models.Model):
    """Portfolios in one sentence: how much revenue, and who looks after the most."""

    _inherit = "relationship.account"

    @api.model
    def _make_headline(self, domain):
        if not self._has_field_access(self._fields["revenue_12m"], "read"):
            count = self.search_count(domain)
            return count and self.env._(
                "%(count)s customers", count=self._format_few(count)
            )
        groups = self._read_group(
            domain,
            ["manager_id"],
            ["__count", "revenue_12m:sum_currency", "revenue_prior_12m:sum_currency"],
        )
        return self._make_revenue_words(groups) if groups else ""

    @api.model
    def _make_revenue_words(self, groups):
        """The sentence, from ``[(manager, accounts, revenue, revenue before)]``."""
        count, now, before = (
            sum(group[index] or 0 for group in groups) for index in (1, 2, 3)
        )
        first = max(groups, key=lambda group: group[2] or 0)
        words = self.env._(
            "%(amount)s in 12 months from %(count)s customers",
            amount=self._format_sum(now),
            count=self._format_few(count),
        )
        words += self._make_change_words(now, before)
        if len(groups) > 1 and now > 0:
            words += self.env._(
                "; %(manager)s looks after the most, %(amount)s",
                # sudo: the name of a manager who left
                manager=first[0].sudo().name or self.env._("nobody"),
                amount=self._format_sum(first[2]),
            )
        return words

    @api.model
    def _make_change_words(self, now, before):
        """The change in percent; from nothing, and of less, there is none."""
        if before <= 0 or now < 0:
            return ""
        change = round((now - before) / before * 100)
        return f" ({change:+d}\N{NO-BREAK SPACE}%)"
