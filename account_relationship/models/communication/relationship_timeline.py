from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

#: Room for the kinds, and for companies, in the id of a line.
KIND_ROOM = 64
COMPANY_ROOM = 1024


class RelationshipTimeline(models.Model):
    """Everything that happened with an account, by query: nothing is copied.

    A union of branches, one for each kind of document. A branch selects with the
    reader's own rights, and one the reader may not read at all is left out. Each part,
    and any other addon, adds the kinds it knows of in :meth:`_get_kinds`.
    """

    _name = "relationship.timeline"
    _description = "Customer timeline"
    _inherit = "relationship.headline"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "title"

    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(selection="_get_kind_labels", readonly=True)
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
        "res.partner": ["commercial_partner_id"],
    }

    @property
    def _table_query(self):
        branches = [
            SQL("(%s)", branch)
            for kind in self._get_kinds().values()
            for name, method in kind.branches.items()
            if self.env[name].has_access("read")
            for branch in method()
        ]
        return SQL(" UNION ALL ").join(branches or [self._get_empty_branch()])

    @api.model
    def _get_kinds(self):
        """Return ``{key: Kind}``: the kinds of lines there are.

        An extension adds its own to what ``super()`` returns. Icon, chip and words of
        a kind stand in the browser's registry ``relationship_timeline_kinds``.
        """
        return {}

    @api.model
    def _get_kind_labels(self):
        return [
            (key, self.env._(kind.label)) for key, kind in self._get_kinds().items()
        ]

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
        :param kind: a key of :meth:`_get_kinds`
        :param account: alias of the account in the query
        :param columns: SQL of ``date`` (a moment in UTC; a date where the kind is of
            whole days), ``title`` and, where there are any, ``detail``,
            ``partner``, ``user``, ``touch`` (whether the customer took part, of
            :class:`relationship.touch`) and ``amount``; ``model`` and ``record`` of the
            document, the query's own row by default; ``key`` where not the document
            but something on it makes the line; ``twin`` where several rows may be
            the same thing, see :meth:`_select_messages`
        :raises KeyError: for a kind nobody registered
        """
        kinds = self._get_kinds()
        date = columns["date"]
        record = columns.get("record", SQL.identifier(query.table, "id"))
        company = SQL.identifier(account, "company_id")
        null = SQL("NULL")
        return query.select(
            SQL(
                "(%s::bigint * %s + %s) * %s + %s %% %s AS id",
                columns.get("key", record),
                KIND_ROOM,
                list(kinds).index(kind),
                COMPANY_ROOM,
                company,
                COMPANY_ROOM,
            ),
            SQL("%s AS account_id", SQL.identifier(account, "id")),
            SQL("%s AS company_id", company),
            SQL("%s AS date", self._at_day(date) if kinds[kind].is_day else date),
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
            next(iter(self._get_kinds())),
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

    @api.model
    def _make_headline(self, domain):
        kind, number, count = self._find_most(domain, "kind")
        [last] = self._sum_up(domain, "date:max")
        return count and self.env._(
            "%(count)s entries, most often: %(kind)s (%(number)s); the last on "
            "%(date)s",
            count=self._format_few(count),
            kind=kind,
            number=self._format_few(number),
            date=format_date(self.env, last),
        )
