from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .relationship_stakeholder import SENSITIVE

#: Whom to ask, by kind of role, in this order: of what they bought before, and of what
#: is new to them.
BEFORE = ("purchasing", "budget", "decides")
NEW = ("user", "technical", "champion", "decides")


class RelationshipWhitespacePeople(models.AbstractModel):
    """The person to ask for an account, found by role and by the last contact.

    One query for many accounts. Nobody who left, is archived, or is against us.
    """

    _name = "relationship.whitespace.people"
    _description = "Whom to ask about sales potential"

    @api.model
    def _get_people(self, accounts):
        """Whom to ask about what they bought before, and about something new.

        Ask for accounts the reader sees, as the reader.

        :return: ``{(account id, is it new): {"ask": contact id, "role": id of a role or
            None, "touched": a datetime or None}}``
        """
        scope = SQL("account.id = ANY(%s::int[])", accounts.ids)
        rows = self.env.execute_query(self._get_query(scope))
        return {
            (account_id, is_new): {"ask": ask, "role": role, "touched": touched}
            for account_id, is_new, ask, role, touched in rows
        }

    @api.model
    def _get_query(self, scope):
        """The query: ``account_id, is_new, partner_id, role_id, touched_at``.

        :param scope: SQL about ``relationship_account AS account``
        """
        self.env["relationship.account"].flush_model(
            ["last_touch_partner_id", "last_touch_at", "partner_id"]
        )
        self.env["res.partner"].flush_model(["active", "commercial_partner_id"])
        self.env["relationship.stakeholder.role"].flush_model(["kind"])
        return SQL(
            """
            SELECT DISTINCT ON (account_id, is_new)
                   account_id, is_new, partner_id, role_id, touched_at
              FROM (%s UNION ALL %s) AS person
             ORDER BY account_id, is_new, place, touched_at DESC NULLS LAST, partner_id
            """,
            *(self._select_by_role(scope), self._select_by_touch(scope)),
        )

    @api.model
    def _select_by_role(self, scope):
        people = self._get_stakeholders()
        query = people._search(
            Domain("partner_id.active", "=", True)
            & Domain("has_left", "=", False)
            & ~self._get_against()
        )
        names = ("id", "account_id", "partner_id", "last_touch_at")
        columns = [people._field_to_sql(query.table, name, query) for name in names]
        return SQL(
            """
            SELECT account.id AS account_id, wanted.is_new, person.partner_id,
                   role.id AS role_id, person.touched_at,
                   array_position(wanted.kinds, role.kind) AS place
              FROM (%(people)s) AS person (id, account_id, partner_id, touched_at)
              JOIN relationship_account AS account ON account.id = person.account_id
               AND %(scope)s
              JOIN relationship_stakeholder_role_rel AS link
                ON link.stakeholder_id = person.id
              JOIN relationship_stakeholder_role AS role ON role.id = link.role_id
              JOIN (VALUES (FALSE, %(before)s::varchar[]), (TRUE, %(new)s::varchar[]))
                   AS wanted (is_new, kinds) ON role.kind = ANY(wanted.kinds)
            """,
            people=query.select(*columns),
            scope=scope,
            before=list(BEFORE),
            new=list(NEW),
        )

    @api.model
    def _select_by_touch(self, scope):
        """Who was in touch last, while that is a contact of the customer."""
        people = self._get_stakeholders().with_context(active_test=False)
        against = people._search(
            Domain("partner_id", "!=", False) & self._get_against()
        )
        return SQL(
            """
            SELECT account.id, wanted.is_new, partner.id, NULL::int,
                   account.last_touch_at, 99
              FROM relationship_account AS account
              JOIN res_partner AS partner ON partner.id = account.last_touch_partner_id
             CROSS JOIN (VALUES (FALSE), (TRUE)) AS wanted (is_new)
             WHERE %s AND partner.active AND partner.id != account.partner_id
               AND partner.commercial_partner_id = account.partner_id
               AND partner.id NOT IN %s
            """,
            scope,
            against.subselect(SQL.identifier(against.table, "partner_id")),
        )

    @api.model
    def _get_stakeholders(self):
        # sudo: who may be asked is no secret where the account is seen; opinions of
        # them count for those who may know these alone, see _get_against
        return self.env["relationship.stakeholder"].sudo()

    @api.model
    def _get_against(self):
        """Who is against us: by role, and for those who may know it by their support.

        For others, and in what all read, somebody left out would tell it.
        """
        against = Domain("role_ids", "any", [("kind", "=", "against")])
        if not self.env.su and self.env.user.has_group(SENSITIVE):
            against |= Domain("support", "=", "against")
        return against

    @api.model
    def _format_person(self, name, role, touched):
        """Say whom to ask, in few words.

        :param touched: when they were in touch last, a date, or nothing
        """
        person = ", ".join(filter(None, (name, role)))
        if not touched:
            return self.env._("ask %(person)s", person=person)
        this_year = touched.year == fields.Date.context_today(self).year
        return self.env._(
            "ask %(person)s, last spoken to in %(month)s",
            person=person,
            month=format_date(
                self.env, touched, date_format="LLLL" if this_year else "LLLL y"
            ),
        )
