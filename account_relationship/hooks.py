"""What there is to do once, and what Odoo does not clean up by itself."""

import re

from odoo.tools import SQL

MODULE = "account_relationship"


def post_init_hook(env):
    """Add up the revenue of all documents there are already."""
    env["relationship.revenue"]._rebuild()


def uninstall_hook(env):
    """Delete what people made of the addon's models and fields."""
    # Feedback holds on to teams and areas, accounts to tiers and stages, which Odoo
    # deletes before them.
    env.cr.execute("DELETE FROM relationship_feedback")
    env.cr.execute("DELETE FROM relationship_account")
    env.cr.execute("DROP TABLE relationship_revenue_change")
    env.invalidate_all()
    forget_addon(env, MODULE, get_added_models(env, MODULE))


def forget_addon(env, module, models=()):
    """Delete what names an addon's models and fields, as the hook of any of ours.

    :param str module: the addon that is uninstalled
    :param models: the models that go with it, as ``ir.model`` records
    """
    models = models or env["ir.model"]
    _delete_of_models(env, models)
    _delete_mentions(env, _get_own_field_names(env, module, models))
    _forget_reflections(env, module, models)


def get_added_models(env, module, below=()):
    """The models an addon of ours brought, as ``ir.model`` records.

    :param str module: the addon
    :param below: addons of ours it stands on: what they brought it only extends
    """
    found = {}
    for name in (module, *below):
        data = env["ir.model.data"].search(
            [("module", "=", name), ("model", "=", "ir.model")]
        )
        found[name] = env["ir.model"].browse(data.mapped("res_id")).exists()
    own = found.pop(module) - env["ir.model"].union(*found.values())
    return own.filtered(lambda model: model.model.startswith("relationship."))


def _get_own_field_names(env, module, models):
    """Names of its fields on the models of others, which nobody else uses."""
    return {
        name
        for (name,) in env.execute_query(
            SQL(
                """
                SELECT field.name
                  FROM ir_model_fields AS field
                  LEFT JOIN ir_model_data AS data
                    ON data.model = 'ir.model.fields' AND data.res_id = field.id
                   AND data.module = %s
                 WHERE NOT field.model = ANY(%s)
                 GROUP BY field.name
                HAVING bool_and(data.id IS NOT NULL)
                """,
                module,
                models.mapped("model"),
            )
        )
    }


def _delete_of_models(env, models):
    """Actions, favourites, exports and notification types made for our models."""
    names = models.mapped("model")
    for model, field in (
        ("ir.actions.act_window", "res_model"),
        ("ir.filters", "model_id"),
        ("ir.exports", "resource"),
        ("mail.message.subtype", "res_model"),
    ):
        records = env[model].with_context(active_test=False)
        records.search([(field, "in", names)]).unlink()


def _delete_mentions(env, names):
    """Favourites and export columns that name our fields, on the models of others.

    A favourite that filters by a field which is gone makes its screen fail.
    """
    if not names:
        return  # no word is in every text
    word = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")
    filters = env["ir.filters"].with_context(active_test=False).search([])
    filters.filtered(
        lambda item: word.search(f"{item.domain} {item.context} {item.sort}")
    ).unlink()
    columns = env["ir.exports.line"].search([])
    columns.filtered(lambda column: word.search(column.name or "")).unlink()


def _forget_reflections(env, module, models):
    """What Odoo noted of its models under the names of other addons.

    The mixins' addons (mail, portal, ...) count as owners of what our models inherit
    from them, so that it would outlive the models. Foreign keys go with their columns.
    """
    prefixes = [
        f"{kind}__{model.model.replace('.', '_')}__%"
        for kind in ("selection", "model_inherit")
        for model in models
    ]
    env.cr.execute(
        SQL(
            """
            DELETE FROM ir_model_data
             WHERE model IN ('ir.model.fields.selection', 'ir.model.inherit')
               AND name LIKE ANY(%s) AND module != %s
            """,
            [prefix.replace("_", r"\_") for prefix in prefixes],
            module,
        )
    )
    env.cr.execute(
        SQL(
            """
            DELETE FROM ir_model_constraint AS noted
             USING ir_module_module AS module
             WHERE module.id = noted.module AND module.name = %s AND noted.type = 'f'
            """,
            module,
        )
    )
