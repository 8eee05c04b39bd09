from odoo import fields, models

from ...turns import take_turns
from ..shared.states import SETTLED_FEEDBACK
from ..shared.windows import open_records


class RelationshipNeed(models.Model):
    """A problem, or a wish, that a team answers as feedback."""

    _inherit = "relationship.need"

    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    def action_make_feedback(self):
        """Pass each open need on that was not, and open the feedback.

        :return: the action that opens the form of one, the list of several
        :raises UserError: when there is neither an open need nor feedback
        """
        self.check_access("write")
        take_turns(self)
        feedback = self.env["relationship.feedback"]
        for need in self.filtered(lambda n: n.state == "open" and not n.feedback_id):
            values = need._prepare_feedback()
            passed_on = feedback._find_passed_on(values)
            need.feedback_id = passed_on or feedback.create(values)
        self._check_passed_on(self.feedback_id)
        return open_records(
            self.feedback_id, "account_relationship.relationship_feedback_action"
        )

    def _prepare_feedback(self):
        self.ensure_one()
        return {
            "source": "interaction" if self.interaction_id else "manual",
            "interaction_id": self.interaction_id.id,
            "account_id": self.account_id.id,
            "partner_id": self.account_id._get_own_contacts(self.partner_id).id,
            "kind": "complaint" if self.kind == "problem" else "request",
            "verbatim": self.name,
        }

    def _get_work(self):
        return self.feedback_id or super()._get_work()

    def _get_hint(self):
        # sudo: only whether it was answered
        feedback = self.sudo().feedback_id
        if (feedback.duplicate_of_id or feedback).state in SETTLED_FEEDBACK:
            return self.env._("Its feedback is answered.")
        return super()._get_hint()
