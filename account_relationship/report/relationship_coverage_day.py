from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: What is open longer was left lying.
OLD_DAYS = 14


class RelationshipCoverage(models.Model):
    """The days of those a head leads: who needs help, beside who has how much."""

    _inherit = "relationship.coverage"

    alert_count = fields.Integer(string="Open alerts", readonly=True)
    old_count = fields.Integer(
        string="Older than 14 days",
        readonly=True,
        help="Alerts that are open, not put off, for more than 14 days.",
    )
    at_stake = fields.Monetary(
        readonly=True,
        help="Money at stake in open alerts; of several about one customer the "
        "dearest.",
    )
    in_time_share = fields.Float(
        string="Contacts in time",
        readonly=True,
        aggregator="avg",
        help="Accounts that were contacted in time, of those that have a cadence and "
        "are not paused. Empty where there are none.",
    )
    has_cadence = fields.Boolean(readonly=True)
    _depends = {
        "relationship.account": ["is_contact_late"],
        "relationship.alert": ["account_id", "state", "since", "at_stake"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT coverage.*,
                   COALESCE(alert.number, 0) AS alert_count,
                   COALESCE(alert.old, 0) AS old_count,
                   COALESCE(alert.at_stake, 0) AS at_stake,
                   cadence.number > 0 AS has_cadence,
                   cadence.in_time::float / NULLIF(cadence.number, 0) AS in_time_share
              FROM (%(coverage)s) AS coverage
              LEFT JOIN (%(alerts)s) AS alert
                ON alert.company_id = coverage.company_id
               AND alert.manager_id = coverage.manager_id
              LEFT JOIN (%(cadence)s) AS cadence
                ON cadence.company_id = coverage.company_id
               AND cadence.manager_id = coverage.manager_id
            """,
            coverage=super()._table_query,
            alerts=self._get_alert_query(),
            cadence=self._get_cadence_query(),
        )

    def _get_alert_query(self):
        """Open alerts of each manager; a customer's money counts once."""
        return SQL(
            """
            SELECT company_id, manager_id, SUM(number)::int AS number,
                   SUM(old)::int AS old, SUM(at_stake) AS at_stake
              FROM (
                SELECT company_id, manager_id, account_id, COUNT(*) AS number,
                       COUNT(*) FILTER (WHERE since < %s) AS old,
                       MAX(at_stake) AS at_stake
                  FROM relationship_alert
                 WHERE state = 'open'
                 GROUP BY company_id, manager_id, account_id
              ) AS customer
             GROUP BY company_id, manager_id
            """,
            fields.Date.subtract(
                self.env.company._get_relationship_today(), days=OLD_DAYS
            ),
        )

    def _get_cadence_query(self):
        return SQL(
            """
            SELECT company_id, manager_id, COUNT(*) AS number,
                   COUNT(*) FILTER (WHERE is_contact_late IS NOT TRUE) AS in_time
              FROM relationship_account
             WHERE active AND cadence_state NOT IN ('none', 'paused')
             GROUP BY company_id, manager_id
            """
        )

    @api.model
    def _make_headline(self, domain):
        if self.env.context.get("relationship_report") != "day":
            return super()._make_headline(domain)
        managers, alerts, old, stake = self._sum_up(
            domain,
            *("__count", "alert_count:sum", "old_count:sum", "at_stake:sum_currency"),
        )
        if not managers:
            return ""
        if not alerts:
            return self.env._("No alert is open: nothing was left lying.")
        return self.env._(
            "%(old)s of %(alerts)s open alerts are older than 14 days; %(amount)s a "
            "year at stake",
            old=self._format_few(old),
            alerts=self._format_few(alerts),
            amount=self._format_sum(stake),
        )

    def action_open_day(self):
        """Open the manager's day."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "account_relationship.relationship_day_action"
        )
        return {
            **action,
            "name": self.manager_id.name,
            "display_name": self.manager_id.name,
            "params": {"user_id": self.manager_id.id},
        }

    def action_hand_over(self):
        """Open the handover of all customers of the manager."""
        self.ensure_one()
        self.check_access("read")
        accounts = self.env["relationship.account"].browse(
            self._find_counted(self._get_conditions()["account_count"])
        )
        return accounts.action_hand_over()

    def action_remind(self):
        """Remind the manager of what is old, in a message of one's own."""
        self.ensure_one()
        self.check_access("read")
        manager = self.manager_id
        if not self.is_active or not self.old_count:
            raise UserError(self.env._("There is nothing to remind of."))
        # sudo: whoever leads somebody may write to them
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=manager.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            email_from=self.env.user.email_formatted,
            subject=self.with_context(lang=manager.lang).env._(
                "%(count)s customers need you", count=self.alert_count
            ),
            body=self.with_context(lang=manager.lang).env._(
                "Older than 14 days: %(old)s. You find them in My Day.",
                old=self.old_count,
            ),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(user)s was reminded", user=manager.name),
            },
        }
