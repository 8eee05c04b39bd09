"""What Odoo does not clean up by itself when the addon is uninstalled."""

from odoo.addons.account_relationship.hooks import forget_addon

MODULE = "account_relationship_retention"


def uninstall_hook(env):
    """Delete favourites and exports that name the addon's fields."""
    models = env["ir.model"].search([("model", "=", "relationship.retention")])
    forget_addon(env, MODULE, models)
