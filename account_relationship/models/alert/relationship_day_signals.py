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
        rows = self._find_owed(accounts)
        said = self._describe_items([(kind, id_) for __, kind, id_, __ in rows])
        lines = {}
        for account_id, kind, id_, lane in rows:
            line = self._get_owed_line(lane, said[kind, id_])
            lines.setdefault(account_id, []).append(line)
        return lines

    @api.model
    def _get_owed_line(self, lane, item):
        """What is shown of a record in the day as a line, with the same button."""
        button = item["button"] or {}
        return Line(
            URGENCIES[lane],
            item["icon"],
            " · ".join(filter(None, (item["words"], item["when"]))),
            button.get("method", ""),
            button.get("label", ""),
            name=item["kind"],
            record=(item["model"], item["id"]),
            undo=button.get("undo", ""),
            args=tuple(button.get("args", ())),
            undo_args=tuple(button.get("undo_args", ())),
        )

    @api.model
    def _find_owed(self, accounts):
        """Return ``[(account id, kind, id, lane)]`` of what waits for the reader.

        Mostly nothing does. To ask that without rights takes a tenth of the time, and
        of what does the rights are asked then.
        """
        # sudo: which records wait; those the reader may not read are left out below
        day, user = self.sudo(), self.env.user
        items = [
            day._select_items(kind, source, user)
            for kind, source in self._get_sources().items()
            if kind not in WITH_OWN_LINES and self.env[source.model].has_access("read")
        ]
        if not items or not accounts.ids:
            return []
        rows = self.env.execute_query(
            SQL(
                "SELECT account_id, kind, id, lane FROM (%s) AS item"
                " WHERE account_id = ANY(%s) ORDER BY since, kind, id",
                SQL(" UNION ALL ").join(items),
                accounts.ids,
            )
        )
        readable = self._find_readable([row[1:3] for row in rows])
        return [row for row in rows if row[1:3] in readable]

    @api.model
    def _find_readable(self, items):
        """Which ``(kind, id)`` the reader may read."""
        sources, ids, readable = self._get_sources(), {}, set()
        for kind, id_ in items:
            ids.setdefault(kind, []).append(id_)
        for kind, of_kind in ids.items():
            records = self.env[sources[kind].model].browse(of_kind)
            readable.update((kind, id_) for id_ in records._filtered_access("read").ids)
        return readable
