"""Rows that are found once and used several times, until the transaction ends."""

from contextlib import contextmanager

from odoo.tools import SQL

#: Fewer are found as quickly without a table.
MANY = 1_000
#: Of more than these PostgreSQL goes through a list again and again.
SOME = 50


def keep(cr, name, query):
    """Keep the rows of a query in a temporary table.

    PostgreSQL finds them with several processes, which it never does in a statement
    that writes to a table of ours. It thinks handing a row to another costs ten times
    what it does with rows as short as these, and would sort all in one process.

    :param name: name of the table; one there is already gives way
    :return: SQL of a query for the rows
    """
    table = SQL.identifier(name)
    cr.execute(
        SQL(
            "DROP TABLE IF EXISTS pg_temp.%(table)s;"
            "SET LOCAL parallel_tuple_cost = 0.01;"
            "CREATE TEMPORARY TABLE %(table)s ON COMMIT DROP AS %(query)s;"
            "SET LOCAL parallel_tuple_cost TO DEFAULT;"
            "ANALYZE %(table)s",
            table=table,
            query=query,
        )
    )
    return SQL("SELECT * FROM %s", table)


def write_changed(cr, table, names, changed, kept_as=None):
    """Write to a table what was found to be different from what it has.

    :param names: columns to write
    :param changed: the query of ``id`` and these columns, of rows that differ
    :param kept_as: the temporary table to keep what was found in first, of many rows
    :return: how many rows were written
    :rtype: int
    """
    if kept_as:
        changed = keep(cr, kept_as, changed)
    columns = [SQL.identifier(name) for name in names]
    cr.execute(
        SQL(
            "UPDATE %s AS record SET %s FROM (%s) AS changed"
            " WHERE changed.id = record.id",
            SQL.identifier(table),
            SQL(", ").join(SQL("%s = changed.%s", name, name) for name in columns),
            changed,
        )
    )
    return cr.rowcount


def keep_if_many(cr, name, query, ids):
    """As :func:`keep`, when it is of many records; else the query itself."""
    return keep(cr, name, query) if len(ids) > MANY else query


def keep_ids(cr, name, ids):
    """Say which records are meant: SQL for what follows the column of their ids.

    Of a table that was counted PostgreSQL knows that it is short, and begins with it.

    :param name: name of the table, made for more than a few ids
    """
    if len(ids) <= SOME:
        return SQL("= ANY(%s)", list(ids))
    rows = keep(cr, name, SQL("SELECT unnest(%s::int[]) AS id", list(ids)))
    return SQL("IN (%s)", rows)


@contextmanager
def looking_up(cr):
    """Look the rows of a few records up, instead of reading whole tables for them.

    PostgreSQL takes a page of an index for four times as slow as the next of a table,
    as it was with disks that turn; what is asked for often is in memory.
    """
    cr.execute("SET LOCAL random_page_cost = 1.1")
    yield
    cr.execute("SET LOCAL random_page_cost TO DEFAULT")
