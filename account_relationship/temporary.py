"""Rows that are found once and used several times, until the transaction ends."""

from odoo.tools import SQL

#: Fewer are found as quickly without a table.
MANY = 1_000


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


def keep_if_many(cr, name, query, ids):
    """As :func:`keep`, when it is of many records; else the query itself."""
    return keep(cr, name, query) if len(ids) > MANY else query
