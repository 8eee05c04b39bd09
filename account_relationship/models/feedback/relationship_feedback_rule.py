from odoo import api, fields, models

from ...people import check_colleagues
from .relationship_feedback_routing import KINDS


class RelationshipFeedbackRule(models.Model):
    """Which team answers which feedback.

    The first rule that fits, by sequence, decides; a condition that is left empty fits
    everything, so that a last rule without conditions is the default.
    """

    _name = "relationship.feedback.rule"
    _description = "Routing of feedback"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(selection=KINDS)
    area_id = fields.Many2one(
        comodel_name="relationship.feedback.area", ondelete="cascade"
    )
    product_categ_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        ondelete="cascade",
        help="This category and those below it.",
    )
    country_id = fields.Many2one(
        comodel_name="res.country", string="Customer's country", ondelete="cascade"
    )
    company_id = fields.Many2one(comodel_name="res.company", ondelete="cascade")
    team_id = fields.Many2one(
        comodel_name="relationship.feedback.team",
        required=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assigned to",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="Empty: the team's leader is asked to assign it.",
    )

    @api.depends("team_id", "user_id")
    def _compute_display_name(self):
        for rule in self:
            names = [rule.team_id.name, rule.user_id.name]
            rule.display_name = ", ".join(name for name in names if name)

    @api.constrains("user_id")
    def _check_colleagues(self):
        check_colleagues(self, "user_id")

    # ------------------------------------------------------------
    # Routing
    # ------------------------------------------------------------

    @api.model
    def _route(self, feedback):
        """Find the rule each feedback goes by; the rules are read once.

        :param feedback: ``relationship.feedback`` records, new ones too
        :return: ``{feedback: rule}``, an empty rule where none fits
        """
        # sudo: everybody's feedback is routed by all rules, those of teams of other
        # companies do not fit
        rules = self.sudo().search([("team_id.active", "=", True)])
        return {
            record: next((rule for rule in rules if rule._fits(record)), self.browse())
            for record in feedback
        }

    def _fits(self, feedback):
        self.ensure_one()
        companies = self.company_id | self.team_id.company_id
        category = feedback.product_id.categ_id
        return (
            (not self.kind or self.kind == feedback.kind)
            and (not self.area_id or self.area_id == feedback.area_id._origin)
            and companies <= feedback.company_id._origin
            and (
                not self.country_id
                # Read where a rule asks for it: not everybody reads the account.
                or self.country_id
                == (feedback.account_id.partner_id or feedback.partner_id).country_id
            )
            and (
                not self.product_categ_id
                or bool(category.parent_path)
                and category.parent_path.startswith(self.product_categ_id.parent_path)
            )
        )
