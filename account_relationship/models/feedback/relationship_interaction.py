from odoo import fields, models

from ..shared.windows import open_listed, open_window


class RelationshipInteraction(models.Model):
    """Passing on what a customer wants, or suffers from, to who can do something."""

    _inherit = "relationship.interaction"

    feedback_ids = fields.One2many(
        comodel_name="relationship.feedback",
        inverse_name="interaction_id",
    )
    feedback_count = fields.Integer(compute="_compute_feedback_count")

    def _compute_feedback_count(self):
        counts = dict(
            self.env["relationship.feedback"]._read_group(
                [("interaction_id", "in", self.ids)], ["interaction_id"], ["__count"]
            )
        )
        for interaction in self:
            interaction.feedback_count = counts.get(interaction._origin, 0)

    def action_make_feedback(self):
        """Show what was said as feedback, to be read before it is passed on."""
        self.ensure_one()
        defaults = self._get_feedback_defaults()
        passed_on = self.env["relationship.feedback"]._find_passed_on(
            {name.removeprefix("default_"): defaults[name] for name in defaults}
        )
        if passed_on:
            return passed_on.get_formview_action()
        return open_window(
            self.env._("New feedback"), "relationship.feedback", context=defaults
        )

    def _get_feedback_defaults(self):
        present = self.account_id._get_own_contacts(self.partner_ids)
        return {
            "default_source": "interaction",
            # What is confidential is passed on without where it was said.
            "default_interaction_id": not self.is_confidential and self.id,
            "default_account_id": self.account_id.id,
            "default_partner_id": present[:1].id,
            "default_kind": "complaint" if self.problem else "request",
            "default_verbatim": self.problem or self.wants,
        }

    def action_view_feedback(self):
        """Open what was passed on."""
        self.ensure_one()
        return open_listed(
            self, "relationship_feedback_action", [("interaction_id", "=", self.id)]
        )
