"""What Odoo does not clean up by itself when the addon is uninstalled."""

from odoo.addons.account_relationship.hooks import forget_addon

MODULE = "account_relationship_agreement"


def uninstall_hook(env):
    """Delete what people made of the addon's models and fields."""
    # Agreements hold on to accounts, which the core deletes where it goes as well.
    env.cr.execute("DELETE FROM relationship_agreement")
    env.invalidate_all()
    data = env["ir.model.data"].search(
        [("module", "=", MODULE), ("model", "=", "ir.model")]
    )
    models = env["ir.model"].browse(data.mapped("res_id")).exists()
    own = models.filtered(lambda model: model.modules == MODULE)
    _delete_of_models(env, own.mapped("model"))
    forget_addon(env, MODULE, own)


def _delete_of_models(env, names):
    """Actions, favourites and exports made for our models, and our alerts."""
    for model, field in (
        ("ir.actions.act_window", "res_model"),
        ("ir.filters", "model_id"),
        ("ir.exports", "resource"),
        ("mail.message.subtype", "res_model"),
    ):
        records = env[model].with_context(active_test=False)
        records.search([(field, "in", names)]).unlink()
    for model in ("relationship.alert", "relationship.alert.setting"):
        env[model].search([("reason", "=", "notice_deadline")]).unlink()
