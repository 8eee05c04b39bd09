"""What there is to do once, and what Odoo does not clean up by itself."""

from odoo.addons.account_relationship.hooks import forget_addon, get_added_models

MODULE = "account_relationship_expansion"
BELOW = ("account_relationship", "account_relationship_retention")


def post_init_hook(env):
    """Find what can be sold, from all invoices there are already."""


def uninstall_hook(env):
    """Delete what people made of the addon's models and fields."""
    own = get_added_models(env, MODULE, BELOW)
    forget_addon(env, MODULE, own)
