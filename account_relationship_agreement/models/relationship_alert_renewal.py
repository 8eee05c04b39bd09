from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.alerts import BURNS, Reason

_lt = LazyTranslate(__name__)
#: Agreements an alert names, before it counts the rest.
NAMED = 3


class RelationshipAlert(models.Model):
    """Renewals nobody prepares."""

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        return {
            **super()._get_reasons(),
            "renewal_without_plan": Reason(
                *(_lt("Renewal without a plan"), BURNS, "fa-calendar-o"),
                *(self._find_unplanned, self._format_unplanned, "days", 60, 60),
                is_falling=True,
                action="action_view_agreements",
                action_label=_lt("See agreements"),
                sources=("relationship.agreement",),
            ),
        }

    @api.model
    def _find_unplanned(self, scope, today):
        """Days until the next day by which one has to be settled that nobody prepares.

        Of those that renew themselves it is the next end of a notice, theirs or ours.
        """
        reason = "renewal_without_plan"
        # sudo: how far ahead is no secret
        self.env["relationship.alert.setting"].sudo().flush_model(["leave"])
        return SQL(
            """
            SELECT account_id, MIN(day - %(today)s)::float AS value,
                   SUM(arr) AS at_stake,
                   jsonb_build_object(
                       'names', (array_agg(name ORDER BY day, id))[:%(named)s],
                       'count', COUNT(*), 'by', MIN(day), 'amount', SUM(arr),
                       'side', (array_agg(side ORDER BY day, id))[1]) AS evidence
              FROM (SELECT DISTINCT ON (agreement.id)
                           agreement.id, agreement.name, agreement.account_id,
                           COALESCE(agreement.arr, 0) AS arr, deadline.day,
                           CASE WHEN agreement.renewal != 'tacit' THEN 'end'
                                WHEN agreement.notice_deadline
                                     = agreement.own_notice_deadline THEN 'both'
                                ELSE deadline.side END AS side
                      FROM relationship_agreement AS agreement
                      JOIN relationship_account AS account
                        ON account.id = agreement.account_id
                      LEFT JOIN relationship_alert_setting AS setting
                        ON setting.company_id = account.company_id
                       AND setting.reason = %(reason)s
                     CROSS JOIN LATERAL (
                           VALUES ('theirs', CASE agreement.renewal WHEN 'tacit'
                                             THEN agreement.notice_deadline
                                             ELSE agreement.fixed_until END),
                                  ('ours', CASE agreement.renewal WHEN 'tacit'
                                           THEN agreement.own_notice_deadline END)
                           ) AS deadline(side, day)
                     WHERE agreement.state = 'running'
                       AND agreement.renewal IN ('tacit', 'agreed')
                       AND deadline.day >= %(today)s
                       AND deadline.day <= %(today)s
                           + COALESCE(setting.leave, %(leave)s)::int
                       AND %(unplanned)s
                       AND %(scope)s
                     ORDER BY agreement.id, deadline.day) AS found
             GROUP BY account_id
            """,
            today=SQL("%s::date", today),
            reason=reason,
            # Later ones would be counted along with the first of the account.
            leave=self._get_reasons()[reason].leave,
            named=NAMED,
            unplanned=self.env["relationship.agreement"]._get_unplanned_condition(),
            scope=scope,
        )

    @api.model
    def _format_names(self, evidence):
        """The agreements an alert is about, the rest of them counted."""
        names = ", ".join(map(str, evidence.get("names") or []))
        rest = (evidence.get("count") or 0) - len(evidence.get("names") or [])
        if rest <= 0:
            return names
        return self.env._("%(names)s and %(count)s more", names=names, count=rest)

    @api.model
    def _format_unplanned(self, account, evidence):
        values = {
            "names": self._format_names(evidence),
            "when": self._format_when(account, evidence.get("by")),
        }
        side = evidence.get("side")
        if side == "end":
            return self.env._(
                "nobody prepares the renewal of %(names)s, which ends %(when)s",
                **values,
            )
        if side == "ours":
            return self.env._(
                "nobody prepares the renewal of %(names)s, our notice ends %(when)s",
                **values,
            )
        if side == "theirs":
            return self.env._(
                "nobody prepares the renewal of %(names)s, their notice ends %(when)s",
                **values,
            )
        return self.env._(
            "nobody prepares the renewal of %(names)s, notice ends %(when)s",
            **values,
        )
