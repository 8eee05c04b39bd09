from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.alerts import BURNS, GROW, TURN, Reason
from odoo.addons.account_relationship.lines import format_day

_lt = LazyTranslate(__name__)

#: Kinds of roles that make somebody senior, and those whose leaving is told of.
SENIOR = ("sponsor", "decides", "budget")
NEEDED = (*SENIOR, "champion")
PEOPLE_REASONS = (
    *("one_contact", "one_of_us", "no_decider", "key_person_left"),
    "senior_untouched",
)


class RelationshipAlert(models.Model):
    """Reasons from the people at customers, and who of us knows them.

    They go by roles and contacts. What we think of somebody's influence and support is
    for few to read, so no sentence says it and no alert depends on it.
    """

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        log, see = _lt("Log contact"), _lt("See people")
        people = {"action": "action_view_people", "action_label": see}
        known = {
            "sources": ("relationship.acquaintance",),
            "action": "action_view_acquaintances",
            "action_label": _lt("See who"),
        }
        listed = {"sources": ("relationship.stakeholder",)}
        logging = (("action_log_interaction", log),)
        viewing = (("action_view_people", see),)
        return {
            **super()._get_reasons(),
            "one_contact": Reason(
                *(_lt("Only one person known"), GROW, "fa-user-o"),
                *(self._find_one_contact, self._format_one_contact, "money"),
                *(1000, 500),
                **known,
                others=logging,
                by_contact=True,
            ),
            "one_of_us": Reason(
                *(_lt("Only one of us is known"), GROW, "fa-user-circle-o"),
                *(self._find_one_of_us, self._format_one_of_us, "money"),
                *(10000, 5000),
                **known,
                others=logging,
                by_contact=True,
            ),
            "no_decider": Reason(
                *(_lt("Who decides is not known"), GROW, "fa-user-plus"),
                *(self._find_no_decider, self._format_no_decider, "points", 1, 1),
                **people,
            ),
            "key_person_left": Reason(
                *(_lt("Sponsor may have left"), BURNS, "fa-user-times"),
                *(self._find_key_person_left, self._format_key_person_left, "money"),
                *(0, 0),
                **people,
                **listed,
                others=logging,
            ),
            "senior_untouched": Reason(
                *(_lt("Nobody senior contacted"), TURN, "fa-clock-o"),
                *(self._find_senior_untouched, self._format_senior_untouched),
                *("days", 90, 90),
                **listed,
                action_label=log,
                others=viewing,
                by_contact=True,
            ),
        }

    # ------------------------------------------------------------
    # Only one is known
    # ------------------------------------------------------------

    @api.model
    def _find_one_contact(self, scope, today):
        """12-month revenue of companies of which one person alone was in touch."""
        return self._find_only_one(scope, today, SQL("partner_id"), SQL("'partner'"))

    @api.model
    def _find_one_of_us(self, scope, today):
        """12-month revenue of customers who know one of us alone.

        Whoever only writes to us knows nobody by name.
        """
        return self._find_only_one(scope, today, SQL("user_id"), SQL("'user'"))

    @api.model
    def _find_only_one(self, scope, today, column, key):
        known = self.env["relationship.acquaintance"]
        return SQL(
            """
            SELECT account.id AS account_id, account.revenue_12m::float AS value,
                   account.revenue_12m AS at_stake,
                   jsonb_build_object(%(key)s, MAX(known.%(column)s)) AS evidence
              FROM relationship_account AS account
              JOIN res_partner AS customer
                ON customer.id = account.partner_id AND customer.is_company
              JOIN res_company AS company ON company.id = account.company_id
              JOIN relationship_acquaintance AS known
                ON known.account_id = account.id
               AND %(is_known)s
              JOIN res_partner AS person
                ON person.id = known.partner_id
               AND person.active
               AND person.commercial_partner_id = account.partner_id
             WHERE account.revenue_12m > 0
               AND %(scope)s
             GROUP BY account.id
            HAVING COUNT(DISTINCT known.%(column)s) = 1
            """,
            key=key,
            column=column,
            is_known=known._is_known("known", SQL("%s::date", today)),
            scope=scope,
        )

    @api.model
    def _format_one_contact(self, account, evidence):
        return self.env._(
            "only %(person)s was in touch with us in 12 months",
            person=self._get_name("partner", evidence),
        )

    @api.model
    def _format_one_of_us(self, account, evidence):
        return self.env._(
            "of us only %(user)s was in touch in 12 months",
            user=self._get_name("user", evidence),
        )

    # ------------------------------------------------------------
    # Who decides
    # ------------------------------------------------------------

    @api.model
    def _get_present(self):
        """SQL of the people on the lists who are at the customer, by kind of role."""
        return SQL(
            """
            relationship_stakeholder AS person
              JOIN res_partner AS partner
                ON partner.id = person.partner_id AND partner.active
              JOIN relationship_stakeholder_role_rel AS has
                ON has.stakeholder_id = person.id
              JOIN relationship_stakeholder_role AS role ON role.id = has.role_id
            """
        )

    @api.model
    def _find_no_decider(self, scope, today):
        """How many of two are missing: who decides, and a champion.

        Somebody who is to be found yet is missing.
        """
        return SQL(
            """
            SELECT account.id AS account_id,
                   (2 - MAX((role.kind IS NOT DISTINCT FROM 'decides')::int)
                      - MAX((role.kind IS NOT DISTINCT FROM 'champion')::int))::float
                       AS value,
                   COALESCE(account.revenue_12m, 0) AS at_stake,
                   jsonb_strip_nulls(jsonb_build_object(
                       'decides', bool_or(role.kind = 'decides'),
                       'champion', bool_or(role.kind = 'champion'))) AS evidence
              FROM relationship_account AS account
              JOIN relationship_tier AS tier
                ON tier.id = account.tier_id AND tier.is_key
              LEFT JOIN (%(present)s)
                ON person.account_id = account.id
               AND person.active
               AND partner.commercial_partner_id = account.partner_id
             WHERE %(scope)s
             GROUP BY account.id
            HAVING bool_and(role.kind IS DISTINCT FROM 'decides')
                OR bool_and(role.kind IS DISTINCT FROM 'champion')
            """,
            present=self._get_present(),
            scope=scope,
        )

    @api.model
    def _format_no_decider(self, account, evidence):
        if evidence.get("decides"):
            return self.env._("key account without a champion of ours")
        if evidence.get("champion"):
            return self.env._("key account, and who decides is not known")
        return self.env._(
            "key account, and neither who decides nor a champion is known"
        )

    # ------------------------------------------------------------
    # Who left, and who hears nothing from us
    # ------------------------------------------------------------

    @api.model
    def _find_key_person_left(self, scope, today):
        """12-month revenue where somebody who matters seems to have left.

        The contact is archived or moved to another customer, mails come back, or the
        portal user was closed. The one of the first role is named.
        """
        return SQL(
            """
            SELECT account.id AS account_id,
                   COALESCE(account.revenue_12m, 0)::float AS value,
                   COALESCE(account.revenue_12m, 0) AS at_stake,
                   jsonb_build_object('count', COUNT(DISTINCT person.id))
                       || (array_agg(jsonb_build_object(
                           'partner', partner.id, 'role', role.id, 'how', left_as.how)
                           ORDER BY role.sequence, role.id, person.id))[1] AS evidence
              FROM relationship_account AS account
              JOIN relationship_stakeholder AS person
                ON person.account_id = account.id AND person.active
              JOIN res_partner AS partner ON partner.id = person.partner_id
              JOIN relationship_stakeholder_role_rel AS has
                ON has.stakeholder_id = person.id
              JOIN relationship_stakeholder_role AS role
                ON role.id = has.role_id AND role.kind = ANY(%(kinds)s)
              LEFT JOIN (SELECT partner_id, bool_or(active) AS is_open
                           FROM res_users
                          WHERE share
                          GROUP BY partner_id) AS login
                ON login.partner_id = partner.id
             CROSS JOIN LATERAL (
                   SELECT CASE
                       WHEN NOT partner.active THEN 'archived'
                       WHEN partner.commercial_partner_id != account.partner_id
                           THEN 'moved'
                       WHEN partner.message_bounce > 0 THEN 'bounces'
                       WHEN NOT login.is_open THEN 'closed' END AS how) AS left_as
             WHERE left_as.how IS NOT NULL
               AND %(scope)s
             GROUP BY account.id
            """,
            kinds=list(NEEDED),
            scope=scope,
        )

    @api.model
    def _format_key_person_left(self, account, evidence):
        who = {
            "person": self._get_name("partner", evidence),
            "role": self._get_name("role", evidence),
        }
        how = evidence.get("how")
        if how == "moved":
            words = self.env._(
                "%(person)s (%(role)s) belongs to another customer now", **who
            )
        elif how == "bounces":
            words = self.env._("mails to %(person)s (%(role)s) come back", **who)
        elif how == "closed":
            words = self.env._(
                "the portal user of %(person)s (%(role)s) was closed", **who
            )
        else:
            words = self.env._("%(person)s (%(role)s) is archived", **who)
        return self._add_other_lines(words, evidence)

    @api.model
    def _find_senior_untouched(self, scope, today):
        """Days since anybody senior was in touch, or was put on the list."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   (%(today)s - MAX(%(since)s))::float AS value,
                   COALESCE(account.revenue_12m, 0) AS at_stake,
                   jsonb_strip_nulls(jsonb_build_object(
                       'count', COUNT(DISTINCT person.id),
                       'last', MAX(%(last)s),
                       'partner', (array_agg(partner.id
                           ORDER BY person.last_touch_at DESC NULLS LAST, person.id)
                       )[1])) AS evidence
              FROM relationship_account AS account
              JOIN res_company AS company ON company.id = account.company_id
              JOIN (%(present)s)
                ON person.account_id = account.id
               AND person.active
               AND partner.commercial_partner_id = account.partner_id
               AND role.kind = ANY(%(kinds)s)
             WHERE COALESCE(account.pause_until < %(today)s, TRUE)
               AND %(scope)s
             GROUP BY account.id
            """,
            today=SQL("%s::date", today),
            since=self._get_day(
                SQL("COALESCE(person.last_touch_at, person.create_date)")
            ),
            last=self._get_day(SQL("person.last_touch_at")),
            present=self._get_present(),
            kinds=list(SENIOR),
            scope=scope,
        )

    @api.model
    def _format_senior_untouched(self, account, evidence):
        person = self._get_name("partner", evidence)
        last = fields.Date.to_date(evidence.get("last"))
        others = (evidence.get("count") or 1) - 1
        if not last:
            words = self.env._("%(person)s was never in touch", person=person)
        else:
            words = self.env._(
                "no contact with %(person)s since %(day)s",
                person=person,
                day=format_day(self.env, last),
            )
        if not others:
            return words
        return self.env._(
            "%(words)s, nor with the others who decide (%(count)s)",
            words=words,
            count=others,
        )

    @api.model
    def _get_named(self):
        return super()._get_named() | {
            "role": ("relationship.stakeholder.role", "name")
        }
