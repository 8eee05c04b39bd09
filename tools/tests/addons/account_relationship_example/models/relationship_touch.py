from odoo import api, models
from odoo.tools import SQL


class RelationshipTouch(models.AbstractModel):
    """A place: evidence that the customer took part. Somebody received a parcel.

    The kind needs a label in ``last_touch_kind`` of the account.
    """

    _inherit = "relationship.touch"

    @api.model
    def _get_sources(self):
        return [*super()._get_sources(), self._find_parcels]

    @api.model
    def _find_parcels(self, scope, since):
        return SQL(
            """
            SELECT account.id AS account_id, parcel.date::timestamp AS touched_at,
                   'parcel' AS kind, parcel.partner_id, parcel.user_id
              FROM example_parcel AS parcel
              JOIN relationship_account AS account ON account.id = parcel.account_id
             WHERE parcel.state = 'arrived'
               AND %(recent)s
               AND %(scope)s
            """,
            recent=self._recent(SQL("parcel.write_date"), since),
            scope=scope,
        )
