"""What Odoo does not clean up by itself when the addon is uninstalled."""

from odoo.addons.account_relationship.hooks import forget_addon

MODULE = "account_relationship_subscription_oca"


def uninstall_hook(env):
    """Subscriptions stay: nothing of ours is kept with them."""
    forget_addon(env, MODULE)
