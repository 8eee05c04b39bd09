from odoo import api, fields, models

from odoo.addons.account_relationship.models.shared.windows import open_window

from .relationship_account import get_first


class RelationshipAccount(models.Model):
    """What recurs by records of other addons counts with the agreements."""

    _inherit = "relationship.account"

    other_line_ids = fields.One2many(
        comodel_name="relationship.recurring.line",
        inverse_name="account_id",
        string="Kept by other applications",
        domain=[("kind", "!=", "agreement")],
        groups="account_relationship.group_user",
    )
    has_other_lines = fields.Boolean(
        compute="_compute_has_other_lines", groups="account_relationship.group_user"
    )

    @api.depends("other_line_ids")
    def _compute_has_other_lines(self):
        for account in self:
            account.has_other_lines = bool(account.other_line_ids)

    def _get_agreement_totals(self):
        totals = super()._get_agreement_totals()
        if not self.env["relationship.recurring"]._get_other_sources():
            return totals
        rows = self.env["relationship.recurring.line"]._read_group(
            [
                *(("account_id", "in", self.ids), ("kind", "!=", "agreement")),
                ("state", "=", "running"),
            ],
            ["account_id"],
            ["record_key:count_distinct", "date_end:min", "notice_deadline:min"],
        )
        for account, count, *days in rows:
            known, *other_days = totals.get(account.id, (0, None, None))
            totals[account.id] = (known + count, *map(get_first, days, other_days))
        return totals

    @api.model
    def _note_others(self):
        """Make again what recurs of all who have records of other addons.

        A day later some of these have begun or ended, and nobody wrote anything.
        """
        if not self.env["relationship.recurring"]._get_other_sources():
            return
        rows = self.env["relationship.recurring.line"]._read_group(
            [("kind", "!=", "agreement"), ("company_id", "=", self.env.company.id)],
            ["account_id"],
        )
        self.union(*(account for (account,) in rows))._note_agreements()

    def action_view_agreements(self):
        """Open the agreements; with what other addons keep, all line by line."""
        action = super().action_view_agreements()
        # sudo: whether there are any; who opens them sees those of the account
        if not self.sudo().has_other_lines:
            return action
        return {
            **open_window(action["name"], "relationship.recurring.line", "list"),
            "domain": action["domain"],
        }
