"""Templates of plans become plans of no customer, with objectives and actions.

Their texts were translated, those of a plan are not: each is kept in the language most
colleagues work in. Where texts differ in a language that others work in, there is a
template in that language, too.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

OLD = "relationship_plan_template"
#: New columns of plans, objectives and actions; the fields fill what is made later.
COLUMNS = {
    "relationship_plan": {
        "is_template": "boolean DEFAULT false",
        "active": "boolean DEFAULT true",
        "sequence": "integer DEFAULT 10",
        "duration_days": "integer DEFAULT 365",
    },
    "relationship_objective": {
        "is_template": "boolean DEFAULT false",
        "days_due": "integer DEFAULT 0",
        "is_target_relative": "boolean DEFAULT false",
    },
    "relationship_action": {
        "is_template": "boolean DEFAULT false",
        "days_due": "integer DEFAULT 0",
    },
}
#: What is not said of a template.
NOT_OF_TEMPLATES = (
    *(("relationship_plan", "account_id"), ("relationship_plan", "user_id")),
    ("relationship_action", "account_id"),
)
#: ``new model: (old table, texts)``, and the rest below.
TEXTS = {
    "relationship.plan": (OLD, ("name", "customer_name", "customer_summary", "note")),
    "relationship.objective": (
        f"{OLD}_objective",
        ("name", "customer_name", "unit", "note"),
    ),
    "relationship.action": (f"{OLD}_action", ("name", "customer_name", "note")),
}
#: What both have under one name.
COPIED = {
    "relationship.plan": ("active", "sequence", "company_id", "duration_days"),
    "relationship.objective": (
        *("sequence", "company_id", "whose", "kind", "measure", "measure_category_id"),
        *("target", "is_target_relative", "days_due"),
    ),
    "relationship.action": ("sequence", "company_id", "side", "days_due"),
}
#: What every one of a template starts with.
FIXED = {
    "relationship.plan": SQL(
        "'draft' AS state, 0 AS progress, 0 AS action_count, 0 AS action_done_count"
    ),
    "relationship.objective": SQL(
        "'draft' AS plan_state, 'open' AS state, false AS has_data,"
        " 0 AS baseline, 0 AS current, 0 AS progress"
    ),
    "relationship.action": SQL(
        "'draft' AS plan_state, 'todo' AS state, 'manual' AS origin"
    ),
}
FIXED_NAMES = {
    "relationship.plan": ("state", "progress", "action_count", "action_done_count"),
    "relationship.objective": (
        *("plan_state", "state", "has_data", "baseline", "current", "progress"),
    ),
    "relationship.action": ("plan_state", "state", "origin"),
}
LOG = ("is_shared", "create_uid", "create_date", "write_uid", "write_date")


def migrate(cr, version):
    if not table_exists(cr, OLD):
        return
    add_columns(cr)
    languages = find_languages(cr)
    for language in languages:
        of_plan = find_told(cr, language, languages[0])
        insert(cr, "relationship.plan", language, of_plan)
        insert(cr, "relationship.objective", language, of_plan)
        insert(cr, "relationship.action", language, of_plan)
        insert_order(cr, language)
    move_links(cr, languages[0])
    drop_old(cr)


def add_columns(cr):
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            if not column_exists(cr, table, name):
                add(cr, table, name, kind)
                cr.execute(
                    SQL(
                        "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT",
                        *(SQL.identifier(table), SQL.identifier(name)),
                    )
                )
        add(cr, table, "migrated_id", "integer")
        add(cr, table, "migrated_lang", "varchar")
    for table, name in NOT_OF_TEMPLATES:
        cr.execute(
            SQL(
                "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL",
                *(SQL.identifier(table), SQL.identifier(name)),
            )
        )
    cr.execute(
        "ALTER TABLE relationship_action"
        " DROP CONSTRAINT IF EXISTS relationship_action_ours_has_an_owner"
    )
    cr.execute("ALTER TABLE relationship_plan RENAME template_id TO migrated_from")
    add(cr, "relationship_plan", "template_id", "integer")


def add(cr, table, name, kind):
    # pylint: disable=sql-injection
    cr.execute(
        SQL(
            f"ALTER TABLE %s ADD COLUMN %s {kind}",
            *(SQL.identifier(table), SQL.identifier(name)),
        )
    )


def find_languages(cr):
    """Languages our people work in, the most common first."""
    cr.execute(
        """
        SELECT partner.lang
          FROM res_users AS users
          JOIN res_partner AS partner ON partner.id = users.partner_id
         WHERE users.active AND NOT users.share AND partner.lang IS NOT NULL
         GROUP BY partner.lang
         ORDER BY COUNT(*) DESC, partner.lang
        """
    )
    return [language for (language,) in cr.fetchall()] or ["en_US"]


def text(name, language):
    """What who works in a language reads; any text where it has neither nor English."""
    return SQL(
        "COALESCE(%(column)s->>%(language)s, %(column)s->>'en_US',"
        " jsonb_path_query_first(%(column)s, '$.*') #>> '{}')",
        column=SQL.identifier("old", name),
        language=language,
    )


def find_told(cr, language, first):
    """Ids of templates that say something of their own in a language."""
    ids = set()
    for model, (table, names) in TEXTS.items():
        cr.execute(
            SQL(
                "SELECT %s FROM %s AS old WHERE %s",
                SQL.identifier(
                    "old", "id" if model == "relationship.plan" else "template_id"
                ),
                SQL.identifier(table),
                SQL("TRUE")
                if language == first
                else SQL(" OR ").join(
                    SQL(
                        "%s IS DISTINCT FROM %s",
                        text(name, language),
                        text(name, first),
                    )
                    for name in names
                ),
            )
        )
        ids.update(number for (number,) in cr.fetchall())
    return list(ids)


def insert(cr, model, language, template_ids):
    """Make plans of templates, or objectives and actions of their lines."""
    table, names = TEXTS[model]
    is_plan = model == "relationship.plan"
    is_action = model == "relationship.action"
    same = (*COPIED[model], *LOG, *find_custom(cr, model, table))
    columns = [
        *("is_template", "migrated_id", "migrated_lang"),
        *(() if is_plan else ("plan_id",)),
        *(("objective_id",) if is_action else ()),
        *names,
        *same,
        *FIXED_NAMES[model],
    ]
    values = [
        SQL("true"),
        SQL("old.id"),
        SQL("%s", language),
        *(() if is_plan else (SQL("plan.id"),)),
        *((SQL("objective.id"),) if is_action else ()),
        *(text(name, language) for name in names),
        *(SQL.identifier("old", name) for name in same),
        FIXED[model],
    ]
    joins = []
    if not is_plan:
        joins.append(join_new("plan", "template_id", language))
    if is_action:
        joins.append(SQL("LEFT %s", join_new("objective", "objective_id", language)))
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s AS old %s"
            " WHERE %s = ANY(%s) ORDER BY old.id",
            SQL.identifier(model.replace(".", "_")),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(values),
            SQL.identifier(table),
            SQL(" ").join(joins),
            SQL.identifier("old", "id" if is_plan else "template_id"),
            template_ids,
        )
    )


def find_custom(cr, model, table):
    """Columns of fields the company added, which go along."""
    cr.execute(
        """
        SELECT old.attname
          FROM pg_attribute AS old
          JOIN pg_attribute AS new USING (attname, atttypid)
         WHERE old.attrelid = %s::regclass AND new.attrelid = %s::regclass
           AND old.attname LIKE 'x\\_%%'
        """,
        (table, model.replace(".", "_")),
    )
    return [name for (name,) in cr.fetchall()]


def join_new(kind, name, language):
    return SQL(
        "JOIN %s AS %s ON %s = %s AND %s = %s",
        SQL.identifier(f"relationship_{kind}"),
        SQL.identifier(kind),
        SQL.identifier(kind, "migrated_id"),
        SQL.identifier("old", name),
        SQL.identifier(kind, "migrated_lang"),
        language,
    )


def insert_order(cr, language):
    """Actions wait for those their lines waited for."""
    cr.execute(
        """
        INSERT INTO relationship_action_after_rel (action_id, after_id)
        SELECT action.id, earlier.id
          FROM relationship_plan_template_action_after_rel AS old
          JOIN relationship_action AS action
            ON action.migrated_id = old.action_id AND action.migrated_lang = %(lang)s
          JOIN relationship_action AS earlier
            ON earlier.migrated_id = old.after_id AND earlier.migrated_lang = %(lang)s
        """,
        {"lang": language},
    )


def move_links(cr, language):
    """Plans know the template they were made of, and external ids what they name."""
    cr.execute(
        """
        UPDATE relationship_plan AS plan
           SET template_id = template.id
          FROM relationship_plan AS template
         WHERE template.migrated_id = plan.migrated_from
           AND template.migrated_lang = %s
        """,
        [language],
    )
    for model, (table, __) in TEXTS.items():
        for place, column in (
            ("ir_model_data", "model"),
            ("ir_attachment", "res_model"),
        ):
            cr.execute(
                SQL(
                    """
                    UPDATE %(place)s AS place
                       SET %(column)s = %(model)s, res_id = new.id
                      FROM %(table)s AS new
                     WHERE place.%(column)s = %(old)s
                       AND new.migrated_id = place.res_id
                       AND new.migrated_lang = %(language)s
                    """,
                    place=SQL.identifier(place),
                    column=SQL.identifier(column),
                    table=SQL.identifier(model.replace(".", "_")),
                    model=model,
                    old=table.replace("_", "."),
                    language=language,
                )
            )
        move_references(cr, model, table, language)


def move_references(cr, model, table, language):
    """Fields the company added to other models hold the plan, not its template."""
    cr.execute(
        """
        SELECT held.conrelid::regclass::text, held.conname, attribute.attname
          FROM pg_constraint AS held
          JOIN pg_attribute AS attribute
            ON attribute.attrelid = held.conrelid AND attribute.attnum = held.conkey[1]
         WHERE held.contype = 'f' AND held.confrelid = %s::regclass
           AND attribute.attname LIKE 'x\\_%%'
        """,
        (table,),
    )
    for holder, constraint, column in cr.fetchall():
        words = {
            "holder": SQL.identifier(holder.strip('"')),
            "constraint": SQL.identifier(constraint),
            "column": SQL.identifier(column),
            "new": SQL.identifier(model.replace(".", "_")),
            "language": language,
        }
        cr.execute(
            SQL("ALTER TABLE %(holder)s DROP CONSTRAINT %(constraint)s", **words)
        )
        cr.execute(
            SQL(
                """
                UPDATE %(holder)s AS holder
                   SET %(column)s = (
                       SELECT id FROM %(new)s AS new
                        WHERE new.migrated_id = holder.%(column)s
                          AND new.migrated_lang = %(language)s)
                 WHERE %(column)s IS NOT NULL
                """,
                **words,
            )
        )


def drop_old(cr):
    for table, names in {
        "relationship_plan": ("migrated_id", "migrated_lang", "migrated_from"),
        "relationship_objective": ("migrated_id", "migrated_lang"),
        "relationship_action": ("migrated_id", "migrated_lang"),
    }.items():
        for name in names:
            cr.execute(
                SQL(
                    "ALTER TABLE %s DROP COLUMN %s",
                    *(SQL.identifier(table), SQL.identifier(name)),
                )
            )
    for table in (
        *(f"{OLD}_action_after_rel", f"{OLD}_action", f"{OLD}_objective", OLD),
    ):
        cr.execute(SQL("DROP TABLE IF EXISTS %s CASCADE", SQL.identifier(table)))
