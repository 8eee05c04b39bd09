from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: What the manager thinks of a customer counts so long.
RISK_DAYS = 60


class RelationshipAccount(models.Model):
    """Alerts of the customer, and what the manager thinks of it."""

    _inherit = "relationship.account"

    alert_ids = fields.One2many(
        comodel_name="relationship.alert", inverse_name="account_id", string="Alerts"
    )
    risk_reason = fields.Char(
        string="At risk because", tracking=True, copy=False, readonly=True
    )
    risk_since = fields.Date(string="At risk since", copy=False, readonly=True)
    risk_until = fields.Date(
        string="At risk until",
        copy=False,
        readonly=True,
        help="What the manager thinks counts for 60 days.",
    )
    is_at_risk = fields.Boolean(
        string="At risk", compute="_compute_is_at_risk", search="_search_is_at_risk"
    )

    @api.depends("risk_until", "company_id")
    def _compute_is_at_risk(self):
        for account in self:
            today = account.company_id._get_relationship_today()
            account.is_at_risk = bool(
                account.risk_until and account.risk_until >= today
            )

    def _search_is_at_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self.env["res.company"]._get_today_domain("risk_until", ">=")

    def action_mark_at_risk(self, why=""):
        """Say that a customer is at risk, for 60 days.

        :param str why: in a few words, required
        """
        if not isinstance(why, str) or not why.strip() or len(why) > 500:
            raise UserError(self.env._("Say in a few words why it is at risk."))
        self.check_access("write")
        for account in self:
            today = account.company_id._get_relationship_today()
            account.write(
                {
                    "risk_reason": why.strip(),
                    "risk_since": account.risk_since or today,
                    "risk_until": today + relativedelta(days=RISK_DAYS),
                }
            )
        self.env["relationship.alert"]._refresh(self)

    def action_end_risk(self):
        """The customer is no longer at risk."""
        self.check_access("write")
        self.write({"risk_reason": False, "risk_since": False, "risk_until": False})
        self.env["relationship.alert"]._refresh(self)

    def action_offer_need(self):
        """Make an opportunity of the want that is due first and has none."""
        self.ensure_one()
        need = self.env["relationship.need"].search(
            [
                *(("account_id", "=", self.id), ("kind", "=", "want")),
                *(("state", "=", "open"), ("lead_id", "=", False)),
                ("date_by", "!=", False),
            ],
            order="date_by, id",
            limit=1,
        )
        if not need:
            raise UserError(self.env._("Each want has its opportunity already."))
        action = need.action_make_opportunity()
        self.env["relationship.alert"]._refresh(self)
        return action

    def _refresh_numbers(self, plan=True):
        result = super()._refresh_numbers(plan=plan)
        self.env["relationship.alert"]._refresh(self)
        return result

    def _unlink_what_both_have(self, others):
        """Of two open alerts of one reason the older one stays."""
        result = super()._unlink_what_both_have(others)
        # sudo: nobody has the right to delete them
        alerts = (self | others).sudo().alert_ids
        for same in (
            alerts.filtered(lambda alert: alert.state != "closed")
            .grouped("reason")
            .values()
        ):
            kept, *__ = same.sorted(lambda alert: (alert.since, alert.id))
            (same - kept).unlink()
        return result
