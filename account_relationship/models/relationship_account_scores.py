from odoo import api, fields, models


class RelationshipAccountScores(models.AbstractModel):
    """How content the customer is, by its own words, and asking for it."""

    _name = "relationship.account.scores"
    _description = "Scores of a customer account"

    nps_12m = fields.Float(
        string="NPS of 12 months",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
        help="Answers from 0 to 10 of twelve calendar months: share of 9 and 10 minus "
        "share of 0 to 6, of each person first, then the mean of the people. None with "
        "fewer people than the company's minimum.",
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
    csat_12m = fields.Float(
        string="Satisfied, 12 months",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
        help="Share of 4 and 5 among the ratings from 1 to 5 of twelve calendar "
        "months.",
    )
    csat_count_12m = fields.Integer(
        string="Ratings, 12 months",
        compute="_compute_scores_12m",
        groups="account_relationship.group_user",
    )

    # Declared by the account itself; the minimum is its company's.
    company_id = fields.Many2one(comodel_name="res.company")

    def _compute_scores_12m(self):
        start = self._get_scores_start()
        numbers = self.env["relationship.score.report"]._get_account_scores(self, start)
        for account in self:
            nps, people, csat, ratings = numbers.get(
                account._origin.id, (None, 0, None, 0)
            )
            minimum = account.company_id.relationship_nps_minimum
            account.has_nps_12m = nps is not None and people >= minimum
            account.nps_12m = nps if account.has_nps_12m else 0.0
            account.nps_count_12m = people
            account.csat_12m = csat or 0.0
            account.csat_count_12m = ratings

    @api.model
    def _get_scores_start(self):
        current, __ = self.env["relationship.measure"]._get_revenue_periods(
            fields.Date.context_today(self)
        )
        return current[0]

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_ask_score(self):
        """Ask the key contacts now, but those who were just asked or refused."""
        self.ensure_one()
        self.check_access("write")
        self._take_turns()
        # sudo: whoever looks after the account may ask; scores are made by the asking
        # only, never by hand
        scores, reasons = self.env["relationship.score"].sudo()._ask_account(self)
        asked = ", ".join(scores.partner_id.mapped("name"))
        message = self.env._("Asked: %(people)s.", people=asked)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if reasons else "success",
                "message": "\n".join([message, *reasons]),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_scores(self):
        """Open what the numbers of 12 months were made from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_score_report_action"
        )
        action["domain"] = [
            ("account_id", "=", self.id),
            "|",
            ("answered_at", ">=", self._get_scores_start()),
            ("date", ">=", self._get_scores_start()),
        ]
        # The list first: the reader comes from a number and wants its rows.
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        action["context"] = {}
        return action
