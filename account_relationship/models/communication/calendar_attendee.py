from odoo import models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # Meetings of one customer are found without reading all attendees there are.
    _relationship_partner_idx = models.Index("(partner_id)")

    def write(self, vals):
        """Who says afterwards not to have been there was not in touch."""
        result = super().write(vals)
        if "state" in vals:
            # sudo: whoever answers the invitation; a touch is found, or gone
            self.sudo().event_id._get_past_accounts()._refresh_touches(is_contact=True)
        return result
