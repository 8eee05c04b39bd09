from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: Kinds of lines, with what their chip on the timeline says and its icon.
KINDS = [
    ("interaction", "Contacts"),
    ("mail", "Mail"),
    ("meeting", "Meetings"),
    ("activity", "Calls and meetings done"),
    ("opportunity", "Opportunities"),
    ("order", "Quotations and orders"),
    ("invoice", "Invoices"),
    ("payment", "Payments"),
    ("rating", "Ratings"),
    ("handover", "Account managers"),
]
#: Numbers the branches, so that a line has an id of its own in every list.
BRANCHES = [kind for kind, __ in KINDS]
BRANCH_ROOM = 32
COMPANY_ROOM = 1024
COLUMNS = [
    *("id", "account_id", "company_id", "date", "kind", "detail", "title"),
    *("partner_id", "user_id", "amount", "res_model", "res_id"),
]


class RelationshipTimeline(models.Model):
    """Everything that happened with an account, by query: nothing is copied.

    A union of branches, one for each kind of document. A branch selects with the
    reader's own rights, and one the reader may not read at all is left out. Other
    addons append branches in :meth:`_get_branches`.
    """

    _name = "relationship.timeline"
    _description = "Customer timeline"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "title"

    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(selection=KINDS, readonly=True)
    detail = fields.Char(
        readonly=True, help="What of its kind it is: the type, the state, the score."
    )
    title = fields.Char(string="What", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True
    )
    user_id = fields.Many2one(comodel_name="res.users", readonly=True)
    amount = fields.Monetary(readonly=True, aggregator="sum")
    currency_id = fields.Many2one(related="company_id.currency_id")
    res_model = fields.Char(string="Document model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True
    )

    # What the branches select from, so that it is written before they do.
    _depends = {
        "relationship.account": ["partner_id", "company_id"],
        "relationship.assignment": [
            *("account_id", "manager_id", "manager_name", "date_from", "reason"),
        ],
        "relationship.interaction": [
            *("account_id", "date_start", "subject", "state", "type_id"),
            *("partner_ids", "event_id", "message_id", "is_confidential"),
        ],
        "res.partner": ["commercial_partner_id"],
        "mail.message": [
            *("model", "res_id", "date", "author_id", "message_type", "message_id"),
            *("subject", "body", "is_internal", "subtype_id"),
        ],
        "mail.notification": ["mail_message_id", "res_partner_id"],
        "mail.activity": [
            *("res_model", "res_id", "active", "date_done", "activity_type_id"),
            *("summary", "user_id", "calendar_event_id"),
        ],
        "calendar.event": [
            *("start", "stop", "name", "active", "privacy", "user_id", "partner_ids"),
        ],
        "calendar.attendee": ["event_id", "partner_id", "state"],
        "res.users.settings": ["user_id", "calendar_default_privacy"],
        "crm.lead": [
            *("relationship_account_id", "won_status", "date_closed", "type"),
            *("active", "name", "partner_id", "user_id", "expected_revenue"),
        ],
        "sale.order": [
            *("partner_id", "company_id", "state", "date_order", "name", "user_id"),
            *("amount_untaxed", "currency_rate"),
        ],
        "account.move": [
            *("partner_id", "company_id", "state", "move_type", "invoice_date"),
            *("name", "invoice_user_id", "amount_untaxed_signed"),
        ],
        "account.payment": [
            *("partner_id", "company_id", "state", "partner_type", "payment_type"),
            *("date", "name", "amount_company_currency_signed"),
        ],
        "rating.rating": [
            *("partner_id", "consumed", "rating", "feedback", "res_name"),
        ],
    }

    @property
    def _table_query(self):
        branches = [
            SQL("(%s)", branch)
            for name, method in self._get_branches().items()
            if name not in self.env or self.env[name].has_access("read")
            for branch in method()
        ]
        return SQL(" UNION ALL ").join(branches or [self._get_empty_branch()])

    @api.model
    def _get_branches(self):
        """Return ``{model: method}``; a method returns a list of SELECTs."""
        return {
            "relationship.interaction": self._select_interactions,
            "mail.message": self._select_messages,
            "calendar.event": self._select_meetings,
            "mail.activity": self._select_activities,
            "crm.lead": self._select_opportunities,
            "sale.order": self._select_orders,
            "account.move": self._select_invoices,
            "account.payment": self._select_payments,
            "rating.rating": self._select_ratings,
            "relationship.assignment": self._select_assignments,
        }

    def action_open_document(self):
        """Open the document behind a line."""
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document:
            raise UserError(self.env._("The document is no longer there."))
        return document.get_formview_action()

    # ------------------------------------------------------------
    # Making a branch
    # ------------------------------------------------------------

    @api.model
    def _select(self, query, kind, account, **columns):
        """Return the SELECT of a branch.

        :param query: what to select from, with the reader's rights
        :param kind: a key of :attr:`kind`
        :param account: alias of the account in the query
        :param columns: SQL of ``date``, ``title`` and, where there are any, ``detail``,
            ``partner``, ``user`` and ``amount``; ``model`` and ``record`` of the
            document, the query's own row by default; ``key`` where not the document
            but something on it makes the line; ``twin`` where several rows may be
            the same thing, see :meth:`_select_messages`
        """
        record = columns.get("record", SQL.identifier(query.table, "id"))
        company = SQL.identifier(account, "company_id")
        null = SQL("NULL")
        return query.select(
            SQL(
                "(%s::bigint * %s + %s) * %s + %s %% %s AS id",
                columns.get("key", record),
                BRANCH_ROOM,
                BRANCHES.index(kind),
                COMPANY_ROOM,
                company,
                COMPANY_ROOM,
            ),
            SQL("%s AS account_id", SQL.identifier(account, "id")),
            SQL("%s AS company_id", company),
            SQL("%s AS date", columns["date"]),
            SQL("%s AS kind", kind),
            SQL("(%s)::varchar AS detail", columns.get("detail", null)),
            SQL("(%s)::varchar AS title", columns["title"]),
            SQL("(%s)::int AS partner_id", columns.get("partner", null)),
            SQL("(%s)::int AS user_id", columns.get("user", null)),
            SQL("(%s)::numeric AS amount", columns.get("amount", null)),
            SQL("(%s)::varchar AS res_model", columns["model"]),
            SQL("(%s)::int AS res_id", record),
            *([SQL("%s AS twin", columns["twin"])] if "twin" in columns else []),
        )

    @api.model
    def _get_empty_branch(self):
        query = self.env["relationship.account"]._search(Domain.FALSE)
        return self._select(
            query,
            "handover",
            query.table,
            date=SQL("NULL::timestamp"),
            title=SQL("NULL"),
            model=SQL("NULL"),
        )

    @api.model
    def _join_customer(self, query, partner, company=None):
        """Join the accounts of the commercial entity of a contact.

        :param partner: SQL of the contact's id
        :param company: SQL of the document's company; accounts of all companies
            when the document has none
        :return: alias of the account
        """
        query.add_join(
            "JOIN",
            "timeline_contact",
            "res_partner",
            SQL("timeline_contact.id = %s", partner),
        )
        query.add_join(
            "JOIN",
            "timeline_account",
            "relationship_account",
            SQL(
                "timeline_account.partner_id = timeline_contact.commercial_partner_id"
                " AND %s",
                SQL("timeline_account.company_id = %s", company)
                if company
                else SQL("TRUE"),
            ),
        )
        return "timeline_account"

    @api.model
    def _join_account(self, query, account):
        """Join the account whose id is given; return its alias."""
        query.add_join(
            "JOIN",
            "timeline_account",
            "relationship_account",
            SQL("timeline_account.id = %s", account),
        )
        return "timeline_account"

    # ------------------------------------------------------------
    # Branches
    # ------------------------------------------------------------

    @api.model
    def _select_interactions(self):
        query = self.env["relationship.interaction"]._search([("state", "=", "done")])
        table = query.table
        account = self._join_account(query, SQL.identifier(table, "account_id"))
        query.add_join(
            "JOIN",
            "timeline_type",
            "relationship_interaction_type",
            SQL("timeline_type.id = %s", SQL.identifier(table, "type_id")),
        )
        return [
            self._select(
                query,
                "interaction",
                account,
                date=SQL.identifier(table, "date_start"),
                detail=SQL("timeline_type.icon"),
                title=SQL.identifier(table, "subject"),
                partner=SQL(
                    "SELECT MIN(participant.res_partner_id)"
                    " FROM relationship_interaction_partner_rel AS participant"
                    " WHERE participant.relationship_interaction_id = %s",
                    SQL.identifier(table, "id"),
                ),
                user=SQL.identifier(table, "create_uid"),
                model=SQL("'relationship.interaction'"),
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
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
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
        query.add_where(self._get_message_condition(account))
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
            model=SQL("timeline_message.model"),
            record=SQL("timeline_message.res_id"),
            key=SQL("timeline_message.id"),
            twin=SQL(
                "COALESCE(timeline_message.message_id, timeline_message.id::text)"
            ),
        )

    @api.model
    def _get_message_condition(self, account):
        """Not internal, with the customer on one end, and not described elsewhere."""
        return SQL(
            """
            timeline_message.message_type IN ('email', 'comment', 'email_outgoing')
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
            date=SQL("timeline_activity.date_done::timestamp"),
            detail=SQL("timeline_activity_type.category"),
            title=SQL(
                "COALESCE(NULLIF(timeline_activity.summary, ''),"
                " timeline_activity_type.name ->> 'en_US')"
            ),
            user=SQL("timeline_activity.user_id"),
            model=SQL("%s", model_name),
            key=SQL("timeline_activity.id"),
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
                date=SQL.identifier(table, "start"),
                title=SQL.identifier(table, "name"),
                partner=SQL("timeline_attendee.partner_id"),
                user=SQL.identifier(table, "user_id"),
                model=SQL("'calendar.event'"),
                # A meeting with several customers is a line for each.
                key=SQL("timeline_attendee.id"),
            )
        ]

    @api.model
    def _select_opportunities(self):
        """Opportunities won and lost."""
        query = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._search(
                Domain("won_status", "in", ["won", "lost"])
                & Domain("type", "=", "opportunity")
                & Domain("date_closed", "!=", False)
            )
        )
        table = query.table
        account = self._join_account(
            query, SQL.identifier(table, "relationship_account_id")
        )
        return [
            self._select(
                query,
                "opportunity",
                account,
                date=SQL.identifier(table, "date_closed"),
                detail=SQL.identifier(table, "won_status"),
                title=SQL.identifier(table, "name"),
                partner=SQL.identifier(table, "partner_id"),
                user=SQL.identifier(table, "user_id"),
                amount=SQL.identifier(table, "expected_revenue"),
                model=SQL("'crm.lead'"),
            )
        ]

    @api.model
    def _select_orders(self):
        query = self.env["sale.order"]._search([("state", "in", ["sent", "sale"])])
        table = query.table
        account = self._join_customer(
            query,
            SQL.identifier(table, "partner_id"),
            SQL.identifier(table, "company_id"),
        )
        return [
            self._select(
                query,
                "order",
                account,
                date=SQL.identifier(table, "date_order"),
                detail=SQL.identifier(table, "state"),
                title=SQL.identifier(table, "name"),
                partner=SQL.identifier(table, "partner_id"),
                user=SQL.identifier(table, "user_id"),
                # In the company's currency, at the rate of the order.
                amount=SQL(
                    "%s / COALESCE(NULLIF(%s, 0), 1)",
                    SQL.identifier(table, "amount_untaxed"),
                    SQL.identifier(table, "currency_rate"),
                ),
                model=SQL("'sale.order'"),
            )
        ]

    @api.model
    def _select_invoices(self):
        query = self.env["account.move"]._search(
            [
                ("state", "=", "posted"),
                ("move_type", "in", ["out_invoice", "out_refund", "out_receipt"]),
            ]
        )
        table = query.table
        account = self._join_customer(
            query,
            SQL.identifier(table, "partner_id"),
            SQL.identifier(table, "company_id"),
        )
        return [
            self._select(
                query,
                "invoice",
                account,
                date=SQL("%s::timestamp", SQL.identifier(table, "invoice_date")),
                detail=SQL.identifier(table, "move_type"),
                title=SQL.identifier(table, "name"),
                partner=SQL.identifier(table, "partner_id"),
                user=SQL.identifier(table, "invoice_user_id"),
                amount=SQL.identifier(table, "amount_untaxed_signed"),
                model=SQL("'account.move'"),
            )
        ]

    @api.model
    def _select_payments(self):
        query = self.env["account.payment"]._search(
            [
                ("state", "in", ["in_process", "paid"]),
                ("partner_type", "=", "customer"),
            ]
        )
        table = query.table
        account = self._join_customer(
            query,
            SQL.identifier(table, "partner_id"),
            SQL.identifier(table, "company_id"),
        )
        return [
            self._select(
                query,
                "payment",
                account,
                date=SQL("%s::timestamp", SQL.identifier(table, "date")),
                detail=SQL.identifier(table, "payment_type"),
                title=SQL.identifier(table, "name"),
                partner=SQL.identifier(table, "partner_id"),
                amount=SQL.identifier(table, "amount_company_currency_signed"),
                model=SQL("'account.payment'"),
            )
        ]

    @api.model
    def _select_ratings(self):
        query = self.env["rating.rating"]._search([("consumed", "=", True)])
        table = query.table
        account = self._join_customer(query, SQL.identifier(table, "partner_id"))
        return [
            self._select(
                query,
                "rating",
                account,
                date=SQL.identifier(table, "write_date"),
                detail=SQL("TO_CHAR(%s, 'FM9.0')", SQL.identifier(table, "rating")),
                title=SQL(
                    "COALESCE(NULLIF(%s, ''), %s)",
                    SQL.identifier(table, "feedback"),
                    SQL.identifier(table, "res_name"),
                ),
                partner=SQL.identifier(table, "partner_id"),
                model=SQL("'rating.rating'"),
            )
        ]

    @api.model
    def _select_assignments(self):
        query = self.env["relationship.assignment"]._search([])
        table = query.table
        account = self._join_account(query, SQL.identifier(table, "account_id"))
        return [
            self._select(
                query,
                "handover",
                account,
                date=SQL("%s::timestamp", SQL.identifier(table, "date_from")),
                detail=SQL.identifier(table, "reason"),
                title=SQL.identifier(table, "manager_name"),
                user=SQL.identifier(table, "manager_id"),
                model=SQL("'relationship.account'"),
                record=SQL.identifier(table, "account_id"),
                key=SQL.identifier(table, "id"),
            )
        ]
