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
    ("feedback", "Feedback"),
    ("plan", "Action plans"),
]
#: Numbers the branches, so that a line has an id of its own in every list.
BRANCHES = [kind for kind, __ in KINDS]
BRANCH_ROOM = 32
COMPANY_ROOM = 1024


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
    is_touch = fields.Boolean(
        string="Contact with the customer",
        readonly=True,
        help="The customer took part: a contact that was logged, a meeting that took "
        "place, a call that was made, a mail or message from the customer. Not our own "
        "mails.",
    )
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
            "is_touch",
        ],
        "res.partner": ["commercial_partner_id"],
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
            "relationship_is_given",
            "message_id",
        ],
        "relationship.feedback": [
            *("account_id", "received_at", "kind", "name", "partner_id", "user_id"),
            *("state", "source"),
        ],
        "relationship.feedback.notice": [
            *("feedback_id", "date", "kind", "partner_id", "user_id", "message_id"),
        ],
        "relationship.plan": [
            *("account_id", "state", "name", "user_id", "agreed_on", "agreed_by_id"),
            *("done_on", "contact_id"),
        ],
        "relationship.action": [
            *("account_id", "state", "name", "user_id", "contact_id", "date_done"),
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
            "relationship.feedback": self._select_feedback,
            "relationship.plan": self._select_plans,
            "relationship.action": self._select_actions_done,
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
    def _get_columns(self):
        """Columns of a branch, in this order."""
        return [
            *("id", "account_id", "company_id", "date", "kind", "detail", "title"),
            *("partner_id", "user_id", "is_touch", "amount", "res_model", "res_id"),
        ]

    @api.model
    def _select(self, query, kind, account, **columns):
        """Return the SELECT of a branch.

        :param query: what to select from, with the reader's rights
        :param kind: a key of :attr:`kind`
        :param account: alias of the account in the query
        :param columns: SQL of ``date``, ``title`` and, where there are any, ``detail``,
            ``partner``, ``user``, ``touch`` (whether the customer took part, of
            :class:`relationship.touch`) and ``amount``; ``model`` and ``record`` of the
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
            SQL("(%s) AS is_touch", columns.get("touch", SQL("FALSE"))),
            SQL("(%s)::numeric AS amount", columns.get("amount", null)),
            SQL("(%s)::varchar AS res_model", columns["model"]),
            SQL("(%s)::int AS res_id", record),
            *([SQL("%s AS twin", columns["twin"])] if "twin" in columns else []),
        )

    @api.model
    def _at_day(self, day):
        """The moment that stands for a day: noon, where the reader is.

        What happens on a day, not at a time of it, is on that day in every list,
        which shows moments where the reader is.

        :param day: SQL of a date
        """
        zone = str(self.env.tz)
        if zone in self.env["res.company"]._get_unknown_zones():
            zone = "UTC"
        return SQL(
            "((%s + TIME '12:00') AT TIME ZONE %s AT TIME ZONE 'UTC')", day, zone
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
