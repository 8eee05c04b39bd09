from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext
from odoo.tools.translate import LazyTranslate

from ...people import ANSWERERS
from ..shared.states import (
    FINISHED_FEEDBACK,
    IMPLEMENTED_FEEDBACK,
    READ_FEEDBACK,
    UNDECIDED_FEEDBACK,
    WORKING_FEEDBACK,
)
from ..shared.windows import open_listed

_lt = LazyTranslate(__name__)
OPEN = _lt("Open")


class RelationshipFeedback(models.Model):
    """How far feedback has come, and what each step needs.

    Each step is taken by writing the state, be it by button, by dragging a card or by
    import; the moments are noted and what is missing is said here.
    """

    _inherit = "relationship.feedback"

    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("acknowledged", "Acknowledged"),
            ("planned", "Planned"),
            ("in_progress", "In progress"),
            ("implemented", "Implemented"),
            ("verified", "Verified"),
            ("closed", "Closed"),
            ("declined", "Declined"),
            ("duplicate", "Duplicate"),
        ],
        default="new",
        required=True,
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    outcome = fields.Selection(
        selection=[
            ("implemented", "Implemented"),
            ("answered", "Answered"),
            ("declined", "Declined"),
        ],
        readonly=True,
        tracking=True,
        copy=False,
        help="What came of it when it was closed.",
        falsy_value_label=OPEN,
    )
    decline_reason = fields.Text(
        tracking=True, copy=False, help="Among ourselves; the customer does not see it."
    )
    duplicate_of_id = fields.Many2one(
        comodel_name="relationship.feedback",
        string="Duplicate of",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        tracking=True,
    )
    duplicate_ids = fields.One2many(
        comodel_name="relationship.feedback",
        inverse_name="duplicate_of_id",
        string="Duplicates",
    )
    duplicate_count = fields.Integer(compute="_compute_duplicate_count")
    reopen_count = fields.Integer(string="Times reopened", readonly=True, copy=False)

    # When it came so far
    received_at = fields.Datetime(
        string="Received",
        default=fields.Datetime.now,
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    acknowledged_at = fields.Datetime(
        string="Acknowledged on", readonly=True, copy=False
    )
    decided_at = fields.Datetime(string="Decided on", readonly=True, copy=False)
    implemented_at = fields.Datetime(string="Implemented on", readonly=True, copy=False)
    asked_at = fields.Datetime(
        string="Asked to verify on", readonly=True, copy=False, tracking=True
    )
    verified_at = fields.Datetime(string="Verified on", readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Noted by",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Who of us noted that it is solved; nobody when the customer said so.",
    )
    closed_at = fields.Datetime(string="Closed on", readonly=True, copy=False)
    reopened_at = fields.Datetime(string="Reopened on", readonly=True, copy=False)
    is_solved = fields.Selection(
        selection=[("yes", "Solved"), ("no", "Not solved")],
        string="Customer says",
        readonly=True,
        tracking=True,
        copy=False,
    )
    notice_ids = fields.One2many(
        comodel_name="relationship.feedback.notice",
        inverse_name="feedback_id",
        string="What we told them",
    )
    told_at = fields.Datetime(
        string="Customer told on",
        readonly=True,
        copy=False,
        help="When the customer was last told what we decided or what came of it.",
    )
    is_told = fields.Boolean(
        string="Customer told",
        compute="_compute_is_told",
        store=True,
        help="The customer was told after we decided, or after it was reopened.",
    )

    @api.depends("told_at", "decided_at", "reopened_at")
    def _compute_is_told(self):
        for feedback in self:
            moments = [feedback.decided_at, feedback.reopened_at]
            feedback.is_told = bool(feedback.told_at) and all(
                feedback.told_at >= moment for moment in moments if moment
            )

    def _compute_duplicate_count(self):
        counts = dict(
            self._read_group(
                [("duplicate_of_id", "in", self.ids)], ["duplicate_of_id"], ["__count"]
            )
        )
        for feedback in self:
            feedback.duplicate_count = counts.get(feedback._origin, 0)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_view_duplicates(self):
        """Open what was merged into it."""
        self.ensure_one()
        return open_listed(
            self,
            "relationship_feedback_action",
            [("duplicate_of_id", "=", self.id)],
            {"create": False},
            views=[(False, "list"), (False, "form")],
        )

    def action_acknowledge(self):
        """Somebody of us has read it and looks into it: from now on it is theirs."""
        fresh = self.filtered(lambda feedback: feedback.state == "new")
        mailed = fresh.filtered("is_mailed_on_acknowledge")
        fresh.write({"state": "acknowledged"})
        return mailed._say_mailed()

    def action_plan(self):
        """We decided to do something about it."""
        self._step_forward("planned")

    def action_start(self):
        """Somebody works on it."""
        self._step_forward("in_progress")

    def action_implement(self):
        """What we decided is done; the customer does not know yet."""
        self.check_access("write")
        pending = self.filtered(lambda f: f.state not in IMPLEMENTED_FEEDBACK)
        pending.write({"state": "implemented"})

    def action_close(self):
        """The customer knows what came of it."""
        self.write({"state": "closed"})

    def action_reopen(self):
        """It was not settled after all; the clocks begin anew."""
        settled = self.filtered(lambda f: f.state not in WORKING_FEEDBACK)
        settled.write({"state": "in_progress"})

    def _step_forward(self, state):
        """Buttons of a form that was opened before a colleague went further do nothing.

        Only a card that is dragged, or “Reopen”, takes a step back.
        """
        before = WORKING_FEEDBACK[: WORKING_FEEDBACK.index(state)]
        self.filtered(lambda f: f.state in before).write({"state": state})

    # ------------------------------------------------------------
    # What a step needs and notes
    # ------------------------------------------------------------

    def _prepare_changes(self, vals):
        """The moments of the steps, and what a step forgets."""
        changes = super()._prepare_changes(vals)
        if "state" in vals:
            for feedback, values in changes.items():
                moments = feedback._prepare_move(vals).items()
                # What stays as it is lets more of them be written in one go.
                values.update(
                    (name, value)
                    for name, value in moments
                    if (feedback[name] or False) != value
                )
        return changes

    def _prepare_move(self, vals):
        """What is written along with a new state.

        :param dict vals: what is written, with the state
        """
        self.ensure_one()
        state = vals["state"]
        if state == self.state:
            return {}
        self._check_move(vals)
        values = self._prepare_moments(state)
        if state == "verified" and "is_solved" not in vals:
            values["verified_by_id"] = self.env.uid
        if self.state == "new" and state in READ_FEEDBACK and self._may_be_taken():
            values["user_id"] = self.env.uid
        if state in WORKING_FEEDBACK and self.state not in WORKING_FEEDBACK:
            values |= self._prepare_reopening()
        if state not in WORKING_FEEDBACK:
            values |= {"is_waiting": False, "waiting_since": False}
        return values

    def _may_be_taken(self):
        """Whether nobody answers for it and the user may: not Odoo by itself."""
        user = self.env.user
        answers = user.active and user.has_group(ANSWERERS)
        return not self.user_id and answers and self.company_id <= user.company_ids

    def _prepare_moments(self, state):
        """When each step was taken first; steps that were taken back are forgotten."""
        now = fields.Datetime.now()
        done = state not in WORKING_FEEDBACK
        values = {
            "acknowledged_at": state != "new" and (self.acknowledged_at or now),
            "implemented_at": done and self.implemented_at,
            "verified_at": done and state != "implemented" and self.verified_at,
            "verified_by_id": done
            and state != "implemented"
            and self.verified_by_id.id,
            "closed_at": state in FINISHED_FEEDBACK and now,
            "outcome": state == "closed" and self._get_outcome(),
        }
        if state in UNDECIDED_FEEDBACK:
            values["decided_at"] = False
        elif state not in FINISHED_FEEDBACK:
            values["decided_at"] = self.decided_at or now
        if state in IMPLEMENTED_FEEDBACK:
            values[f"{state}_at"] = now
        return values

    def _prepare_reopening(self):
        return {
            "reopened_at": fields.Datetime.now(),
            "reopen_count": self.reopen_count + 1,
            "asked_at": False,
            "duplicate_of_id": False,
        }

    def _get_outcome(self):
        if self.state == "declined":
            return "declined"
        return "implemented" if self.implemented_at else "answered"

    def _check_move(self, vals):
        """Say what is missing for the step."""
        state = vals["state"]
        problem = False
        if state == "closed":
            problem = " ".join(self._get_closing_gaps())
        elif state == "declined":
            problem = self._get_declining_gap(vals)
        elif state == "verified" and not self._is_asked():
            problem = self.env._(
                "It is verified when the customer, asked for it, says that it is "
                "solved. Implement it and ask the customer first."
            )
        elif state == "implemented" and self.state in ("declined", *FINISHED_FEEDBACK):
            problem = self.env._("Reopen it first.")
        elif state == "duplicate" and not vals.get("duplicate_of_id"):
            problem = self.env._("Merge it into the feedback it repeats instead.")
        elif self.state == "duplicate" and "duplicate_of_id" not in vals:
            problem = self.env._("Take it apart from the feedback it repeats first.")
        if problem:
            raise UserError(
                self.env._(
                    "“%(name)s” cannot be moved on. %(problem)s",
                    name=self.name,
                    problem=problem,
                )
            )

    def _is_asked(self):
        return self.state == "implemented" and bool(self.asked_at)

    def _get_declining_gap(self, vals):
        if self.state not in WORKING_FEEDBACK:
            return self.env._("Reopen it before you decline it.")
        if not (vals.get("decline_reason", self.decline_reason) or "").strip():
            return self.env._("Say why it is declined.")
        return False

    def _get_closing_gaps(self):
        """What has to be done before it may be closed, as sentences."""
        self.ensure_one()
        gaps = []
        if self.state == "duplicate":
            gaps.append(self.env._("It is a duplicate: close the one it repeats."))
        elif self.state in ("planned", "in_progress"):
            gaps.append(self.env._("Implement it or decline it first."))
        elif not self.is_told:
            gaps.append(self.env._("Tell the customer what came of it first."))
        if self.implemented_at and not self.asked_at:
            gaps.append(self.env._("Ask the customer whether it is solved first."))
        return gaps

    # ------------------------------------------------------------
    # What the customer does and hears
    # ------------------------------------------------------------

    def _prepare_told(self, told):
        """The customer was told something: that is a step, too.

        :param dict told: ``{feedback: its new notices}``, the first one first
        :return: ``{feedback: values to write}``
        """
        return {
            feedback: feedback._prepare_told_step(notices)
            for feedback, notices in told.items()
        }

    def _prepare_told_step(self, notices):
        values = {"state": "acknowledged"} if self.state == "new" else {}
        answers = notices.filtered(self._is_answer)
        if answers:
            moments = answers.mapped("date")
            values["told_at"] = max([self.told_at or moments[0], *moments])
            values["decided_at"] = self.decided_at or moments[0]
        asked = notices.filtered(lambda n: n.kind == "verification")
        if asked and self.state == "implemented":
            values["asked_at"] = asked[-1].date
        return values

    def _is_answer(self, notice):
        """Whether it said what we decided, or what came of it.

        Asking whether it is solved may say so in the same mail: in the words of the
        status for the customer.
        """
        if notice.kind in ("decision", "outcome"):
            return True
        status = " ".join((self.customer_status_note or "").split())
        said = " ".join(html2plaintext(notice.body or "").split())
        is_asked = notice.kind == "verification" and self.state == "implemented"
        return bool(is_asked and status and status in said)

    def _customer_verifies(self, solved, comment, partner):
        """The customer says whether it is solved; if not, we work on it again.

        Saying yes twice is no mistake.

        :param bool solved: what the customer says
        :param str comment: plain text, may be empty
        :param partner: the contact who says it
        """
        self.ensure_one()
        self.env.user._check_answers()
        if solved and self.state in ("verified", "closed") and self.is_solved == "yes":
            return
        if not self._may_verify(solved):
            raise UserError(self.env._("There is nothing to confirm at the moment."))
        state = "verified" if solved else "in_progress"
        self._on_own_path().write(
            {"state": state, "is_solved": "yes" if solved else "no"}
        )
        self._post_from_customer(partner, self._describe_verdict(solved, comment))
        if not solved:
            self._ask_responsible(
                lambda env: env._("Not solved, says the customer"),
            )

    def _describe_verdict(self, solved, comment):
        answer = self.env._("Solved") if solved else self.env._("Not solved")
        return f"{answer}: {comment}" if comment else answer

    def _has_just_said(self, solved, comment, partner):
        """Whether it is the answer the contact has just given, sent again."""
        words = self._describe_verdict(solved, comment)
        is_said = self.is_solved == ("yes" if solved else "no")
        return is_said and bool(self._find_said(partner, words))

    def _may_verify(self, solved):
        """“Not solved” is heard later, too, as long as it was said to be done."""
        states = ["implemented"] if solved else ["implemented", "verified", "closed"]
        return self.state in states and bool(self.asked_at)

    def _customer_comments(self, body, partner, attachments=None):
        """Post what the customer writes; it is what we may have been waiting for.

        :param str body: plain text
        :param partner: the contact who writes
        :param attachments: ``(name, content)`` pairs
        :return: the message
        """
        self.ensure_one()
        self.env.user._check_answers()
        self._hear_from_customer()
        return self._post_from_customer(partner, body, attachments)
