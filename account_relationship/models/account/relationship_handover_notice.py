from odoo import api, fields, models

from .relationship_portal_content import HANDOVER


class RelationshipHandover(models.Model):
    """What the customers, and the new manager, are told of a handover."""

    _inherit = "relationship.handover"

    notify_customer = fields.Boolean(
        string="Tell the customers",
        help="Sends each customer a mail, in the customer's language, "
        "when the handover is carried out.",
    )
    notice_template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Notice",
        domain=[("model", "=", "relationship.handover.line")],
        default=lambda self: self.env.ref(HANDOVER, raise_if_not_found=False),
    )
    notice_preview = fields.Html(
        string="Preview", compute="_compute_notice_preview", sanitize=False
    )

    @api.depends("new_manager_id", "notify_customer", "notice_template_id", "line_ids")
    def _compute_notice_preview(self):
        for handover in self:
            line = handover.line_ids[:1]._origin
            if (
                handover.notify_customer
                and handover._has_own_template()
                and line.has_access("read")
            ):
                mail = line._render_notice()[line.id]
                handover.notice_preview = mail["body_html"]
            else:
                handover.notice_preview = False

    def _has_own_template(self):
        # sudo: of which model the template is
        template = self.notice_template_id.sudo()
        return template.model == self.line_ids._name

    @api.constrains("notice_template_id")
    def _check_notice_template(self):
        self.notice_template_id._check_made_for(self.line_ids._name)

    # ------------------------------------------------------------
    # The customers
    # ------------------------------------------------------------

    def action_preview_notice(self):
        """Save, so that the mail can be shown as the first customer will get it."""
        self.ensure_one()
        self.notify_customer = True
        action = self._get_new_action(self.line_ids.account_id)
        return {**action, "res_id": self.id}

    def _render_notices(self, lines):
        """What the customers are told, as whoever hands over reads it."""
        if not (self.notify_customer and self.notice_template_id):
            return {}
        reachable = lines._get_reachable()
        author = self.create_uid if self.env.su else self.env.user
        return reachable.with_user(author)._render_notice() if reachable else {}

    # ------------------------------------------------------------
    # Colleagues
    # ------------------------------------------------------------

    def _announce_plan(self):
        # sudo: the right to hand the accounts over was just checked
        for account in self.sudo().line_ids.account_id:
            account.message_post(
                body=self.env._(
                    "Will be handed over to %(user)s on %(date)s.",
                    user=self.new_manager_id.name,
                    date=fields.Date.to_string(self.date_effective),
                ),
                subtype_xmlid="mail.mt_note",
            )
