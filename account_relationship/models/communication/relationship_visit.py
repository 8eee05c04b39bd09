from odoo import api, fields, models

from ..shared.relationship_guard import check_marks, leave_out, say

#: Who goes now, and who again afterwards.
MARKS = ("relationship_absence_id", "relationship_stand_in_id")


class RelationshipVisit(models.AbstractModel):
    """A meeting with a customer that a colleague can go to instead.

    During an absence the stand-in goes; the absent one comes again afterwards.
    """

    _name = "relationship.visit"
    _description = "Visit somebody may stand in at"

    relationship_absence_id = fields.Many2one(
        comodel_name="relationship.absence",
        string="Passed on during",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="base.group_user",
        help="The account manager who is away takes part again after this absence.",
    )
    relationship_stand_in_id = fields.Many2one(
        comodel_name="res.users",
        string="Stands in",
        ondelete="set null",
        copy=False,
        groups="base.group_user",
        help="Takes part instead of the account manager who is away.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        check_marks(self, MARKS, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_marks(self, MARKS, [vals])
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        """No default of a call or a user says who stands in."""
        return super().default_get(leave_out(fields, MARKS))

    def _replace_participant(self, user, successor):
        """Let somebody else take part, also where somebody stands in for the user."""
        holders = self.grouped(lambda visit: visit.relationship_stand_in_id or user)
        for holder, visits in holders.items():
            if holder != successor:
                visits._swap_participant(holder, successor)
        self.filtered("relationship_absence_id").write(
            {"relationship_absence_id": False, "relationship_stand_in_id": False}
        )

    def _stand_in(self, absence, acting):
        """Let who acts go instead of who is away; nobody does so twice."""
        absent = absence.user_id
        visits = self.filtered(
            lambda visit: (
                absence._covers(visit)
                and acting != (visit.relationship_stand_in_id or absent)
                and not visit._has_participant(acting)
            )
        )
        visits.with_context(**say(relationship_stands_in=True))._replace_participant(
            absent, acting
        )
        if acting != absent:
            visits.write(
                {
                    "relationship_absence_id": absence.id,
                    "relationship_stand_in_id": acting.id,
                }
            )

    def _swap_participant(self, user, successor):
        """Let somebody else take part, whoever stands in for whom."""
        raise NotImplementedError

    def _has_participant(self, user):
        """Whether a user takes part."""
        raise NotImplementedError

    def _get_visit_start(self):
        """When it is."""
        raise NotImplementedError
