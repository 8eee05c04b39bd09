from odoo.addons.account_relationship.hooks import forget_addon


def uninstall_hook(env):
    """What Odoo itself leaves behind of models and fields that are gone."""
    parcels = env["ir.model"]._get("example.parcel")
    forget_addon(env, "account_relationship_example", parcels)
