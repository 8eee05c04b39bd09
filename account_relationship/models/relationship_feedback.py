from odoo import api, fields, models

#: Feedback that comes from the customer without one of us writing it down.
CUSTOMER_SOURCES = ("portal", "mail", "rating", "score")
#: What the customer sent us through a channel in which the answer can be looked up.
SHARED_SOURCES = ("portal", "mail", "score")
NAME_SIZE = 80


class RelationshipFeedback(models.Model):
    """One thing a customer said that somebody of us must answer.

    A team answers it within its clocks. It is not closed before the contact was told
    what came of it.
    """

    _name = "relationship.feedback"
    _description = "Feedback of a customer"
    _inherit = [
        "relationship.feedback.states",
        "relationship.feedback.clock",
        "relationship.feedback.routing",
        "relationship.internal.thread",
        "mail.activity.mixin",
        "portal.mixin",
    ]
    _order = "create_date desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    # Who said it
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        compute="_compute_account_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="cascade",
        tracking=True,
        help="Empty when it came from an address we do not know.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_id = fields.Many2one(
        related="account_id.partner_id", string="Customer", store=True, index=True
    )
    manager_id = fields.Many2one(
        related="account_id.acting_manager_id", string="Account manager"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="customer_id and [('commercial_partner_id', '=', customer_id)] or []",
        help="Who said it.",
    )
    reporter_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="relationship_feedback_reporter_rel",
        column1="feedback_id",
        column2="partner_id",
        string="Said by",
        help="Everybody who said it, also in what was merged into it.",
    )
    email_from = fields.Char(string="Sender", copy=False)

    # Where it comes from
    source = fields.Selection(
        selection=[
            ("manual", "Logged by hand"),
            ("interaction", "Interaction"),
            ("portal", "Portal"),
            ("mail", "Mail"),
            ("rating", "Rating"),
            ("score", "Score asked for"),
        ],
        default="manual",
        required=True,
        index=True,
        readonly=True,
    )
    interaction_id = fields.Many2one(
        comodel_name="relationship.interaction",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    # What they said
    verbatim = fields.Text(
        string="What they said",
        required=True,
        help="In the customer's own words. It is never changed.",
    )
    importance = fields.Selection(
        selection=[
            ("nice", "Nice to have"),
            ("important", "Important"),
            ("essential", "Essential"),
        ],
        string="Importance to them",
        tracking=True,
    )
    score_type = fields.Selection(
        selection=[
            ("nps", "Recommendation, 0 to 10"),
            ("csat", "Satisfaction, 1 to 5"),
            ("ces", "Ease, 1 to 7"),
        ],
        readonly=True,
    )
    score_value = fields.Integer(string="Score", readonly=True, aggregator="avg")

    # What we make of it
    name = fields.Char(
        string="Title",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index="trigram",
        tracking=True,
    )
    summary = fields.Text(help="What we make of it. The customer does not see it.")
    severity = fields.Selection(
        selection=[
            ("low", "Low"),
            ("normal", "Normal"),
            ("high", "High"),
            ("critical", "Critical"),
        ],
        default="normal",
        required=True,
        index=True,
        tracking=True,
    )
    revenue_at_stake = fields.Monetary(
        readonly=True,
        copy=False,
        groups="account_relationship.group_user",
        help="Net invoiced sales of the last 12 months with the customer: of the "
        "product's category, or of everything when no product is named.",
    )

    # What the customer sees
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

    # The work it became
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("partner_id", "interaction_id")
    def _compute_account_id(self):
        """The account of the contact's company, in the company we work in."""
        pending = self.filtered(lambda feedback: not feedback.account_id)
        customers = pending.partner_id.commercial_partner_id
        company = self.env.company
        accounts = self.env["relationship.account"]._get_by_customer(
            (company.id, customer.id) for customer in customers
        )
        for feedback in self:
            customer = feedback.partner_id.commercial_partner_id._origin
            feedback.account_id = (
                feedback.account_id
                or feedback.interaction_id.account_id
                or accounts.get((company.id, customer.id))
            )

    @api.depends("account_id.company_id", "team_id")
    def _compute_company_id(self):
        for feedback in self:
            feedback.company_id = (
                feedback.account_id.company_id
                or feedback.team_id.company_id
                or feedback.company_id
                or self.env.company
            )

    @api.depends("verbatim")
    def _compute_name(self):
        for feedback in self:
            feedback.name = feedback.name or self._get_first_line(feedback.verbatim)

    @api.model
    def _get_first_line(self, text):
        lines = (line.strip() for line in (text or "").splitlines())
        line = next((line for line in lines if line), "")
        return line if len(line) <= NAME_SIZE else f"{line[: NAME_SIZE - 1]}…"

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

    def _compute_access_url(self):
        super()._compute_access_url()
        for feedback in self:
            feedback.access_url = f"/my/feedback/{feedback.id}"
