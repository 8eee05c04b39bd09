from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import formatLang

from odoo.addons.account_relationship.lines import Line, format_money

from ..health import NONE

USERS = "account_relationship.group_user"
BANDS = [
    ("good", "Good"),
    ("watch", "Watch"),
    ("risk", "At risk"),
    ("none", "Not enough data"),
]
FIGURE = {"readonly": True, "copy": False, "groups": USERS}
#: What a manager thinks counts for so long.
OPINION_DAYS = 60
#: A view, and what says whose it is.
OPINION = (
    *("health_opinion", "health_opinion_reason", "health_opinion_user_id"),
    *("health_opinion_on", "health_opinion_until"),
)
#: From so many points on it is a trend.
TREND = 5


class RelationshipAccount(models.Model):
    """How a customer does: a score with its reasons, and what the manager thinks."""

    _inherit = "relationship.account"

    health_score = fields.Integer(
        string="Health",
        aggregator="avg",
        help="0 to 100: the mean of the points of the measures with data, by their "
        "weights.",
        **FIGURE,
    )
    health_band = fields.Selection(
        selection=BANDS,
        string="Health in a word",
        index="btree_not_null",
        help="Good, watch or at risk, by the score and the customer's health profile. "
        "Not enough data: of the weights too few have data.",
        **FIGURE,
    )
    health_since = fields.Date(string="Health so since", **FIGURE)
    health_coverage = fields.Float(
        string="Data coverage (%)",
        aggregator="avg",
        digits=(5, 1),
        help="Of the weights of the measures, how many have data.",
        **FIGURE,
    )
    health_change = fields.Integer(
        string="Change of health",
        aggregator="avg",
        help="Points more or less than about a month before.",
        **FIGURE,
    )
    health_trend = fields.Selection(
        selection=[("up", "Better"), ("flat", "Alike"), ("down", "Worse")],
        string="Trend of health",
        compute="_compute_health_trend",
        groups=USERS,
    )
    health_profile_id = fields.Many2one(
        comodel_name="relationship.health.profile",
        string="Health profile",
        index="btree_not_null",
        ondelete="set null",
        **FIGURE,
    )
    health_parts = fields.Json(string="Health by measure", **FIGURE)
    health_reasons = fields.Json(
        string="Why health is so", compute="_compute_health_reasons", groups=USERS
    )
    health_history_ids = fields.One2many(
        comodel_name="relationship.health.history",
        inverse_name="account_id",
        string="Health so far",
        groups=USERS,
    )
    show_health_score = fields.Boolean(
        related="company_id.relationship_show_health_score"
    )

    # What the manager thinks, apart from the numbers
    health_opinion = fields.Selection(
        selection=BANDS[:3], string="Manager's view", tracking=True, **FIGURE
    )
    health_opinion_reason = fields.Char(
        string="Reason of the view", tracking=True, **FIGURE
    )
    health_opinion_user_id = fields.Many2one(
        comodel_name="res.users",
        string="View of",
        ondelete="set null",
        **FIGURE,
    )
    health_opinion_on = fields.Date(string="View from", **FIGURE)
    health_opinion_until = fields.Date(
        string="View until",
        help="A view counts for 60 days: then it has to be said again.",
        **FIGURE,
    )
    has_health_opinion = fields.Boolean(
        compute="_compute_has_health_opinion",
        search="_search_has_health_opinion",
        groups=USERS,
    )

    @api.depends("health_change", "health_band")
    def _compute_health_trend(self):
        for account in self:
            change = account.health_change
            if account.health_band in (False, NONE) or abs(change) < TREND:
                account.health_trend = "flat"
            else:
                account.health_trend = "up" if change > 0 else "down"

    @api.depends("health_opinion", "health_opinion_until")
    def _compute_has_health_opinion(self):
        for account in self:
            until = account.health_opinion_until
            # sudo: the day of the company, whoever looks
            today = account.sudo().company_id._get_relationship_today()
            account.has_health_opinion = bool(
                account.health_opinion and until and until >= today
            )

    @api.model
    def _search_has_health_opinion(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self.env["res.company"]._get_today_domain("health_opinion_until", ">=")

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.depends("health_parts", "health_profile_id")
    @api.depends_context("lang")
    def _compute_health_reasons(self):
        """What makes the score, what counts most first, as browsers show it.

        The effect is METRICS.md's contribution, ``w (s - 50) / sum w``, in points.
        """
        measures = self.env["relationship.measure"]._get_measures()
        for account in self:
            parts = account.health_parts or []
            whole = sum(weight for *__, points, weight in parts if points is not None)
            account.health_reasons = [
                {
                    "measure": key,
                    "label": measures[key].label,
                    "action": measures[key].action,
                    "value": account._format_measure(measures[key].unit, value),
                    "points": points,
                    "weight": weight,
                    "effect": weight * (points - 50) / whole
                    if points is not None and whole
                    else None,
                    "is_knock_out": weight is None,
                    "is_out": weight is None and (value or 0) > 0,
                }
                for key, value, points, weight in parts
                if key in measures
            ]

    def _format_measure(self, unit, value):
        """A value with its unit; ``no data`` is said where there is none."""
        if value is None:
            return self.env._("no data")
        if unit == "money":
            return format_money(self.env, value, self.currency_id)
        digits = 0 if float(value).is_integer() or unit == "percent" else 1
        number = formatLang(self.env, value, digits=digits)
        if unit == "percent":
            return f"{number}\N{NO-BREAK SPACE}%"
        if unit == "days":
            return self.env._("%(number)s days", number=number)
        return number

    def _get_brief_lines(self, reader):
        """Salespeople know how a customer does before they call: in a word."""
        lines = super()._get_brief_lines(reader)
        labels = dict(self._fields["health_band"]._description_selection(self.env))
        for account in self:
            if account.health_band and account.health_band != NONE:
                lines[account].append(
                    Line(
                        60 if account.health_band == "risk" else 20,
                        "fa-heartbeat",
                        self.env._(
                            "Health: %(word)s", word=labels[account.health_band].lower()
                        ),
                        name="health",
                    )
                )
        return lines

    # ------------------------------------------------------------
    # Keeping it
    # ------------------------------------------------------------

    def action_refresh_measures(self):
        result = super().action_refresh_measures()
        self.env["relationship.health"]._refresh(self)
        return result

    def _refresh_numbers(self, plan=True):
        """Whose customer is another one, or two that became one, does otherwise.

        A new account waits for the night.
        """
        result = super()._refresh_numbers(plan=plan)
        # sudo: which of them have been looked at
        known = self.sudo().filtered("health_band")
        if known:
            self.env["relationship.health"]._refresh(known)
        return result

    def _get_gap_fields(self):
        """What somebody thinks of the customer, with who and until when."""
        return [*super()._get_gap_fields(), OPINION]

    def _unlink_what_both_have(self, others):
        """How a customer did that is no more is not how this one did."""
        # sudo: nobody has the right to delete it
        others.sudo().health_history_ids.unlink()
        return super()._unlink_what_both_have(others)

    # ------------------------------------------------------------
    # What the manager thinks
    # ------------------------------------------------------------

    def action_say_health(self):
        """Ask how the reader thinks the customer does."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "res_model": "relationship.health.opinion",
            "name": self.env._("How does %(customer)s do?", customer=self.name),
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    def action_forget_health_opinion(self):
        """Take the view back."""
        self.check_access("write")
        self._say_health(False, False)

    def _say_health(self, band, reason):
        """Note what somebody thinks, who, when and until when.

        :param band: ``good``, ``watch`` or ``risk``; nothing to take it back
        :param str reason: why, for colleagues
        """
        for account in self:
            today = account.company_id._get_relationship_today()
            until = today + timedelta(days=OPINION_DAYS)
            account._on_own_path().write(
                {
                    "health_opinion": band,
                    "health_opinion_reason": reason,
                    "health_opinion_user_id": band and self.env.uid,
                    "health_opinion_on": band and today,
                    "health_opinion_until": band and until,
                }
            )
