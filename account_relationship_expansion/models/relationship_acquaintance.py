from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

USERS = "account_relationship.group_user"
#: Somebody nobody was in touch with for longer is no longer known.
KNOWN_DAYS = 365


class RelationshipAcquaintance(models.Model):
    """One of us knows a person at a customer: when they were in touch last.

    Written by the refresh of touches alone. A person who wrote to us, while it is not
    known to whom, has a row without a user. Who has left the customer, and who of us
    has left, has none.
    """

    _name = "relationship.acquaintance"
    _description = "Who knows whom"
    _inherit = "relationship.headline"
    _log_access = False
    _order = "last_touch_at desc, id desc"
    _rec_name = "partner_id"

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    function = fields.Char(related="partner_id.function", string="Job position")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="One of us",
        readonly=True,
        index=True,
        ondelete="cascade",
        help="Empty when the person wrote to us, not to one of us by name.",
    )
    last_touch_at = fields.Datetime(
        string="Last contact", required=True, readonly=True, index=True
    )
    days_since = fields.Integer(
        string="Days since last contact",
        compute="_compute_days_since",
        aggregator="min",
    )
    is_known_by_one = fields.Boolean(
        string="Only one of us knows the person",
        compute="_compute_is_known_by_one",
        search="_search_is_known_by_one",
        help="Nobody else was in touch within 12 months.",
    )

    _pair_unique = models.UniqueIndex("(account_id, partner_id, COALESCE(user_id, 0))")

    @api.depends("last_touch_at", "company_id")
    def _compute_days_since(self):
        for company, group in self.grouped("company_id").items():
            today = company._get_relationship_today()
            for known in group:
                moment = known.last_touch_at
                day = moment and company._get_relationship_day(moment)
                known.days_since = moment and (today - day).days

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let the days of many rows be those of the latest contact."""
        if field_expr != "days_since":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "(SELECT %s - %s FROM res_company AS company WHERE company.id = %s)",
            self._get_today(),
            self._get_day(self._field_to_sql(alias, "last_touch_at", query)),
            self._field_to_sql(alias, "company_id", query),
        )

    @api.model
    def _get_day(self, moment):
        """SQL of the day of a moment for ``company``, that of the account."""
        return self.env["res.company"]._get_relationship_day_sql(moment, "company")

    @api.model
    def _get_today(self):
        return self._get_day(SQL("%s::timestamp", fields.Datetime.now()))

    @api.depends("account_id", "partner_id")
    def _compute_is_known_by_one(self):
        rows = self.env.execute_query(self._find_alone(self))
        alone = {id_ for (id_,) in rows}
        for known in self:
            known.is_known_by_one = known.id in alone

    @api.model
    def _search_is_known_by_one(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._find_alone())

    @api.model
    def _find_alone(self, among=None):
        """SQL of the ids of rows of whom nobody else was in touch for 12 months."""
        scope = SQL("TRUE")
        if among is not None:
            scope = SQL("known.id = ANY(%s)", among.ids)
        return SQL(
            """
            SELECT known.id
              FROM relationship_acquaintance AS known
              JOIN res_company AS company ON company.id = known.company_id
             WHERE known.user_id IS NOT NULL
               AND NOT EXISTS (
                   SELECT FROM relationship_acquaintance AS other
                    WHERE other.account_id = known.account_id
                      AND other.partner_id = known.partner_id
                      AND other.user_id != known.user_id
                      AND %s)
               AND %s
            """,
            self._is_known("other", self._get_today()),
            scope,
        )

    @api.model
    def _is_known(self, alias, today):
        """SQL: whether somebody was in touch lately, on the days of ``company``."""
        day = self._get_day(SQL.identifier(alias, "last_touch_at"))
        return SQL("%s >= %s - %s", day, today, KNOWN_DAYS)

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        people, customers = self._sum_up(
            domain, "partner_id:count_distinct", "account_id:count_distinct"
        )
        [alone] = self._sum_up(
            domain & Domain("is_known_by_one", "=", True), "partner_id:count_distinct"
        )
        return people and self.env._(
            "%(people)s people of %(customers)s customers were in touch; %(alone)s of "
            "them know only one of us",
            people=self._format_few(people),
            customers=self._format_few(customers),
            alone=self._format_few(alone),
        )

    # ------------------------------------------------------------
    # Onto the list
    # ------------------------------------------------------------

    def action_add_to_people(self):
        """Put the persons on the list of the people of their accounts."""
        self.check_access("read")
        listed = self.env["relationship.stakeholder"].with_context(active_test=False)
        listed = listed.search(
            [
                ("account_id", "in", self.account_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        pairs = {(known.account_id, known.partner_id) for known in self}
        pairs -= {(person.account_id, person.partner_id) for person in listed}
        # As the user: who may not change the list may not add to it.
        self.env["relationship.stakeholder"].create(
            [
                {"account_id": account.id, "partner_id": partner.id}
                for account, partner in pairs
            ]
        )
