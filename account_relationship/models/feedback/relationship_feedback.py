from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...people import ANSWERERS, check_words, has_words
from ..shared.states import WORKING_FEEDBACK

#: Feedback that comes from the customer without one of us writing it down.
CUSTOMER_SOURCES = ("portal", "mail", "rating", "score")
NAME_SIZE = 80
#: What a clock measures, the most urgent first.
CLOCKS = ("acknowledge", "decide", "update", "resolve")
#: What the clocks say: nobody sets them by hand.
CLOCK_FIELDS = ("is_waiting", "waiting_since", *(f"{name}_deadline" for name in CLOCKS))
#: What lets feedback be closed: noted by doing it, never by hand.
PROOFS = {"told_at", "is_told", "implemented_at", "asked_at"}
#: By whom and when it was said, and each step taken.
STEPS = {
    *("source", "email_from", "received_at", "acknowledged_at", "decided_at"),
    *("verified_at", "verified_by_id", "closed_at", "reopened_at", "reopen_count"),
    *("outcome", "is_solved", "notice_ids"),
}


class RelationshipFeedback(models.Model):
    """One thing a customer said that somebody of us must answer.

    A team answers it within its clocks. It is not closed before the contact was told
    what came of it.
    """

    _name = "relationship.feedback"
    _description = "Feedback of a customer"
    _inherit = [
        "relationship.guard",
        "relationship.headline",
        "mail.thread.internal",
        "mail.activity.mixin",
        "portal.mixin",
    ]
    _order = "received_at desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True
    _proof_fields = frozenset(
        {
            *PROOFS,
            *STEPS,
            *("access_token", "is_from_machine"),
            *("before_merge", "duplicate_of_id", "duplicate_ids"),
            *("lead_id", "revenue_at_stake"),
            *CLOCK_FIELDS,
        }
    )
    _free_values = {"source": ("manual", "interaction")}
    _imported_names_field = "summary"

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
        # What the customer said stays when the contact is deleted.
        ondelete="set null",
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
        compute="_compute_reporter_ids",
        store=True,
        readonly=False,
        help="Everybody who said it, also in what was merged into it.",
    )
    other_reporter_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Also said by",
        compute="_compute_other_reporter_ids",
    )
    email_from = fields.Char(string="Sender", copy=False, readonly=True)

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
        copy=False,
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
        copy=False,
        help="In the customer's own words. It is never changed; of a mail, what is not "
        "the customer's can be taken out once.",
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
        string="Kind of score",
    )
    score_value = fields.Integer(string="Score", aggregator="avg")

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

    _score_fits = models.Constraint(
        """CHECK(CASE score_type
           WHEN 'nps' THEN score_value BETWEEN 0 AND 10
           WHEN 'csat' THEN score_value BETWEEN 1 AND 5
           WHEN 'ces' THEN score_value BETWEEN 1 AND 7
           ELSE COALESCE(score_value, 0) = 0 END)""",
        "A recommendation is a number from 0 to 10, satisfaction from 1 to 5, ease "
        "from 1 to 7; a number needs the kind of score it is.",
    )
    # The board: what is open, by team, the most urgent first.
    _team_state_idx = models.Index("(team_id, state, deadline)")
    # The board's columns and the list: the first of them without sorting all that is
    # due at the end of one day.
    _state_deadline_idx = models.Index("(state, deadline, id)")
    _deadline_idx = models.Index("(deadline, id)")
    _account_received_idx = models.Index("(account_id, received_at DESC)")

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

    @api.depends("partner_id")
    def _compute_reporter_ids(self):
        for feedback in self:
            feedback.reporter_ids |= feedback.partner_id

    @api.depends("reporter_ids", "partner_id")
    def _compute_other_reporter_ids(self):
        for feedback in self:
            feedback.other_reporter_ids = feedback.reporter_ids - feedback.partner_id

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

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("partner_id", "account_id")
    def _check_partner(self):
        for feedback in self.filtered("account_id"):
            contact, customer = feedback.partner_id, feedback.account_id.partner_id
            if contact and contact.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is not a contact of %(customer)s.",
                        contact=contact.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.constrains("interaction_id", "account_id")
    def _check_interaction(self):
        # sudo: only whether both are of one customer
        for feedback in self.sudo():
            interaction = feedback.interaction_id
            if interaction and interaction.account_id != feedback.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(feedback)s” comes of an interaction with another customer.",
                        feedback=feedback.name,
                    )
                )

    @api.constrains("user_id")
    def _check_user(self):
        users = self.user_id
        if self.env.context.get("import_file"):
            # Who left answers nothing any more: the right went with them.
            users = users.filtered("active")
        for user in users:
            if not user.has_group(ANSWERERS):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot answer feedback. Make %(user)s a member of a "
                        "feedback team first.",
                        user=user.name,
                    )
                )

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")

    @api.constrains("verbatim")
    def _check_verbatim(self):
        for feedback in self:
            if not has_words(feedback.verbatim):
                raise ValidationError(self.env._("Write down what the customer said."))

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model
    def get_import_templates(self):
        """Offer templates in the import screen.

        Scores of another system come in as feedback with a score.
        """
        return [
            *self._get_import_templates(
                self.env._("Import template for feedback"), "feedback"
            ),
            *self._get_import_templates(
                self.env._("Import template for scores"), "scores"
            ),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        defaults = {key.removeprefix("default_") for key in self.env.context}
        self._check_proofs(PROOFS & defaults)
        wanted = self.env.context.get("default_state", "new")
        states = [vals.get("state", wanted) for vals in vals_list]
        feedback = super().create(
            [{**vals, "state": self._get_first_state(vals)} for vals in vals_list]
        )
        feedback._set_out(states)
        return feedback

    @api.model
    def _get_first_state(self, vals):
        """All begin as new: the steps to another state are taken, not told."""
        return "new"

    def _start_clocks(self):
        times = self._get_working_times()
        self._write_each(
            {
                record: record._prepare_clocks(CLOCKS, times, record._get_clock_start())
                for record in self
            }
        )

    def _set_out(self, states):
        """Start the clocks of new feedback, and take it to the states it was given.

        :param list states: one for each
        """
        # sudo: the clocks and the followers are not the author's to decide
        feedback_sudo = self.sudo()
        feedback_sudo._start_clocks()
        feedback_sudo._refresh_revenue_at_stake()
        feedback_sudo._add_responsible_followers()
        later = {
            record: {"state": state}
            for record, state in zip(self, states, strict=True)
            if state != "new"
        }
        for values, records in self._group_by_values(later):
            records.write(values)

    def write(self, vals):
        """Write a change, and what it brings with it, once; then tell who listens."""
        self._check_score_kept(vals)
        self._check_proofs(vals)
        self._check_links([vals])
        accounts = {feedback: feedback.account_id for feedback in self}
        states = {feedback: feedback.state for feedback in self}
        names = set(vals)
        for values, feedback in self._group_by_values(self._prepare_changes(vals)):
            names |= values.keys()
            if not values:
                super(RelationshipFeedback, feedback).write(vals)
                continue
            said, lines = self._split_lines(vals)
            for name in lines.keys() & values.keys():
                lines[name] = [*(lines[name] or ()), *values.pop(name)]
            own = feedback._on_own_path()
            super(RelationshipFeedback, own).write({**values, **said})
            if lines:
                super(RelationshipFeedback, feedback).write(lines)
        if any(feedback.account_id != accounts[feedback] for feedback in self):
            # A contact named later brings the account; the form sends both.
            names.add("account_id")
        moved = self.browse()
        if "state" in names:
            moved = self.filtered(lambda feedback: feedback.state != states[feedback])
        self._on_changed(names)
        if moved:
            moved._on_state_changed(states)
        return True

    def _prepare_changes(self, vals):
        """What is written along with a change, on each.

        What the change itself says stands before it; of lines both count.

        :param dict vals: what is written
        :return: ``{feedback: values}``
        """
        return {feedback: {} for feedback in self}

    def _check_score_kept(self, vals):
        given = {"score_type", "score_value"} & vals.keys()
        if given and not self._is_on_own_path():
            answers = self.filtered(lambda f: f.source in CUSTOMER_SOURCES)
            if any(f[name] != vals[name] for f in answers for name in given):
                raise UserError(
                    self.env._("The score is the customer's and stays as it was given.")
                )

    @api.model
    def _get_proof_message(self, names):
        if not PROOFS & names:
            return super()._get_proof_message(names)
        return self.env._(
            "That it was implemented is noted by implementing it, that the "
            "customer was told by telling the customer: use the buttons."
        )

    def _on_changed(self, names):
        """What has to follow from what was written.

        :param set names: the fields written, what was written along among them
        """
        if "account_id" in names:
            # Odoo checks rights before it writes: the other account counts as well.
            self.check_access("write")
        # sudo: as when it is created
        feedback_sudo = self.sudo()
        if {"account_id", "user_id"} & names:
            feedback_sudo._add_responsible_followers()
        if {"account_id", "product_id", "sale_line_id"} & names:
            feedback_sudo._refresh_revenue_at_stake()

    def _on_state_changed(self, former):
        """What has to follow from steps that were taken.

        :param dict former: ``{feedback: the state it had}``, of these and others
        """

    @api.ondelete(at_uninstall=False)
    def _unlink_except_administrator(self):
        if not self.env.user.has_group("account_relationship.group_manager"):
            raise UserError(
                self.env._(
                    "Feedback is not deleted, it is answered: decline it, or merge it "
                    "into the feedback it repeats."
                )
            )

    # ------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------

    def _add_responsible_followers(self):
        """The assigned person and the account manager follow it."""
        people = self.grouped(lambda f: f.user_id | f.account_id.acting_manager_id)
        for users, feedback in people.items():
            feedback.message_subscribe(users.filtered("active").partner_id.ids)

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        kind, number, count = self._find_most(domain, "kind")
        waiting = self.search_count(domain & Domain("state", "in", WORKING_FEEDBACK))
        return count and self.env._(
            "%(count)s pieces of feedback, most often: %(kind)s (%(number)s); "
            "%(waiting)s wait for an answer",
            count=self._format_few(count),
            kind=kind,
            number=self._format_few(number),
            waiting=self._format_few(waiting),
        )
