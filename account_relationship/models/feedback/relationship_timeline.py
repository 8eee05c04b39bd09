from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...lines import Kind

_lt = LazyTranslate(__name__)


class RelationshipTimeline(models.Model):
    """The lines of a timeline for what the customer said, and what we told of it."""

    _inherit = "relationship.timeline"

    _depends = {
        "relationship.feedback": [
            *("account_id", "received_at", "kind", "name", "partner_id", "user_id"),
            *("state", "source"),
        ],
        "relationship.feedback.notice": [
            *("feedback_id", "date", "kind", "partner_id", "user_id", "message_id"),
        ],
    }

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "feedback": Kind(
                _lt("Feedback"), {"relationship.feedback": self._select_feedback}
            ),
        }

    @api.model
    def _get_document_models(self):
        return {**super()._get_document_models(), "relationship.feedback": None}

    @api.model
    def _select_feedback(self):
        """Feedback, and each time the customer was told something of it.

        Both have the same kind; so that no two lines have one id, feedback counts even
        and notices odd.
        """
        return [self._select_said(), self._select_told()]

    @api.model
    def _select_said(self):
        feedback = self.env["relationship.feedback"]
        table = feedback._table
        return self._select_documents(
            "feedback",
            "relationship.feedback",
            [("state", "!=", "duplicate")],
            account="account_id",
            date="received_at",
            detail="kind",
            title="name",
            partner="partner_id",
            user="user_id",
            key=SQL("(%s * 2)", SQL.identifier(table, "id")),
        )

    @api.model
    def _select_told(self):
        query = self.env["relationship.feedback.notice"]._search([])
        table = query.table
        query.add_join(
            "JOIN",
            "timeline_feedback",
            "relationship_feedback",
            SQL("timeline_feedback.id = %s", SQL.identifier(table, "feedback_id")),
        )
        account = self._join_account(query, SQL("timeline_feedback.account_id"))
        return self._select(
            query,
            "feedback",
            account,
            date=SQL.identifier(table, "date"),
            detail=SQL("'told_' || %s", SQL.identifier(table, "kind")),
            title=SQL("timeline_feedback.name"),
            partner=SQL.identifier(table, "partner_id"),
            user=SQL.identifier(table, "user_id"),
            model=SQL("'relationship.feedback'"),
            record=SQL("timeline_feedback.id"),
            key=SQL("(%s * 2 + 1)", SQL.identifier(table, "id")),
        )

    @api.model
    def _get_message_condition(self, model_name, account):
        """The mail that became feedback, and notices, are lines of their own."""
        condition = super()._get_message_condition(model_name, account)
        if model_name != "relationship.feedback":
            return condition
        return SQL(
            """
            %s
            AND NOT EXISTS (
                SELECT FROM relationship_feedback_notice AS notice
                 WHERE notice.message_id = timeline_message.id)
            AND NOT EXISTS (
                SELECT FROM relationship_feedback AS told
                 WHERE told.id = timeline_message.res_id
                   AND told.source = 'mail'
                   AND timeline_message.message_type = 'email'
                   AND timeline_message.id = (
                       SELECT MIN(first.id)
                         FROM mail_message AS first
                        WHERE first.model = 'relationship.feedback'
                          AND first.res_id = told.id
                          AND first.message_type = 'email'))
            """,
            condition,
        )
