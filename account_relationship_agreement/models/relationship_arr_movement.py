from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..periods import DAY
from .relationship_recurring import DOWN, MOVEMENTS


class RelationshipArrMovement(models.Model):
    """What recurring revenue did in a month, account by account.

    Of the same statement as :meth:`relationship.recurring._get_movements`: closed
    months as they were closed, the ones after as they are known now.
    """

    _name = "relationship.arr.movement"
    _description = "Movement of recurring revenue"
    _inherit = "relationship.arr.row"
    _auto = False
    _order = "month desc, size desc, id"
    _outcomes = (
        *("movement", "amount_before", "amount_after", "difference", "size"),
        "correction",
    )
    _more_columns = {
        "movement": "varchar NOT NULL",
        "amount_before": "numeric NOT NULL",
        "amount_after": "numeric NOT NULL",
        "correction": "numeric NOT NULL",
    }
    _generated = """
        difference numeric GENERATED ALWAYS AS (amount_after - amount_before) STORED,
        size numeric GENERATED ALWAYS AS (ABS(amount_after - amount_before)) STORED
    """

    movement = fields.Selection(
        selection=[
            ("new", "New"),
            ("reactivation", "Reactivation"),
            ("expansion", "Expansion"),
            ("contraction", "Contraction"),
            ("churn", "Churn"),
            ("kept", "Unchanged"),
        ],
        readonly=True,
        group_expand=True,
        help="New: never had recurring revenue at the end of a month. Reactivation: "
        "had some, and none at the last one.",
    )
    amount_before = fields.Monetary(
        string="ARR before",
        readonly=True,
        aggregator=None,
        help="Annual recurring revenue at the end of the month before.",
    )
    amount_after = fields.Monetary(
        string="ARR after",
        readonly=True,
        aggregator=None,
        help="Annual recurring revenue at the end of the month; of the month that "
        "runs, today.",
    )
    difference = fields.Monetary(readonly=True, help="ARR after - ARR before.")
    size = fields.Monetary(string="Change", readonly=True, aggregator=None)
    correction = fields.Monetary(
        string="Of it, corrections",
        readonly=True,
        help="How much of the difference corrects months that were closed before: "
        "what was entered, merged or changed later.",
    )
    agreement_names = fields.Char(
        string="Agreements",
        compute="_compute_agreement_names",
        help="The agreements with the customer that count in the month or until it.",
    )

    @api.depends("account_id")
    def _compute_agreement_names(self):
        agreements = self.env["relationship.agreement"].search(
            [("account_id", "in", self.account_id.ids), ("state", "!=", "draft")]
        )
        by_account = agreements.grouped("account_id")
        for row in self:
            found = by_account.get(row.account_id, agreements.browse())
            names = found.filtered(row._is_concerned).mapped("name")
            row.agreement_names = ", ".join(names)

    def _is_concerned(self, agreement):
        """Whether the agreement is in force in the month or ended just before it."""
        month = self.month
        end = agreement.ended_on
        begins = agreement.date_start
        next_month = fields.Date.add(month, months=1)
        return begins < next_month and (not end or end >= month - DAY)

    # ------------------------------------------------------------
    # Filling
    # ------------------------------------------------------------

    @api.model
    def _get_rows(self, recurring, months, ids):
        ends = [months[0] - DAY, *map(recurring._get_end, months)]
        return SQL(
            """
            SELECT moved.account_id AS account_number, asked.month,
                   COALESCE(moved.movement, 'kept') AS movement,
                   moved.was AS amount_before, moved.now AS amount_after,
                   COALESCE(corrected.amount, 0) AS correction
              FROM (%(moved)s) AS moved
              JOIN unnest(%(months)s::date[]) WITH ORDINALITY AS asked(month, number)
             USING (number)
              LEFT JOIN (%(corrected)s) AS corrected
                ON corrected.account_id = moved.account_id
               AND corrected.month = asked.month
            """,
            moved=recurring._get_moved_query(ends, ids),
            months=months,
            corrected=self._get_corrected(recurring, ids),
        )

    @api.model
    def _get_corrected(self, recurring, ids):
        """The query of corrections of all months: ``account_id, month, amount``."""
        company, closed = recurring.env.company, recurring._get_closed_until()
        some = SQL("TRUE") if ids is None else SQL("account_id = ANY(%s)", ids)
        kept = SQL(
            """
            SELECT account_id, month, correction AS amount FROM relationship_arr
             WHERE company_id = %s AND correction != 0 AND %s
            """,
            *(company.id, some),
        )
        if not closed:
            return kept
        return SQL(
            "%s UNION ALL SELECT account_id, %s::date, amount FROM (%s) AS open",
            *(kept, closed + DAY, recurring._get_correction_query(closed, ids)),
        )

    # ------------------------------------------------------------
    # The bridge
    # ------------------------------------------------------------

    @api.model
    def get_waterfall(self, domain):
        """What led from recurring revenue before the first month to that of the last.

        :param list domain: what the search finds
        :return: a dict of ``currency_id`` (of all amounts), ``name`` (of what stands
            on the axis), ``year_before`` (``False``: there is none) and ``steps`` (a
            list of dicts of ``key``: ``start``, a movement or ``end``; ``label``,
            ``customers``, ``amount``: of steps between the difference, below 0 for
            contraction and churn; ``domain``: of the rows). Where the search leaves
            out part of what led from one to the other, there is no start and no end
        :raise UserError: for what is no search
        :raise AccessError: for whoever may not read these records
        """
        return self._answer_search(domain, self._get_waterfall)

    @api.model
    def _get_waterfall(self, domain):
        steps = self._get_steps(domain)
        labels = dict(self._fields["movement"]._description_selection(self.env))
        labels |= {"start": self.env._("Before"), "end": self.env._("After")}
        return {
            "currency_id": self.env.company.currency_id.id,
            "name": self.env._("ARR"),
            "year_before": False,
            "steps": [
                {
                    "key": key,
                    "label": labels[key],
                    "customers": customers,
                    "amount": amount,
                    "domain": list(part),
                }
                for key, (customers, amount, part) in steps.items()
            ],
        }

    @api.model
    def _get_steps(self, domain):
        """``{step: (customers, amount, domain)}`` in the order of the bridge."""
        found = {
            movement: (count, amount or 0)
            for movement, count, amount in self._read_group(
                domain, ["movement"], ["__count", self._sum_of("difference")]
            )
        }
        steps = {
            name: (*found.get(name, (0, 0)), domain & Domain("movement", "=", name))
            for name in MOVEMENTS
        }
        [(first, last)] = self._read_group(domain, [], ["month:min", "month:max"])
        if not first:
            return steps
        start = self._get_point(domain, first, "amount_before")
        end = self._get_point(domain, last, "amount_after")
        moved = sum(amount for __, amount, __ in steps.values())
        if self.env.company.currency_id.compare_amounts(start[1] + moved, end[1]):
            return steps
        return {"start": start, **steps, "end": end}

    @api.model
    def _get_point(self, domain, month, name):
        """``(customers, amount, domain)`` at one end of a month."""
        part = domain & Domain("month", "=", month) & Domain(name, ">", 0)
        [(count, amount)] = self._read_group(part, [], ["__count", self._sum_of(name)])
        return count, amount or 0, part

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        [(first, last)] = self._read_group(domain, [], ["month:min", "month:max"])
        if not first:
            return ""
        steps = self._get_steps(domain)
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        parts = self._list_movements(steps)
        words = ", ".join(parts) or self.env._("nothing moved")
        if "start" in steps and not self._is_section(domain):
            words = self.env._(
                "In %(months)s months %(start)s a year became %(end)s: %(movements)s",
                months=self._format_few(months),
                start=self._format_sum(steps["start"][1]),
                end=self._format_sum(steps["end"][1]),
                movements=words,
            )
        [amount] = self._sum_up(domain, self._sum_of("correction"))
        if amount:
            words = self.env._(
                "%(words)s; of it %(amount)s corrects months that were closed before",
                words=words,
                amount=self._format_sum(amount),
            )
        return words

    @api.model
    def _list_movements(self, steps):
        """``12,000 new``, of each movement there is."""
        found = {name: abs(steps[name][1]) for name in MOVEMENTS if steps[name][1]}
        amounts = {name: self._format_sum(amount) for name, amount in found.items()}
        words = {
            "new": lambda amount: self.env._("%(amount)s new", amount=amount),
            "reactivation": lambda amount: self.env._(
                "%(amount)s of customers who came back", amount=amount
            ),
            "expansion": lambda amount: self.env._(
                "%(amount)s expansion", amount=amount
            ),
            "contraction": lambda amount: self.env._(
                "%(amount)s contraction", amount=amount
            ),
            "churn": lambda amount: self.env._("%(amount)s churn", amount=amount),
        }
        signs = {name: "\N{MINUS SIGN}" if name in DOWN else "" for name in words}
        return [signs[name] + words[name](amounts[name]) for name in amounts]
