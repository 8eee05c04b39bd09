"""New names for models and fields in a database that has data.

For scripts in ``migrations/``, before the models are loaded: what stays under the old
name would be made anew, and empty.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

#: Columns in which Odoo writes the name of a model.
NAMED_IN = {
    "ir_act_report_xml": ("model",),
    "ir_act_server": ("model_name",),
    "ir_act_window": ("res_model",),
    "ir_attachment": ("res_model",),
    "ir_exports": ("resource",),
    "ir_filters": ("model_id",),
    "ir_model": ("model",),
    "ir_model_data": ("model",),
    "ir_model_fields": ("model", "relation"),
    "ir_ui_view": ("model",),
    "mail_activity": ("res_model",),
    "mail_followers": ("res_model",),
    "mail_message": ("model",),
    "mail_message_subtype": ("res_model",),
    "mail_template": ("model",),
    "rating_rating": ("res_model", "parent_res_model"),
}
#: ``(table, column, its type, SQL of the model it is about)`` where people name fields.
FIELDS_IN = (
    ("ir_ui_view", "arch_db", "jsonb", "place.model"),
    ("ir_filters", "domain", "text", "place.model_id"),
    ("ir_filters", "context", "text", "place.model_id"),
    ("ir_filters", "sort", "text", "place.model_id"),
    ("ir_act_window", "domain", "text", "place.res_model"),
    ("ir_act_window", "context", "text", "place.res_model"),
    (
        *("ir_rule", "domain_force", "text"),
        "(SELECT model FROM ir_model WHERE id = place.model_id)",
    ),
    (
        *("ir_exports_line", "name", "text"),
        "(SELECT resource FROM ir_exports WHERE id = place.export_id)",
    ),
)
#: Views of models that lead to the model and have no such field themselves.
WITHIN = """(
    place.model IN (SELECT model FROM ir_model_fields WHERE relation = %(model)s)
    AND place.model NOT IN (SELECT model FROM ir_model_fields WHERE name = %(old)s)
)"""
#: External ids that Odoo makes of the name of a model.
XMLIDS = ("model_%s", "field_%s__%%", "selection__%s__%%", "constraint_%s_%%")


def rename_model(cr, old, new):
    """Give a model a new name: its table, and wherever Odoo wrote the name down.

    :param old: name of the model, ``relationship.share``
    :param new: its new name
    """
    table, new_table = old.replace(".", "_"), new.replace(".", "_")
    if not table_exists(cr, table):
        return
    cr.execute(
        SQL("ALTER TABLE %s RENAME TO %s", *map(SQL.identifier, (table, new_table)))
    )
    _rename_objects(cr, new_table, table, new_table)
    for name, columns in NAMED_IN.items():
        for column in columns:
            if column_exists(cr, name, column):
                cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(new)s"
                        " WHERE %(column)s = %(old)s",
                        table=SQL.identifier(name),
                        column=SQL.identifier(column),
                        new=new,
                        old=old,
                    )
                )
    for pattern in XMLIDS:
        _rename_xmlids(cr, pattern % table, pattern % new_table)


def rename_field(cr, model, old, new):
    """Give a field a new name: its column, if it has one, and Odoo's own notes.

    :param model: name of the model, its new one where it was renamed
    :param old: name of the field
    :param new: its new name
    """
    table = model.replace(".", "_")
    if column_exists(cr, table, old):
        cr.execute(
            SQL(
                "ALTER TABLE %s RENAME COLUMN %s TO %s",
                *map(SQL.identifier, (table, old, new)),
            )
        )
        for name in (f"{table}__%s_", f"{table}_%s_fkey"):
            _rename_objects(cr, table, name % old, name % new)
    rename_in_views(cr, model, old, new)
    cr.execute(
        "UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s",
        (new, model, old),
    )
    for pattern in ("field_%s__%s", "selection__%s__%s__%%"):
        _rename_xmlids(cr, pattern % (table, old), pattern % (table, new))


def rename_in_views(cr, model, old, new):
    """Write a field's or method's new name wherever people named it.

    In what is about the model, after fields that lead to it (``plan_ids.name``), and in
    lists of it within views of other models. Odoo checks each view together with those
    that extend it, of which some are still as they were.
    """
    cr.execute("SELECT DISTINCT name FROM ir_model_fields WHERE relation = %s", [model])
    paths = "|".join(name for (name,) in cr.fetchall())
    for table, column, kind, about in FIELDS_IN:
        words = {
            "table": SQL.identifier(table),
            "column": SQL.identifier(column),
            "kind": SQL(kind),
            "about": SQL(about),
            "model": model,
            "old": old,
        }
        if table == "ir_ui_view":
            own = SQL(f"(%(about)s = %(model)s OR {WITHIN})", **words)
        else:
            own = SQL("%(about)s = %(model)s", **words)
        _replace(cr, words, own, rf"\m{old}\M", new)
        if paths:
            path = rf"\m({paths})([./]){old}\M"
            _replace(cr, words, SQL("TRUE"), path, rf"\1\2{new}")


def _replace(cr, words, condition, pattern, new):
    cr.execute(
        SQL(
            """
            UPDATE %(table)s AS place
               SET %(column)s =
                   regexp_replace(%(column)s::text, %(pattern)s, %(new)s, 'g')::%(kind)s
             WHERE %(condition)s AND %(column)s::text ~ %(pattern)s
            """,
            **words | {"pattern": pattern, "new": new, "condition": condition},
        )
    )


def _rename_objects(cr, table, old, new):
    """Sequence, constraints and indexes of a table whose names begin with another."""
    begins = old.replace("_", "\\_") + "%"
    cr.execute(
        """
        SELECT conname FROM pg_constraint
         WHERE conrelid = %s::regclass AND conname LIKE %s
        """,
        (table, begins),
    )
    for (name,) in cr.fetchall():
        renamed = new + name.removeprefix(old)
        cr.execute(
            SQL(
                "ALTER TABLE %s RENAME CONSTRAINT %s TO %s",
                *map(SQL.identifier, (table, name, renamed)),
            )
        )
        cr.execute(
            "UPDATE ir_model_constraint SET name = %s WHERE name = %s", (renamed, name)
        )
    cr.execute(
        "SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexname LIKE %s"
        " UNION SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE %s",
        (table, begins, old.replace("_", "\\_") + "\\_id\\_seq"),
    )
    for (name,) in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER INDEX %s RENAME TO %s"
                if not name.endswith("_seq")
                else "ALTER SEQUENCE %s RENAME TO %s",
                *map(SQL.identifier, (name, new + name.removeprefix(old))),
            )
        )


def _rename_xmlids(cr, old, new):
    """External ids of this addon: ``%`` at the end stands for whatever follows."""
    begins, renamed = old.removesuffix("%"), new.removesuffix("%")
    cr.execute(
        """
        UPDATE ir_model_data
           SET name = %s || substr(name, %s)
         WHERE module LIKE 'account\\_relationship%%' AND name LIKE %s
        """,
        (
            renamed,
            len(begins) + 1,
            old.removesuffix("%").replace("_", "\\_")
            + ("%" if old.endswith("%") else ""),
        ),
    )
