from odoo import api, models
from odoo.fields import Domain

from ..shared.relationship_portal_content import Description
from ..shared.states import OVER_FEEDBACK
from .relationship_feedback_shown import CONFIDED_SOURCES

#: The way of feedback, and the field that knows when a state was reached.
STEPS = (
    ("acknowledged", "acknowledged_at"),
    ("decided", "decided_at"),
    ("implemented", "implemented_at"),
    ("verified", "verified_at"),
    ("closed", "closed_at"),
)
#: States in which the customer may still say that it is not solved.
SOLVED = ("verified", "closed")
#: So much feedback is gone through in a review; more is counted.
REVIEWED_FEEDBACK = 20
#: What mails tell of feedback, each by a template.
MAILED = ("acknowledged", "decision", "update", "outcome", "verification")


class RelationshipPortalContent(models.AbstractModel):
    """What a customer reads of feedback; see :class:`RelationshipPortalContent`."""

    _inherit = "relationship.portal.content"

    @api.model
    def _get_descriptions(self):
        return super()._get_descriptions() | {
            "feedback": Description(
                "relationship.feedback",
                self._describe_feedback,
                ("verbatim", "customer_wording", "customer_status_note"),
                self._get_feedback_pages,
            ),
            **{
                f"feedback_mail_{kind}": Description(
                    "relationship.feedback",
                    lambda feedback, kind=kind: list(feedback._render_notice(kind)),
                )
                for kind in MAILED
            },
        }

    @api.model
    def _get_feedback_pages(self, feedback):
        return ["/my/feedback?filterby=all", f"/my/feedback/{feedback.id}"]

    @api.model
    def _describe_feedback(self, feedback):
        """What the customer said, where it stands and what we told about it."""
        # sudo: what is read here is the whitelist itself
        feedback = feedback.sudo()
        state = self._get_feedback_state(feedback)
        return {
            "id": feedback.id,
            "title": self._get_feedback_title(feedback),
            "verbatim": feedback.verbatim or "",
            "kind": feedback.kind,
            "kind_label": self._get_kind_labels().get(feedback.kind, ""),
            "area": feedback.area_id._get_customer_name(),
            "company": feedback.company_id.name or "",
            "said_by": self._get_reporter(feedback),
            "date": self._get_day(feedback.received_at),
            "state": state,
            "state_label": self._get_feedback_label(feedback, state),
            "is_open": state not in OVER_FEEDBACK,
            "is_waiting": bool(feedback.is_waiting),
            "can_verify": feedback.state == "implemented" and bool(feedback.asked_at),
            "can_reopen": feedback.state in SOLVED and bool(feedback.asked_at),
            "status_note": feedback.customer_status_note or "",
            "history": self._describe_history(feedback, state),
            "told": self._describe_notices(feedback),
        }

    @api.model
    def _get_feedback_title(self, feedback):
        """The customer's wording: our own title may be meant for us."""
        lines = (feedback.verbatim or "").strip().splitlines()
        return feedback.customer_wording or (lines[0][:80] if lines else "")

    @api.model
    def _get_reporter(self, feedback):
        customer = feedback.account_id.partner_id
        reporter = feedback.partner_id
        return reporter.name if reporter.commercial_partner_id == customer else ""

    @api.model
    def _get_kind_labels(self):
        return {
            "praise": self.env._("Praise"),
            "complaint": self.env._("Problem"),
            "request": self.env._("Wish"),
            "question": self.env._("Question"),
            "idea": self.env._("Idea"),
            "risk": self.env._("Concern"),
        }

    # ------------------------------------------------------------
    # Business review
    # ------------------------------------------------------------

    @api.model
    def _describe_review(self, review):
        """With what was said in the period, and what came of that and of what was open.

        Scores were given in confidence: they are not in it.
        """
        start, end = review._get_moments()
        found = self._get_reviewed_feedback(review)
        received = found.filtered(lambda one: one.received_at >= start)
        over = filter(None, map(self._get_over_moment, found))
        shown = [
            self._describe_feedback(feedback) for feedback in found[:REVIEWED_FEEDBACK]
        ]
        return super()._describe_review(review) | {
            "feedback": sorted(shown, key=lambda one: not one["is_open"]),
            "feedback_more": max(0, len(found) - REVIEWED_FEEDBACK),
            "feedback_words": self.env._(
                "In this period we received %(received)s and closed %(closed)s.",
                received=len(received),
                closed=sum(start <= moment < end for moment in over),
            ),
        }

    @api.model
    def _count_review(self, review):
        number = len(self._get_reviewed_feedback(review))
        words = self.env._("Feedback: %(number)s", number=number)
        return super()._count_review(review) + [words]

    @api.model
    def _get_reviewed_feedback(self, review):
        """Shared feedback of the period, and of before what was open; newest first."""
        start, end = review._get_moments()
        # sudo: what the customer reads; of an account the caller may read
        feedback = self.env["relationship.feedback"].sudo()
        return feedback.search(
            Domain("account_id", "=", review.account_id.id)
            & Domain("is_shared", "=", True)
            & Domain("source", "not in", CONFIDED_SOURCES)
            & Domain("received_at", "<", end)
            & (
                Domain("received_at", ">=", start)
                | self._get_open_feedback_domain()
                | self._follow_joined(self._get_over_domain(start))
            ),
            order="received_at desc, id desc",
        )

    @api.model
    def _get_open_feedback_domain(self):
        """What is open for the customer: what we declined, until it was told."""
        is_open = Domain("state", "not in", (*OVER_FEEDBACK, "duplicate"))
        is_open |= Domain("state", "=", "declined") & Domain("is_told", "=", False)
        return self._follow_joined(is_open)

    @api.model
    def _follow_joined(self, domain):
        """Joined feedback stands where the one stands that goes on."""
        return domain | Domain("duplicate_of_id", "any", domain)

    @api.model
    def _get_over_domain(self, start):
        """What was over for the customer at a moment or later, by itself."""
        return (
            Domain("verified_at", ">=", start)
            | Domain("state", "=", "closed") & Domain("closed_at", ">=", start)
            | Domain("state", "=", "declined") & Domain("told_at", ">=", start)
        )

    @api.model
    def _get_over_moment(self, feedback):
        """When it was over for the customer; nothing while it is open."""
        one = feedback.duplicate_of_id or feedback
        if (
            one.state not in OVER_FEEDBACK
            or one.state == "declined"
            and not one.is_told
        ):
            return False
        moments = (one.verified_at, one.closed_at, one.told_at)
        return next(filter(None, moments), False)

    # ------------------------------------------------------------
    # Status
    # ------------------------------------------------------------

    @api.model
    def _get_feedback_state(self, feedback):
        """Where it stands for the customer.

        Joined feedback stands where the one stands that goes on. That we decline
        something shows once the customer was told: nobody reads it first here.
        """
        if feedback.state == "duplicate" and feedback.duplicate_of_id:
            return self._get_feedback_state(feedback.duplicate_of_id)
        if feedback.state == "declined" and not feedback.is_told:
            return "acknowledged"
        return feedback.state

    @api.model
    def _get_feedback_label(self, feedback, state):
        outcomes = {
            "answered": self.env._("Answered"),
            "declined": self.env._("Not planned"),
        }
        is_asked = feedback.state == "implemented" and feedback.asked_at
        done = self.env._("Done on our side")
        done = self.env._("Done: is it solved?") if is_asked else done
        labels = {
            "new": self.env._("Received"),
            "acknowledged": self.env._("Being looked at"),
            "planned": self.env._("Planned"),
            "in_progress": self.env._("Under way"),
            "implemented": done,
            "verified": self.env._("Solved"),
            "closed": outcomes.get(feedback.outcome, self.env._("Solved")),
            "declined": self.env._("Not planned"),
        }
        label = labels.get(state, "")
        if feedback.state == "duplicate":
            return self.env._("Joined with a similar one: %(status)s", status=label)
        return label

    @api.model
    def _describe_history(self, feedback, state):
        """What happened when, oldest first."""
        told_us = {
            "date": self._get_day(feedback.received_at),
            "label": self.env._("You told us"),
        }
        if feedback.state == "duplicate":
            feedback = feedback.duplicate_of_id
        steps = {
            "acknowledged": self.env._("We read it"),
            "decided": self.env._("We decided what to do"),
            "implemented": self.env._("Done on our side"),
            "verified": self.env._("You confirmed that it is solved"),
            "closed": self.env._("Closed"),
        }
        if feedback.verified_by_id or feedback.is_solved != "yes":
            steps["verified"] = self.env._("We noted that it is solved")
        hidden = {"decided"} if state == "acknowledged" else set()
        shown = [
            (feedback[name], steps[step])
            for step, name in STEPS
            if feedback[name] and step not in hidden
        ]
        return [told_us] + [
            {"date": self._get_day(moment), "label": label} for moment, label in shown
        ]

    # ------------------------------------------------------------
    # What we told
    # ------------------------------------------------------------

    @api.model
    def _describe_notices(self, feedback):
        """Our messages to people of this customer, newest first.

        Feedback that several customers reported has notices to each of them.
        """
        customer, joined = feedback.account_id.partner_id, feedback.duplicate_of_id
        # Lists: of many feedback the notices are read at once, which a recordset of
        # some of them forgets.
        notices = [*feedback.notice_ids, *joined.notice_ids]
        if joined and joined._is_confided():
            # Written for whoever said it: the words may be in them.
            notices = [
                notice
                for notice in notices
                if notice.feedback_id != joined
                or notice.partner_id != joined.partner_id
            ]
        own = [
            notice
            for notice in notices
            if notice.partner_id.commercial_partner_id == customer
        ]
        channel = self.env["relationship.feedback.notice"]._fields["channel"]
        channels = dict(channel._description_selection(self.env))
        return [
            {
                "date": self._get_day(notice.date),
                "channel": notice.channel,
                "channel_label": channels.get(notice.channel, ""),
                "body": notice.body or "",
                "attachments": self._describe_attachments(
                    notice._get_own_message().attachment_ids
                ),
            }
            for notice in sorted(own, key=lambda one: (one.date, one.id), reverse=True)
        ]
