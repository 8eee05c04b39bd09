from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date


class RelationshipAction(models.Model):
    """What the customer says about an action: done, another date, a comment.

    The portal calls these for a contact of the customer, after it has checked that
    the action is shared. The customer never writes our fields.
    """

    _inherit = "relationship.action"

    proposed_date = fields.Date(readonly=True, copy=False, tracking=True)
    proposed_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Proposed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    confirmed_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Confirmed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    confirmed_at = fields.Datetime(readonly=True, copy=False)

    # ------------------------------------------------------------
    # For the portal
    # ------------------------------------------------------------

    def _customer_confirms(self, partner, comment=""):
        """It is done: theirs is done now, one we did is found done by them, too."""
        self.ensure_one()
        self._check_customer(partner)
        if self.state == "cancelled" or (self.side == "ours" and self._is_open()):
            raise UserError(self.env._("There is nothing to confirm yet."))
        if self.confirmed_at:
            if comment:
                self._post_from_customer(partner, comment)
            return
        self._on_own_path().write(
            {
                "state": "done",
                "confirmed_by_id": partner.id,
                "confirmed_at": fields.Datetime.now(),
            }
        )
        self._post_from_customer(
            partner, comment or self.env._("Confirmed that this is done.")
        )

    def _customer_proposes(self, date, partner, comment=""):
        """Another date would suit them better; one of us answers."""
        self.ensure_one()
        self._check_customer(partner)
        if not self._is_open():
            raise UserError(self.env._("This is settled: its date stays as it is."))
        date = self._check_proposal(date)
        # Proposed again, it waits for the one answer it waits for already.
        is_new = (self.proposed_date, self.proposed_by_id) != (date, partner)
        if is_new:
            self._on_own_path().write(
                {"proposed_date": date, "proposed_by_id": partner.id}
            )
            self._ask_for_answer()
        said = self.env._(
            "Proposed another date: %(date)s.", date=format_date(self.env, date)
        )
        words = "\n".join(filter(None, [said, comment]))
        self._post_from_customer(partner, words, is_new=is_new)

    def _customer_comments(self, body, partner, attachments=None):
        """They wrote something.

        :param body: plain text
        :param attachments: ``(name, content)`` pairs
        :return: the message
        """
        self.ensure_one()
        self._check_customer(partner)
        return self._post_from_customer(partner, body, attachments)

    def _check_customer(self, partner):
        """The portal has checked it as well; a proposal must not cross customers."""
        self.env.user._check_answers()
        # sudo: two ids are compared
        if partner.sudo().commercial_partner_id != self.sudo().customer_id:
            raise AccessError(self.env._("This belongs to another customer."))

    def _check_proposal(self, date):
        try:
            date = fields.Date.to_date(date)
        except ValueError:
            date = None
        today = self.company_id._get_relationship_today()
        if not date or not today <= date <= today.replace(day=1, year=2100):
            raise UserError(self.env._("Propose a day from today on."))
        return date

    def _post_from_customer(self, partner, body, attachments=None, **kwargs):
        """Whoever answers for the action is told."""
        responsible = self._get_responsible()
        return super()._post_from_customer(
            partner,
            body,
            attachments,
            partner_ids=responsible.partner_id.ids,
            **kwargs,
        )

    def _get_customer_subject(self):
        """The title the customer knows, of a step the customer sees."""
        shown = self.env["relationship.portal.content"]._describe_action(self)
        return shown.get("title") or super()._get_customer_subject()

    # ------------------------------------------------------------
    # For us
    # ------------------------------------------------------------

    def action_accept_date(self):
        """The date the customer proposed suits us."""
        for action in self:
            day = action._get_proposed_date()
            action._settle_proposal({"date_due": day})
            action._post_answer(self.env._("%(date)s it is.", date=day))

    def action_reject_date(self):
        """The date stays as it was."""
        for action in self:
            action._get_proposed_date()
            action._settle_proposal({})
            action._post_answer(
                self.env._(
                    "The proposed date does not suit us: %(date)s stays.",
                    date=action.date_due or self.env._("no date"),
                )
            )

    def _get_proposed_date(self):
        if not self.proposed_date:
            raise UserError(
                self.env._(
                    "The customer proposed no date for “%(name)s”.", name=self.name
                )
            )
        return self.proposed_date

    def _settle_proposal(self, values):
        self._on_own_path().write(
            {"proposed_date": False, "proposed_by_id": False, **values}
        )
        self._cancel_answers()

    def _post_answer(self, body):
        """Noted on the record; the customer is told with what changed."""
        self.message_post(body=body, subtype_xmlid="mail.mt_note")
