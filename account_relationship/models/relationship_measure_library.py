from odoo import api, models


class RelationshipMeasureLibrary(models.AbstractModel):
    """The measures an objective, a score or a report may ask for by name."""

    _name = "relationship.measure.library"
    _description = "Library of customer account measures"

    @api.model
    def _get_measures(self):
        """Return ``{key: what the measure is called and how it is computed}``."""
        return {}
