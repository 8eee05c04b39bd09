from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...people import is_outside_sql
from ..shared.states import SPOKEN_MESSAGE


class RelationshipTouch(models.AbstractModel):
    """Where touches are found: each source is a method that returns a query.

    Other addons append theirs in :meth:`_get_sources`.
    """

    _inherit = "relationship.touch"

    @api.model
    def _get_touches(self, scope, since=None):
        """Return the query of all touches of the accounts in scope.

        Columns: ``account_id, touched_at`` (UTC)``, kind, partner_id, user_id``.
        """
        return SQL(" UNION ALL ").join(
            SQL("(%s)", source(scope, since)) for source in self._get_sources()
        )

    @api.model
    def _get_sources(self):
        """Methods ``(scope, since) -> SQL`` that find touches."""
        return [
            self._find_interactions,
            self._find_meetings,
            self._find_activities,
            self._find_messages,
        ]

    @api.model
    def _find_interactions(self, scope, since):
        return SQL(
            """
            SELECT account.id AS account_id,
                   interaction.date_start AS touched_at,
                   'interaction' AS kind,
                   participant.res_partner_id AS partner_id,
                   interaction.create_uid AS user_id
              FROM relationship_interaction AS interaction
              JOIN relationship_interaction_partner_rel AS participant
                ON participant.relationship_interaction_id = interaction.id
              JOIN relationship_account AS account
                ON account.id = interaction.account_id
             WHERE interaction.is_touch
               AND %(recent)s
               AND %(scope)s
            """,
            recent=self._recent(SQL("interaction.write_date"), since),
            scope=scope,
        )

    @api.model
    def _find_meetings(self, scope, since):
        """Past meetings with a contact of the customer who did not decline."""
        ends_at = self._get_meeting_end()
        return SQL(
            """
            SELECT account.id AS account_id,
                   %(ends_at)s AS touched_at,
                   'meeting' AS kind,
                   partner.id AS partner_id,
                   event.user_id
              FROM calendar_event AS event
              JOIN calendar_attendee AS attendee ON attendee.event_id = event.id
              JOIN res_partner AS partner ON partner.id = attendee.partner_id
              JOIN relationship_account AS account
                ON account.partner_id = partner.commercial_partner_id
              LEFT JOIN (%(zones)s) AS zone ON zone.user_id = account.manager_id
             WHERE event.active
               AND attendee.state IS DISTINCT FROM 'declined'
               AND %(is_ours)s
               AND %(recent)s
               AND %(scope)s
            """,
            ends_at=ends_at,
            zones=self._get_zones(),
            is_ours=self._is_meeting_of(
                *(SQL("event.id"), SQL("event.user_id"), SQL("account.company_id"))
            ),
            recent=self._recent_meeting(ends_at, since),
            scope=scope,
        )

    @api.model
    def _get_meeting_end(self):
        """When a meeting is over; one of whole days with its last day.

        Odoo keeps those from 8 to 18 o'clock of no zone at all: they end with the day
        where the account manager is.
        """
        return SQL(
            "CASE WHEN event.allday THEN"
            " (event.stop_date + INTERVAL '1 day - 1 second')"
            " AT TIME ZONE COALESCE(zone.name, 'UTC') AT TIME ZONE 'UTC'"
            " ELSE event.stop END"
        )

    @api.model
    def _find_activities(self, scope, since):
        """Completed calls and meetings about any document of the customer."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   %(touched_at)s AS touched_at,
                   CASE WHEN type.category = 'phonecall' THEN 'call'
                        ELSE 'meeting' END AS kind,
                   NULL::int AS partner_id,
                   activity.user_id
              FROM mail_activity AS activity
              JOIN mail_activity_type AS type ON type.id = activity.activity_type_id
              JOIN (%(documents)s) AS document
                ON document.model = activity.res_model
               AND document.id = activity.res_id
              JOIN relationship_account AS account
                ON account.id = document.account_id
              LEFT JOIN (%(zones)s) AS zone ON zone.user_id = activity.user_id
             WHERE activity.date_done IS NOT NULL
               AND NOT activity.active
               AND type.category IN ('phonecall', 'meeting')
               AND (activity.res_model != 'res.partner' OR %(is_ours)s)
               AND %(recent)s
               AND %(scope)s
            """,
            # The day began where somebody was in touch; Odoo notes no more than the
            # day, and in the evening of America it is tomorrow's already.
            touched_at=SQL(
                "LEAST(activity.date_done::timestamp"
                " AT TIME ZONE COALESCE(zone.name, 'UTC') AT TIME ZONE 'UTC',"
                " activity.write_date)"
            ),
            documents=self._get_documents(scope),
            zones=self._get_zones(),
            is_ours=self._is_done_for(
                *(SQL("activity.user_id"), SQL("account.company_id"))
            ),
            recent=self._recent(SQL("activity.write_date"), since),
            scope=scope,
        )

    @api.model
    def _find_messages(self, scope, since):
        """Mails and portal messages from a contact of the customer.

        Automatic answers and bounces have a type of their own and do not count.
        """
        return SQL(
            """
            SELECT account.id AS account_id,
                   message.date AS touched_at,
                   CASE WHEN message.message_type = 'email' THEN 'mail'
                        ELSE 'portal' END AS kind,
                   partner.id AS partner_id,
                   NULL::int AS user_id
              FROM mail_message AS message
              JOIN res_partner AS partner ON partner.id = message.author_id
              JOIN relationship_account AS account
                ON account.partner_id = partner.commercial_partner_id
             WHERE message.message_type IN %(spoken)s
               AND %(is_outside)s
               AND (message.record_company_id IS NULL
                    OR message.record_company_id = account.company_id)
               AND %(recent)s
               AND %(scope)s
            """,
            spoken=SPOKEN_MESSAGE,
            is_outside=is_outside_sql("partner"),
            recent=self._recent_message(since),
            scope=scope,
        )

    # ------------------------------------------------------------
    # Parts of the queries
    # ------------------------------------------------------------

    @api.model
    def _get_documents(self, scope):
        """Documents of the accounts: ``model, id, account_id``."""
        account = "JOIN relationship_account AS account ON account."
        of_contact = (
            "JOIN res_partner AS partner ON partner.id = document.partner_id"
            f" {account}partner_id = partner.commercial_partner_id"
            " AND account.company_id = document.company_id"
        )
        joins = {
            "relationship.account": f"{account}id = document.id",
            **dict.fromkeys(self._get_parts(), f"{account}id = document.account_id"),
            "crm.lead": f"{account}id = document.relationship_account_id",
            "res.partner": f"{account}partner_id = document.commercial_partner_id",
            "sale.order": of_contact,
            "account.move": of_contact,
        }
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS model, document.id, account.id AS account_id"
                " FROM %s AS document %s WHERE %s",
                name,
                SQL.identifier(self.env[name]._table),
                SQL(join),
                scope,
            )
            for name, join in joins.items()
        )

    @api.model
    def _get_parts(self):
        """Models that name the account themselves; who has another appends it."""
        return [
            *("relationship.interaction", "relationship.promise"),
            "relationship.need",
        ]

    @api.model
    def _is_meeting_of(self, event, user, company):
        """SQL: whether a meeting is one of a company: somebody there works in it.

        Arguments are SQL: ids of the meeting, its organiser and the company.
        """
        guests = SQL(
            "SELECT guest_user.id FROM calendar_attendee AS guest"
            " JOIN res_users AS guest_user ON guest_user.partner_id = guest.partner_id"
            " WHERE guest.event_id = %s",
            event,
        )
        return self._is_done_for(user, company, guests)

    @api.model
    def _is_done_for(self, user, company, others=None):
        """SQL: whether what was done without a company was done for this one.

        It was by somebody who works in it; where it was by none of us, for all. Most of
        it is by somebody of the company, which is looked up at once.

        :param user: SQL of the id of whoever did it
        :param company: SQL of the id of the company
        :param others: query of ids of users who were there, too
        """
        present = SQL(" UNION ALL ").join(
            filter(None, [SQL("SELECT %s", user), others])
        )
        return SQL(
            """
            ((%(user)s, %(company)s) IN (
                SELECT worker.id, allowed.cid
                  FROM res_users AS worker
                  JOIN res_company_users_rel AS allowed ON allowed.user_id = worker.id
                 WHERE worker.share IS NOT TRUE)
             OR COALESCE((
                SELECT bool_or(allowed.cid = %(company)s)
                  FROM (%(present)s) AS present (id)
                  JOIN res_users AS colleague
                    ON colleague.id = present.id AND colleague.share IS NOT TRUE
                  JOIN res_company_users_rel AS allowed
                    ON allowed.user_id = colleague.id), TRUE))
            """,
            user=user,
            company=company,
            present=present,
        )

    @api.model
    def _get_zones(self):
        """Return the query of the time zones of users: ``user_id, name``."""
        return SQL(
            "SELECT person_user.id AS user_id, person.tz AS name"
            " FROM res_users AS person_user"
            " JOIN res_partner AS person ON person.id = person_user.partner_id"
            " WHERE person.tz <> ALL(%s)",
            self.env["res.company"]._get_unknown_zones(),
        )

    @api.model
    def _recent(self, written_at, since):
        return SQL("%s >= %s", written_at, since) if since else SQL("TRUE")

    @api.model
    def _recent_meeting(self, ends_at, since):
        """A meeting planned long ago is a touch once it is over.

        Where a day ends is no more than a day from where Odoo says; so far the index
        helps.
        """
        if not since:
            return SQL("TRUE")
        return SQL(
            "GREATEST(event.stop, event.write_date) >= %s"
            " AND GREATEST(%s, event.write_date) >= %s",
            since - timedelta(days=1),
            ends_at,
            since,
        )

    @api.model
    def _recent_message(self, since):
        """Messages are many and their dates not indexed: cut by id.

        The id is looked up first: PostgreSQL plans for few messages only when it
        knows which.
        """
        if not since:
            return SQL("TRUE")
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM mail_message WHERE create_date < %s"
                " ORDER BY id DESC LIMIT 1",
                since,
            )
        )
        return SQL("message.id > %s", rows[0][0] if rows else 0)
