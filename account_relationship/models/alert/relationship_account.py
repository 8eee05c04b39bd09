from odoo import fields, models
from odoo.exceptions import UserError

from .relationship_alert import GOING_ON


class RelationshipAccount(models.Model):
    """Alerts of the customer go along with it, and one of them makes an offer."""

    _inherit = "relationship.account"

    alert_ids = fields.One2many(
        comodel_name="relationship.alert", inverse_name="account_id", string="Alerts"
    )

    def _look_again(self, reason):
        """See at once whether what is open of a reason is over.

        What opens anew waits for the night.
        """
        # sudo: whoever changes something ends what it was the reason of
        alerts = self.env["relationship.alert"].sudo()
        alerts = alerts.search(
            [
                *(("account_id", "in", self.ids), ("reason", "=", reason)),
                ("state", "in", GOING_ON),
            ]
        )
        if alerts:
            alerts._refresh(alerts.account_id, [reason])

    def _on_owner_changed(self):
        result = super()._on_owner_changed()
        self._look_again("no_stand_in")
        return result

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
        return need.action_make_opportunity()

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
