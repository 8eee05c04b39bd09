"""What there is to do once, and what Odoo does not clean up by itself."""

from odoo.addons.account_relationship.hooks import forget_addon, get_added_models

MODULE = "account_relationship_retention"


def post_init_hook(env):
    """Make the figures of all orders and invoices there are already."""
    env["relationship.work"]._build_retention()
    env["relationship.measure"]._on_measures_added()


def uninstall_hook(env):
    """Delete favourites and exports that name the addon's fields."""
    env.cr.execute("DROP TABLE relationship_order_due")
    own = get_added_models(env, MODULE, ["account_relationship"])
    forget_addon(env, MODULE, own)
