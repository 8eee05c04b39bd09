"""What there is to do once, and what Odoo does not clean up by itself."""

from odoo.addons.account_relationship.hooks import forget_addon, get_added_models

MODULE = "account_relationship_health"
BELOW = ("account_relationship",)


def post_init_hook(env):
    """Make profiles of the measures there are, and say how every customer does."""
    env["relationship.measure"]._on_measures_added()


def uninstall_hook(env):
    """Delete what people made of the addon's models and fields."""
    forget_addon(env, MODULE, get_added_models(env, MODULE, BELOW))
