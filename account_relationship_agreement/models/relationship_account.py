from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.account_relationship.lines import (
    Line,
    Moment,
    format_day,
    format_money,
)
from odoo.addons.account_relationship.models.shared.windows import open_window

from ..periods import DAY
from .relationship_agreement import AGREED


def get_first(*days):
    """The first of some days, of which there may be none."""
    return min(filter(None, days), default=None)


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
        store=True,
        groups="account_relationship.group_user",
    )
    arr = fields.Monetary(
        string="ARR",
        compute="_compute_agreements",
        store=True,
        groups="account_relationship.group_user",
        help="Annual recurring revenue: what recurs today in a year, of all agreements "
        "with the customer.",
    )
    next_renewal_date = fields.Date(
        string="Next renewal",
        compute="_compute_agreements",
        store=True,
        groups="account_relationship.group_user",
        help="The day on which the first term that runs or is fixed ends.",
    )
    notice_deadline = fields.Date(
        string="Notice until",
        compute="_compute_agreements",
        store=True,
        groups="account_relationship.group_user",
        help="The next day on which the customer can give notice at the latest.",
    )

    @api.depends(
        *("agreement_ids.arr", "agreement_ids.state", "agreement_ids.fixed_until"),
        *("agreement_ids.notice_deadline", "company_id"),
    )
    def _compute_agreements(self):
        # Most that are opened have nothing of it: a dozen statements for each.
        known = self.env["relationship.arr.row"]._find_known(self._origin)
        totals = known._get_agreement_totals() if known else {}
        amounts = known._get_arr_today()
        for account in self:
            count, end, deadline = totals.get(account._origin.id, (0, False, False))
            account.agreement_count = count
            account.next_renewal_date, account.notice_deadline = end, deadline
            account.arr = amounts.get(account._origin.id, 0.0)
        known._note_movements()

    def _get_agreement_totals(self):
        """Of those that run ``{account id: (how many, next end, next deadline)}``.

        What notice was given for is not renewed, however long its terms are fixed.
        """
        rows = self.env["relationship.agreement"]._read_group(
            [("account_id", "in", self.ids), ("state", "in", AGREED)],
            ["account_id", "state"],
            ["__count", "fixed_until:min", "notice_deadline:min"],
        )
        totals = {}
        for account, state, count, *days in rows:
            known, *others = totals.get(account.id, (0, None, None))
            if state == "noticed":
                days = (None, None)
            totals[account.id] = (known + count, *map(get_first, days, others))
        return totals

    def _get_arr_today(self):
        """``{account id: what recurs today}``, from wherever it comes."""
        recurring, found = self.env["relationship.recurring"], {}
        for company, accounts in self._origin.grouped("company_id").items():
            today = company._get_relationship_today()
            found |= recurring.with_company(company)._get_arr(today, accounts)
        return found

    def _get_moments(self):
        """The next renewal, where the reader may know of it."""
        moments = super()._get_moments()
        if not self._has_field_access(self._fields["next_renewal_date"], "read"):
            return moments
        for account in self.filtered("next_renewal_date"):
            words = self.env._(
                "renewal in %(month)s",
                month=format_date(
                    self.env, account.next_renewal_date, date_format="MMMM y"
                ),
            )
            moments[account].append(Moment(account.next_renewal_date, words))
        return moments

    def _note_agreements(self):
        """Make again what recurs, where nobody told the ORM that it changed.

        Addons with sources of their own call it where their records change.
        """
        for name in ("agreement_count", "arr", "next_renewal_date", "notice_deadline"):
            self.env.add_to_compute(self._fields[name], self)

    def _merge(self, others):
        others -= self
        company = self.company_id
        recurring = self.env["relationship.recurring"].with_company(company)
        closed = recurring._get_closed_until()
        if closed and others:
            self.env["relationship.arr.merge"]._keep(closed + DAY, others, self)
        others._note_movements()
        survivor = super()._merge(others)
        # The merge moves agreements in SQL.
        survivor._note_agreements()
        return survivor

    @api.model
    def _write_arr(self, amounts):
        """Write what recurs today where it is another than was kept.

        :param amounts: SQL of a query of ``account_id, day, amount`` of all accounts
            of ``env.company``
        """
        self.flush_model(["arr", "company_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_account AS account
                   SET arr = found.amount
                  FROM (SELECT account.id, COALESCE(today.amount, 0) AS amount
                          FROM relationship_account AS account
                          LEFT JOIN (%s) AS today ON today.account_id = account.id
                         WHERE account.company_id = %s) AS found
                 WHERE found.id = account.id
                   AND account.arr IS DISTINCT FROM found.amount
                """,
                *(amounts, self.env.company.id),
            )
        )
        self.invalidate_model(["arr"])

    def _note_movements(self):
        """Bring their movements up to date, once, when all is said."""
        if not self:
            return
        noted = self.env.cr.precommit.data.setdefault("relationship_arr", {})
        if not noted:
            # sudo: figures of all customers, whoever changes one
            self.env.cr.precommit.add(self.sudo().browse()._refresh_noted)
        # Whose they are is asked now: what is merged until then is gone.
        noted.update((one.id, one.company_id.id) for one in self._origin)

    def _refresh_noted(self):
        noted = self.env.cr.precommit.data.pop("relationship_arr", {})
        rows = self.env["relationship.arr.row"]
        for company in self.env["res.company"].browse(sorted(set(noted.values()))):
            ids = [id_ for id_, owner in noted.items() if owner == company.id]
            rows._fill_all(company, self.browse(ids))

    # ------------------------------------------------------------
    # Lines on the card and the form
    # ------------------------------------------------------------

    @api.depends("arr", "next_renewal_date", "notice_deadline")
    def _compute_signals(self):
        return super()._compute_signals()

    def _get_signals(self):
        signals = super()._get_signals()
        if not self.env["relationship.agreement"].has_access("read"):
            return signals
        if not self._has_field_access(self._fields["arr"], "read"):
            return signals
        # sudo: the reader may read the figures, which is not asked of each card again
        for account in self.sudo().filtered("arr"):
            signals[account].append(account._get_arr_signal())
        return signals

    def _get_arr_signal(self):
        end, deadline = self.next_renewal_date, self.notice_deadline
        words = self.env._(
            "%(amount)s a year recurs",
            amount=format_money(self.env, self.arr, self.currency_id),
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

    def action_new_agreement(self):
        """Open an empty agreement with the customer."""
        self.ensure_one()
        return open_window(
            self.env._("Agreement"),
            "relationship.agreement",
            context={"default_account_id": self.id},
        )

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
