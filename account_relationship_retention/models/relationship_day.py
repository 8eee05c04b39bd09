from odoo import api, models
from odoo.fields import Domain


class RelationshipDay(models.AbstractModel):
    _inherit = "relationship.day"

    @api.model
    def _get_outlook(self, user):
        sentences = [self._say_retention(user), self._say_opportunities(user)]
        return [*super()._get_outlook(user), *filter(None, sentences)]

    @api.model
    def _say_retention(self, user):
        """How many customers of the portfolio stayed and how much it grew, if known."""
        movements = self.env["relationship.movement"]
        if not movements.has_access("read"):
            return ""
        groups = movements._read_group(
            Domain("is_latest", "=", True) & self._get_portfolio(user, "account_id"),
            ["company_id", "movement"],
            ["customers_before:sum", "customers_kept:sum", "difference:sum"],
        )
        rates, customers, kept, grown = self._get_rates(), 0, 0, 0
        for company, movement, before, still, difference in groups:
            customers += before
            kept += still
            grown += difference * rates[company.id] if movement == "grown" else 0
        if not customers:
            return ""
        words = self.env._(
            "12 closed months: %(share)s of %(customers)s customers kept",
            share=movements._format_share(kept, customers),
            customers=movements._format_few(customers),
        )
        more = grown and self.env._(
            "grown by %(amount)s", amount=self._format_outlook(grown)
        )
        return ", ".join(filter(None, [words, more]))

    @api.model
    def _say_opportunities(self, user):
        """What open opportunities of the portfolio are worth, if any."""
        leads = self.env["crm.lead"]
        if not leads.has_access("read"):
            return ""
        domain = [
            *(("type", "=", "opportunity"), ("active", "=", True)),
            ("won_status", "=", "pending"),
        ]
        portfolio = self._get_portfolio(user, "relationship_account_id")
        groups = leads._read_group(
            portfolio & Domain(domain),
            ["relationship_account_id.company_id"],
            ["expected_revenue:sum"],
        )
        rates = self._get_rates()
        open_now = sum(amount * rates[company.id] for company, amount in groups)
        if not open_now:
            return ""
        return self.env._(
            "open opportunities: %(amount)s", amount=self._format_outlook(open_now)
        )

    @api.model
    def _get_portfolio(self, user, path):
        """What belongs to the customers somebody looks after, for now as well."""
        return Domain(
            [
                (f"{path}.acting_manager_id", "=", user.id),
                (f"{path}.company_id", "in", self.env.companies.ids),
            ]
        )

    @api.model
    def _format_outlook(self, amount):
        return self.env["relationship.headline"]._format_sum(amount)
