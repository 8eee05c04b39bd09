from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.account_relationship_retention.models.relationship_retention import (
    GROWN,
)

from .relationship_account import SHOWN

#: Accounts on a page of the screen at most, and categories that have a column there.
PAGE, COLUMNS = 80, 30
#: Accounts whose figures are found by their customers; of more by all facts.
FEW = 1_000
MARKED = ("account_id", "category_id", "kind", "amount", "state", "words")


class RelationshipAccount(models.Model):
    """What accounts buy and could buy of each product category, side by side.

    All is read as the reader, in the company worked in: accounts they look after, what
    was sold to these, and what could be.
    """

    _inherit = "relationship.account"

    @api.model
    def get_potential_matrix(self, domain, offset=0, limit=40, columns=COLUMNS):
        """A page of accounts, the dearest first, by product category.

        :param list domain: which accounts, a search
        :param int offset: of the first account
        :param int limit: how many accounts, at most 80
        :param int columns: how many categories, at most 30; the rest is one column
        :return: a dict of ``scope`` (whose accounts these are, in words, where not
            all), ``total`` (accounts found), ``currency_id``, ``columns`` (dicts of
            ``key``, the id of the category or ``False`` for what is left, ``label``
            and ``sales``, of all accounts found) and ``rows``: dicts of ``key``,
            ``label``, ``sales`` (12 months) and ``cells``, one for each column as
            :meth:`_get_matrix_cell` says, ``False`` where there is nothing to tell
        :rtype: dict
        :raise UserError: for what is no search, or no page
        :raise AccessError: for whoever does not look after accounts
        """
        if not all(type(number) is int for number in (offset, limit, columns)):
            raise UserError(self.env._("There is no such page."))
        if offset < 0 or limit < 1 or columns < 0:
            raise UserError(self.env._("There is no such page."))
        return self._find_matrix(
            domain, offset, min(limit, PAGE), min(columns, COLUMNS)
        )

    @api.model
    def _find_matrix(self, domain, offset, limit, columns):
        """As :meth:`get_potential_matrix`, with as many as the caller likes."""
        self.env["relationship.whitespace"].check_access("read")
        return self._answer_search(
            domain,
            lambda found: self._get_matrix(
                self._get_matrix_domain(found), offset, limit, columns
            ),
        )

    @api.model
    def _get_matrix_domain(self, domain):
        """The accounts of a parsed search whose figures the reader may see.

        Who sells to a customer sees the account, but no sales of others.
        """
        return Domain.AND(
            [
                domain,
                self._get_ladder_domain("own", "backup", "team", "head"),
                [("company_id", "=", self.env.company.id)],
            ]
        )

    @api.model
    def _get_matrix(self, domain, offset, limit, columns):
        self.env["relationship.retention"]._flush()
        total = self.search_count(domain)
        accounts = self.search(
            domain, offset=offset, limit=limit, order="revenue_12m DESC, id DESC"
        )
        sales = self._get_matrix_columns(domain, total)
        shown = [key for key in sales if key][:columns]
        cells = self._get_matrix_cells(accounts, shown)
        rest = sum(amount for key, amount in sales.items() if key not in shown)
        names = self._get_matrix_names(shown)
        heads = [*((key, names[key], sales[key]) for key in shown)]
        if rest or any((account.id, False) in cells for account in accounts):
            heads.append((False, self.env._("Others"), rest))
        return {
            "scope": self.env["relationship.customer.figures"]._get_scope_words(),
            "total": total,
            "currency_id": self.env.company.currency_id.id,
            "columns": [
                {"key": key, "label": label, "sales": amount}
                for key, label, amount in heads
            ],
            "rows": [
                {
                    "key": account.id,
                    "label": account.display_name,
                    "sales": account.revenue_12m,
                    "cells": [
                        cells.get((account.id, key), False) for key, *__ in heads
                    ],
                }
                for account in accounts
            ],
        }

    @api.model
    def _get_matrix_names(self, keys):
        # sudo: names of categories of what was sold to the reader's accounts
        categories = self.env["product.category"].sudo().browse(keys)
        return {category.id: category.name for category in categories}

    # ------------------------------------------------------------
    # Columns
    # ------------------------------------------------------------

    @api.model
    def _get_matrix_columns(self, domain, total):
        """What was sold of each category in 12 months, the one worth most first.

        Worth is what was sold and what could be, to all accounts of the search.

        :return: ``{id of a category, or None for what has none: sales}``
        """
        found = self._search(domain).select()
        sold = self._get_matrix_sold(found, total)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line_id, SUM(amount) AS sales, SUM(worth) AS worth
                  FROM (SELECT line_id, amount, amount AS worth
                          FROM (%(sold)s) AS sold
                          LEFT JOIN (%(lines)s) AS line USING (category_id)
                         WHERE account_id IN (%(found)s)
                         UNION ALL
                        SELECT category_id, 0, amount
                          FROM relationship_whitespace
                         WHERE state = ANY(%(shown)s) AND account_id IN (%(found)s))
                       AS part
                 GROUP BY line_id
                HAVING SUM(worth) <> 0
                 ORDER BY SUM(worth) DESC, line_id
                """,
                sold=sold,
                lines=self.env["res.company"]._get_category_lines(),
                found=found,
                shown=list(SHOWN),
            )
        )
        return {key: float(sales) for key, sales, __ in rows}

    @api.model
    def _get_matrix_sold(self, found, total):
        """The query of what was sold in 12 months, to the accounts found or to all."""
        customers = None
        if total <= FEW:
            customers = SQL(
                "SELECT partner_id FROM relationship_account WHERE id IN (%s)", found
            )
        (start, end), __ = self._get_matrix_periods()
        sold = self.env["relationship.revenue"]._get_sold(start, end, customers)
        return SQL(
            "SELECT * FROM (%s) AS sold WHERE company_id = %s",
            *(sold, self.env.company.id),
        )

    @api.model
    def _get_matrix_periods(self):
        day = self.env.company._get_measured_day()
        return self.env["relationship.measure"]._get_revenue_periods(day)

    # ------------------------------------------------------------
    # Cells
    # ------------------------------------------------------------

    @api.model
    def _get_matrix_cells(self, accounts, shown):
        """``{(account id, category id or False for the rest): cell}``."""
        sold = self._get_matrix_sales(accounts, shown)
        ideas = {
            (idea.account_id.id, idea.category_id.id): idea
            for idea in self._get_matrix_ideas(accounts)
        }
        rest = {(account, False) for account, key in ideas if key not in shown}
        return {
            key: self._get_matrix_cell(
                *sold.get(key, (0.0, 0.0)), ideas.get(key), key in rest
            )
            for key in {*sold, *(key for key in ideas if key[1] in shown), *rest}
        }

    @api.model
    def _get_matrix_cell(self, sales, before, idea, more):
        """What one cell tells.

        :param more: whether there are ideas of the categories that have no column
        :return: a dict of ``sales`` (12 months), ``before`` (the 12 months before),
            ``state`` (``lapsed``, ``shrinking``, ``never_bought``, ``offered``,
            ``dismissed``, ``more``, ``grown``, ``bought`` or ``none``), and of an idea
            ``idea_id``, ``amount`` (a year) and ``words``
        """
        cell = {"sales": sales, "before": before}
        if idea:
            state = {"accepted": "offered", "dismissed": "dismissed"}.get(idea.state)
            cell.update(idea_id=idea.id, amount=idea.amount, words=idea.words)
            return {**cell, "state": state or idea.kind}
        if more:
            return {**cell, "state": "more"}
        if sales > GROWN * before and before > 0:
            return {**cell, "state": "grown"}
        return {**cell, "state": "bought" if sales > 0 else "none"}

    @api.model
    def _get_matrix_sales(self, accounts, shown):
        """``{(account id, category id or False): (12 months, those before)}``."""
        later, before = self._get_matrix_periods()
        retention = self.env["relationship.retention"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.id,
                       CASE WHEN line_id = ANY(%(shown)s::int[]) THEN line_id END,
                       SUM(sold_after), SUM(sold_before)
                  FROM (%(sold)s) AS sold
                  JOIN relationship_account AS account USING (partner_id)
                  LEFT JOIN (%(lines)s) AS line USING (category_id)
                 WHERE account.id = ANY(%(ids)s::int[])
                 GROUP BY 1, 2
                HAVING SUM(sold_after) <> 0 OR SUM(sold_before) <> 0
                """,
                shown=shown,
                sold=retention._get_category_sales(before, later, accounts),
                lines=self.env["res.company"]._get_category_lines(),
                ids=accounts.ids,
            )
        )
        return {
            (account, category or False): (float(now), float(then))
            for account, category, now, then in rows
        }

    @api.model
    def _get_matrix_ideas(self, accounts):
        """Ideas that go on or were dismissed for a while, the one that counts last."""
        ideas = self.env["relationship.whitespace"]
        today = self.env.company._get_relationship_today()
        kept = Domain("state", "=", "dismissed") & Domain("not_before", ">", today)
        found = ideas.search_fetch(
            (Domain("state", "in", SHOWN) | kept)
            & Domain("account_id", "in", accounts.ids),
            MARKED,
        )
        return found.sorted(lambda one: (one.state != "dismissed", one.amount))

    # ------------------------------------------------------------
    # What is behind a cell
    # ------------------------------------------------------------

    def action_view_category(self, category_id=False):
        """Open the invoices of 12 months with products of a category.

        :param category_id: id of a category that has a column; of all by default
        :raise UserError: for what is no id
        :raise AccessError: for whoever may not see the account, or looks after none
        """
        self.ensure_one()
        self.check_access("read")
        self.env["relationship.whitespace"].check_access("read")
        action = self.action_view_revenue()
        if category_id is False:
            return action
        if type(category_id) is not int:
            raise UserError(self.env._("There is no such product category."))
        return {
            **action,
            "domain": Domain(action["domain"]) & self._get_matrix_lines(category_id),
        }

    def _get_matrix_lines(self, category_id):
        """Documents with products of what counts for the category."""
        lines = self.with_company(self.company_id).env["res.company"]
        below = SQL(
            "SELECT category_id FROM (%s) AS line WHERE line_id = %s",
            *(lines._get_category_lines(), category_id),
        )
        ids = [row_id for (row_id,) in self.env.execute_query(below)]
        return Domain("line_ids", "any", [("product_id.categ_id", "in", ids)])

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        if self.env.context.get("relationship_report") != "potential":
            return super()._make_headline(domain)
        ideas = self.env["relationship.whitespace"]
        ideas.check_access("read")
        found = self._get_matrix_domain(domain)
        going_on = Domain("state", "in", SHOWN) & Domain("account_id", "any", found)
        customers, sales = self._sum_up(found, "__count", "revenue_12m:sum_currency")
        if not customers:
            return ""
        count, amount = ideas._sum_up(going_on, "__count", "amount:sum_currency")
        sold = self.env._(
            "%(customers)s customers buy for %(sales)s a year",
            customers=self._format_few(customers),
            sales=self._format_sum(sales),
        )
        return f"{sold}; {self._say_potential(going_on, count, amount)}"

    @api.model
    def _say_potential(self, domain, count, amount):
        if not count:
            return self.env._("no idea goes on what else they could buy")
        [[category, most]] = self.env["relationship.whitespace"]._read_group(
            domain, ["category_id"], ["amount:sum"], order="amount:sum desc", limit=1
        )
        return self.env._(
            "%(count)s ideas are worth %(amount)s more, most of it %(category)s, "
            "%(most)s",
            count=self._format_few(count),
            amount=self._format_sum(amount),
            category=category.name,
            most=self._format_sum(most),
        )
