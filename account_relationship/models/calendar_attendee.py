from odoo import models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # Meetings of one customer are found without reading all attendees there are.
    _relationship_partner_idx = models.Index("(partner_id)")
