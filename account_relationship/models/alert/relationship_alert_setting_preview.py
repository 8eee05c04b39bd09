import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...lines import format_money

_logger = logging.getLogger(__name__)

#: So many days back it is told what thresholds would have done.
PREVIEW_DAYS = 90


class RelationshipAlertSetting(models.Model):
    """What thresholds would have done, told before they are saved."""

    _inherit = "relationship.alert.setting"

    label = fields.Char(string="What it is about", compute="_compute_preview_facts")
    is_falling = fields.Boolean(
        compute="_compute_preview_facts", help="Less is worse: days that are left."
    )
    open_count = fields.Integer(string="Open now", compute="_compute_open_count")
    preview = fields.Text(
        string="What they would have done",
        compute="_compute_preview",
        export_string_translation=False,
    )

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_preview_facts(self):
        reasons = self.env["relationship.alert"]._get_reasons()
        for setting in self:
            reason = reasons.get(setting.reason)
            setting.label = reason and self.env._(reason.label)
            setting.is_falling = bool(reason and reason.is_falling)

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for setting in self:
            setting.display_name = setting.label or setting.reason

    @api.depends("reason", "company_id")
    @api.depends_context("uid")
    def _compute_open_count(self):
        """Those the reader sees."""
        groups = self.env["relationship.alert"]._read_group(
            [
                *(("state", "=", "open"), ("reason", "in", self.mapped("reason"))),
                ("company_id", "in", self.company_id.ids),
            ],
            ["company_id", "reason"],
            ["__count"],
        )
        numbers = {(company, reason): number for company, reason, number in groups}
        for setting in self:
            key = (setting.company_id, setting.reason)
            setting.open_count = numbers.get(key, 0)

    @api.depends("enter", "leave", "is_muted")
    @api.depends_context("lang", "uid")
    def _compute_preview(self):
        """For who may change them; of all accounts of the company.

        Of which company and reason says what is saved, which the rights are about: a
        page may send others.
        """
        reasons = self.env["relationship.alert"]._get_reasons()
        for setting in self:
            saved = setting._origin
            known = saved and saved.has_access("write") and saved.reason in reasons
            setting.preview = known and setting._describe_preview(reasons[saved.reason])

    def _describe_preview(self, reason):
        lines = [self._describe_past(reason), self._describe_now(reason)]
        if self.is_muted:
            lines.insert(0, self.env._("Switched off: nobody is told, and none opens."))
        return "\n".join(line for line in lines if line)

    def _describe_past(self, reason):
        """Alerts there were and their worst values; what was below is not known."""
        former = self._origin.enter
        number, would_be = self._count_past(reason)
        words = self.env._(
            "Alerts that opened in the last %(days)s days, at %(former)s: %(number)s. "
            "At %(enter)s, of these would have: %(would_be)s.",
            days=PREVIEW_DAYS,
            number=number,
            former=self._format_value(former),
            enter=self._format_value(self.enter),
            would_be=would_be,
        )
        is_lower = self.enter > former if reason.is_falling else self.enter < former
        if is_lower:
            words += " " + self.env._(
                "Those that never reached %(former)s were not kept: there would have "
                "been more, how many is not known.",
                former=self._format_value(former),
            )
        return words

    def _count_past(self, reason):
        """Return how many opened, and how many of them would have."""
        beyond = SQL("<=") if reason.is_falling else SQL(">=")
        # sudo: how many there were, of all the company's accounts
        self.env["relationship.alert"].sudo().flush_model()
        [counts] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*),
                       COUNT(*) FILTER (WHERE COALESCE(worst_value, value)
                                              %(beyond)s %(enter)s)
                  FROM relationship_alert
                 WHERE reason = %(reason)s
                   AND company_id = %(company)s
                   AND since > %(oldest)s
                """,
                beyond=beyond,
                enter=self.enter,
                reason=self._origin.reason,
                company=self._origin.company_id.id,
                oldest=self._get_oldest_day(),
            )
        )
        return counts

    def _get_oldest_day(self):
        today = self._origin.company_id._get_relationship_today()
        return today - timedelta(days=PREVIEW_DAYS)

    def _describe_now(self, reason):
        """The accounts as they are now; the ones of before cannot be measured anew."""
        number = self._count_now(reason)
        if number is None:
            return self.env._("How many there would be now could not be measured.")
        return self.env._(
            "As the accounts are now, at %(enter)s or beyond: %(number)s. Alerts that "
            "are open or put off: %(open)s.",
            number=number,
            enter=self._format_value(self.enter),
            open=self._count_going_on(),
        )

    def _count_now(self, reason):
        scope = SQL(
            "account.active AND account.company_id = %s", self._origin.company_id.id
        )
        beyond = SQL("<=") if reason.is_falling else SQL(">=")
        today = self._origin.company_id._get_relationship_today()
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                [(number,)] = self.env.execute_query(
                    SQL(
                        "SELECT COUNT(*) FROM (%s) AS found WHERE found.value %s %s",
                        *(reason.query(scope, today), beyond, self.enter),
                    )
                )
        except Exception:
            _logger.exception(
                "Thresholds of %s could not be tried", self._origin.reason
            )
            return None
        return number

    def _count_going_on(self):
        # sudo: as in _count_past
        alerts = self.env["relationship.alert"].sudo()
        return alerts.search_count(
            [
                *(("reason", "=", self._origin.reason), ("state", "!=", "closed")),
                ("company_id", "=", self._origin.company_id.id),
            ]
        )

    def _format_value(self, value):
        """A value with its unit."""
        unit = self._origin.unit
        if unit == "money":
            return format_money(self.env, value, self._origin.company_id.currency_id)
        units = dict(self._fields["unit"]._description_selection(self.env))
        return f"{value:g} {units.get(unit, '').lower()}".strip()

    # ------------------------------------------------------------
    # Not for me
    # ------------------------------------------------------------

    def action_mute_for_me(self):
        """Say nothing of the reasons to me any more."""
        self.check_access("read")
        # sudo: everybody mutes for oneself
        self.sudo().muted_user_ids |= self.env.user

    def action_unmute_for_me(self):
        """Tell me of the reasons again."""
        self.check_access("read")
        # sudo: as above
        self.sudo().muted_user_ids -= self.env.user

    @api.model
    def action_view_settings(self):
        """Open the reasons of the companies worked in, those just added as well."""
        self.check_access("read")
        self._get(self.env.companies)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_alert_setting_action"
        )
