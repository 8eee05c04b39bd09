from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...lines import Kind

_lt = LazyTranslate(__name__)


class RelationshipTimeline(models.Model):
    """What the customer said it wants or suffers from, and what became of it."""

    _inherit = "relationship.timeline"

    _depends = {
        "relationship.need": [
            *("account_id", "name", "kind", "state", "said_on", "closed_on"),
            *("partner_id", "user_id", "closed_by_id"),
        ],
        "mail.tracking.value": ["mail_message_id", "field_id"],
    }

    @api.model
    def _get_kinds(self):
        need = Kind(_lt("Needs"), {"relationship.need": self._select_needs})
        return {**super()._get_kinds(), "need": need}

    @api.model
    def _select_needs(self):
        return [
            self._select_needs_said("said_on", "kind", "user_id"),
            self._select_needs_said("closed_on", "state", "closed_by_id"),
            self._select_needs_changed(),
        ]

    @api.model
    def _select_needs_said(self, day, detail, user):
        """A line for each need when it was said, or closed.

        :param day, detail, user: columns of the need
        """
        query = self.env["relationship.need"]._search([(day, "!=", False)])
        table = query.table
        number = SQL.identifier(table, "id")
        return self._select_need(
            query,
            date=self._at_day(SQL.identifier(table, day)),
            detail=SQL.identifier(table, detail),
            user=SQL.identifier(table, user),
            key=SQL("3 * %s + %s", number, int(day == "closed_on")),
        )

    @api.model
    def _select_needs_changed(self):
        """A line each time its words or date changed, or it was opened again."""
        query = self.env["relationship.need"]._search([])
        query.add_join(
            "JOIN",
            "timeline_message",
            "mail_message",
            SQL(
                """
                timeline_message.model = 'relationship.need'
                AND timeline_message.res_id = %s
                AND EXISTS (
                    SELECT FROM mail_tracking_value AS change
                      JOIN ir_model_fields AS field ON field.id = change.field_id
                     WHERE change.mail_message_id = timeline_message.id
                       AND (field.name IN ('name', 'date_by', 'kind')
                            OR field.name = 'state' AND EXISTS (
                                SELECT FROM ir_model_fields_selection AS state
                                 WHERE state.field_id = field.id
                                   AND state.value = 'open'
                                   AND change.new_value_char IN (
                                        SELECT value
                                          FROM jsonb_each_text(state.name)))))
                """,
                SQL.identifier(query.table, "id"),
            ),
        )
        return self._select_need(
            query,
            date=SQL("timeline_message.date"),
            detail=SQL("'changed'"),
            user=SQL(
                "SELECT id FROM res_users WHERE partner_id ="
                " timeline_message.author_id ORDER BY active DESC, id LIMIT 1"
            ),
            key=SQL("3 * timeline_message.id + 2"),
        )

    @api.model
    def _select_need(self, query, **columns):
        table = query.table
        return self._select(
            query,
            "need",
            self._join_account(query, SQL.identifier(table, "account_id")),
            title=SQL(
                "LEFT(SPLIT_PART(LTRIM(%s), E'\\n', 1), 120)",
                SQL.identifier(table, "name"),
            ),
            partner=SQL.identifier(table, "partner_id"),
            model=SQL("'relationship.need'"),
            record=SQL.identifier(table, "id"),
            **columns,
        )
