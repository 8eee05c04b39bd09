from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .relationship_concentration_pareto import TOPS

#: Of orders, where the addon that works it out is installed (``sale_margin``).
MARGIN = "margin"
#: So many of the customers chosen are named.
NAMED = 5


class RelationshipConcentration(models.Model):
    """What is left when some customers leave."""

    _inherit = "relationship.concentration"

    def action_what_if(self):
        """Show what would be left without these customers, of those the reader sees.

        :return: an action that shows it in a dialog
        :raise UserError: without any, or of several companies
        """
        self.check_access("read")
        if len(self.company_id) != 1:
            raise UserError(self.env._("Choose customers of one company."))
        return {
            "type": "ir.actions.client",
            "tag": "relationship_what_if",
            "name": self.env._("What if they leave?")
            if len(self) > 1
            else self.env._("What if this one leaves?"),
            "target": "new",
            "params": self.with_company(self.company_id)._get_what_if(),
        }

    def _get_what_if(self):
        """What the dialog shows.

        :return: a dict of ``customers`` (names), ``more`` (how many are not named),
            ``scope``, ``period``, ``lines`` (``[what, with them, without them]``) and
            ``managers`` (``[name, what goes, of how much, share]``, who loses the most
            first)
        """
        with_all = self._get_totals(self._get_ranked(Domain.TRUE))
        left = self._get_totals(self._get_ranked(Domain("id", "not in", self.ids)))
        return {
            "customers": self[:NAMED].partner_id.mapped("display_name"),
            "more": max(len(self) - NAMED, 0),
            "scope": self._get_scope_words(),
            "period": self._format_window(),
            "lines": self._get_what_if_lines(with_all, left),
            "managers": self._get_managers_concerned(),
        }

    def _get_what_if_lines(self, with_all, left):
        """``[[what, with these customers, without them]]``."""
        pairs = (with_all, left)
        labels = {
            "top1": self.env._("Share of the largest"),
            "top3": self.env._("Share of the three largest"),
            "top5": self.env._("Share of the five largest"),
            "top10": self.env._("Share of the ten largest"),
        }
        return [
            [self.env._("Net sales"), *self._format_loss(*pairs)],
            *self._get_margin_lines(),
            [
                self.env._("Customers that make 80 %"),
                *(self._format_few(totals["pareto"]) for totals in pairs),
            ],
            *(
                [labels[name], *(self._format_top(totals[name]) for totals in pairs)]
                for name in TOPS
            ),
        ]

    def _format_loss(self, with_all, left):
        """Net sales with these customers and without, and the share that goes."""
        before, after = (totals["amount"] or 0 for totals in (with_all, left))
        words = self._format_sum(after)
        if before > after:
            share = self._format_share(before - after, before)
            words = f"{words} (\N{MINUS SIGN}{share})"
        return self._format_sum(before), words

    @api.model
    def _format_top(self, share):
        return self.env._("n/a") if share is None else self._format_share(share, 1)

    # ------------------------------------------------------------
    # Margin, where it is known
    # ------------------------------------------------------------

    def _get_margin_lines(self):
        """The margin of orders of the 12 months, for those who may read orders."""
        orders = self.env["sale.report"]
        field = orders._fields.get(MARGIN)
        if not field or not orders.has_access("read"):
            return []
        if not orders._has_field_access(field, "read"):
            return []
        known = self._get_order_domain()
        with_all, gone = (
            orders._read_group(domain, [], [f"{MARGIN}:sum"])[0][0] or 0
            for domain in (
                known,
                known & Domain("commercial_partner_id", "in", self.partner_id.ids),
            )
        )
        return [
            [
                self.env._("Margin of orders"),
                self._format_sum(with_all),
                self._format_sum(with_all - gone),
            ]
        ]

    def _get_order_domain(self):
        """The confirmed orders of the 12 months, of customers the reader sees."""
        first, last = self._get_window()
        get_moment = self.company_id._get_relationship_moment
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "sale")
            & Domain("date", ">=", get_moment(first))
            & Domain("date", "<", get_moment(last + timedelta(days=1)))
        )
        if self._is_of_all():
            return domain
        seen = self.search([("company_id", "=", self.company_id.id)])
        return domain & Domain("commercial_partner_id", "in", seen.partner_id.ids)

    # ------------------------------------------------------------
    # Managers
    # ------------------------------------------------------------

    def _get_managers_concerned(self):
        """Whose portfolio loses how much: ``[[name, amount, of how much, share]]``."""
        own = Domain("company_id", "=", self.company_id.id)
        gone, whole = (
            dict(self._read_group(domain, ["manager_id"], ["amount:sum"]))
            for domain in (own & Domain("id", "in", self.ids), own)
        )
        return [
            [
                # sudo: the name of a manager who left
                manager.sudo().name or self.env._("Nobody"),
                self._format_sum(amount),
                self._format_sum(whole[manager]),
                self._format_share(amount, whole[manager])
                if 0 < amount <= whole[manager]
                else self.env._("n/a"),
            ]
            for manager, amount in sorted(gone.items(), key=lambda item: -item[1])
        ]
