from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain

from .relationship_agreement import AGREED

TODO = "mail.mail_activity_data_todo"


class RelationshipAgreement(models.Model):
    """What the customer sees of an agreement, and asks for."""

    _inherit = "relationship.agreement"
    _proof_fields = frozenset({"talk_asked_on", "talk_asked_by_id"})

    is_shared = fields.Boolean(
        string="Shown to the customer",
        default=True,
        tracking=True,
        help="While it runs, the customer sees its name, number, lines, days and "
        "notice in the portal. The reason of an end, the competitor, notes and what "
        "it counts for stay inside.",
    )
    company_shares_agreements = fields.Boolean(
        related="company_id.relationship_share_agreements"
    )
    talk_asked_on = fields.Date(
        string="Asked to talk on",
        readonly=True,
        copy=False,
        help="When the customer last asked in the portal to talk about the renewal.",
    )
    talk_asked_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who asked to talk",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    def _get_shown_domain(self):
        """What customers see, of whichever company that shares agreements."""
        return Domain("state", "in", AGREED) & (
            Domain("is_shared", "=", True)
            & Domain("company_id.relationship_share_agreements", "=", True)
            & Domain("account_id.active", "=", True)
        )

    def _is_shown(self):
        return bool(self.filtered_domain(self._get_shown_domain()))

    def _customer_asks_to_talk(self, partner, text="", check=None):
        """The customer wants to talk about the renewal: who is there today is told.

        Once a day; who adds other words on the same day is heard again.

        :param check: called before anything is made, unless it was asked already
        """
        self.ensure_one()
        # self is superuser's: the page checked that the agreement is the contact's own
        today = self._get_today()
        if self.talk_asked_on == today and not text:
            return
        lines = [
            self.env._("Talk about the renewal of %(name)s", name=self.name),
            *text.splitlines(),
        ]
        self.account_id._customer_asks(
            partner,
            TODO,
            self.env._(
                "%(contact)s wants to talk about the renewal of %(name)s",
                contact=partner.name,
                name=self.name,
            ),
            Markup("<br/>").join(lines),
            check,
        )
        self.write({"talk_asked_on": today, "talk_asked_by_id": partner.id})

    def _renew(self, *args, **kwargs):
        """What was to be talked about is agreed."""
        term = super()._renew(*args, **kwargs)
        self._on_own_path().write({"talk_asked_on": False, "talk_asked_by_id": False})
        return term
