from odoo import api, fields, models
from odoo.exceptions import UserError


class RelationshipFeedbackNotice(models.Model):
    """What a customer was told about feedback: when, by which channel and what.

    Nobody has the right to make one: telling the customer does, see ``_note_told``.
    """

    _name = "relationship.feedback.notice"
    _description = "Notice to a customer about feedback"
    _inherit = ["relationship.guard"]
    _order = "date desc, id desc"
    _proof_fields = frozenset(
        {
            *("feedback_id", "kind", "channel", "partner_id", "user_id", "date"),
            *("body", "message_id"),
        }
    )

    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback",
        required=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        selection=[
            ("acknowledged", "We got it"),
            ("decision", "What we decided"),
            ("update", "How it is going"),
            ("outcome", "What came of it"),
            ("verification", "Is it solved?"),
        ],
        required=True,
    )
    channel = fields.Selection(
        selection=[
            ("mail", "Mail"),
            ("portal", "Portal"),
            ("phone", "Phone"),
            ("meeting", "Meeting"),
            ("other", "Other"),
        ],
        required=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Told to", ondelete="set null", index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Told by",
        ondelete="set null",
        index="btree_not_null",
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    body = fields.Html(string="What was said", sanitize=True)
    message_id = fields.Many2one(
        comodel_name="mail.message", index="btree_not_null", ondelete="set null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        notices = super().create(vals_list)
        notices._check_messages()
        # sudo: whoever may tell the customer notes by that when it was done
        told = notices.sudo().sorted("date").grouped("feedback_id")
        feedback = notices.sudo().feedback_id
        feedback._write_each(feedback._prepare_told(told))
        return notices

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._(
                    "What the customer was told stays as it was said. Tell the "
                    "customer again instead."
                )
            )
        return super().write(vals)

    def _check_messages(self):
        """The customer reads the attachments of the message: it is the one sent."""
        for notice in self:
            if notice.message_id and not notice._get_own_message():
                raise UserError(
                    self.env._("The message of a notice cannot be of another record.")
                )

    def _get_own_message(self):
        """Its message, if that was written on the feedback."""
        message, feedback = self.message_id, self.feedback_id
        is_own = (message.model, message.res_id) == (feedback._name, feedback.id)
        return message if is_own else message.browse()
