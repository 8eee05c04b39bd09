from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

#: With fewer customers hardly any pair of categories says enough.
FEW = 200
#: A line bought in four months, and then in none for longer than a month, has lapsed;
#: half a year is held against the same one a year ago.
LAPSED_FROM, SHRINKING_FROM = 6, 18
#: What people decided for good, one way or another.
DECIDED = Domain("outcome", "in", ("won", "lost")) | Domain("state", "=", "dismissed")


class RelationshipWhitespace(models.Model):
    """How good the ideas were, and what they come to in one sentence."""

    _inherit = "relationship.whitespace"

    hit_rate = fields.Char(
        string="Hit rate",
        compute="_compute_hit_rate",
        help="Of ideas of this kind and product category that were decided: how many "
        "were won. Lost and dismissed ones were not.",
    )

    @api.depends("kind", "category_id", "company_id")
    @api.depends_context("uid", "lang")
    def _compute_hit_rate(self):
        rates = self._get_hit_rates(
            Domain("category_id", "in", self.category_id.ids),
            ["kind", "category_id", "company_id"],
        )
        for idea in self:
            key = (idea.kind, idea.category_id, idea.company_id)
            won, decided = rates.get(key, (0, 0))
            idea.hit_rate = self._format_hits(won, decided)

    @api.model
    def _get_hit_rates(self, domain, groupby):
        """How many were won of those decided, as the reader may see them.

        :return: ``{what they are grouped by, a tuple: (won, decided)}``
        """
        rates = {}
        rows = self._read_group(domain & DECIDED, [*groupby, "outcome"], ["__count"])
        for *key, outcome, count in rows:
            won, decided = rates.get(tuple(key), (0, 0))
            hits = count if outcome == "won" else 0
            rates[tuple(key)] = (won + hits, decided + count)
        return rates

    @api.model
    def _format_hits(self, won, decided):
        if not decided:
            return self.env._("none decided yet")
        return self.env._(
            "%(won)s of %(decided)s won (%(share)s)",
            won=self._format_few(won),
            decided=self._format_few(decided),
            share=self._format_share(won, decided),
        )

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        if not self.search_count(domain, limit=1):
            return ""
        open_ones = domain & Domain("state", "in", ("open", "snoozed", "accepted"))
        count, amount = self._sum_up(open_ones, "__count", "amount:sum_currency")
        sentence = self.env._(
            "%(count)s ideas go on, worth %(amount)s a year",
            count=self._format_few(count),
            amount=self._format_sum(amount),
        )
        words = [count and sentence, self._say_hits(), self._say_thin()]
        return " · ".join(filter(None, words))

    @api.model
    def _say_hits(self):
        """What came of those that were decided, by kind; whatever is searched for."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        rates = self._get_hit_rates(Domain.TRUE, ["kind"])
        return "; ".join(
            self.env._(
                "%(kind)s: %(hits)s",
                kind=labels[kind],
                hits=self._format_hits(won, decided),
            )
            for (kind,), (won, decided) in rates.items()
        )

    @api.model
    def _say_thin(self):
        """Why few ideas are of what was never bought, where that is so."""
        company = self.env.company
        # sudo: how many customers there are, and since when, not which ones
        accounts = self.env["relationship.account"].sudo()
        count = accounts.search_count([("company_id", "=", company.id)], limit=FEW)
        [(first,)] = accounts.env["relationship.revenue"]._read_group(
            [("company_id", "=", company.id)], [], ["month:min"]
        )
        today = company._get_relationship_today()
        year_ago = (today - relativedelta(years=1)).replace(day=1)
        if not first:
            return self.env._(
                "Nothing was invoiced yet: what customers no longer buy shows after a "
                "year, what comparable ones buy as soon as 20 buy the same."
            )
        if first > year_ago:
            return self._say_what_comes(first)
        if count < FEW:
            return self.env._(
                "Of %(count)s customers few say what goes with what: under %(few)s "
                "most ideas are of what they bought before.",
                count=self._format_few(count),
                few=FEW,
            )
        return ""

    @api.model
    def _say_what_comes(self, first):
        """From when on ideas of which kind can be found.

        :param first: first day of the month of the first invoice
        """
        first_month, lapsed, shrinking = (
            format_date(
                self.env, first + relativedelta(months=months), date_format="MMM y"
            )
            for months in (0, LAPSED_FROM, SHRINKING_FROM)
        )
        return self.env._(
            "Invoices begin in %(month)s: what lapsed shows from %(lapsed)s on, what "
            "shrinks from %(shrinking)s on, what comparable customers buy as soon as "
            "20 of them buy the same.",
            month=first_month,
            lapsed=lapsed,
            shrinking=shrinking,
        )

    @api.model
    def _get_empty_headline(self):
        return self._say_thin() or super()._get_empty_headline()
