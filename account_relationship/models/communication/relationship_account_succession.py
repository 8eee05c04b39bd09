from odoo import api, fields, models
from odoo.fields import Domain

from ..account.relationship_account_succession import HandoverKind


class RelationshipAccount(models.Model):
    """What was promised to a customer, and who meets it, goes along."""

    _inherit = "relationship.account"

    @api.model
    def _get_handover_kinds(self):
        return super()._get_handover_kinds() | {
            "promises": HandoverKind(
                *(50, "_get_promises_of", "move_promises", "promise_count")
            ),
            "visits": HandoverKind(60, "_get_visits", "move_visits", "visit_count"),
        }

    @api.model
    def _get_open_domains(self):
        return super()._get_open_domains() | {
            "relationship.promise": Domain("state", "=", "open"),
            "relationship.interaction": Domain("state", "=", "planned"),
        }

    def _on_persons_gone(self):
        result = super()._on_persons_gone()
        self._refresh_touches()
        return result

    def _get_promises_of(self, user):
        return [self._get_open_of("relationship.promise", user)]

    def _get_visits(self, user):
        """Contacts that are planned with the user, and meetings to come.

        Meetings of the customers' contacts count without an agenda, too.
        """
        # sudo: as in _get_selling
        env = self.sudo().with_context(active_test=False).env
        # Where somebody stands in it is still the absent manager's.
        passed = Domain("relationship_absence_id.user_id", "=", user.id)
        planned = Domain("account_id", "in", self.ids)
        planned &= self._get_open_domains()["relationship.interaction"]
        visits = env["relationship.interaction"].search(
            planned & (Domain("user_ids", "in", user.ids) | passed)
        )
        agendas = env["relationship.interaction"]._search(
            planned & Domain("event_id", "!=", False)
        )
        theirs = Domain("id", "in", agendas.subselect("event_id")) | Domain(
            "partner_ids", "in", self._get_contacts()
        )
        attending = Domain("partner_ids", "in", user.partner_id.ids)
        meetings = env["calendar.event"].search(
            (attending | Domain("user_id", "=", user.id) | passed)
            & Domain("start", ">", fields.Datetime.now())
            & Domain("active", "=", True)
            & theirs
        )
        return [visits, meetings]

    @api.model
    def _get_counted(self, records):
        """A meeting that has an agenda is counted with it."""
        if records._name == "calendar.event":
            records -= records._get_interactions().event_id
        return super()._get_counted(records)

    @api.model
    def _give(self, records, user, successor):
        if isinstance(records, self.env.registry["relationship.visit"]):
            records.with_context(
                mail_activity_quick_update=True, mail_auto_subscribe_no_notify=True
            )._replace_participant(user, successor)
            return None
        return super()._give(records, user, successor)
