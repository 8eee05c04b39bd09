from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...turns import browse_given, find_twin, take_turns
from ..shared.windows import open_window

DAYS = 90


class RelationshipPlanLink(models.Model):
    """A link by which somebody without login reads a shared plan.

    It ends on a day, can be revoked, and may name the contact it was given to: only
    a named contact may answer, anybody else reads.
    """

    _name = "relationship.plan.link"
    _description = "Link to a shared plan"
    _inherit = ["relationship.guard", "relationship.link.mixin"]
    _order = "id desc"
    _link_path = "/plan"
    _link_key = "plan_id.id"
    _proof_fields = frozenset({"access_token", "visit_ids"})

    plan_id = fields.Many2one(
        comodel_name="relationship.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    customer_id = fields.Many2one(related="plan_id.account_id.partner_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('commercial_partner_id', '=', customer_id)]",
        help="May confirm, comment and propose dates. Without a contact the link is "
        "for reading only.",
    )
    date_expires = fields.Date(
        string="Valid until",
        required=True,
        default=lambda self: self._default_date_expires(),
        help="Last day on which the link works.",
    )
    is_revoked = fields.Boolean(string="Revoked", readonly=True, copy=False)
    url = fields.Char(
        string="Link",
        compute="_compute_url",
        help="For those who may share the plan.",
    )
    state = fields.Selection(
        selection=[("valid", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
        string="Status",
        compute="_compute_state",
    )
    is_shown = fields.Boolean(compute="_compute_is_shown")
    visit_ids = fields.One2many(
        comodel_name="relationship.plan.visit", inverse_name="link_id"
    )

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.model
    def _default_date_expires(self):
        return fields.Date.context_today(self) + relativedelta(days=DAYS)

    @api.depends("partner_id", "plan_id")
    def _compute_display_name(self):
        for link in self:
            link.display_name = link.partner_id.name or self.env._("Anybody")

    @api.depends("access_token", "plan_id")
    @api.depends_context("uid")
    def _compute_url(self):
        for link in self:
            plan = link.plan_id._origin
            is_made = link._origin and plan and plan.has_access("write")
            path = link._get_link_path() if is_made else ""
            link.url = path and plan.get_base_url() + path

    @api.depends("date_expires", "is_revoked")
    def _compute_state(self):
        for link in self:
            # Visitors without login are in no zone: the day is the company's.
            today = link.plan_id.company_id._get_relationship_today()
            is_over = link.date_expires and link.date_expires < today
            link.state = (
                "revoked" if link.is_revoked else "expired" if is_over else "valid"
            )

    @api.depends("plan_id.is_shared", "plan_id.state")
    def _compute_is_shown(self):
        side = self.env["relationship.portal.content"]
        for link in self:
            link.is_shown = side._is_plan_visible(link.plan_id)

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("partner_id", "plan_id")
    def _check_partner_id(self):
        self.plan_id._check_no_template()
        for link in self.filtered("partner_id"):
            if link.partner_id.commercial_partner_id != link.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(customer)s. Choose one of the "
                        "customer's people, or leave the contact empty.",
                        contact=link.partner_id._get_spoken_names()[0],
                        customer=link.customer_id.name,
                    )
                )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # A token somebody chose could be guessed.
        chosen = {"access_token"}
        vals_list = [
            {name: value for name, value in vals.items() if name not in chosen}
            for vals in vals_list
        ]
        plan = browse_given(self.plan_id, self.env.context.get("default_plan_id"))
        if plan and len(vals_list) == 1:
            # The dialog makes one link, though the click may arrive twice.
            take_turns(plan)
            twin = find_twin(self, vals_list[0], "plan_id")
            if twin.state == "valid":
                return twin
        return super().create(vals_list)

    def write(self, vals):
        fixed = {"plan_id", "partner_id"} & vals.keys()
        is_moved = any(link[name].id != vals[name] for link in self for name in fixed)
        if is_moved or "access_token" in vals or vals.get("is_revoked") is False:
            raise UserError(
                self.env._(
                    "A link stays as it was made. Revoke it and make another one."
                )
            )
        return super().write(vals)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_create_link(self):
        """Saved by the click itself: show the link, to be copied."""
        self.ensure_one()
        return open_window(
            self.env._("Share Link"), self._name, res_id=self.id, target="new"
        )

    def action_revoke(self):
        """The link stops working at once."""
        self.is_revoked = True

    # ------------------------------------------------------------
    # Looking up
    # ------------------------------------------------------------

    def _is_link_open(self):
        """It did not expire, the plan is shown, and the contact is the customer's."""
        return self.state == "valid" and self.is_shown and self._has_customer()

    def _has_customer(self):
        customer = self.plan_id.account_id.partner_id
        contact = self.partner_id
        # Of people who leave a customer most are archived.
        is_there = contact.active and contact.commercial_partner_id == customer
        return self.plan_id.account_id.active and (not contact or is_there)
