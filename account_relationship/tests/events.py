import re
from collections import Counter
from contextlib import contextmanager
from unittest.mock import patch

from odoo import models

#: A row written as it is takes a turn: see ``turns.py``.
UPDATE = re.compile(
    r'UPDATE "?(\w+)"?\s+SET (?!write_date = write_date)', re.IGNORECASE
)


class Events:
    """What one change writes, and how often it looks for contacts."""

    @contextmanager
    def assertWrites(self, model_name, number=1, updates=1, refreshes=0):
        """One event: so many writes of the model, statements and looks for contacts."""
        self.env.cr.flush()
        writes, looks, queries = [], [], []
        write = models.BaseModel.write
        touch = self.registry["relationship.touch"]
        refresh = touch._refresh

        def note_write(records, vals):
            if records and records._name == model_name:
                writes.append((records.ids, sorted(vals)))
            return write(records, vals)

        def note_refresh(records, *args, **kwargs):
            looks.append(args)
            return refresh(records, *args, **kwargs)

        with (
            patch.object(models.BaseModel, "write", note_write),
            patch.object(touch, "_refresh", note_refresh),
            contextmanager(self._patchExecute)(queries, flush=False),
        ):
            yield
            self.env.cr.flush()
        tables = Counter(
            found[1] for query in queries if (found := UPDATE.match(query.strip()))
        )
        self.assertEqual(len(writes), number, writes)
        table = self.env[model_name]._table
        self.assertEqual(tables[table], updates, tables)
        self.assertEqual(len(looks), refreshes)
