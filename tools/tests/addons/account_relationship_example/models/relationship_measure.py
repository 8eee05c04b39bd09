from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.measures import UP, Measure


class RelationshipAccount(models.Model):
    """Where the measure is kept."""

    _inherit = "relationship.account"

    parcels_12m = fields.Integer(string="Parcels, 12 months", readonly=True)


class RelationshipMeasure(models.AbstractModel):
    """A place: a number of each account, kept at night, to be set as an objective."""

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        return super()._get_measures() | {
            "parcels_12m": Measure(
                self.env._("Parcels, 12 months"),
                *("count", UP, self._measure_parcels),
                empty=0,
                stored_as="parcels_12m",
            )
        }

    @api.model
    def _get_measured_models(self):
        return [*super()._get_measured_models(), "example.parcel"]

    @api.model
    def _measure_parcels(self, scope, today, category):
        return SQL(
            """
            SELECT account.id AS account_id, COUNT(*) AS value
              FROM relationship_account AS account
              JOIN example_parcel AS parcel ON parcel.account_id = account.id
             WHERE parcel.state = 'arrived'
               AND parcel.date > %(today)s::date - INTERVAL '1 year'
               AND parcel.date <= %(today)s
               AND %(scope)s
             GROUP BY account.id
            """,
            today=today,
            scope=scope,
        )
