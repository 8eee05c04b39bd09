from datetime import timedelta

from odoo import api, fields, models

from ...turns import take_turns
from ..shared.states import SETTLED_FEEDBACK


class RelationshipScoreFollowUp(models.AbstractModel):
    """Low scores become feedback; those of one customer in a short time become one.

    Three unhappy answers in a week are one thing to look after, not three.
    """

    _name = "relationship.score.follow.up"
    _description = "Following up low scores"

    @api.model
    def _follow_up(self, account, contact, values):
        """Have somebody look after a low score.

        :param account: the customer's account
        :param contact: who gave it; may be empty
        :param values: ``source, score_type, score_value, verbatim`` of the feedback
        :return: the feedback, a new one or the one it joined
        """
        # Somebody who works for another customer by now speaks for this one no longer.
        contact = account._get_own_contacts(contact)
        # Of two low scores at the same moment the second joins the first.
        take_turns(account)
        feedback = self._find_open_follow_up(account)
        if feedback:
            self._join(feedback, contact, values)
        else:
            feedback = self._start_follow_up(account, contact, values)
        return feedback

    @api.model
    def _find_open_follow_up(self, account):
        days = account.company_id.relationship_follow_up_days
        since = fields.Datetime.now() - timedelta(days=days)
        # sudo: whose feedback it is does not decide whether there is one already
        Feedback = self.env["relationship.feedback"].sudo()
        return Feedback.search(
            [
                ("account_id", "=", account.id),
                ("source", "in", ["score", "rating"]),
                ("state", "not in", SETTLED_FEEDBACK),
                ("create_date", ">=", since),
            ],
            order="create_date desc, id desc",
            limit=1,
        )

    @api.model
    def _start_follow_up(self, account, contact, values):
        # sudo: the customer started it by answering, and wrote what goes into it
        Feedback = self.env["relationship.feedback"].sudo()
        feedback = Feedback.create(
            {
                "account_id": account.id,
                "partner_id": contact.id,
                "reporter_ids": contact.ids,
                "kind": "complaint",
                **values,
            }
        )
        self._ask_to_get_in_touch(account._get_available(), feedback)
        return feedback

    def _ask_to_get_in_touch(self, manager, feedback):
        # Whoever answers the feedback was asked to when it was made.
        if manager.active and manager not in feedback.activity_ids.user_id:
            # In the words of whoever of us reads it: the customer set it in motion.
            env = self.with_context(lang=manager.lang).env
            feedback.activity_schedule(
                "account_relationship.activity_type_low_score",
                date_deadline=feedback.company_id._get_relationship_today(),
                summary=env._("Low score: get in touch"),
                user_id=manager.id,
            )

    @api.model
    def _join(self, feedback, contact, values):
        """Note it on the follow-up there is; nobody is told a second time."""
        if contact:
            feedback.reporter_ids |= contact
        feedback._message_log(
            body=self.env._(
                "%(contact)s gave %(value)s as well: %(words)s",
                contact=contact.name or self.env._("Somebody"),
                value=values["score_value"],
                words=values["verbatim"],
            )
        )
