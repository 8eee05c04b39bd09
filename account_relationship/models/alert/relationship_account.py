from odoo import fields, models
from odoo.exceptions import UserError


class RelationshipAccount(models.Model):
    """Alerts of the customer go along with it, and one of them makes an offer."""

    _inherit = "relationship.account"

    alert_ids = fields.One2many(
        comodel_name="relationship.alert", inverse_name="account_id", string="Alerts"
    )

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
