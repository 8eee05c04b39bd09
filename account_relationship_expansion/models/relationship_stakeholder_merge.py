from odoo import models
from odoo.fields import Command
from odoo.tools import SQL


class RelationshipStakeholder(models.Model):
    """Two who turn out to be one person: nothing of what we know of either is lost."""

    _inherit = "relationship.stakeholder"

    def _become_one(self):
        """The first of several rows of one person takes over what the others say."""
        self[0]._take_over(self[1:])

    def _take_over(self, others):
        """Take what others know of the person, whom they lead, and delete them.

        :param others: records of the same person, of this account or of one that is
            about to be merged into it
        """
        self.ensure_one()
        if not others:
            return
        days = [person.cadence_days for person in self | others if person.cadence_days]
        others.key_contact_id.unlink()
        self._take_over_values(others)
        self._take_over_lines(others)
        others.unlink()
        if days and not self.cadence_days and not self.has_left and self.active:
            self.cadence_days = min(days)

    def _take_over_values(self, others):
        """Roles of all; gaps are filled."""
        values = {"role_ids": [Command.link(role.id) for role in others.role_ids]}
        for name in ("influence", "support", "owner_id"):
            found = next((other[name] for other in others if other[name]), False)
            if found and not self[name]:
                values[name] = found if isinstance(found, str) else found.id
        notes = [person.note for person in self | others if person.note]
        values["note"] = "\n\n".join(dict.fromkeys(notes)) or False
        values["active"] = self.active or any(others.mapped("active"))
        self.write(values)

    def _take_over_lines(self, others):
        """Reporting lines; whoever would come to report to themselves reports higher.

        By SQL: the others may be of an account that is about to be merged, and people
        of two accounts do not report to each other otherwise.
        """
        same = self | others
        leaders = self._get_leaders()
        above = [leader for leader in leaders if leader in others]
        leader = above[-1].parent_id if above else self.parent_id
        for other in others:
            if not leader and not same & (other.parent_id | other._get_leaders()):
                leader = other.parent_id
        if same & (leader | leader._get_leaders()):
            leader = leader.browse()
        self.env.flush_all()
        table = SQL.identifier(self._table)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET parent_id = %s WHERE parent_id = ANY(%s)",
                *(table, self.id, others.ids),
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET parent_id = %s WHERE id = %s",
                *(table, leader.id or None, self.id),
            )
        )
        self.env.invalidate_all(flush=False)

    def _get_leaders(self):
        """Return whom the person reports to, and so on up, the nearest first."""
        leaders = self.browse()
        leader = self.parent_id
        while leader and leader not in leaders:
            leaders += leader
            leader = leader.parent_id
        return leaders
