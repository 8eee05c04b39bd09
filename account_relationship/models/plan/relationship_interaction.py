from odoo import fields, models
from odoo.exceptions import UserError

from ...turns import take_turns


class RelationshipInteraction(models.Model):
    """Actions that come of an interaction: of its next step, and of its promises."""

    _inherit = "relationship.interaction"

    action_ids = fields.One2many(
        comodel_name="relationship.action",
        inverse_name="interaction_id",
        string="Actions",
    )
    next_action_id = fields.Many2one(
        comodel_name="relationship.action",
        string="Next step became",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def write(self, vals):
        if "next_step" in vals:
            # Another step may become another action.
            vals = {"next_action_id": False, **vals}
        return super().write(vals)

    def action_make_action(self):
        """Make an action of the next step, and open it."""
        self.ensure_one()
        if not self.next_step:
            raise UserError(self.env._("Say what the next step is first."))
        self.check_access("read")
        take_turns(self)
        # sudo: which action it became, though it may be a colleague's
        interaction = self.sudo()
        if not interaction.next_action_id:
            same = interaction.action_ids.filtered(lambda a: a.name == self.next_step)
            interaction.next_action_id = same[:1] or self._make_next_action()
        return interaction.next_action_id.with_env(self.env).get_formview_action()

    def _make_next_action(self):
        return self.env["relationship.action"].create(
            {
                "name": self.next_step,
                "account_id": self.account_id.id,
                "interaction_id": self.id,
                "origin": "interaction",
                "user_id": self.env.uid,
                "date_due": self.next_step_date,
            }
        )
