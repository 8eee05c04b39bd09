from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipAccount(models.Model):
    """What was talked about with the customer of an account, and promised."""

    _inherit = "relationship.account"

    interaction_ids = fields.One2many(
        comodel_name="relationship.interaction",
        inverse_name="account_id",
        string="Interactions",
    )
    key_contact_ids = fields.One2many(
        comodel_name="relationship.key.contact",
        inverse_name="account_id",
        string="Key contacts",
    )
    open_promise_count = fields.Integer(
        string="Open promises", compute="_compute_open_promise_count"
    )
    promise_ids = fields.One2many(
        comodel_name="relationship.promise",
        inverse_name="account_id",
        string="Promises",
    )

    def _compute_open_promise_count(self):
        counts = dict(
            self.env["relationship.promise"]._read_group(
                [("account_id", "in", self.ids), ("state", "=", "open")],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.open_promise_count = counts.get(account._origin, 0)

    # ------------------------------------------------------------
    # Opening and merging accounts
    # ------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if self._get_cadence_fields() & vals.keys():
            self._refresh_touches()
        return result

    @api.model
    def _get_bulk_columns(self, company):
        return super()._get_bulk_columns(company) | {
            "cadence_days": SQL("0"),
            "cadence_state": SQL("'none'"),
            "is_contact_late": SQL("FALSE"),
        }

    def _refresh_numbers(self, plan=True):
        result = super()._refresh_numbers(plan=plan)
        self._refresh_touches(plan=plan)
        return result

    def _unlink_what_both_have(self, others):
        """An account describes a meeting once."""
        result = super()._unlink_what_both_have(others)
        described = self.interaction_ids.event_id
        others.interaction_ids.filtered(
            lambda interaction: interaction.event_id in described
        ).event_id = False
        return result

    def _get_gap_fields(self):
        return [
            *super()._get_gap_fields(),
            *("next_step", "next_step_date"),
            *("cadence_days", "pause_until", "pause_reason"),
        ]

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_log_interaction(self):
        """Log a contact with the customer."""
        self.ensure_one()
        return self.env["relationship.interaction"]._get_dialog_action(
            {"default_account_id": self.id}
        )

    def action_view_promises(self):
        """Open the promises made to the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_promise_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {"default_account_id": self.id, "search_default_open": 1}
        return action

    def action_view_timeline(self):
        """Open the timeline as a list that can be filtered and grouped."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_timeline_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {"search_default_contacts": 1}
        return action
