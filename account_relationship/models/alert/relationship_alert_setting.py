from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...choices import TEN_YEARS, check_numbers
from ...turns import take_turns

#: Of money and points.
MOST = 10**12


class RelationshipAlertSetting(models.Model):
    """How a company has a reason for alerts: its thresholds, and who mutes it."""

    _name = "relationship.alert.setting"
    _description = "Reason for alerts"
    _inherit = ["relationship.guard"]
    _proof_fields = frozenset(
        {"company_id", "reason", "muted_user_ids", "refreshed_on", "failure"}
    )
    _rec_name = "reason"
    _order = "company_id, id"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    reason = fields.Selection(
        selection=lambda self: self.env["relationship.alert"]._select_reasons(),
        required=True,
        readonly=True,
    )
    lane = fields.Selection(
        selection=lambda self: self.env["relationship.alert"]._select_lanes(),
        compute="_compute_reason_facts",
    )
    unit = fields.Selection(
        selection=[
            ("days", "Days"),
            ("hours", "Working hours"),
            ("money", "Money"),
            ("points", "Points"),
        ],
        compute="_compute_reason_facts",
    )
    enter = fields.Float(
        string="Opens at", help="The value from which on an alert opens."
    )
    leave = fields.Float(
        string="Closes beyond",
        help="An open alert stays until the value leaves this one. So that it does "
        "not open and close every day, it lies on the harmless side of the other.",
    )
    is_muted = fields.Boolean(
        string="Switched off", help="Nobody in the company is told."
    )
    muted_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="relationship_alert_setting_muted_rel",
        string="Not for",
    )
    is_muted_by_me = fields.Boolean(
        string="Not for me",
        compute="_compute_is_muted_by_me",
        inverse="_inverse_is_muted_by_me",
    )
    refreshed_on = fields.Date(readonly=True)
    failure = fields.Char(
        readonly=True, help="Why the alerts are those of an earlier day."
    )

    _one_of_reason = models.UniqueIndex("(company_id, reason)")

    @api.depends("reason")
    def _compute_reason_facts(self):
        reasons = self.env["relationship.alert"]._get_reasons()
        for setting in self:
            reason = reasons.get(setting.reason)
            setting.lane = reason.lane if reason else False
            setting.unit = reason.unit if reason else False

    @api.depends("muted_user_ids")
    @api.depends_context("uid")
    def _compute_is_muted_by_me(self):
        for setting in self:
            setting.is_muted_by_me = self.env.user in setting.muted_user_ids

    def _inverse_is_muted_by_me(self):
        for setting in self:
            # sudo: who may write it mutes for oneself, and for nobody else
            own = setting.sudo()
            if setting.is_muted_by_me:
                own.muted_user_ids |= self.env.user
            else:
                own.muted_user_ids -= self.env.user

    @api.constrains("enter", "leave")
    def _check_thresholds(self):
        reasons = self.env["relationship.alert"]._get_reasons()
        for setting in self.filtered(lambda setting: setting.reason in reasons):
            reason = reasons[setting.reason]
            most = TEN_YEARS if reason.unit == "days" else MOST
            check_numbers(setting, "enter", "leave", most=most)
            if min(setting.enter, setting.leave) < 0:
                raise ValidationError(self.env._("A threshold is not below 0."))
            worse, better = setting.enter, setting.leave
            if reason.is_falling:
                worse, better = better, worse
            if better > worse:
                raise ValidationError(
                    self.env._(
                        "%(reason)s would close before it opens: "
                        "it opens at %(enter)s and closes beyond %(leave)s.",
                        reason=self.env._(reason.label),
                        enter=setting.enter,
                        leave=setting.leave,
                    )
                )

    @api.model
    def _get(self, companies):
        """Return ``{reason: setting}`` of a company, or of several one after another.

        What is missing is made with what the reason suggests; what no addon knows any
        more is deleted, with its open alerts.
        """
        alerts = self.env["relationship.alert"]
        reasons = alerts._get_reasons()
        # sudo: anybody's page may be the first to ask
        settings = self.sudo().search([("company_id", "in", companies.ids)])
        unknown = settings.filtered(lambda setting: setting.reason not in reasons)
        if unknown:
            unknown._forget()
            settings -= unknown
        known = {(setting.company_id, setting.reason) for setting in settings}
        missing = [
            {
                "company_id": company.id,
                "reason": key,
                "enter": reason.enter,
                "leave": reason.leave,
            }
            for company in companies
            for key, reason in reasons.items()
            if (company, key) not in known
        ]
        if missing:
            take_turns(companies)
            # The same rights: what is missing is made as it was looked for.
            settings |= settings.create(missing)
        return settings.grouped("reason")

    def _forget(self):
        """The addon that knew the reasons is gone."""
        # sudo: nobody has the right to delete them
        alerts = self.env["relationship.alert"].sudo()
        alerts.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("reason", "in", self.mapped("reason")),
                ("state", "!=", "closed"),
            ]
        ).unlink()
        self.unlink()
