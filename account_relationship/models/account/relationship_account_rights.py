from odoo import api, models


class RelationshipAccount(models.Model):
    """By what somebody may have to do with an account: the ladder of rights.

    Record rules ask for it, those of addons as well:
    ``relationship_ladder('own', 'backup', 'team', path='account_id')``.
    """

    _inherit = "relationship.account"

    @api.model
    def _get_ladder(self):
        """Return ``{rung: terms, one of which is enough}``; addons may add rungs."""
        uid = self.env.uid
        return {
            "own": [("manager_id", "=", uid), ("acting_manager_id", "=", uid)],
            "backup": [("backup_id", "=", uid)],
            "team": [
                ("team_id.crm_team_member_ids.user_id", "=", uid),
                ("team_id.user_id", "=", uid),
            ],
            "sold": [("is_sold_by_me", "=", True)],
        }

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
        ladder = self._get_ladder()
        terms = [
            (f"{path}.{name}" if path else name, operator, value)
            for rung in rungs
            if rung != "head"
            for name, operator, value in ladder[rung]
        ]
        return ["|"] * (len(terms) - 1) + terms or [(0, "=", 1)]
