from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ...among import among


class RelationshipAccount(models.Model):
    """By what somebody may have to do with an account: the ladder of rights.

    Record rules ask for it, those of addons as well:
    ``user._relationship_ladder('own', 'backup', 'team', path='account_id')``.
    """

    _inherit = "relationship.account"

    @api.model
    def _get_ladder(self):
        """Return ``{rung: terms, one of which is enough}``; addons may add rungs."""
        uid = self.env.uid
        return {
            "own": [("manager_id", "=", uid), ("acting_manager_id", "=", uid)],
            "backup": [("backup_id", "=", uid)],
            "team": [("team_id", "in", self._get_own_teams_sql())],
            "sold": [("is_sold_by_me", "=", True)],
        }

    @api.model
    def _get_own_teams_sql(self):
        """The teams the user is a member or the leader of, archived ones as well.

        A subquery of its own: joined to the accounts, it took as long to plan as the
        rest of a query that asks for the ladder.

        No Query: that would remember whom it found, and be kept.

        :rtype: SQL
        """
        uid = self.env.uid
        # sudo: this decides who may read an account; nothing but ids comes out
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        member = [("user_id", "=", uid), ("active", "=", True)]
        return teams._search(
            Domain("user_id", "=", uid) | Domain("crm_team_member_ids", "any", member)
        ).subselect()

    @api.model
    def _get_ladder_domain(self, *rungs, path=""):
        """A domain of what belongs to accounts the user has to do with.

        :param rungs: ``own`` (manager, or acting), ``backup``, ``team`` (member or
            leader), ``sold`` (the user sells to the customer), ``head`` (of all
            accounts); any of them is enough
        :param path: the fields that lead to the account; none for accounts themselves
        :return: a list in Odoo's notation, which others can be joined to
        :raises KeyError: for a rung there is not
        """
        if "head" in rungs and self.env.user.has_group(
            "account_relationship.group_head"
        ):
            return [(1, "=", 1)]
        if not (asked := tuple(rung for rung in rungs if rung != "head")):
            return [(0, "=", 1)]
        if path:
            return [among(path, self._get_ladder_sql(asked))]
        return [self._get_ladder_terms(asked)]

    @api.model
    @tools.ormcache("self.env.uid", "rungs")
    def _get_ladder_sql(self, rungs):
        """The accounts on some rungs, as a subquery that is the same all day.

        Worked out once for a user: as a domain it was optimized anew by each search
        of each model that hangs on accounts, which took half of opening one.

        :rtype: SQL
        """
        # sudo: this decides who may read an account; nothing but ids comes out.
        # No context: it is kept for whoever asks next.
        accounts = self.env(su=True, context={})["relationship.account"]
        both = Domain("active", "in", [True, False])
        found = accounts._search(both & self._get_ladder_terms(rungs))
        return found.subselect(SQL.identifier(found.table, "id"))

    @api.model
    @tools.ormcache("self.env.uid", "rungs")
    def _get_ladder_terms(self, rungs):
        """What accounts on some rungs are like, ready to be searched for.

        :rtype: Domain
        """
        # sudo and no context: as in _get_ladder_sql
        accounts = self.env(su=True, context={})["relationship.account"]
        ladder = accounts._get_ladder()
        terms = Domain.OR(Domain(*term) for rung in rungs for term in ladder[rung])
        return terms.optimize_full(accounts)
