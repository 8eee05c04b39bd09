"""What there is to do once, and what Odoo does not clean up by itself."""

from odoo.addons.account_relationship.hooks import forget_addon, get_added_models

from .models.relationship_alert_people import PEOPLE_REASONS

MODULE = "account_relationship_expansion"
REASONS = ("never_bought", *PEOPLE_REASONS)
BELOW = ("account_relationship", "account_relationship_retention")


def post_init_hook(env):
    """Find what can be sold, from all invoices there are already."""
    companies = env["res.company"]._get_all_companies()
    # The order watch was made before: by levels of categories it is another one.
    env["relationship.retention"]._rebuild_watch(companies)
    env["relationship.whitespace"]._refresh_companies(companies)
    env["relationship.key.contact"]._add_all_to_people()
    env["relationship.tier"]._mark_key_tier()
    env["relationship.touch"]._refresh()
    env["relationship.measure"]._on_measures_added()


def uninstall_hook(env):
    """Delete what people made of the addon's models and fields."""
    own = get_added_models(env, MODULE, BELOW)
    for model in ("relationship.alert", "relationship.alert.setting"):
        env[model].search([("reason", "in", REASONS)]).unlink()
    forget_addon(env, MODULE, own)
