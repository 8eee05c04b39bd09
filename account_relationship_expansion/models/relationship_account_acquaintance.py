from odoo import api, fields, models
from odoo.tools import SQL

from .relationship_alert_people import PEOPLE_REASONS

#: So many people who are not on the list are proposed for it.
MOST_PROPOSED = 8


class RelationshipAccount(models.Model):
    """Who knows whom at the customer."""

    _inherit = "relationship.account"

    unlisted_ids = fields.Many2many(
        comodel_name="relationship.acquaintance",
        string="In touch, not on the list yet",
        compute="_compute_unlisted_ids",
        groups="account_relationship.group_user",
        help="People who were in touch and are not on the list, the latest first.",
    )

    @api.depends("stakeholder_ids")
    def _compute_unlisted_ids(self):
        """The latest contact of each person; who was taken off stays off."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT latest.account_id, latest.id
                  FROM (
                    SELECT known.account_id, known.id,
                           ROW_NUMBER() OVER (PARTITION BY known.account_id
                               ORDER BY known.last_touch_at DESC, known.id) AS place
                      FROM (
                        SELECT DISTINCT ON (account_id, partner_id) *
                          FROM relationship_acquaintance
                         WHERE account_id = ANY(%(accounts)s)
                         ORDER BY account_id, partner_id, last_touch_at DESC, id
                      ) AS known
                     WHERE NOT EXISTS (
                           SELECT FROM relationship_stakeholder AS person
                            WHERE person.account_id = known.account_id
                              AND person.partner_id = known.partner_id)
                  ) AS latest
                 WHERE latest.place <= %(most)s
                 ORDER BY latest.account_id, latest.place
                """,
                accounts=self.ids,
                most=MOST_PROPOSED,
            )
        )
        for account in self:
            account.unlisted_ids = [
                id_ for account_id, id_ in rows if account_id == account._origin.id
            ]

    def action_view_acquaintances(self):
        """Open who of us knows whom at the customer."""
        action = self._open_people("relationship_acquaintance_action")
        modes = ("list", "pivot", "graph", "kanban")
        return {
            **action,
            "views": [(False, mode) for mode in modes],
            "view_mode": ",".join(modes),
            "context": {"relationship_of_account": True},
        }

    def action_view_matrix(self):
        """Open what we think of the people's influence and support."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "account_relationship_expansion.relationship_stakeholder_matrix_action"
        )
        name = self.env._("%(customer)s: Influence and Support", customer=self.name)
        # The account stays known when the page is loaded again.
        return {
            **action,
            "name": name,
            "display_name": name,
            "context": {"active_id": self.id, "active_model": self._name},
        }

    def _look_again_at_people(self):
        """See at once whether a reason about the people is over."""
        # sudo: whoever changes the list ends what it was the reason of
        alerts = self.env["relationship.alert"].sudo()
        alerts = alerts.search(
            [
                ("account_id", "in", self.ids),
                ("reason", "in", PEOPLE_REASONS),
                ("state", "in", ("open", "snoozed")),
            ]
        )
        if alerts:
            alerts._refresh(alerts.account_id, PEOPLE_REASONS)
