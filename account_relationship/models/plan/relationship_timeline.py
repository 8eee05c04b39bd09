from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...lines import Kind

_lt = LazyTranslate(__name__)

#: Plans agreed and plans done have one kind, and so have actions: numbered to have an
#: id each.
LINES = ("agreed", "done", "action")


class RelationshipTimeline(models.Model):
    """The lines of a timeline for what was agreed with the customer, and done."""

    _inherit = "relationship.timeline"

    _depends = {
        "relationship.plan": [
            *("account_id", "state", "name", "user_id", "agreed_on", "agreed_by_id"),
            *("done_on", "contact_id"),
        ],
        "relationship.action": [
            *("account_id", "state", "name", "user_id", "contact_id", "date_done"),
        ],
    }

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "plan": Kind(
                _lt("Action plans"),
                {
                    "relationship.plan": self._select_plans,
                    "relationship.action": self._select_actions_done,
                },
                is_day=True,
            ),
        }

    @api.model
    def _select_plans(self):
        """Plans agreed with the customer, and plans done."""
        return [
            self._select_plan_line(
                "relationship.plan",
                "agreed",
                [("agreed_on", "!=", False)],
                date="agreed_on",
                partner="agreed_by_id",
            ),
            self._select_plan_line(
                "relationship.plan",
                "done",
                [("state", "=", "done"), ("done_on", "!=", False)],
                date="done_on",
                partner="contact_id",
            ),
        ]

    @api.model
    def _select_actions_done(self):
        """Actions done, by us or by the customer."""
        return [
            self._select_plan_line(
                "relationship.action",
                "action",
                [("state", "=", "done"), ("date_done", "!=", False)],
                date="date_done",
                partner="contact_id",
                detail="side",
            )
        ]

    @api.model
    def _select_plan_line(self, model_name, line, domain, date, **columns):
        table = self.env[model_name]._table
        return self._select_documents(
            "plan",
            model_name,
            domain,
            account="account_id",
            date=date,
            title="name",
            user="user_id",
            key=SQL(
                "(%s * %s + %s)",
                SQL.identifier(table, "id"),
                len(LINES),
                LINES.index(line),
            ),
            **{"detail": SQL("%s", line), **columns},
        )
