from odoo import api, models
from odoo.tools import SQL

from ...people import is_outside_sql
from ..shared.states import EXCHANGED_MESSAGE


class RelationshipTouch(models.AbstractModel):
    """Who was in touch just now is no longer a reason, or has become one."""

    _inherit = "relationship.touch"

    @api.model
    def _refresh(self, accounts=None, today=None, is_contact=False):
        result = super()._refresh(accounts, today=today, is_contact=is_contact)
        # Of all accounts the night has a step of its own.
        if accounts:
            reasons = self._get_reasons_by_contact() if is_contact else None
            self.env["relationship.alert"]._refresh(accounts, reasons)
        return result

    @api.model
    def _get_reasons_by_contact(self):
        reasons = self.env["relationship.alert"]._get_reasons()
        return [name for name, reason in reasons.items() if reason.by_contact]

    @api.model
    def _refresh_recent(self, since):
        accounts = super()._refresh_recent(since)
        if concerned := accounts | self._find_answered(since):
            reasons = self._get_reasons_by_contact()
            self.env["relationship.alert"]._refresh(concerned, reasons)
        return accounts

    @api.model
    def _find_answered(self, since):
        """Accounts whose customers waited for an answer, on whose documents we wrote.

        Only these: what we write is no touch.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT alert.account_id
                  FROM mail_message AS message
                  JOIN mail_message AS said
                    ON said.model = message.model AND said.res_id = message.res_id
                   AND said.date <= message.date
                  JOIN res_partner AS partner
                    ON partner.id = said.author_id AND %(is_outside)s
                  JOIN relationship_account AS account
                    ON account.partner_id = partner.commercial_partner_id
                  JOIN relationship_alert AS alert
                    ON alert.account_id = account.id
                   AND alert.reason = 'unanswered'
                   AND alert.state IN ('open', 'snoozed')
                 WHERE message.message_type IN %(exchanged)s
                   AND message.is_internal IS NOT TRUE
                   AND %(recent)s
                """,
                is_outside=is_outside_sql("partner"),
                exchanged=EXCHANGED_MESSAGE,
                recent=self._recent_message(since),
            )
        )
        return self.env["relationship.account"].browse([id_ for (id_,) in rows])
