"""What there is to do once, and what Odoo does not clean up by itself."""

from odoo.addons.account_relationship.hooks import forget_addon

MODULE = "account_relationship_retention"


def post_init_hook(env):
    """Make the figures of all orders and invoices there are already."""
    env["relationship.work"]._build_retention()


def uninstall_hook(env):
    """Delete favourites and exports that name the addon's fields."""
    env.cr.execute("DROP TABLE relationship_order_due")
    data = env["ir.model.data"].search(
        [("module", "=", MODULE), ("model", "=", "ir.model")]
    )
    models = env["ir.model"].browse(data.mapped("res_id")).exists()
    own = models.filtered(lambda model: model.modules == MODULE)
    forget_addon(env, MODULE, own)
