from odoo import api, fields, models
from odoo.fields import Domain

from ...turns import take_turns
from ..shared.windows import notify


class RelationshipAccount(models.Model):
    """How content the customer is, by its own words, and asking for it."""

    _inherit = "relationship.account"

    nps_12m = fields.Float(
        string="NPS of 12 months",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
        help="Answers from 0 to 10 of twelve months: share of people at 9 or more "
        "minus share of people at 6 or less. Several answers of one person are "
        "averaged first. None with fewer people than the company's minimum.",
    )
    has_nps_12m = fields.Boolean(
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
    )
    nps_count_12m = fields.Integer(
        string="People who gave a score",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
    )
    nps_minimum = fields.Integer(
        related="company_id.relationship_nps_minimum",
        groups="account_relationship.group_user",
    )
    score_asked_count_12m = fields.Integer(
        string="Asked for a score, 12 months",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
    )
    score_response_rate_12m = fields.Float(
        string="Response rate, 12 months",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
        help="Of the questions asked in twelve months, how many were answered.",
    )
    csat_12m = fields.Float(
        string="Satisfied, 12 months",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
        help="Share of 4 and 5 among the ratings from 1 to 5 of twelve months.",
    )
    csat_count_12m = fields.Integer(
        string="Ratings, 12 months",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
    )

    def _compute_scores_12m(self):
        numbers = self.env["relationship.measure"]._measure_many(
            [
                *("nps_12m", "scored_people_12m", "csat_12m", "ratings_12m"),
                *("score_asked_12m", "score_answered_12m"),
            ],
            self._origin,
        )
        for account in self:
            account._set_scores(numbers.get(account._origin.id, {}))

    def _set_scores(self, numbers):
        """Fill in what was measured, of a new account nothing."""
        nps, asked = numbers.get("nps_12m"), numbers.get("score_asked_12m")
        self.has_nps_12m = nps is not None
        self.nps_12m = nps or 0.0
        self.nps_count_12m = numbers.get("scored_people_12m")
        self.score_asked_count_12m = asked
        self.score_response_rate_12m = (
            numbers["score_answered_12m"] / asked if asked else 0.0
        )
        self.csat_12m = (numbers.get("csat_12m") or 0.0) / 100
        self.csat_count_12m = numbers.get("ratings_12m")

    @api.model
    def _get_scores_window(self, company):
        """First and last day of the 12 months, as for every measure."""
        return self.env["relationship.measure"]._get_year(
            company._get_relationship_today()
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_ask_score(self):
        """Ask the key contacts now, but those who were just asked or refused."""
        self.ensure_one()
        self.check_access("write")
        take_turns(self)
        # sudo: whoever looks after the account may ask; scores are made by the asking
        # only, never by hand
        scores, reasons = self.env["relationship.score"].sudo()._ask_account(self)
        asked = ", ".join(scores.partner_id._get_spoken_names())
        message = self.env._("Asked: %(people)s.", people=asked)
        return notify(
            "warning" if reasons else "success",
            "\n".join([message, *reasons]),
            {"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def action_view_scores(self):
        """Open what the numbers of 12 months were made from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_score_report_action"
        )
        action["domain"] = self._get_scores_domain()
        # The list first: the reader comes from a number and wants its rows.
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        action["context"] = {}
        return action

    def _get_scores_domain(self):
        """The answers the numbers are made of, and the questions asked."""
        start, end = self._get_scores_window(self.company_id)
        given = Domain("answered_on", ">=", start) & Domain("answered_on", "<=", end)
        asked = Domain("date", ">=", start) & Domain("date", "<=", end)
        return (
            Domain("account_id", "=", self.id)
            & Domain("score_type", "in", ("nps", "csat"))
            & (given | (asked & Domain("asked_count", "=", 1)))
        )
