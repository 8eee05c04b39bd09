from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelationshipPlanAgree(models.TransientModel):
    """Who agreed to a plan at the customer, and when."""

    _name = "relationship.plan.agree"
    _description = "Agreeing to an action plan"
    _inherit = ["relationship.guard"]

    plan_id = fields.Many2one(
        comodel_name="relationship.plan", required=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(related="plan_id.customer_id")
    agreed_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Agreed by",
        compute="_compute_agreed_by_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="cascade",
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
    agreed_on = fields.Date(
        string="Agreed on",
        compute="_compute_agreed_on",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    is_shared = fields.Boolean(
        string="Share it with the customer",
        compute="_compute_agreed_by_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The customer sees the plan, and of it the objectives and actions that "
        "are shared themselves.",
    )

    @api.depends("plan_id")
    def _compute_agreed_by_id(self):
        for wizard in self:
            plan = wizard.plan_id
            wizard.agreed_by_id = plan.account_id._get_own_contacts(plan.contact_id)
            wizard.is_shared = plan.is_shared

    @api.depends("plan_id")
    def _compute_agreed_on(self):
        """Today: the day of the plan's company, whichever the reader is in."""
        for wizard in self:
            wizard.agreed_on = wizard.plan_id.company_id._get_relationship_today()

    @api.constrains("agreed_on")
    def _check_agreed_on(self):
        # One without a day is refused when it is saved.
        for wizard in self.filtered("agreed_on"):
            today = wizard.plan_id.company_id._get_relationship_today()
            if not 2000 <= wizard.agreed_on.year or wizard.agreed_on > today:
                raise ValidationError(
                    self.env._(
                        "Choose the day on which it was agreed, at latest today."
                    )
                )

    def action_confirm(self):
        """The plan is agreed."""
        self.ensure_one()
        if self.is_shared != self.plan_id.is_shared:
            self.plan_id.is_shared = self.is_shared
        self.plan_id._agree(self.agreed_by_id, self.agreed_on)
