from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.alerts import GROW, Reason

_lt = LazyTranslate(__name__)

#: What an idea that nobody decided yet is a reason of.
IDEA_REASONS = ("line_lapsed", "line_shrinking", "never_bought")


class RelationshipAlert(models.Model):
    """Reasons to sell: at most one of each kind for a customer, the dearest named.

    Lines that slip are told of as ideas, so that what was decided is no reason.
    """

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        reasons = super()._get_reasons()
        make, see = _lt("Make offer"), _lt("See ideas")
        others = (("action_view_potential", see),)
        sources = ("relationship.whitespace",)
        offer = {"action_label": make, "others": others, "sources": sources}
        for kind in ("lapsed", "shrinking"):
            reason = reasons[f"line_{kind}"]._replace(
                action=f"action_offer_{kind}", **offer
            )
            reasons[f"line_{kind}"] = reason
        return {
            **reasons,
            "never_bought": Reason(
                *(_lt("Comparable customers buy more"), GROW, "fa-lightbulb-o"),
                *(self._find_never_bought, self._format_never_bought, "money"),
                *(500, 100),
                action="action_offer_never_bought",
                **offer,
            ),
        }

    @api.model
    def _find_lines(self, scope, kind):
        return self._find_ideas(scope, kind)

    @api.model
    def _find_never_bought(self, scope, today):
        return self._find_ideas(scope, "never_bought")

    @api.model
    def _find_ideas(self, scope, kind):
        """Money of open ideas, none held back; the dearest one is named."""
        # sudo: whoever sets it in motion, all read it: no opinion of theirs counts
        people = self.env["relationship.whitespace.people"].sudo()
        return SQL(
            """
            SELECT account.id AS account_id, SUM(idea.amount)::float AS value,
                   SUM(idea.amount) AS at_stake,
                   jsonb_build_object('count', COUNT(*))
                       || (array_agg(jsonb_strip_nulls(jsonb_build_object(
                           'category', idea.category_id, 'last', idea.last_day,
                           'pause', idea.longest_pause, 'before', idea.sales_before,
                           'now', idea.sales_now, 'both', idea.customers_both,
                           'all', idea.customers_because, 'amount', idea.amount,
                           'ask', person.partner_id, 'role', person.role_id,
                           'touched', %s))
                           ORDER BY idea.amount DESC, idea.category_id))[1] AS evidence
              FROM relationship_whitespace AS idea
              JOIN relationship_account AS account ON account.id = idea.account_id
              JOIN res_company AS company ON company.id = account.company_id
              LEFT JOIN (%s) AS person ON person.account_id = account.id
               AND person.is_new = (idea.kind = 'never_bought')
             WHERE idea.kind = %s AND idea.state = 'open'
               AND idea.is_held_back IS NOT TRUE AND %s
             GROUP BY account.id
            """,
            self._get_day(SQL("person.touched_at")),
            *(people._get_query(scope), kind, scope),
        )

    @api.model
    def _get_named(self):
        return super()._get_named() | {
            "ask": ("res.partner", "name"),
            "role": ("relationship.stakeholder.role", "name"),
        }

    @api.model
    def _add_other_lines(self, words, evidence):
        """Whom to ask stands behind what there is."""
        words = super()._add_other_lines(words, evidence)
        name, day = self._get_name("ask", evidence), evidence.get("touched")
        if not name:
            return words
        people = self.env["relationship.whitespace.people"]
        role, touched = self._get_name("role", evidence), fields.Date.to_date(day)
        return f"{words}; {people._format_person(name, role, touched)}"

    @api.model
    def _format_never_bought(self, account, evidence):
        words = self.env._(
            "%(both)s of %(all)s comparable customers buy %(category)s, typically "
            "%(amount)s a year",
            both=evidence.get("both") or 0,
            all=evidence.get("all") or 0,
            category=self._get_name("category", evidence),
            amount=self._format_money(account, evidence.get("amount")),
        )
        return self._add_other_lines(words, evidence)
