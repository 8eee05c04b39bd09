from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RelationshipTimelinePlans(models.AbstractModel):
    """The lines of a timeline that are plans agreed and actions done."""

    _name = "relationship.timeline.plans"
    _description = "Plans on the customer timeline"

    @api.model
    def _select_plans(self):
        """Plans, on the day the customer agreed."""
        return [
            self._select_documents(
                "plan",
                "relationship.plan",
                Domain("agreed_on", "!=", False),
                account="account_id",
                date=SQL(
                    "%s::timestamp", SQL.identifier("relationship_plan", "agreed_on")
                ),
                detail=SQL("'agreed'"),
                title="name",
                partner="agreed_by_id",
                user="user_id",
                # Plans and actions are numbered apart.
                key=SQL("%s * 2", SQL.identifier("relationship_plan", "id")),
            )
        ]

    @api.model
    def _select_actions(self):
        """Actions, on the day they were done."""
        return [
            self._select_documents(
                "plan",
                "relationship.action",
                Domain("state", "=", "done") & Domain("date_done", "!=", False),
                account="account_id",
                date=SQL(
                    "%s::timestamp", SQL.identifier("relationship_action", "date_done")
                ),
                detail="side",
                title="name",
                partner="contact_id",
                user="user_id",
                key=SQL("%s * 2 + 1", SQL.identifier("relationship_action", "id")),
            )
        ]
