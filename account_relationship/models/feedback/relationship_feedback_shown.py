from odoo import api, fields, models

from .relationship_feedback import CUSTOMER_SOURCES

#: What the customer sent us through a channel in which the answer can be looked up.
SHARED_SOURCES = ("portal", "mail", "score")
#: What a contact answered in confidence: colleagues do not read it.
CONFIDED_SOURCES = ("score", "rating")


class RelationshipFeedback(models.Model):
    """What the customer sees of it, and where."""

    _inherit = "relationship.feedback"

    is_shared = fields.Boolean(
        string="Shown in the portal",
        compute="_compute_is_shared",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The contact sees what came of it in the portal.",
    )
    customer_wording = fields.Char(
        string="Title for the customer",
        compute="_compute_customer_wording",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    customer_status_note = fields.Text(
        string="Status for the customer",
        tracking=True,
        copy=False,
        help="In words the customer understands: “new carrier from 1 December”.",
    )
    # Whoever knows it can make the customer's links.
    access_token = fields.Char(groups=fields.NO_ACCESS)

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("source")
    def _compute_is_shared(self):
        for feedback in self:
            feedback.is_shared = feedback.source in SHARED_SOURCES

    @api.depends("verbatim", "source")
    def _compute_customer_wording(self):
        """Customers recognise their own first line; what we wrote may be ours alone."""
        for feedback in self:
            own = feedback.source in CUSTOMER_SOURCES
            feedback.customer_wording = feedback.customer_wording or (
                own and self._get_first_line(feedback.verbatim)
            )

    # ------------------------------------------------------------
    # Who of the customer's people
    # ------------------------------------------------------------

    def _is_confided(self):
        return self.source in CONFIDED_SOURCES

    def _may_be_read_by(self, contact):
        """Whether somebody at the customer may read what was said.

        Whoever gave a low score after a colleague, or said the same, hears what comes
        of it as well, and does not read the colleague's words.
        """
        return not self._is_confided() or contact == self.partner_id

    def _get_own_line(self):
        """The words by which the customer recognises it, where all may read them."""
        wording = self.customer_wording
        is_read_by_others = self._is_confided() and self._get_reporters()[1:]
        if is_read_by_others and wording == self._get_first_line(self.verbatim):
            return False
        return wording

    # ------------------------------------------------------------
    # Its page
    # ------------------------------------------------------------

    def _portal_ensure_token(self):
        # sudo: nobody reads the token; what is made of it goes to the customer only
        return super(RelationshipFeedback, self.sudo())._portal_ensure_token()

    def _sign_token(self, pid):
        # sudo: as above
        return super(RelationshipFeedback, self.sudo())._sign_token(pid)

    def get_portal_url(
        self,
        suffix=None,
        report_type=None,
        download=None,
        query_string=None,
        anchor=None,
    ):
        """The page of customers who log in; Odoo adds the token for whoever asks."""
        self.ensure_one()
        end = f"#{anchor}" if anchor else ""
        return f"{self.access_url}{suffix or ''}{end}"

    def _get_share_url(
        self, redirect=False, signup_partner=False, pid=None, share_token=True
    ):
        """Our links are signed for one contact each, see ``_get_reader_token``."""
        return super()._get_share_url(
            redirect=redirect, signup_partner=signup_partner, share_token=False
        )

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for feedback in self:
            feedback.access_url = f"/my/feedback/{feedback.id}"
        return result
