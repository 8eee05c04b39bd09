"""What Odoo does not clean up by itself when the addon is uninstalled."""

from odoo.addons.account_relationship.hooks import forget_addon

MODULE = "account_relationship_contract"


def uninstall_hook(env):
    """Contracts stay: nothing of ours is kept with them."""
    forget_addon(env, MODULE)
