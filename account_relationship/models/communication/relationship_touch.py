from odoo import api, fields, models
from odoo.tools import SQL

from ...cadence import MARGIN_DAYS
from ...temporary import SOME, keep, keep_ids, write_changed

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
#: Nobody is to get in touch with a customer who wants to be left: no date says so.
NEXT_CONTACT_SQL = SQL("CASE WHEN NOT cadence.is_paused THEN cadence.due END")


#: A key contact who left the customer, or was put away, is waited for no longer.
IS_THERE = SQL("contact.active AND contact.commercial_partner_id = account.partner_id")


class RelationshipTouch(models.AbstractModel):
    """Evidence that a customer took part, found in what Odoo has anyway.

    Logged interactions, meetings that took place, completed calls and meetings, mails
    and portal messages *from* a contact. Internal notes, our own mails and automatic
    ones are no touches.
    """

    _name = "relationship.touch"
    _description = "Customer contacts"

    # ------------------------------------------------------------
    # Refreshing
    # ------------------------------------------------------------

    @api.model
    def _refresh(self, accounts=None, today=None, is_contact=False):
        """Store the last touch of the accounts and where they stand with the next.

        :param accounts: the accounts to refresh; all when ``None``
        :param today: the day that counts, a date; that of each account's company by
            default
        :param is_contact: nothing but who was in touch changed; addons may look at
            less of the accounts then
        """
        self.env.flush_all()
        scope = SQL("TRUE")
        if accounts is not None:
            scope = SQL("account.id = ANY(%s)", accounts.ids)
        touches = self._find_once(self._get_latest(scope), accounts)
        is_whole = accounts is None
        self._store_key_contacts(scope, touches, today, is_whole=is_whole)
        self._store_people(scope, touches, is_whole=is_whole)
        self._store_accounts(scope, self._get_newest(touches), today, is_whole)

    @api.model
    def _refresh_recent(self, since):
        """Look only at what came in since then; a last touch only moves forward.

        :param since: a datetime; everything when empty
        :return: the accounts somebody was in touch with
        """
        self.env.flush_all()
        touches = self._find_once(self._get_latest(SQL("TRUE"), since))
        rows = self.env.execute_query(self._get_newer(touches))
        ids = [account_id for account_id, *__ in rows]
        if ids:
            newer = self._get_rows(rows)
            meant = keep_ids(self.env.cr, "relationship_touched_account", ids)
            scope = SQL("account.id %s", meant)
            touches = SQL("%s WHERE account_id %s", touches, meant)
            self._store_key_contacts(scope, touches, since=since)
            self._store_people(scope, touches, since=since)
            self._store_accounts(scope, newer)
        return self.env["relationship.account"].browse(ids)

    @api.model
    def _find_once(self, touches, accounts=None):
        """Find touches that are asked for several times: the accounts', the people's.

        :param touches: a query
        :param accounts: whose; of a few PostgreSQL takes longer to think about the
            query than to run it
        :return: the query of what was found
        """
        if accounts is None or len(accounts) > SOME:
            return keep(self.env.cr, "relationship_touched", touches)
        return self._get_rows(self.env.execute_query(touches))

    @api.model
    def _get_rows(self, rows):
        """The query of touches that were found already."""
        columns = list(zip(*rows, strict=True)) or [()] * 5
        return SQL(
            "SELECT * FROM unnest(%s::int[], %s::timestamp[], %s::varchar[],"
            " %s::int[], %s::int[])"
            " AS touch (account_id, touched_at, kind, partner_id, user_id)",
            *map(list, columns),
        )

    @api.model
    def _get_latest(self, scope, since=None):
        """The last touch of each kind, of each person with each of us: far fewer."""
        return SQL(
            """
            SELECT touch.account_id, MAX(touch.touched_at) AS touched_at, touch.kind,
                   touch.partner_id, touch.user_id
              FROM (%s) AS touch
             WHERE touch.touched_at <= %s
             GROUP BY touch.account_id, touch.kind, touch.partner_id, touch.user_id
            """,
            self._get_touches(scope, since),
            # Not the database's now(): that is when the transaction began, and what
            # was just logged came later.
            fields.Datetime.now(),
        )

    @api.model
    def _get_newest(self, touches):
        """The newest touch of each account.

        Of several at once, such as the calls of a day, the same one always wins.
        """
        return SQL(
            """
            SELECT DISTINCT ON (touch.account_id) touch.*
              FROM (%s) AS touch
             ORDER BY touch.account_id, touch.touched_at DESC, touch.kind,
                      touch.partner_id, touch.user_id
            """,
            touches,
        )

    @api.model
    def _get_newer(self, touches):
        """The newest of the touches that come after the one an account has."""
        return SQL(
            """
            SELECT newest.*
              FROM (%(newest)s) AS newest
              JOIN relationship_account AS account ON account.id = newest.account_id
             WHERE account.last_touch_at IS NULL
                OR account.last_touch_at < newest.touched_at
                OR account.last_touch_at = newest.touched_at
                   AND (newest.kind, COALESCE(newest.partner_id, %(none)s),
                        COALESCE(newest.user_id, %(none)s))
                     < (account.last_touch_kind,
                        COALESCE(account.last_touch_partner_id, %(none)s),
                        COALESCE(account.last_touch_user_id, %(none)s))
            """,
            newest=self._get_newest(touches),
            none=2**31 - 1,
        )

    @api.model
    def _get_day(self, moment):
        """The day a moment is on for the account's manager, of :meth:`_get_zones`."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(zone.name, 'UTC'))::date",
            moment,
        )

    @api.model
    def _get_days(self, today=None):
        """The query of companies with their ``today``, worked out once for each.

        One day for all accounts of a company, whoever manages them.
        """
        day = SQL("%s::date", today)
        if not today:
            day = self.env["res.company"]._get_relationship_day_sql(
                SQL("%s::timestamp", fields.Datetime.now()), "company"
            )
        return SQL("SELECT id, %s AS today FROM res_company AS company OFFSET 0", day)

    @api.model
    def _store_key_contacts(
        self, scope, touches, today=None, since=None, is_whole=False
    ):
        """Write the last touch and the standing of people with a cadence.

        :param touches: the query of :meth:`_get_latest`
        :param since: look only at what came in since then; it moves forward only
        :param is_whole: whether it is of all accounts
        """
        if not self.env["relationship.key.contact"].search_count([], limit=1):
            return
        touched_at = SQL("touch.touched_at")
        if since:
            touched_at = SQL("GREATEST(key.last_touch_at, touch.touched_at)")
        standing = SQL(
            """
            SELECT key.id, key.cadence_days AS days,
                   %(counts_from)s
                   + CASE WHEN %(is_there)s THEN key.cadence_days END AS due,
                   %(touched_at)s AS last_touch_at,
                   COALESCE(account.pause_until >= company.today, FALSE) AS is_paused,
                   company.today,
                   ROW(key.last_touch_at, key.next_contact_date, key.cadence_state)
                       AS was
              FROM relationship_key_contact AS key
              JOIN relationship_account AS account ON account.id = key.account_id
              JOIN res_partner AS contact ON contact.id = key.partner_id
              JOIN (%(days)s) AS company ON company.id = account.company_id
              LEFT JOIN (%(zones)s) AS zone ON zone.user_id = account.manager_id
              LEFT JOIN (SELECT account_id, partner_id, MAX(touched_at) AS touched_at
                           FROM (%(touches)s) AS touch
                          GROUP BY 1, 2) AS touch
                ON touch.account_id = key.account_id
               AND touch.partner_id = key.partner_id
             WHERE %(scope)s
            """,
            counts_from=self._get_day(SQL("COALESCE(%s, key.create_date)", touched_at)),
            is_there=IS_THERE,
            touched_at=touched_at,
            days=self._get_days(today),
            zones=self._get_zones(),
            touches=touches,
            scope=scope,
        )
        names = ("last_touch_at", "next_contact_date", "cadence_state")
        self._store("relationship.key.contact", names, standing, is_whole)

    @api.model
    def _store_people(self, scope, touches, since=None, is_whole=False):
        """Keep more of who was in touch with whom; addons do.

        Called before alerts look at the accounts.

        :param scope: SQL about ``relationship_account AS account``
        :param touches: the query of :meth:`_get_latest`
        :param since: what came in since then is all that ``touches`` has
        :param is_whole: whether it is of all accounts
        """

    @api.model
    def _store_accounts(self, scope, newest, today=None, is_whole=False):
        """Write the last touch, when the next is due and the state, where they changed.

        An account nobody was in touch with yet counts from the day it was opened; a
        key contact that is due earlier makes the account due. One without a touch is
        written as well: its last one may have been deleted.

        :param newest: the query of :meth:`_get_newest`
        :param is_whole: whether it is of all accounts
        """
        names = (
            *("last_touch_at", "last_touch_kind", "last_touch_partner_id"),
            *("last_touch_user_id", "next_contact_date", "cadence_state"),
            "is_contact_late",
        )
        standing = SQL(
            """
            SELECT account.id, touch.touched_at AS last_touch_at,
                   touch.kind::varchar AS last_touch_kind,
                   touch.partner_id AS last_touch_partner_id,
                   touch.user_id AS last_touch_user_id,
                   COALESCE(own.days, key.days, 0) AS days,
                   LEAST(%(counts_from)s + own.days, key.due) AS due,
                   COALESCE(account.pause_until >= company.today, FALSE) AS is_paused,
                   company.today, ROW(%(was)s) AS was
              FROM relationship_account AS account
              LEFT JOIN (%(newest)s) AS touch ON touch.account_id = account.id
              JOIN (%(days)s) AS company ON company.id = account.company_id
              LEFT JOIN (%(zones)s) AS zone ON zone.user_id = account.manager_id
              LEFT JOIN relationship_tier AS tier ON tier.id = account.tier_id
             CROSS JOIN LATERAL (
                   SELECT COALESCE(NULLIF(account.cadence_days, 0),
                                   NULLIF(tier.contact_days, 0)) AS days) AS own
              LEFT JOIN (SELECT key.account_id, MIN(key.next_contact_date) AS due,
                                MIN(key.cadence_days) AS days
                           FROM relationship_key_contact AS key
                           JOIN relationship_account AS account
                             ON account.id = key.account_id
                           JOIN res_partner AS contact ON contact.id = key.partner_id
                          WHERE %(is_there)s
                          GROUP BY key.account_id) AS key
                ON key.account_id = account.id
             WHERE %(scope)s
            """,
            counts_from=self._get_day(
                SQL("COALESCE(touch.touched_at, account.create_date)")
            ),
            is_there=IS_THERE,
            was=SQL(", ").join(SQL.identifier("account", name) for name in names),
            days=self._get_days(today),
            zones=self._get_zones(),
            newest=newest,
            scope=scope,
        )
        self._store("relationship.account", names, standing, is_whole)

    @api.model
    def _store(self, model, names, standing, is_whole):
        """Write where records stand, if it is not where they stood.

        :param names: fields of the model
        :param standing: the query of ``id, days, due, is_paused, today``, of what is
            to be written besides, and of what ``was``, each row worked out once
        """
        columns = [SQL.identifier(name) for name in names]
        changed = SQL(
            """
            SELECT id, %(columns)s
              FROM (SELECT cadence.*, (%(state)s)::varchar AS cadence_state,
                           %(next)s AS next_contact_date,
                           COALESCE(%(next)s < cadence.today, FALSE) AS is_contact_late
                      FROM (%(standing)s OFFSET 0) AS cadence) AS standing
             WHERE was IS DISTINCT FROM ROW(%(columns)s)
            """,
            columns=SQL(", ").join(columns),
            state=CADENCE_STATE_SQL,
            next=NEXT_CONTACT_SQL,
            standing=standing,
        )
        write_changed(
            self.env.cr,
            self.env[model]._table,
            names,
            changed,
            kept_as=is_whole and "relationship_standing",
        )
        self.env[model].invalidate_model()
