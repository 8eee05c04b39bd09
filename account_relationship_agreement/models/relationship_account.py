from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.account_relationship.lines import Line, format_day
from odoo.addons.account_relationship.models.shared.windows import open_window

from .relationship_agreement import AGREED


class RelationshipAccount(models.Model):
    """What is agreed with the customer, and what of it recurs."""

    _inherit = "relationship.account"

    agreement_ids = fields.One2many(
        comodel_name="relationship.agreement",
        inverse_name="account_id",
        string="Agreements",
        groups="account_relationship.group_user",
    )
    agreement_count = fields.Integer(
        string="Agreements that run",
        compute="_compute_agreements",
        groups="account_relationship.group_user",
    )
    arr = fields.Monetary(
        string="ARR",
        compute="_compute_agreements",
        groups="account_relationship.group_user",
        help="What recurs today in a year, of all agreements with the customer.",
    )

    @api.depends("agreement_ids.arr", "agreement_ids.state")
    def _compute_agreements(self):
        totals = self._get_agreement_totals()
        for account in self:
            count, amount, *__ = totals.get(account._origin.id, (0, 0.0))
            account.agreement_count, account.arr = count, amount

    def _get_agreement_totals(self):
        """Of those that run ``{account id: (how many, ARR, next end, deadline)}``.

        The next end is that of a term. All at once, as the reader may see them.
        """
        rows = self.env["relationship.agreement"]._read_group(
            [("account_id", "in", self.ids), ("state", "in", AGREED)],
            ["account_id"],
            ["__count", "arr:sum", "fixed_until:min", "notice_deadline:min"],
        )
        return {account.id: tuple(found) for account, *found in rows}

    # ------------------------------------------------------------
    # Lines on the card and the form
    # ------------------------------------------------------------

    @api.depends("agreement_ids.arr", "agreement_ids.notice_deadline")
    def _compute_signals(self):
        return super()._compute_signals()

    def _get_signals(self):
        signals = super()._get_signals()
        if not self.env["relationship.agreement"].has_access("read"):
            return signals
        totals = self._get_agreement_totals()
        for account in self.filtered(lambda one: one.id in totals):
            count, amount, end, deadline = totals[account.id]
            if amount:
                signals[account].append(account._get_arr_signal(amount, end, deadline))
        return signals

    def _get_arr_signal(self, amount, end, deadline):
        # sudo: the currency of the account's company
        currency = self.sudo().currency_id
        words = self.env._(
            "%(amount)s a year recurs",
            amount=formatLang(
                self.env, amount, currency_obj=currency, rounding_unit="units"
            ),
        )
        if end:
            words = self.env._(
                "%(words)s · next renewal after %(day)s",
                words=words,
                day=format_day(self.env, end),
            )
        if deadline:
            words = self.env._(
                "%(words)s · notice until %(day)s",
                words=words,
                day=format_day(self.env, deadline),
            )
        return Line(
            20,
            "fa-refresh",
            words,
            "action_view_agreements",
            self.env._("Agreements"),
            name="arr",
            # The form has a button that says so.
            places=("card",),
        )

    def action_view_agreements(self):
        """Open the agreements with the customer."""
        self.ensure_one()
        return {
            **open_window(self.env._("Agreements"), "relationship.agreement", "list"),
            "views": [(False, "list"), (False, "form")],
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }

    # ------------------------------------------------------------
    # Deleting
    # ------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        # sudo: whether there are any, whoever deletes
        agreements = self.env["relationship.agreement"].sudo()
        found = agreements.search([("account_id", "in", self.ids)], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "There are agreements with %(customer)s: archive the account "
                    "instead.",
                    customer=found.account_id.display_name,
                )
            )
