from odoo import api, models
from odoo.tools import SQL


class RelationshipAlert(models.Model):
    """Deadlines of notice that other addons keep, beside those of agreements."""

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        """Who has no agreement may have what another addon keeps."""
        reasons = super()._get_reasons()
        if self.env["relationship.recurring"]._get_other_sources():
            deadline = reasons["notice_deadline"]._replace(sources=())
            reasons["notice_deadline"] = deadline
        return reasons

    @api.model
    def _find_notice_deadline(self, scope, today):
        agreed = super()._find_notice_deadline(scope, today)
        recurring = self.env["relationship.recurring"]
        if not recurring._get_other_sources():
            return agreed
        recurring._flush()
        return SQL(
            """
            SELECT DISTINCT ON (account_id) account_id, value, at_stake, evidence
              FROM ((%s) UNION ALL (%s)) AS deadline
             ORDER BY account_id, value, at_stake DESC, evidence ->> 'name'
            """,
            agreed,
            self._find_deadline_of_others(scope, today),
        )

    @api.model
    def _find_deadline_of_others(self, scope, today):
        """Of each record and deadline; either side may give notice until then.

        A line that was paused has several spans of days: it counts once.
        """
        recurring = self.env["relationship.recurring"]
        amount = SQL("ROUND(SUM(line.annual * line.rate)::numeric, 2)")
        return SQL(
            """
            SELECT account.id AS account_id,
                   (line.notice_deadline - %(today)s)::float AS value,
                   %(amount)s::float AS at_stake,
                   jsonb_build_object(
                       'name', line.name, 'by', line.notice_deadline,
                       'amount', %(amount)s, 'renewal', MIN(line.renewal),
                       'side', 'both') AS evidence
              FROM (SELECT DISTINCT ON (id) * FROM (%(lines)s) AS span
                     WHERE notice_deadline >= %(today)s AND date_start <= %(today)s
                     ORDER BY id, date_start DESC) AS line
              JOIN relationship_account AS account ON account.id = line.account_id
             WHERE %(scope)s
             GROUP BY account.id, line.kind, line.record_id, line.name,
                      line.notice_deadline
            """,
            today=SQL("%s::date", today),
            amount=amount,
            lines=recurring._get_others(),
            scope=scope,
        )
