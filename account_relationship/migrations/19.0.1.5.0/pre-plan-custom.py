"""What companies hung on the models of templates, which are gone with this release.

Fields of their own go along to plans, objectives and actions; what names the models
otherwise would fail wherever it is opened, and is deleted.
"""

import logging

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

_logger = logging.getLogger(__name__)

OLD = "relationship.plan.template"
NEW = {
    OLD: "relationship.plan",
    f"{OLD}.objective": "relationship.objective",
    f"{OLD}.action": "relationship.action",
}
OURS = "model_id IN (SELECT id FROM ir_model WHERE model = ANY(%(old)s))"
#: ``table: SQL of what names one of the models``; crons hold on to their actions.
NAMING = {
    "ir_cron": "ir_actions_server_id IN"
    f" (SELECT action.id FROM ir_act_server AS action WHERE {OURS})",
    "ir_act_server": OURS,
    "mail_template": OURS,
    "ir_act_window": "res_model = ANY(%(old)s)",
    "ir_exports": "resource = ANY(%(old)s)",
    "ir_filters": "model_id = ANY(%(old)s)",
    "ir_ui_view": "model = ANY(%(old)s)",
}


def migrate(cr, version):
    if not table_exists(cr, OLD.replace(".", "_")):
        return
    for old, new in NEW.items():
        move_fields(cr, old, new)
        point_elsewhere(cr, old, new)
    # Fields without a column have nothing to go along.
    delete(cr, "ir_model_fields", "state = 'manual' AND model = ANY(%(old)s)")
    delete(cr, "ir_model_fields", "state = 'manual' AND relation = ANY(%(old)s)")
    for table, condition in NAMING.items():
        delete(cr, table, condition)


def move_fields(cr, old, new):
    """Fields with a column: the values go along with those of the model."""
    cr.execute(
        """
        SELECT field.id, field.name, kept.id IS NOT NULL,
               format_type(old.atttypid, old.atttypmod)
          FROM ir_model_fields AS field
          JOIN pg_attribute AS old
            ON old.attrelid = %(table)s::regclass AND old.attname = field.name
          LEFT JOIN ir_model_fields AS kept
            ON kept.model = %(new)s AND kept.name = field.name
         WHERE field.state = 'manual' AND field.model = %(old)s
        """,
        {"table": old.replace(".", "_"), "old": old, "new": new},
    )
    for field_id, name, is_there, kind in cr.fetchall():
        table = new.replace(".", "_")
        if is_there:
            continue
        if not column_exists(cr, table, name):
            cr.execute(
                SQL(
                    "ALTER TABLE %s ADD COLUMN %s %s",
                    *(SQL.identifier(table), SQL.identifier(name), SQL(kind)),
                )
            )
        cr.execute(
            """
            UPDATE ir_model_fields AS field
               SET model = model.model, model_id = model.id
              FROM ir_model AS model
             WHERE model.model = %s AND field.id = %s
            """,
            (new, field_id),
        )


def point_elsewhere(cr, old, new):
    """Fields of other models that hold a template hold a plan."""
    cr.execute(
        "UPDATE ir_model_fields SET relation = %s"
        " WHERE relation = %s AND state = 'manual' AND ttype = 'many2one'",
        (new, old),
    )


def delete(cr, table, condition):
    cr.execute(
        SQL(
            "DELETE FROM %s WHERE %s RETURNING id",
            SQL.identifier(table),
            SQL(condition, old=list(NEW)),
        )
    )
    if cr.rowcount:
        ids = [number for (number,) in cr.fetchall()]
        _logger.info("%s named templates of plans and went: %s", table, ids)
