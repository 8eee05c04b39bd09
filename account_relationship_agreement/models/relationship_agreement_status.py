from odoo import api, fields, models

from odoo.addons.account_relationship.models.shared.windows import open_window


class RelationshipAgreement(models.Model):
    """What applies of an agreement today, in the one word that badges show."""

    _inherit = "relationship.agreement"

    status = fields.Selection(
        selection="_get_statuses", string="Status today", compute="_compute_status"
    )

    @api.model
    def _get_statuses(self):
        states = self._fields["state"]._description_selection(self.env)
        return [*states, ("paused", self.env._("Paused"))]

    @api.depends("state", "is_paused")
    def _compute_status(self):
        for agreement in self:
            is_over = agreement.state in ("draft", "ended")
            is_paused = agreement.is_paused and not is_over
            agreement.status = "paused" if is_paused else agreement.state

    def action_ask_pause(self):
        """Ask from which day on it is paused, until when, and why."""
        self.ensure_one()
        self.check_access("write")
        return open_window(
            self.env._("Pause: %(name)s", name=self.name),
            "relationship.agreement.pause",
            target="new",
            context={
                "default_agreement_id": self.id,
                "default_date_start": fields.Date.to_string(self._get_today()),
            },
        )
