from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from ...choices import check_numbers
from ...people import ANSWERERS, check_colleagues, check_words
from ..shared.states import FINISHED_FEEDBACK, WORKING_FEEDBACK


class RelationshipFeedbackTeam(models.Model):
    """Who answers feedback: technical, sales, finance, logistics, quality.

    Its clocks run in the working hours of its calendar. Mails to its alias become
    feedback.
    """

    _name = "relationship.feedback.team"
    _description = "Feedback team"
    _inherit = ["mail.alias.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(string="Team", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Empty: the team answers for all companies.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Leader",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        tracking=True,
        help="Is told first when a clock of the team's feedback has run out.",
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        relation="relationship_feedback_team_user_rel",
        column1="team_id",
        column2="user_id",
        string="Members",
        domain=[("share", "=", False)],
        help="They see and answer the team's feedback.",
    )

    # Clocks
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working hours",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_resource_calendar_id(),
        help="The clocks run in these hours only, and not on their public holidays.",
    )
    acknowledge_hours = fields.Float(
        string="Acknowledge within",
        default=4.0,
        help="Working hours from coming in until the customer hears that we got it. "
        "0: no clock.",
    )
    decide_hours = fields.Float(
        string="Decide within",
        default=24.0,
        help="Working hours from coming in until we decided what to do. 0: no clock.",
    )
    resolve_days = fields.Integer(
        string="Resolve within",
        default=20,
        help="Working days from coming in until it is implemented, the first one "
        "counted. 0: no clock.",
    )
    update_days = fields.Integer(
        string="Tell the customer every",
        default=5,
        help="Working days from the last time the customer was told, the first one "
        "counted. 0: no clock.",
    )

    is_seen = fields.Boolean(
        string="Counts are seen",
        compute="_compute_is_seen",
        help="Others would read 0 where there is feedback they may not see.",
    )
    tell_on_acknowledge = fields.Boolean(
        string="Tell at once that we got it",
        default=True,
        help="Acknowledging what came by mail or from the portal tells those who wrote "
        "it, by mail.",
    )

    # Overview
    open_count = fields.Integer(string="Open", compute="_compute_counts")
    late_count = fields.Integer(string="Late", compute="_compute_counts")
    waiting_count = fields.Integer(
        string="Waiting for the customer", compute="_compute_counts"
    )
    unassigned_count = fields.Integer(string="Unassigned", compute="_compute_counts")
    untold_count = fields.Integer(
        string="Done, customer not told", compute="_compute_counts"
    )

    _clocks_not_negative = models.Constraint(
        "CHECK(acknowledge_hours >= 0 AND decide_hours >= 0"
        " AND resolve_days >= 0 AND update_days >= 0)",
        "A clock cannot run backwards: enter 0 for no clock.",
    )

    def _default_resource_calendar_id(self):
        """Those of the company; where it chose none, the first it could choose."""
        company = self.env.company
        return company.resource_calendar_id or self.env["resource.calendar"].search(
            [("company_id", "in", [company.id, False])], order="company_id, id", limit=1
        )

    @api.constrains("user_id", "member_ids")
    def _check_colleagues(self):
        check_colleagues(self, "user_id", "member_ids")

    @api.constrains("acknowledge_hours", "decide_hours", "resolve_days", "update_days")
    def _check_clocks(self):
        check_numbers(
            self, "acknowledge_hours", "decide_hours", "resolve_days", "update_days"
        )

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends_context("uid", "company")
    def _compute_counts(self):
        """What the user may see of each team's open feedback, in one query."""
        counts = {team_id: counts for team_id, *counts in self._count_feedback()}
        for team in self:
            (
                team.open_count,
                team.late_count,
                team.waiting_count,
                team.unassigned_count,
                team.untold_count,
            ) = counts.get(team._origin.id, [0] * 5)

    @api.depends("user_id", "member_ids")
    @api.depends_context("uid")
    def _compute_is_seen(self):
        """Technicians see their own teams, account managers something of each."""
        user = self.env.user
        sees_all = user.has_group("account_relationship.group_user")
        for team in self:
            team.is_seen = sees_all or user in team.user_id | team.member_ids

    def _count_feedback(self):
        feedback = self.env["relationship.feedback"]
        feedback.flush_model(["deadline", "is_waiting", "user_id", "is_told"])
        visible = feedback._search(
            [("team_id", "in", self.ids), ("state", "not in", FINISHED_FEEDBACK)]
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT team_id,
                       COUNT(*),
                       COUNT(*) FILTER (
                           WHERE deadline < %(now)s AND is_waiting IS NOT TRUE),
                       COUNT(*) FILTER (WHERE is_waiting),
                       COUNT(*) FILTER (WHERE user_id IS NULL),
                       COUNT(*) FILTER (
                           WHERE state != ALL(%(working)s) AND is_told IS NOT TRUE)
                  FROM relationship_feedback
                 WHERE id IN %(visible)s
                 GROUP BY team_id
                """,
                now=fields.Datetime.now(),
                working=list(WORKING_FEEDBACK),
                visible=visible.subselect(),
            )
        )

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("active")
    def _check_nothing_open(self):
        """Nobody would answer the feedback of a team that is gone."""
        archived = self.filtered(lambda team: not team.active)
        # sudo: feedback of other companies and colleagues is left behind as well
        Feedback = self.env["relationship.feedback"].sudo()
        for team, count in Feedback._read_group(
            [("team_id", "in", archived.ids), ("state", "not in", FINISHED_FEEDBACK)],
            ["team_id"],
            ["__count"],
        ):
            raise ValidationError(
                self.env._(
                    "%(team)s has open feedback (%(count)s). Reroute it to another "
                    "team before you archive this one.",
                    team=team.name,
                    count=count,
                )
            )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_view_feedback(self):
        """Open the team's board."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_feedback_action"
        )
        action["display_name"] = self.name
        action["domain"] = [("team_id", "=", self.id)]
        filters = {f"search_default_{self.env.context.get('feedback_filter')}": 1}
        action["context"] = {
            "search_default_open": 1,
            "default_team_id": self.id,
            **(filters if "feedback_filter" in self.env.context else {}),
        }
        return action

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._admit_members()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if {"member_ids", "user_id"} & vals.keys():
            self._admit_members()
        return result

    def _admit_members(self):
        """Members and leaders may work with feedback."""
        people = self.member_ids | self.user_id
        newcomers = people.filtered(lambda user: not user.has_group(ANSWERERS))
        # sudo: whoever forms teams decides who answers feedback, though not in general
        # what users may do; the group shows no more than the team's feedback
        newcomers.sudo().group_ids = [Command.link(self.env.ref(ANSWERERS).id)]

    # ------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------

    def _alias_get_creation_values(self):
        """Mails to the alias become feedback of the team."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("relationship.feedback")
        if self.id:
            defaults = literal_eval(self.alias_defaults or "{}")
            values["alias_defaults"] = {**defaults, "team_id": self.id}
        return values
