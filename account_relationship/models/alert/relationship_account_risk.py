from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .relationship_alert import NOTE_SIZE

#: What the manager thinks of a customer counts so long.
RISK_DAYS = 60
#: Salespeople see the account, not what its manager thinks of it.
USERS = "account_relationship.group_user"
RISK = ("risk_reason", "risk_since", "risk_until")


class RelationshipAccount(models.Model):
    """What the manager thinks of the customer, with why and until when."""

    _inherit = "relationship.account"
    _proof_fields = frozenset(RISK)

    risk_reason = fields.Char(
        string="At risk because",
        tracking=True,
        copy=False,
        readonly=True,
        groups=USERS,
    )
    risk_since = fields.Date(
        string="At risk since", copy=False, readonly=True, groups=USERS
    )
    risk_until = fields.Date(
        string="At risk until",
        copy=False,
        readonly=True,
        groups=USERS,
        help="What the manager thinks counts for 60 days.",
    )
    is_at_risk = fields.Boolean(
        string="At risk",
        compute="_compute_is_at_risk",
        search="_search_is_at_risk",
        groups=USERS,
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

    def action_view_risk(self):
        """Ask why the customer is at risk."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mark as at Risk"),
            "res_model": "relationship.account.risk",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    def action_mark_at_risk(self, why=""):
        """Say that a customer is at risk, for 60 days.

        :param str why: in a few words, required
        """
        if not isinstance(why, str) or not why.strip() or len(why) > NOTE_SIZE:
            raise UserError(self.env._("Say in a few words why it is at risk."))
        self.check_access("write")
        # sudo: whoever may write the account says it here, and nowhere else
        for account in self.sudo():
            today = account.company_id._get_relationship_today()
            account.write(
                {
                    "risk_reason": why.strip(),
                    "risk_since": account.risk_since or today,
                    "risk_until": today + relativedelta(days=RISK_DAYS),
                }
            )
        self.env["relationship.alert"]._refresh(self, ["at_risk"])

    def action_end_risk(self):
        """The customer is no longer at risk."""
        self.check_access("write")
        # sudo: the right to write was checked; nobody writes these by hand
        self.sudo().write(dict.fromkeys(RISK, False))
        self.env["relationship.alert"]._refresh(self, ["at_risk"])

    def _take_over_values(self, others, was_active):
        """Of what is thought of several customers counts what does so longest."""
        result = super()._take_over_values(others, was_active)
        # sudo: whoever merges customers need not see what their managers think
        marked = (self | others).sudo().filtered("risk_until")
        latest = marked.sorted("risk_until", reverse=True)[:1]
        if latest and latest != self:
            # sudo: as a merge keeps what was said, nobody says it anew
            self.sudo().write({name: latest[name] for name in RISK})
        return result
