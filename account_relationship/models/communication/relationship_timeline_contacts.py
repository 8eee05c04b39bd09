from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...lines import Kind
from ...people import is_outside_sql
from ..shared.states import EXCHANGED_MESSAGE, SPOKEN_MESSAGE

_lt = LazyTranslate(__name__)


class RelationshipTimeline(models.Model):
    """The lines of a timeline in which people met, called or wrote."""

    _inherit = "relationship.timeline"

    _depends = {
        "relationship.interaction": [
            *("account_id", "date_start", "subject", "state", "type_id"),
            *("partner_ids", "event_id", "message_id", "is_confidential"),
            "is_touch",
        ],
        "mail.message": [
            *("model", "res_id", "date", "author_id", "message_type", "message_id"),
            *("subject", "body", "is_internal", "subtype_id", "record_company_id"),
        ],
        "mail.notification": ["mail_message_id", "res_partner_id"],
        "mail.activity": [
            *("res_model", "res_id", "active", "date_done", "activity_type_id"),
            *("summary", "user_id", "calendar_event_id"),
        ],
        "calendar.event": [
            *("start", "stop", "name", "active", "privacy", "user_id", "partner_ids"),
            *("allday", "start_date"),
        ],
        "calendar.attendee": ["event_id", "partner_id", "state"],
        "res.users.settings": ["user_id", "calendar_default_privacy"],
    }

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "interaction": Kind(
                _lt("Contacts"), {"relationship.interaction": self._select_interactions}
            ),
            "mail": Kind(_lt("Mail"), {"mail.message": self._select_messages}),
            "meeting": Kind(_lt("Meetings"), {"calendar.event": self._select_meetings}),
            "activity": Kind(
                _lt("Calls and meetings done"),
                {"mail.activity": self._select_activities},
                is_day=True,
            ),
        }

    @api.model
    def _select_interactions(self):
        table = "relationship_interaction"
        return [
            self._select_documents(
                "interaction",
                "relationship.interaction",
                Domain("state", "=", "done"),
                account="account_id",
                date="date_start",
                detail=SQL(
                    "SELECT icon FROM relationship_interaction_type WHERE id = %s",
                    SQL.identifier(table, "type_id"),
                ),
                title="subject",
                partner=SQL(
                    "SELECT MIN(participant.res_partner_id)"
                    " FROM relationship_interaction_partner_rel AS participant"
                    " WHERE participant.relationship_interaction_id = %s",
                    SQL.identifier(table, "id"),
                ),
                user="create_uid",
                touch=SQL("COALESCE(%s, FALSE)", SQL.identifier(table, "is_touch")),
            )
        ]

    @api.model
    def _get_document_models(self):
        """Models whose mails and activities show: ``{model: field of the contact}``.

        ``None`` where the document names the account itself.
        """
        return {
            "relationship.account": None,
            "relationship.interaction": None,
            "crm.lead": "partner_id",
            "res.partner": "id",
            "sale.order": "partner_id",
            "account.move": "partner_id",
        }

    @api.model
    def _get_document_queries(self):
        """Return ``[(model, query, alias of the account)]`` the reader may read."""
        return [
            (name, *self._query_documents(name, contact))
            for name, contact in self._get_document_models().items()
            if self.env[name].has_access("read")
        ]

    @api.model
    def _query_documents(self, model_name, contact):
        model = self.env[model_name].with_context(active_test=False)
        query = model._search([])
        table = query.table
        if not contact:
            link = "id" if model_name == "relationship.account" else "account_id"
            return query, self._join_account(query, SQL.identifier(table, link))
        company = None
        if model_name != "res.partner":
            # A document of no company belongs to the customer's account everywhere.
            company = SQL(
                "COALESCE(%s, timeline_account.company_id)",
                SQL.identifier(table, "company_id"),
            )
        contact_id = SQL.identifier(table, contact)
        return query, self._join_customer(query, contact_id, company)

    @api.model
    def _select_messages(self):
        """Mails and messages with a contact of the customer, each once.

        A mail to two addresses of ours is on two documents: the first one that the
        reader may read shows.
        """
        branches = [
            SQL("(%s)", self._select_messages_on(*documents))
            for documents in self._get_document_queries()
        ]
        if not branches:
            return []
        return [
            SQL(
                """
                SELECT %s
                  FROM (SELECT DISTINCT ON (account_id, twin) *
                          FROM (%s) AS message
                         ORDER BY account_id, twin, id) AS message
                """,
                SQL(", ").join(map(SQL.identifier, self._get_columns())),
                SQL(" UNION ALL ").join(branches),
            )
        ]

    @api.model
    def _select_messages_on(self, model_name, query, account):
        query.add_join(
            "JOIN",
            "timeline_message",
            "mail_message",
            SQL(
                "timeline_message.model = %s AND timeline_message.res_id = %s",
                model_name,
                SQL.identifier(query.table, "id"),
            ),
        )
        query.add_where(self._get_message_condition(model_name, account))
        return self._select(
            query,
            "mail",
            account,
            date=SQL("timeline_message.date"),
            detail=SQL("timeline_message.message_type"),
            title=SQL(
                "COALESCE(NULLIF(timeline_message.subject, ''),"
                " LEFT(REGEXP_REPLACE(REGEXP_REPLACE(timeline_message.body,"
                " '<[^>]*>', ' ', 'g'), '\\s+', ' ', 'g'), 120))"
            ),
            partner=SQL("timeline_message.author_id"),
            touch=self._is_from_customer(account),
            model=SQL("timeline_message.model"),
            record=SQL("timeline_message.res_id"),
            key=SQL("timeline_message.id"),
            twin=SQL(
                "COALESCE(timeline_message.message_id, timeline_message.id::text)"
            ),
        )

    @api.model
    def _is_from_customer(self, account):
        """What we sent ourselves shows, but is no evidence that anybody took part."""
        return SQL(
            """
            timeline_message.message_type IN %(spoken)s
            AND EXISTS (
                SELECT FROM res_partner AS author
                 WHERE author.id = timeline_message.author_id
                   AND author.commercial_partner_id = %(customer)s
                   AND %(is_outside)s)
            """,
            spoken=SPOKEN_MESSAGE,
            customer=SQL.identifier(account, "partner_id"),
            is_outside=is_outside_sql("author"),
        )

    @api.model
    def _get_message_condition(self, model_name, account):
        """Not internal, with the customer on one end, and not described elsewhere.

        :param model_name: the model of the documents the messages are on
        :param account: alias of the account
        """
        return SQL(
            """
            timeline_message.message_type IN %(exchanged)s
            AND timeline_message.is_internal IS NOT TRUE
            AND (EXISTS (
                    SELECT FROM res_partner AS author
                     WHERE author.id = timeline_message.author_id
                       AND author.commercial_partner_id = %(customer)s)
                 OR EXISTS (
                    SELECT FROM mail_notification AS notification
                      JOIN res_partner AS recipient
                        ON recipient.id = notification.res_partner_id
                     WHERE notification.mail_message_id = timeline_message.id
                       AND recipient.commercial_partner_id = %(customer)s))
            AND NOT EXISTS (
                SELECT FROM relationship_interaction AS described
                  JOIN mail_message AS said ON said.id = described.message_id
                 WHERE described.account_id = %(account)s
                   AND described.state = 'done'
                   AND said.message_id = timeline_message.message_id)
            """,
            exchanged=EXCHANGED_MESSAGE,
            account=SQL.identifier(account, "id"),
            customer=SQL.identifier(account, "partner_id"),
        )

    @api.model
    def _select_activities(self):
        """Calls and meetings that were done, unless the calendar shows them."""
        return [
            self._select_activities_on(*documents)
            for documents in self._get_document_queries()
        ]

    @api.model
    def _select_activities_on(self, model_name, query, account):
        query.add_join(
            "JOIN",
            "timeline_activity",
            "mail_activity",
            SQL(
                "timeline_activity.res_model = %s AND timeline_activity.res_id = %s"
                " AND timeline_activity.active IS NOT TRUE"
                " AND timeline_activity.date_done IS NOT NULL"
                " AND timeline_activity.calendar_event_id IS NULL",
                model_name,
                SQL.identifier(query.table, "id"),
            ),
        )
        query.add_join(
            "JOIN",
            "timeline_activity_type",
            "mail_activity_type",
            SQL(
                "timeline_activity_type.id = timeline_activity.activity_type_id"
                " AND timeline_activity_type.category IN ('phonecall', 'meeting')"
            ),
        )
        return self._select(
            query,
            "activity",
            account,
            date=SQL("timeline_activity.date_done"),
            detail=SQL("timeline_activity_type.category"),
            title=SQL(
                "COALESCE(NULLIF(timeline_activity.summary, ''),"
                " timeline_activity_type.name ->> 'en_US')"
            ),
            user=SQL("timeline_activity.user_id"),
            touch=self._is_touch_on(model_name, account),
            model=SQL("%s", model_name),
            key=SQL("timeline_activity.id"),
        )

    @api.model
    def _is_touch_on(self, model_name, account):
        """Contacts are of no company: what is done on them is of whoever did it."""
        if model_name != "res.partner":
            return SQL("TRUE")
        return self.env["relationship.touch"]._is_done_for(
            SQL("timeline_activity.user_id"), SQL.identifier(account, "company_id")
        )

    @api.model
    def _select_meetings(self):
        """Meetings held with a contact who did not decline.

        Private ones show to those who take part only, as in the calendar.
        """
        events = self.env["calendar.event"]
        query = events._search(
            Domain("stop", "<=", fields.Datetime.now())
            & (
                Domain("partner_ids", "in", self.env.user.partner_id.ids)
                | Domain(events._get_default_privacy_domain())
            )
        )
        table = query.table
        query.add_join(
            "JOIN",
            "timeline_attendee",
            "calendar_attendee",
            SQL("timeline_attendee.event_id = %s", SQL.identifier(table, "id")),
        )
        account = self._join_customer(query, SQL("timeline_attendee.partner_id"))
        query.add_where(
            SQL(
                """
                timeline_attendee.state IS DISTINCT FROM 'declined'
                AND NOT EXISTS (
                    SELECT FROM calendar_attendee AS earlier
                      JOIN res_partner AS contact ON contact.id = earlier.partner_id
                     WHERE earlier.event_id = %(event)s
                       AND earlier.id < timeline_attendee.id
                       AND earlier.state IS DISTINCT FROM 'declined'
                       AND contact.commercial_partner_id = %(customer)s)
                AND NOT EXISTS (
                    SELECT FROM relationship_interaction AS described
                     WHERE described.event_id = %(event)s
                       AND described.account_id = %(account)s
                       AND described.state = 'done')
                """,
                event=SQL.identifier(table, "id"),
                account=SQL.identifier(account, "id"),
                customer=SQL.identifier(account, "partner_id"),
            )
        )
        return [
            self._select(
                query,
                "meeting",
                account,
                # Odoo keeps all-day meetings at 8 in the morning of no zone at all.
                date=SQL(
                    "CASE WHEN %s THEN %s ELSE %s END",
                    SQL.identifier(table, "allday"),
                    self._at_day(SQL.identifier(table, "start_date")),
                    SQL.identifier(table, "start"),
                ),
                title=SQL.identifier(table, "name"),
                partner=SQL("timeline_attendee.partner_id"),
                user=SQL.identifier(table, "user_id"),
                touch=self.env["relationship.touch"]._is_meeting_of(
                    SQL.identifier(table, "id"),
                    SQL.identifier(table, "user_id"),
                    SQL.identifier(account, "company_id"),
                ),
                model=SQL("'calendar.event'"),
                # A meeting with several customers is a line for each.
                key=SQL("timeline_attendee.id"),
            )
        ]
