from odoo import fields

from ..communication.common import CommunicationCommon


class AlertCommon(CommunicationCommon):
    """Alerts of the customers in ``common``, as a night would make them."""

    @classmethod
    def _add_alert(cls, account, reason="at_risk", **values):
        """An alert of today; what is known of it is said with ``values``."""
        alerts = cls.env["relationship.alert"].sudo()
        return alerts.create(
            {
                "account_id": account.id,
                "reason": reason,
                "lane": alerts._get_reasons()[reason].lane,
                "since": fields.Date.today(),
                "evidence": {},
                **values,
            }
        )

    @classmethod
    def _get_setting(cls, reason, company=None):
        settings = cls.env["relationship.alert.setting"]
        return settings._get(company or cls.env.company)[reason]
