from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

#: So many customers stand in the curve one by one, and of the others about so many.
FIRST, OTHERS = 50, 150
#: How many of the largest a screen tells the share of.
TOPS = ("top1", "top3", "top5", "top10")


class RelationshipConcentration(models.Model):
    """The Pareto curve of what a search finds."""

    _inherit = "relationship.concentration"

    @api.model
    def get_pareto(self, domain):
        """How few customers make most of the sales, of those the reader may see.

        Places and shares are those among the customers that are found.

        :param list domain: what the search finds
        :return: a dict of ``words`` (what stands at the point of 80 %), ``scope``
            (whose customers these are, where not all), ``period``, ``is_whole``
            (whether these are all: only then sections are the classes kept),
            ``warnings`` (sentences, of all customers only), ``customers``, ``pareto``,
            ``negative`` (how many have more credit notes than sales), ``top1``,
            ``top3``, ``top5``, ``top10`` and ``hhi`` (0 to 1; ``None`` without sales),
            ``sections`` (dicts of ``class``, ``customers``, ``first`` and ``last``:
            places in the company) and ``points`` (``[place, share of all up to it,
            name, amount in words]``, about 200)
        :rtype: dict
        :raise UserError: for what is no search
        :raise AccessError: for whoever may not read the concentration
        """
        return self._answer_search(domain, self._get_pareto)

    @api.model
    def _get_pareto(self, domain):
        ranked = self._get_ranked(domain)
        totals, is_whole = self._get_totals(ranked), self._is_whole(domain)
        return {
            "words": self._format_pareto(totals) if totals["customers"] else "",
            "scope": self._get_scope_words(),
            "period": self._format_window(),
            "is_whole": is_whole,
            "warnings": self._get_warnings(totals) if is_whole else [],
            **{name: totals[name] for name in ("customers", "pareto", "negative")},
            **{name: self._to_float(totals[name]) for name in (*TOPS, "hhi")},
            "sections": self._get_sections(ranked),
            "points": self._get_points(ranked, totals),
        }

    @api.model
    def _to_float(self, share):
        return None if share is None else float(share)

    @api.model
    def _format_window(self):
        first, last = (
            format_date(self.env, day, date_format="MMM y")
            for day in self._get_window()
        )
        return f"{first} \N{EN DASH} {last}"

    @api.model
    def _get_points(self, ranked, totals):
        """Points of the curve: the first customers, some others, the one at 80 %."""
        customers = totals["customers"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rank, cumulative_share::float, partner_id, amount
                  FROM (%(ranked)s) AS ranked
                 WHERE share IS NOT NULL AND (
                       rank <= %(first)s OR rank %% %(step)s = 0
                       OR rank IN (%(pareto)s, %(customers)s))
                 ORDER BY rank
                """,
                ranked=ranked,
                first=FIRST,
                step=-(-customers // OTHERS) or 1,
                pareto=totals["pareto"],
                customers=customers,
            )
        )
        # sudo: names of customers of rows the reader may read
        partners = self.env["res.partner"].sudo().browse(row[2] for row in rows)
        return [
            [rank, share, partner.display_name, self._format_sum(amount)]
            for (rank, share, __, amount), partner in zip(rows, partners, strict=True)
        ]

    @api.model
    def _get_sections(self, ranked):
        """What there is up to 80 %, up to 95 % and after it, by places kept."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT ranked.class, COUNT(*) AS customers, MIN(kept.rank) AS first,
                       MAX(kept.rank) AS last
                  FROM (%s) AS ranked
                  JOIN relationship_concentration AS kept
                    ON kept.partner_id = ranked.partner_id AND kept.company_id = %s
                 GROUP BY ranked.class
                 ORDER BY ranked.class
                """,
                *(ranked, self.env.company.id),
            )
        )

    # ------------------------------------------------------------
    # Warnings
    # ------------------------------------------------------------

    @api.model
    def _is_whole(self, domain):
        """Whether a search finds all customers of the company, and the reader may."""
        own = Domain("company_id", "=", self.env.company.id)
        return self._is_of_all() and not self.search_count(own & ~domain, limit=1)

    @api.model
    def _get_warnings(self, totals):
        """What the company wants to be warned of."""
        company = self.env.company
        return [
            words(self._format_share(totals[name], 1), self._format_few(level, 1))
            for name, level, words in (
                ("top1", company.relationship_warn_top1, self._warn_of_one),
                ("top5", company.relationship_warn_top5, self._warn_of_five),
            )
            if level and totals[name] and 100 * totals[name] >= level
        ]

    @api.model
    def _warn_of_one(self, share, level):
        return self.env._(
            "One customer makes %(share)s of sales: you want to be warned from "
            "%(level)s %% on.",
            share=share,
            level=level,
        )

    @api.model
    def _warn_of_five(self, share, level):
        return self.env._(
            "Five customers make %(share)s of sales: you want to be warned from "
            "%(level)s %% on.",
            share=share,
            level=level,
        )
