from odoo import api, models
from odoo.fields import Domain

from .relationship_retention import MOVEMENTS

#: Conditions that say which comparison; without them, the same customers are left.
WINDOW = ("comparison_id", "month", "is_latest")


class RelationshipMovementMixin(models.AbstractModel):
    """What the movements of a comparison come to, as the reader may see them."""

    _inherit = "relationship.movement.mixin"
    _outcomes = (
        *("movement", "sales_before", "sales_after", "difference", "size"),
        *("remaining", "sales_retained", "customers_before", "customers_kept"),
        *("gross", "net", "kept_rate", "loss_reason_id"),
    )

    @api.model
    def get_waterfall(self, domain):
        """What led from the sales of before to those of after, of what a search finds.

        Of several comparisons the latest one of each company counts, and another year's
        stands beside it.

        :param list domain: what the search finds
        :return: a dict of ``periods`` (which ones are compared), ``currency_id`` (of
            all amounts), ``steps`` (a list of dicts of ``key``: ``start``, a movement
            or ``end``; ``label``, ``customers``, ``amount``: of steps between the
            difference, below 0 for who shrank or left; ``domain``: of the rows) and
            ``year_before``: a dict of ``now`` and ``then``, each with ``periods``,
            ``start``, ``end``, ``gross``, ``net`` and ``kept_rate`` (percent, or
            ``False``); ``then`` is ``False`` where there is no such comparison
        :raise UserError: for what is no search
        :raise AccessError: for whoever may not read these records
        """
        return self._answer_search(domain, self._get_waterfall)

    @api.model
    def _get_waterfall(self, domain):
        chosen, comparisons = self._narrow(domain)
        found = self._read_group(
            chosen,
            ["movement"],
            [
                "__count",
                *map(self._sum_of, ("sales_before", "sales_after", "difference")),
            ],
        )
        moved = {movement: rest for movement, *rest in found}
        steps = [self._get_end_step(chosen, moved, "start")]
        labels = dict(self._fields["movement"]._description_selection(self.env))
        for movement in MOVEMENTS:
            count, __, __, difference = moved.get(movement) or (0, 0, 0, 0)
            steps.append(
                {
                    "key": movement,
                    "label": labels[movement],
                    "customers": count,
                    "amount": difference or 0,
                    "domain": list(chosen & Domain("movement", "=", movement)),
                }
            )
        steps.append(self._get_end_step(chosen, moved, "end"))
        return {
            "periods": self._name_periods(comparisons),
            "currency_id": self.env.company.currency_id.id,
            "steps": steps,
            "year_before": self._get_year_before(domain, chosen, comparisons),
        }

    @api.model
    def _get_end_step(self, domain, moved, key):
        """The sum of all in the earlier window, or in the later one."""
        column, without, field = {
            "start": (1, ("new", "returned"), "sales_before"),
            "end": (2, ("lost",), "sales_after"),
        }[key]
        label = self.env._("Before") if key == "start" else self.env._("After")
        return {
            "key": key,
            "label": label,
            "customers": sum(
                rest[0] for movement, rest in moved.items() if movement not in without
            ),
            "amount": self.env.company.currency_id.round(
                sum(rest[column] or 0 for rest in moved.values())
            ),
            "domain": list(domain & Domain(field, ">", 0)),
        }

    # ------------------------------------------------------------
    # Which comparison
    # ------------------------------------------------------------

    @api.model
    def _narrow(self, domain):
        """``(domain, comparisons)`` of the latest comparison of each company."""
        latest = self.env["relationship.comparison"]
        # The latest one first, and mostly it is that: nobody counts the rows of all.
        for comparisons in latest.search(Domain.TRUE).grouped("company_id").values():
            for comparison in comparisons:
                of_it = domain & Domain("comparison_id", "=", comparison.id)
                # Sorted as the index is, or all rows before the first are gone through.
                if self.search(of_it, order="partner_id.id", limit=1):
                    latest |= comparison
                    break
        return domain & Domain("comparison_id", "in", latest.ids), latest

    @api.model
    def _name_periods(self, comparisons):
        return "; ".join(dict.fromkeys(comparisons.mapped("name")))

    @api.model
    def _get_year_before(self, domain, chosen, comparisons):
        """How the same customers stood a year before, beside how they stand now."""
        before = comparisons._find_year_before() if comparisons else comparisons
        then = self._leave_out_window(domain) & Domain(
            "comparison_id", "in", before.ids
        )
        return {
            "now": comparisons and self._get_totals(chosen, comparisons),
            "then": before and self._get_totals(then, before),
        }

    @api.model
    def _leave_out_window(self, domain):
        return domain.map_conditions(
            lambda condition: (
                Domain.TRUE
                if condition.field_expr.split(".")[0] in WINDOW
                else condition
            )
        )

    @api.model
    def _get_totals(self, domain, comparisons):
        names = ("sales_before", "sales_after")
        rates = ("gross", "net", "kept_rate")
        [[start, end, *found]] = self._read_group(
            domain, [], [*map(self._sum_of, names), *(f"{rate}:avg" for rate in rates)]
        )
        return {
            "periods": self._name_periods(comparisons),
            "start": start or 0,
            "end": end or 0,
            **dict(zip(rates, found, strict=True)),
        }

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        chosen, comparisons = self._narrow(domain)
        if not comparisons:
            return ""
        if self.env.context.get("relationship_report") == "loss":
            return self._make_loss_words(chosen)
        if self._is_section(domain):
            return self._make_section_words(chosen, comparisons)
        moved = self._sum_movements(chosen)
        parts = [self._make_kept_words(moved)]
        left, amount = (
            sum(group[name] for group in moved if group["movement"] == "lost")
            for name in ("count", "sales_before")
        )
        if left:
            words = self.env._(
                "%(customers)s left, with %(amount)s",
                customers=self._format_few(left),
                amount=self._format_sum(amount),
            )
            parts.append(words)
        known = [group for group in moved if group["customers_before"]]
        # Where nobody bought before the earlier period began, sales are known of a part
        # of it only, and the net rate says more of that than of customers.
        if known and all(group["is_first_year"] for group in known):
            parts.append(self.env._("all of them were in their first year before"))
        return f"{self._name_periods(comparisons)}: " + "; ".join(parts)

    @api.model
    def _make_section_words(self, domain, comparisons):
        """What those behind a bar bought: they are no rate of all."""
        names = map(self._sum_of, ("sales_before", "sales_after"))
        count, before, after = self._sum_up(domain, "partner_id:count_distinct", *names)
        words = self.env._(
            "%(customers)s customers, %(before)s before and %(after)s after",
            customers=self._format_few(count),
            before=self._format_sum(before),
            after=self._format_sum(after),
        )
        return f"{self._name_periods(comparisons)}: {words}"

    @api.model
    def _sum_movements(self, domain):
        """What the sentence is made of: a dict for each movement of first-year
        customers and of others, with sums by field and ``count``.
        """
        amounts = ("sales_before", "remaining", "sales_retained")
        counts = ("customers_before", "customers_kept")
        groups = ("movement", "is_first_year")
        rows = self._read_group(
            domain,
            groups,
            [
                *("__count", *map(self._sum_of, amounts)),
                *(f"{name}:sum" for name in counts),
            ],
        )
        names = (*groups, "count", *amounts, *counts)
        return [
            {name: value or 0 for name, value in zip(names, row, strict=True)}
            for row in rows
        ]

    @api.model
    def _make_kept_words(self, moved):
        def total(name):
            return sum(group[name] for group in moved)

        customers, sales = total("customers_before"), total("sales_before")
        if not customers:
            return self.env._("nobody had bought before, so there is no rate")
        kept = total("customers_kept")
        return self.env._(
            "%(kept)s of %(customers)s customers stayed (%(share)s); gross revenue "
            "retention %(gross)s, net %(net)s",
            kept=self._format_few(kept),
            customers=self._format_few(customers),
            share=self._format_share(kept, customers),
            gross=self._format_rate(100 * total("remaining") / sales),
            net=self._format_rate(100 * total("sales_retained") / sales),
        )

    @api.model
    def _format_rate(self, percent):
        return f"{self._format_few(percent, 1)}\N{NO-BREAK SPACE}%"

    @api.model
    def _make_loss_words(self, domain):
        """Why customers left: the reason most have, and of how many nobody said it."""
        lost = domain & Domain("movement", "=", "lost")
        found = self._read_group(
            lost, ["loss_reason_id"], ["__count", self._sum_of("sales_before")]
        )
        if not found:
            return self.env._("Nobody left.")
        said = [(reason, count) for reason, count, __ in found if reason]
        total = sum(count for __, count, __ in found)
        parts = [
            self.env._(
                "%(customers)s customers left, with %(amount)s",
                customers=self._format_few(total),
                amount=self._format_sum(sum(amount or 0 for __, __, amount in found)),
            )
        ]
        if said:
            reason, count = max(said, key=lambda one: one[1])
            words = self.env._(
                "most often: %(reason)s (%(number)s)",
                reason=reason.display_name,
                number=self._format_few(count),
            )
            parts.append(words)
        unsaid = total - sum(count for __, count in said)
        if unsaid:
            words = self.env._(
                "of %(number)s nobody said why", number=self._format_few(unsaid)
            )
            parts.append(words)
        return "; ".join(parts)
