from odoo import api, fields, models

from ...people import find_here
from ..shared.states import FINISHED_FEEDBACK

WORK = "account_relationship.activity_type_feedback"
LATE = "account_relationship.activity_type_feedback_late"
TELL = "account_relationship.activity_type_feedback_tell"
LOW_SCORE = "account_relationship.activity_type_low_score"


class RelationshipFeedback(models.Model):
    """Who is asked to act on feedback, and who is told when nobody did.

    The assigned person has an activity, due with the clock. When a clock has run out
    the leader of the team is told, and one working day later the head of accounts.
    """

    _inherit = "relationship.feedback"
    # Whoever has to act does not say that the others were told.
    _proof_fields = frozenset({"escalation_level", "escalate_at"})

    escalation_level = fields.Integer(
        readonly=True,
        copy=False,
        tracking=True,
        help="1: the leader of the team was told that it is late; 2: the head of "
        "accounts, too.",
    )
    escalate_at = fields.Datetime(readonly=True, copy=False)

    def _on_work_changed(self):
        result = super()._on_work_changed()
        # sudo: the work and the escalation are not the user's to decide
        feedback_sudo = self.sudo()
        feedback_sudo.filtered(lambda f: f.clock_state != "late")._end_escalation()
        feedback_sudo._plan_work()
        return result

    # ------------------------------------------------------------
    # Those who act
    # ------------------------------------------------------------

    def _get_responsible(self):
        """Who has to act: the assigned person, else whoever can assign it."""
        self.ensure_one()
        # sudo: users of teams and accounts one may not read; only who it is
        record = self.sudo()
        return record._get_first_acting(
            record.user_id, record.team_id.user_id, *record._get_account_people()
        )

    def _get_account_people(self):
        """Who acts for the account; after the manager has left, who is next."""
        account = self.account_id
        return account and [account._get_available()]

    def _get_first_acting(self, *people):
        """The first who still works here, in the company whose feedback it is."""
        return find_here(people, self.company_id)

    def _plan_work(self):
        """Let whoever has to act have one to-do, due with the clock.

        Nobody gets in touch about what is finished. Whoever still has to tell the
        customer keeps that, but not of a duplicate: the customer is told with the one
        that goes on.
        """
        over = self.filtered(lambda f: f.state in FINISHED_FEEDBACK)
        # sudo: the work is over for whomever it was planned
        over.sudo().activity_unlink([WORK, LATE, LOW_SCORE])
        duplicates = over.filtered(lambda f: f.state == "duplicate")
        # sudo: as above
        duplicates.sudo().activity_unlink([TELL])
        self.env["mail.activity"]._sync(
            WORK,
            {
                feedback: (user, feedback._get_deadline_day(user), None)
                for feedback in self - over
                # Else what was planned waits: somebody will be there again.
                if (user := feedback._get_responsible())
            },
        )

    def _get_deadline_day(self, user):
        moment = self.deadline or fields.Datetime.now()
        record = self.with_context(tz=user.tz)
        return fields.Datetime.context_timestamp(record, moment).date()

    def _ask_responsible(self, summary):
        """Ask whoever has to act to do so today.

        :param summary: why it cannot wait for the clock, as of ``mail.activity._sync``
        """
        self.env["mail.activity"]._sync(
            WORK,
            {
                feedback: (user, feedback.company_id._get_relationship_today(), summary)
                for feedback in self
                if (user := feedback._get_responsible())
            },
        )

    def _end_escalation(self):
        """Somebody acted: what the leader and the head were told is settled."""
        told = self.filtered("escalation_level")
        told.write({"escalation_level": 0, "escalate_at": False})
        # sudo: whomever it was planned for
        told.sudo().activity_unlink([LATE])

    # ------------------------------------------------------------
    # Those who are told
    # ------------------------------------------------------------

    @api.model
    def _cron_escalate(self):
        """Tell those responsible of feedback whose clock has run out.

        Where whoever had to act has left, somebody else is asked to.
        """
        work_off = self.env["ir.cron"]._work_off_many
        work_off(self._find_left_alone(), lambda part: part._plan_work())
        late = self.search(
            [
                ("clock_state", "=", "late"),
                ("escalation_level", "<", 2),
                "|",
                ("escalation_level", "=", 0),
                ("escalate_at", "<=", fields.Datetime.now()),
            ]
        )
        work_off(late, lambda part: part._escalate())

    @api.model
    def _find_left_alone(self):
        """Open feedback that is on the list of nobody who still works here."""
        work = self.env.ref(WORK, raise_if_not_found=False)
        if not work:
            # Deleted: it is on the list of nobody, as the company wants it.
            return self.browse()
        somebody = [("activity_type_id", "=", work.id), ("user_id.active", "=", True)]
        return self.search(
            [
                ("state", "not in", FINISHED_FEEDBACK),
                "|",
                ("user_id", "=", False),
                ("user_id.active", "=", False),
                ("activity_ids", "not any", somebody),
            ]
        )

    def _escalate(self):
        now = fields.Datetime.now()
        times = self._get_working_times()
        steps = self.grouped(lambda f: (f.escalation_level + 1, f._get_calendar()))
        for (level, calendar), feedback in steps.items():
            day = calendar.hours_per_day or 8
            feedback.write(
                {
                    "escalation_level": level,
                    "escalate_at": level < 2 and times[calendar].plan_hours(now, day),
                }
            )
            feedback._notify_late(level)

    def _get_escalation_user(self, level):
        """Whom to tell; one who has to act anyway is not told."""
        self.ensure_one()
        head = self.company_id.relationship_head_id
        people = [self.team_id.user_id, *self._get_account_people()]
        candidates = people if level == 1 else [head]
        return self._get_first_acting(
            *(user for user in candidates if user != self.user_id)
        )

    def _say_late(self, env):
        return env._("Late: %(name)s", name=self.name)

    def _notify_late(self, level):
        """Tell the person of this level; what the one before has to do stays."""
        self.env["mail.activity"]._make(
            LATE,
            {
                feedback: (
                    user,
                    feedback.company_id._get_relationship_today(),
                    feedback._say_late,
                )
                for feedback in self
                if (user := feedback._get_escalation_user(level))
            },
        )
