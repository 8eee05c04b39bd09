from odoo import api, fields, models


class RelationshipAgreementEndReason(models.Model):
    """Why agreements end: a short list, the same for all companies."""

    _name = "relationship.agreement.end.reason"
    _description = "Reason for the end of an agreement"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    asks_competitor = fields.Boolean(
        string="To a competitor",
        help="Ask to whom the customer goes.",
    )

    lost_reason_ids = fields.Many2many(
        comodel_name="crm.lost.reason",
        string="Lost reasons",
        help="Renewals that are lost for one of these end the agreement for this "
        "reason.",
    )

    @api.model
    def _carry_over(self, lost):
        """The reason that says the same as one of an opportunity.

        It is the one that names it, or the one that is called like it, and otherwise a
        new one, so that the report of reasons leaves none out.

        :param lost: a lost reason of the sales app, or none
        """
        if not lost:
            return self.browse()
        reasons = self.with_context(active_test=False, lang="en_US")
        found = reasons.search([("lost_reason_ids", "in", lost.ids)], limit=1)
        name = lost.with_context(lang="en_US").name.strip()
        found = found or reasons.search([("name", "=ilike", name)], limit=1)
        return found or reasons.create(
            {"name": name, "sequence": 80, "lost_reason_ids": lost.ids}
        )
