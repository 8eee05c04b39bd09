from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...people import ANSWERERS, find_here
from ...unset import NO_AREA, NO_TEAM, UNASSIGNED

KINDS = [
    ("praise", "Praise"),
    ("complaint", "Complaint"),
    ("request", "Request"),
    ("question", "Question"),
    ("idea", "Idea"),
    ("risk", "Risk"),
]


class RelationshipFeedback(models.Model):
    """Which team answers the feedback, and who in it."""

    _inherit = "relationship.feedback"

    kind = fields.Selection(
        selection=KINDS, default="complaint", required=True, index=True, tracking=True
    )
    area_id = fields.Many2one(
        comodel_name="relationship.feedback.area",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        falsy_value_label=NO_AREA,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order line",
        index="btree_not_null",
        ondelete="set null",
        groups="sales_team.group_sale_salesman",
        domain="[('order_id.partner_id.commercial_partner_id', '=', customer_id),"
        " ('display_type', '=', False), ('state', '=', 'sale')]",
    )
    team_id = fields.Many2one(
        comodel_name="relationship.feedback.team",
        falsy_value_label=NO_TEAM,
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assigned to",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="set null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        falsy_value_label=UNASSIGNED,
    )

    @api.depends("sale_line_id")
    def _compute_product_id(self):
        for feedback in self:
            feedback.product_id = (
                feedback.sale_line_id.product_id or feedback.product_id
            )

    @api.depends("kind", "area_id", "product_id", "account_id", "partner_id")
    def _compute_team_id(self):
        """Propose the team while it is being logged; later on people reroute."""
        rules = self.env["relationship.feedback.rule"]._route(
            self.filtered(lambda feedback: not feedback._origin)
        )
        for feedback in self:
            rule = rules.get(feedback)
            feedback.team_id = rule.team_id if rule else feedback.team_id

    @api.depends("team_id")
    def _compute_user_id(self):
        """Whom the rule names, as long as it stays with the rule's team."""
        rules = self.env["relationship.feedback.rule"]._route(
            self.filtered(lambda feedback: not feedback._origin)
        )
        for feedback in self:
            rule = rules.get(feedback)
            named = rule and rule.team_id == feedback.team_id._origin
            present = named and feedback._find_present(rule.user_id)
            feedback.user_id = present if named else feedback.user_id

    def _find_present(self, user):
        """A user who answers feedback of the company, or none.

        What a customer writes must not fail by a rule that names somebody who left.
        """
        here = find_here([user], self.company_id)
        # sudo: what counts is what the user may, whoever writes
        may_answer = here and here.sudo().has_group(ANSWERERS)
        return here if may_answer else here.browse()

    @api.constrains("sale_line_id")
    def _check_sale_line(self):
        # sudo: whoever answers the feedback need not read the order
        for feedback in self.sudo().filtered(lambda f: f.sale_line_id and f.account_id):
            buyer = feedback.sale_line_id.order_id.partner_id.commercial_partner_id
            if buyer != feedback.account_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "The order line is of an order of %(customer)s. Choose one of "
                        "this customer's.",
                        customer=buyer.display_name,
                    )
                )

    def _prepare_changes(self, vals):
        """Whoever is not of the new team does not answer for it any more."""
        changes = super()._prepare_changes(vals)
        if vals.get("team_id") and "user_id" not in vals:
            # sudo: the team may be one of colleagues; only who is in it
            team = self.env["relationship.feedback.team"].sudo().browse(vals["team_id"])
            people = team.member_ids | team.user_id
            for feedback, values in changes.items():
                user = feedback.user_id
                if user and feedback.team_id != team and user not in people:
                    values["user_id"] = False
        return changes
