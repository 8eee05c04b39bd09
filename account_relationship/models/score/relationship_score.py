from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...scoring import is_low, is_on_scale
from ...turns import HOUR

COMMENT_SIZE = 4000


class RelationshipScore(models.Model):
    """A contact was asked for a score, and what the contact answered.

    The link in the mail works once and until it expires. A low score becomes feedback,
    so that somebody looks after it.
    """

    _name = "relationship.score"
    _description = "Score a contact was asked for"
    _inherit = [
        "relationship.guard",
        "relationship.headline",
        "relationship.link.mixin",
    ]
    _link_path = "/relationship/score"
    _order = "sent_at desc, id desc"
    _rec_name = "account_id"
    # Nobody has the right to write one; nor do defaults answer for the customer.
    _proof_fields = frozenset(
        {
            *("account_id", "partner_id", "email", "score_type", "access_token"),
            *("sent_at", "sent_on", "expires_on", "answered_at", "value", "comment"),
            *("is_refused", "feedback_id"),
        }
    )

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    manager_id = fields.Many2one(
        related="account_id.manager_id", string="Account manager"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        # The answer stays when the contact is deleted.
        ondelete="set null",
    )
    email = fields.Char(
        string="Asked at",
        required=True,
        index=True,
        readonly=True,
        help="The address the question went to. Two contacts with one address are one "
        "person, who is not asked twice.",
    )

    # Asking
    score_type = fields.Selection(
        selection=[("nps", "Recommendation, 0 to 10")],
        string="Question",
        default="nps",
        required=True,
        readonly=True,
    )
    sent_at = fields.Datetime(string="Asked", required=True, readonly=True)
    sent_on = fields.Date(string="Asked on", required=True, readonly=True)
    expires_on = fields.Date(
        required=True, readonly=True, help="The last day on which the link works."
    )

    # Answer
    answered_at = fields.Datetime(string="Answered", readonly=True, copy=False)
    value = fields.Integer(string="Score", readonly=True, copy=False, aggregator="avg")
    comment = fields.Text(readonly=True, copy=False)
    is_refused = fields.Boolean(
        string="Not to be asked again", readonly=True, copy=False
    )
    state = fields.Selection(
        selection=[
            ("waiting", "Asked"),
            ("answered", "Answered"),
            ("refused", "Refused"),
            ("expired", "No answer"),
        ],
        string="Status",
        compute="_compute_state",
    )
    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback",
        string="Follow-up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _value_on_scale = models.Constraint(
        "CHECK(value BETWEEN 0 AND 10)", "A score is a number from 0 to 10."
    )
    # Two who ask at the same moment do not see each other.
    _once_a_day = models.UniqueIndex(
        "(email, sent_on)", "This person was asked for a score today already."
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("answered_at", "is_refused", "expires_on")
    def _compute_state(self):
        today = self._get_today()
        for score in self:
            if score.answered_at:
                score.state = "answered"
            elif score.is_refused:
                score.state = "refused"
            elif score.expires_on and score.expires_on < today:
                score.state = "expired"
            else:
                score.state = "waiting"

    @api.depends("account_id", "partner_id")
    def _compute_display_name(self):
        for score in self:
            names = [score.account_id.name, score.partner_id.name or score.email]
            score.display_name = ", ".join(name for name in names if name)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_view_feedback(self):
        """Open what the low score became."""
        self.ensure_one()
        return self.feedback_id.get_formview_action()

    def action_allow_asking(self):
        """The contact changed its mind and may be asked again."""
        if not self.env.user.has_group("account_relationship.group_head"):
            raise UserError(
                self.env._(
                    "The contact does not want to be asked. Only a head of accounts "
                    "can note that this has changed."
                )
            )
        self.check_access("read")
        # sudo: nobody writes scores by hand; a head may take back a refusal only
        for score in self.sudo():
            same_person = [("email", "=", score.email), ("is_refused", "=", True)]
            refused = (score | score.search(same_person)).filtered("is_refused")
            # Unless a colleague noted it already.
            if refused:
                refused.is_refused = False
                name = score.partner_id.name or score.email
                score.account_id._message_log(
                    body=self.env._(
                        "%(contact)s may be asked for a score again.", contact=name
                    )
                )

    # ------------------------------------------------------------
    # The customer's answer
    # ------------------------------------------------------------

    def _is_open(self):
        """Whether an answer is still taken."""
        return bool(self) and self.state == "waiting"

    def _has_just_said(self, value, comment):
        """Whether it is the answer the contact has just given, sent again."""
        self.ensure_one()
        return (
            bool(self.answered_at)
            and self.answered_at > fields.Datetime.now() - HOUR
            and (self.value, self.comment or "") == (value, comment)
        )

    def _get_answer_url(self, value=None):
        """The page behind the mail's links; none of them answers by itself."""
        self.ensure_one()
        url = self.get_base_url() + self._get_link_path()
        return url if value is None else f"{url}?value={value}"

    def _get_refuse_url(self):
        return f"{self._get_answer_url()}/refuse"

    def _record_answer(self, value, comment):
        """Take the contact's answer and see to it when it is low."""
        self.ensure_one()
        self.env.user._check_answers()
        if not self._is_open() or not is_on_scale(self.score_type, value):
            raise UserError(self.env._("This answer cannot be taken."))
        self.write(
            {
                "value": value,
                "comment": comment,
                "answered_at": fields.Datetime.now(),
                "feedback_id": self._see_to_low(value, comment).id,
            }
        )
        self._note_on_account(self._describe_answer())

    def _see_to_low(self, value, comment):
        """The feedback a low score becomes, or none."""
        if not is_low(self.score_type, value):
            return self.feedback_id
        return self.env["relationship.score.follow.up"]._follow_up(
            self.account_id,
            self.partner_id,
            {
                "source": "score",
                "score_type": self.score_type,
                "score_value": value,
                "verbatim": comment or self.env._("Score %(value)s of 10", value=value),
            },
        )

    def _record_refusal(self):
        """The person is not asked again, by any company."""
        self.ensure_one()
        if self.is_refused:
            return
        self.env.user._check_answers()
        self.is_refused = True
        self._note_on_account(
            self.env._(
                "%(contact)s does not want to be asked for scores again.",
                contact=self.partner_id.name or self.email,
            )
        )

    def _note_on_account(self, text):
        """The manager finds it there; nobody is sent anything."""
        author = self.partner_id or self.env.ref("base.partner_root")
        self.account_id._message_log(body=text, author_id=author.id)

    def _describe_answer(self):
        text = self.env._(
            "%(contact)s gave %(value)s of 10.",
            contact=self.partner_id.name or self.email,
            value=self.value,
        )
        return f"{text} “{self.comment}”" if self.comment else text

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        asked, answered = self._sum_up(domain, "__count", "answered_at:count")
        waiting = self.search_count(
            domain
            & Domain("answered_at", "=", False)
            & Domain("is_refused", "=", False)
            & Domain("expires_on", ">=", self._get_today())
        )
        return asked and self.env._(
            "%(answered)s of %(asked)s people asked have answered (%(share)s); "
            "%(waiting)s still may",
            answered=self._format_few(answered),
            asked=self._format_few(asked),
            share=self._format_share(answered, asked),
            waiting=self._format_few(waiting),
        )
