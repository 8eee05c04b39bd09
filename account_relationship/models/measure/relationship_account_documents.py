from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..shared.states import UNPAID_INVOICE


class RelationshipAccount(models.Model):
    """The documents the numbers of an account were made from, of the same day."""

    _inherit = "relationship.account"

    overdue_count = fields.Integer(
        string="Overdue invoices", compute="_compute_overdue_invoices"
    )
    overdue_residual = fields.Monetary(
        string="Overdue",
        compute="_compute_overdue_invoices",
        help="What remains to be paid of instalments due before the day of the "
        "numbers; blocked invoices are left out.",
    )

    # ------------------------------------------------------------
    # What is overdue
    # ------------------------------------------------------------

    def _get_overdue_domain(self):
        """Invoices with an instalment past due on the day of the account's numbers."""
        return Domain.OR(
            accounts._get_entity_domain()
            & Domain(
                [
                    ("state", "=", "posted"),
                    ("move_type", "in", ["out_invoice", "out_receipt"]),
                    ("payment_state", "in", UNPAID_INVOICE),
                    ("line_ids", "any", self._get_due_line_domain(day)),
                ]
            )
            for day, accounts in self.grouped("measured_for").items()
        )

    @api.model
    def _get_due_line_domain(self, day):
        return Domain(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("date_maturity", "<", day),
            ]
        )

    @api.depends_context("uid")
    @api.depends("measured_for")
    def _compute_overdue_invoices(self):
        totals = {}
        for day, accounts in self.grouped("measured_for").items():
            domain = accounts._get_overdue_domain()
            found = self._get_entity_totals(
                "account.move", domain, self._get_due_amount(day)
            )
            totals.update({(day, *key): total for key, total in found.items()})
        for account in self:
            key = (account.measured_for, account.company_id.id, account.partner_id.id)
            account.overdue_count, account.overdue_residual = totals.get(key, (0, 0.0))

    @api.model
    def _get_due_amount(self, day):
        """SQL of what is past due of an invoice."""
        return SQL(
            """
            (SELECT SUM(line.amount_residual)
               FROM account_move_line AS line
               JOIN account_account AS ledger ON ledger.id = line.account_id
              WHERE line.move_id = account_move.id
                AND ledger.account_type = 'asset_receivable'
                AND line.reconciled IS NOT TRUE
                AND line.date_maturity < %s)
            """,
            day,
        )

    # ------------------------------------------------------------
    # Opening the documents
    # ------------------------------------------------------------

    def action_view_overdue_invoices(self):
        """Open the invoices of the account that are past due."""
        self.ensure_one()
        return self._get_invoices_action(self._get_overdue_domain())

    def action_view_revenue(self):
        """Open the invoices the 12-month revenue was made from."""
        return self._open_revenue(0)

    def action_view_revenue_before(self):
        """Open the invoices the revenue of the 12 months before was made from."""
        return self._open_revenue(1)

    def _open_revenue(self, number):
        self.ensure_one()
        periods = self.env["relationship.measure"]._get_revenue_periods(
            self.measured_for
        )
        start, end = periods[number]
        dates = Domain("invoice_date", ">=", start) & Domain("invoice_date", "<=", end)
        return self._get_invoices_action(self._get_invoice_domain() & dates)
