from odoo import api, models
from odoo.fields import Domain

from ...alerts import BURNS, GROW, OWE, TURN

#: How urgent a line of a lane is.
URGENCIES = {OWE: 84, BURNS: 82, GROW: 45, TURN: 35}


class RelationshipAccount(models.Model):
    """What is open about a customer, on its card and form: the lines of *My day*."""

    _inherit = "relationship.account"

    @api.depends("alert_ids.state", "alert_ids.evidence", "risk_until")
    def _compute_signals(self):
        return super()._compute_signals()

    def _get_signals(self):
        """An alert takes the place of the plain line that says the same.

        What the reader owes the customer is said as in the reader's day.
        """
        signals = super()._get_signals()
        alerts = self._get_open_alerts()
        reasons = alerts._get_reasons() if alerts else {}
        for alert in alerts:
            account, reason = alert.account_id, alert.reason
            signals[account] = [
                line for line in signals[account] if line.name != reason
            ] + [alert._get_signal(reasons.get(reason))]
        owed = self.env["relationship.day"]._get_owed_lines(self)
        for account in self if owed else ():
            signals[account] += owed.get(account._origin.id, [])
        return signals

    def _get_open_alerts(self):
        """Those that are not put off nor muted, the dearest first, in one query."""
        alerts = self.env["relationship.alert"]
        if not alerts.has_access("read"):
            return alerts
        return alerts.search_fetch(
            Domain("account_id", "in", self.ids) & alerts._get_told(self.env.user),
            ["account_id", "reason", "lane", "evidence", "summary", "at_stake"],
        )
