from odoo import api, fields, models


class RelationshipPlanView(models.Model):
    """Somebody at the customer looked at a shared plan. Our own looks do not count."""

    _name = "relationship.plan.view"
    _description = "Look of a customer at a plan"
    _inherit = ["relationship.guard"]
    _order = "date desc, id desc"
    _rec_name = "plan_id"
    _proof_fields = frozenset({"plan_id", "share_id", "partner_id", "date"})

    plan_id = fields.Many2one(
        comodel_name="relationship.plan",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    share_id = fields.Many2one(
        comodel_name="relationship.share",
        string="By link",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Seen by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Datetime(
        string="Seen on", required=True, readonly=True, default=fields.Datetime.now
    )

    @api.model
    def _log(self, plan, partner, share=None):
        # sudo: customers leave their looks, but have no rights on them
        return self.sudo().create(
            {
                "plan_id": plan.id,
                "partner_id": partner.id,
                "share_id": share.id if share else False,
            }
        )
