from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.alerts import BURNS, Reason

_lt = LazyTranslate(__name__)

#: What depends on agreements, and on what is invoiced of them.
AGREEMENT_REASONS = (
    *("notice_deadline", "renewal_without_plan", "agreement_not_invoiced"),
    *("invoiced_less", "invoiced_more", "ended_still_invoiced"),
)


class RelationshipAlert(models.Model):
    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        return {
            **super()._get_reasons(),
            "notice_deadline": Reason(
                *(_lt("Notice can be given until soon"), BURNS, "fa-calendar-times-o"),
                *(self._find_notice_deadline, self._format_notice_deadline, "days"),
                *(30, 30),
                is_falling=True,
                action="action_view_agreements",
                action_label=_lt("See agreements"),
                sources=("relationship.agreement",),
            ),
        }

    @api.model
    def _find_notice_deadline(self, scope, today):
        """Days until the next deadline of notice, and whose it is: theirs or ours.

        Where nobody prepares the renewal, the alert that says so tells of the day.
        """
        return SQL(
            """
            SELECT account_id, (day - %(today)s)::float AS value, arr AS at_stake,
                   jsonb_build_object('name', name, 'by', day, 'amount', arr,
                                      'agreement', id, 'renewal', renewal,
                                      'side', side) AS evidence
              FROM (SELECT DISTINCT ON (account.id) account.id AS account_id,
                           agreement.id, agreement.name, agreement.renewal,
                           COALESCE(agreement.arr, 0) AS arr, deadline.day,
                           CASE WHEN agreement.notice_deadline
                                     = agreement.own_notice_deadline THEN 'both'
                                ELSE deadline.side END AS side
                      FROM relationship_agreement AS agreement
                      JOIN relationship_account AS account
                        ON account.id = agreement.account_id
                     CROSS JOIN LATERAL (
                           VALUES ('theirs', agreement.notice_deadline),
                                  ('ours', agreement.own_notice_deadline)
                           ) AS deadline(side, day)
                     WHERE agreement.state IN ('running', 'renewed')
                       AND deadline.day >= %(today)s
                       AND agreement.id NOT IN (
                           SELECT id FROM (%(unplanned)s) AS one WHERE is_told)
                       AND %(scope)s
                     ORDER BY account.id, deadline.day, agreement.arr DESC,
                              agreement.id) AS next
            """,
            today=SQL("%s::date", today),
            unplanned=self._get_unplanned(scope, today),
            scope=scope,
        )

    @api.model
    def _format_notice_deadline(self, account, evidence):
        values = {
            "name": evidence.get("name") or "",
            "when": self._format_when(account, evidence.get("by")),
        }
        if evidence.get("renewal") != "tacit":
            return self.env._(
                "%(name)s has to be renewed or given up %(when)s",
                **values,
            )
        side = evidence.get("side")
        if side == "ours":
            return self.env._(
                "our notice for %(name)s ends %(when)s, then it renews by itself",
                **values,
            )
        if side == "theirs":
            return self.env._(
                "their notice for %(name)s ends %(when)s, then it renews by itself",
                **values,
            )
        return self.env._(
            "notice for %(name)s ends %(when)s, then it renews by itself",
            **values,
        )
