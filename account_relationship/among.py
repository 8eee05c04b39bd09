"""Conditions of record rules that cost as little for one record as for many."""

from odoo.fields import Domain
from odoo.tools import SQL


def among(name, rows, column="id"):
    """A domain: the field has one of the values in a column of some rows.

    Says what ``(name, "in", rows)`` says, for which PostgreSQL finds all rows first:
    much to do for the accounts of a manager before one record is read. Of this it asks
    for the one value, or finds all where many are asked for.

    :param name: field of the model the domain is for, or several that lead to it
    :param rows: SQL of a query, which stays the same whoever asks
    :param column: what is selected by it
    """
    *above, name = name.split(".")
    domain = Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "EXISTS (SELECT FROM (%s) AS among WHERE %s = %s)",
            rows,
            SQL.identifier("among", column),
            model._field_to_sql(alias, name, query),
        )
    )
    for parent in reversed(above):
        domain = Domain(parent, "any", domain)
    return domain
