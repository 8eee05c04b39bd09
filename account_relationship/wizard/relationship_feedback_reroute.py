from odoo import api, fields, models
from odoo.exceptions import UserError

from ..people import has_words
from ..turns import take_turns


class RelationshipFeedbackReroute(models.TransientModel):
    """Passing feedback on to the team that answers it better, and saying why."""

    _name = "relationship.feedback.reroute"
    _description = "Reroute feedback"
    _inherit = ["relationship.guard"]

    feedback_ids = fields.Many2many(
        comodel_name="relationship.feedback",
        relation="relationship_feedback_reroute_rel",
        required=True,
    )
    company_id = fields.Many2one(related="feedback_ids.company_id")
    team_id = fields.Many2one(
        comodel_name="relationship.feedback.team",
        required=True,
        domain="[('company_id', 'in', [False, company_id]),"
        " ('id', '!=', former_team_id)]",
    )
    former_team_id = fields.Many2one(
        comodel_name="relationship.feedback.team", compute="_compute_former_team_id"
    )
    candidate_ids = fields.Many2many(
        comodel_name="res.users", compute="_compute_candidate_ids"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assigned to",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', candidate_ids)]",
        help="Empty: the team's leader is asked to assign it.",
    )
    reason = fields.Text(required=True)

    @api.depends("feedback_ids")
    def _compute_former_team_id(self):
        """The team that has all of them; of several teams each may be the right one."""
        for wizard in self:
            teams = wizard.feedback_ids.team_id
            wizard.former_team_id = teams if len(teams) == 1 else False

    @api.depends("team_id", "company_id")
    def _compute_candidate_ids(self):
        """Who is of the team and works in the company."""
        for wizard in self:
            people = wizard.team_id.member_ids | wizard.team_id.user_id
            company = wizard.company_id
            wizard.candidate_ids = people.filtered(
                lambda u, c=company: c <= u.company_ids
            )

    @api.depends("team_id")
    def _compute_user_id(self):
        for wizard in self:
            wizard.user_id &= wizard.candidate_ids

    def action_confirm(self):
        """Pass the feedback on; the reason stays in its history."""
        self.ensure_one()
        if not has_words(self.reason):
            raise UserError(self.env._("Say why another team should answer it."))
        self.feedback_ids.check_access("write")
        take_turns(self.feedback_ids)
        # The same request, sent again, finds them where they were to go.
        moving = self.feedback_ids.filtered(
            lambda f: (f.team_id, f.user_id) != (self.team_id, self.user_id)
        )
        for feedback in moving:
            # Said before it is done: afterwards it may be out of one's sight.
            feedback.message_post(body=self._describe(feedback))
        moving.write({"team_id": self.team_id.id, "user_id": self.user_id.id})
        if self.feedback_ids.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_feedback_action"
        )

    def _describe(self, feedback):
        return self.env._(
            "Rerouted from %(old)s to %(new)s: %(reason)s",
            old=feedback.team_id.name or self.env._("no team"),
            new=self.team_id.name,
            reason=self.reason.strip(),
        )
