from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.alerts import TURN, Reason

_lt = LazyTranslate(__name__)


class RelationshipAlert(models.Model):
    """A place: a reason to act on a customer, which opens and closes by itself."""

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        return super()._get_reasons() | {
            "parcel": Reason(
                *(_lt("Parcel under way for long"), TURN, "fa-cube"),
                *(self._find_parcels, self._format_parcels, "days", 14, 7),
                action="action_view_parcels",
                action_label=_lt("See parcels"),
            )
        }

    @api.model
    def _find_parcels(self, scope, today):
        return SQL(
            """
            SELECT account.id AS account_id,
                   (%(today)s - MIN(parcel.date))::float AS value,
                   MAX(COALESCE(account.revenue_12m, 0)) AS at_stake,
                   jsonb_build_object('number', COUNT(*)) AS evidence
              FROM relationship_account AS account
              JOIN example_parcel AS parcel ON parcel.account_id = account.id
             WHERE parcel.state = 'sent'
               AND %(scope)s
             GROUP BY account.id
            """,
            today=SQL("%s::date", today),
            scope=scope,
        )

    @api.model
    def _format_parcels(self, account, evidence):
        return self.env._(
            "%(number)s parcels under way for long", number=evidence.get("number")
        )
