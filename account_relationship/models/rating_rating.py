from odoo import models


class RatingRating(models.Model):
    _inherit = "rating.rating"

    # Ratings of one customer are found without reading all ratings there are.
    _relationship_partner_idx = models.Index("(partner_id)")
