from odoo import api, models
from odoo.tools import SQL

from ...lines import Line
from .relationship_account_signals import URGENCIES

#: What the account has lines of its own for.
WITH_OWN_LINES = ("alert", "contact")


class RelationshipDay(models.AbstractModel):
    """The rows of *My day* as lines of the card and the form."""

    _inherit = "relationship.day"

    @api.model
    def _get_owed_lines(self, accounts):
        """What the reader owes to customers: ``{account id: lines}``, in few queries.

        The same records in the same words as in the reader's day.
        """
        user = self.env.user
        items = [
            self._select_items(kind, source, user)
            for kind, source in self._get_sources().items()
            if kind not in WITH_OWN_LINES and self.env[source.model].has_access("read")
        ]
        if not items or not accounts.ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT account_id, kind, id, lane FROM (%s) AS item"
                " WHERE account_id = ANY(%s) ORDER BY since, kind, id",
                SQL(" UNION ALL ").join(items),
                accounts.ids,
            )
        )
        said = self._describe_items([(kind, id_) for __, kind, id_, __ in rows])
        lines = {}
        for account_id, kind, id_, lane in rows:
            item = said[kind, id_]
            words = " · ".join(filter(None, (item["words"], item["when"])))
            line = Line(URGENCIES[lane], item["icon"], words, name=kind)
            lines.setdefault(account_id, []).append(line)
        return lines
