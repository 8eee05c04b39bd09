from odoo import api, fields, models
from odoo.tools import SQL

from ..cadence import MARGIN_DAYS

#: The state of :func:`..cadence.cadence_state`, for rows with these columns.
CADENCE_STATE_SQL = SQL(
    """
    CASE WHEN cadence.is_paused THEN 'paused'
         WHEN cadence.days = 0 OR cadence.due IS NULL THEN 'none'
         WHEN cadence.today - cadence.due > LEAST(%(margin)s, cadence.days / 4)
              THEN 'overdue'
         WHEN cadence.today >= cadence.due THEN 'due'
         WHEN cadence.due - cadence.today <= LEAST(%(margin)s, cadence.days / 4)
              THEN 'due_soon'
         ELSE 'on_track' END
    """,
    margin=MARGIN_DAYS,
)


class RelationshipTouch(models.AbstractModel):
    """Evidence that a customer took part, found in what Odoo has anyway.

    Logged interactions, meetings that took place, completed calls and meetings, mails
    and portal messages *from* a contact. Internal notes, our own mails and automatic
    ones are no touches. Each source is a method that returns a query; other addons
    append theirs in :meth:`_get_sources`.
    """

    _name = "relationship.touch"
    _description = "Customer contacts"

    # ------------------------------------------------------------
    # Refreshing
    # ------------------------------------------------------------

    @api.model
    def _refresh(self, accounts=None, today=None):
        """Store the last touch of the accounts and where they stand with the next.

        :param accounts: the accounts to refresh; all when ``None``
        :param today: the day that counts, a date; the user's today by default
        """
        self.env.flush_all()
        scope = SQL("TRUE")
        if accounts is not None:
            scope = SQL("account.id = ANY(%s)", accounts.ids)
        self._store_last_touch(scope)
        self._store_standing(scope, today or fields.Date.context_today(self))

    @api.model
    def _refresh_recent(self, since):
        """Look only at what came in since then; a last touch only moves forward.

        :param since: a datetime; everything when empty
        :return: the accounts somebody was in touch with
        """
        self.env.flush_all()
        touched = self._store_last_touch(SQL("TRUE"), since)
        accounts = self.env["relationship.account"].browse(touched)
        scope = SQL("account.id = ANY(%s)", accounts.ids)
        self._store_standing(scope, fields.Date.context_today(self))
        return accounts

    @api.model
    def _store_standing(self, scope, today):
        self._store_key_contacts(scope, today)
        self._store_cadence(scope, today)
        self.env["relationship.account"].invalidate_model()
        self.env["relationship.key.contact"].invalidate_model()

    @api.model
    def _store_last_touch(self, scope, since=None):
        """Write the newest touch of each account that has another one stored.

        :return: ids of the accounts that were written
        """
        newest = SQL(
            """
            SELECT DISTINCT ON (touch.account_id) touch.*
              FROM (%s) AS touch
             WHERE touch.touched_at <= %s
             ORDER BY touch.account_id, touch.touched_at DESC, touch.kind,
                      touch.partner_id, touch.user_id
            """,
            self._get_touches(scope, since),
            # Not the database's now(): that is when the transaction began, and what
            # was just logged came later.
            fields.Datetime.now(),
        )
        newer = SQL("TRUE")
        if since:
            # Of several at once, such as the calls of a day, the same one wins as
            # when looking at all.
            newer = SQL(
                """
                (account.last_touch_at IS NULL
                 OR account.last_touch_at < newest.touched_at
                 OR account.last_touch_at = newest.touched_at
                    AND (newest.kind, COALESCE(newest.partner_id, %(none)s),
                         COALESCE(newest.user_id, %(none)s))
                      < (account.last_touch_kind,
                         COALESCE(account.last_touch_partner_id, %(none)s),
                         COALESCE(account.last_touch_user_id, %(none)s)))
                """,
                none=2**31 - 1,
            )
        else:
            newest = self._with_untouched(newest, scope)
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE relationship_account AS account
                   SET last_touch_at = newest.touched_at,
                       last_touch_kind = newest.kind,
                       last_touch_partner_id = newest.partner_id,
                       last_touch_user_id = newest.user_id
                  FROM (%(newest)s) AS newest
                 WHERE newest.account_id = account.id
                   AND %(newer)s
                   AND (account.last_touch_at, account.last_touch_kind,
                        account.last_touch_partner_id, account.last_touch_user_id)
                       IS DISTINCT FROM
                       (newest.touched_at, newest.kind::varchar,
                        newest.partner_id, newest.user_id)
             RETURNING account.id
                """,
                newest=newest,
                newer=newer,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _with_untouched(self, newest, scope):
        """Add accounts without a touch: their only one may have been deleted."""
        return SQL(
            """
            SELECT account.id AS account_id, newest.touched_at, newest.kind,
                   newest.partner_id, newest.user_id
              FROM relationship_account AS account
              LEFT JOIN (%s) AS newest ON newest.account_id = account.id
             WHERE %s
            """,
            newest,
            scope,
        )

    @api.model
    def _store_key_contacts(self, scope, today):
        """Write the last touch and the standing of people with a cadence."""
        if not self.env["relationship.key.contact"].search_count([], limit=1):
            return
        with_keys = SQL(
            "%s AND account.id IN (SELECT account_id FROM relationship_key_contact)",
            scope,
        )
        cadence = SQL(
            """
            SELECT key.id, key.cadence_days AS days,
                   COALESCE(touch.touched_at, key.create_date)::date
                       + key.cadence_days AS due,
                   touch.touched_at,
                   COALESCE(account.pause_until >= %(today)s, FALSE) AS is_paused,
                   %(today)s::date AS today
              FROM relationship_key_contact AS key
              JOIN relationship_account AS account ON account.id = key.account_id
              LEFT JOIN (SELECT account_id, partner_id, MAX(touched_at) AS touched_at
                           FROM (%(touches)s) AS touch
                          WHERE touched_at <= %(now)s
                          GROUP BY 1, 2) AS touch
                ON touch.account_id = key.account_id
               AND touch.partner_id = key.partner_id
             WHERE %(scope)s
            """,
            today=today,
            now=fields.Datetime.now(),
            touches=self._get_touches(with_keys),
            scope=scope,
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_key_contact AS key
                   SET last_touch_at = standing.touched_at,
                       next_contact_date = standing.due,
                       cadence_state = standing.state
                  FROM (SELECT cadence.*, %(state)s AS state
                          FROM (%(cadence)s) AS cadence) AS standing
                 WHERE standing.id = key.id
                   AND (key.last_touch_at, key.next_contact_date, key.cadence_state)
                       IS DISTINCT FROM
                       (standing.touched_at, standing.due, standing.state::varchar)
                """,
                state=CADENCE_STATE_SQL,
                cadence=cadence,
            )
        )

    @api.model
    def _store_cadence(self, scope, today):
        """Write when the next contact is due and the state, where they changed.

        An account nobody was in touch with yet counts from the day it was opened; a
        key contact that is due earlier makes the account due.
        """
        cadence = SQL(
            """
            SELECT account.id, COALESCE(own.days, key.days, 0) AS days,
                   LEAST(COALESCE(account.last_touch_at, account.create_date)::date
                         + own.days, key.due) AS due,
                   COALESCE(account.pause_until >= %(today)s, FALSE) AS is_paused,
                   %(today)s::date AS today
              FROM relationship_account AS account
              LEFT JOIN relationship_tier AS tier ON tier.id = account.tier_id
             CROSS JOIN LATERAL (
                   SELECT COALESCE(NULLIF(account.cadence_days, 0),
                                   NULLIF(tier.contact_days, 0)) AS days) AS own
              LEFT JOIN (SELECT account_id, MIN(next_contact_date) AS due,
                                MIN(cadence_days) AS days
                           FROM relationship_key_contact
                          GROUP BY account_id) AS key
                ON key.account_id = account.id
             WHERE %(scope)s
            """,
            today=today,
            scope=scope,
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_account AS account
                   SET next_contact_date = standing.due,
                       cadence_state = standing.state
                  FROM (SELECT cadence.id, cadence.due, %(state)s AS state
                          FROM (%(cadence)s) AS cadence) AS standing
                 WHERE standing.id = account.id
                   AND (account.next_contact_date, account.cadence_state)
                       IS DISTINCT FROM (standing.due, standing.state::varchar)
                """,
                state=CADENCE_STATE_SQL,
                cadence=cadence,
            )
        )

    # ------------------------------------------------------------
    # Sources
    # ------------------------------------------------------------

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
        return SQL(
            """
            SELECT account.id AS account_id,
                   event.stop AS touched_at,
                   'meeting' AS kind,
                   partner.id AS partner_id,
                   event.user_id
              FROM calendar_event AS event
              JOIN calendar_attendee AS attendee ON attendee.event_id = event.id
              JOIN res_partner AS partner ON partner.id = attendee.partner_id
              JOIN relationship_account AS account
                ON account.partner_id = partner.commercial_partner_id
             WHERE event.active
               AND attendee.state IS DISTINCT FROM 'declined'
               AND %(recent)s
               AND %(scope)s
            """,
            # A meeting planned long ago is a touch once it is over.
            recent=self._recent(SQL("GREATEST(event.stop, event.write_date)"), since),
            scope=scope,
        )

    @api.model
    def _find_activities(self, scope, since):
        """Completed calls and meetings about any document of the customer."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   activity.date_done::timestamp AS touched_at,
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
             WHERE activity.date_done IS NOT NULL
               AND NOT activity.active
               AND type.category IN ('phonecall', 'meeting')
               AND %(recent)s
               AND %(scope)s
            """,
            documents=self._get_documents(scope),
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
             WHERE message.message_type IN ('email', 'comment')
               AND partner.partner_share
               AND (message.record_company_id IS NULL
                    OR message.record_company_id = account.company_id)
               AND %(recent)s
               AND %(scope)s
            """,
            recent=self._recent_message(since),
            scope=scope,
        )

    # ------------------------------------------------------------
    # Parts of the queries
    # ------------------------------------------------------------

    @api.model
    def _get_documents(self, scope):
        """Documents of the accounts: ``model, id, account_id``."""
        by_contact = [
            SQL(
                """
                SELECT %(model)s, document.id, account.id
                  FROM %(table)s AS document
                  JOIN res_partner AS partner ON partner.id = document.partner_id
                  JOIN relationship_account AS account
                    ON account.partner_id = partner.commercial_partner_id
                   AND account.company_id = document.company_id
                 WHERE %(scope)s
                """,
                model=name,
                table=SQL.identifier(self.env[name]._table),
                scope=scope,
            )
            for name in ("sale.order", "account.move")
        ]
        branches = [
            SQL(
                "SELECT 'relationship.account' AS model, account.id,"
                " account.id AS account_id"
                " FROM relationship_account AS account WHERE %s",
                scope,
            ),
            SQL(
                "SELECT 'crm.lead', lead.id, lead.relationship_account_id"
                " FROM crm_lead AS lead JOIN relationship_account AS account"
                " ON account.id = lead.relationship_account_id WHERE %s",
                scope,
            ),
            SQL(
                "SELECT 'res.partner', partner.id, account.id"
                " FROM res_partner AS partner JOIN relationship_account AS account"
                " ON account.partner_id = partner.commercial_partner_id WHERE %s",
                scope,
            ),
            *by_contact,
        ]
        return SQL(" UNION ALL ").join(branches)

    @api.model
    def _recent(self, written_at, since):
        return SQL("%s >= %s", written_at, since) if since else SQL("TRUE")

    @api.model
    def _recent_message(self, since):
        """Messages are many and their dates not indexed: cut by id."""
        if not since:
            return SQL("TRUE")
        return SQL(
            "message.id > COALESCE((SELECT id FROM mail_message"
            " WHERE create_date < %s ORDER BY id DESC LIMIT 1), 0)",
            since,
        )
