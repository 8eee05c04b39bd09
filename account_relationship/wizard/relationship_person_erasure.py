from odoo import fields, models


class RelationshipPersonErasure(models.TransientModel):
    """Says what erasing a person does, before it is done for ever."""

    _name = "relationship.person.erasure"
    _description = "Erasing a person"

    partner_ids = fields.Many2many(
        comodel_name="res.partner", string="Persons", required=True
    )

    def action_erase(self):
        """Take the persons out of everything."""
        self.ensure_one()
        self.partner_ids._erase_persons()
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"message": self.env._("Erased.")},
        }
