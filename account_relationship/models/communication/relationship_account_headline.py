from odoo import api, models
from odoo.fields import Domain


class RelationshipAccount(models.Model):
    """Who keeps in touch, in one sentence."""

    _inherit = "relationship.account"

    @api.model
    def _make_headline(self, domain):
        if self.env.context.get("relationship_report") != "cadence":
            return super()._make_headline(domain)
        counted = domain & Domain("cadence_state", "not in", ("none", "paused", False))
        counts = {True: (0, 0), False: (0, 0)}
        sees_money = self._has_field_access(self._fields["revenue_12m"], "read")
        money = ["revenue_12m:sum_currency"] if sees_money else []
        groups = self._read_group(counted, ["is_contact_late"], ["__count", *money])
        for late, count, *amount in groups:
            counts[late] = (count, amount[0] if amount else 0)
        return self._make_cadence_words(*counts[False][:1], *counts[True])

    @api.model
    def _make_cadence_words(self, kept, late, amount):
        if not kept + late:
            return ""
        words = self.env._(
            "%(kept)s of %(count)s customers were contacted in time (%(share)s)",
            kept=self._format_few(kept),
            count=self._format_few(kept + late),
            share=self._format_share(kept, kept + late),
        )
        if late and amount:
            words += self.env._(
                "; %(amount)s a year stands behind the %(late)s who were not",
                amount=self._format_sum(amount),
                late=self._format_few(late),
            )
        return words
