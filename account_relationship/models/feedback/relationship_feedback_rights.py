from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ...among import among


class RelationshipFeedback(models.Model):
    """What somebody answers: of their teams, given to them, or logged by them.

    Record rules ask for it: ``user._relationship_answered(path='feedback_id')``.
    """

    _inherit = "relationship.feedback"

    @api.model
    def _get_answered_domain(self, path=""):
        """A domain of what belongs to feedback the user answers.

        :param path: the fields that lead to the feedback; none for feedback itself
        :return: a list in Odoo's notation, which others can be joined to
        """
        if path:
            return [among(path, self._get_answered_sql())]
        return [self._get_answered_terms()]

    @api.model
    @tools.ormcache("self.env.uid")
    def _get_answered_sql(self):
        """All feedback the user answers, as a subquery that is the same all day.

        :rtype: SQL
        """
        # sudo: this decides what may be read; nothing but ids comes out.
        # No context: it is kept for whoever asks next.
        feedback = self.env(su=True, context={})["relationship.feedback"]
        found = feedback._search(self._get_answered_terms())
        return found.subselect(SQL.identifier(found.table, "id"))

    @api.model
    @tools.ormcache("self.env.uid")
    def _get_answered_terms(self):
        """What the feedback is like, ready to be searched for.

        The teams are few and stand for themselves: joined to a long list, PostgreSQL
        went through all feedback there is.

        :rtype: Domain
        """
        uid = self.env.uid
        # sudo and no context: as in _get_answered_sql
        env = self.env(su=True, context={"active_test": False})
        teams = env["relationship.feedback.team"]._search(
            Domain("user_id", "=", uid) | Domain("member_ids", "=", uid)
        )
        terms = (
            Domain("team_id", "in", teams.subselect())
            | Domain("user_id", "=", uid)
            | Domain("create_uid", "=", uid)
        )
        return terms.optimize_full(env["relationship.feedback"])
