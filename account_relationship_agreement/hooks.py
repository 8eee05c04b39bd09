"""What there is to do once, and what Odoo does not clean up by itself."""

from odoo.addons.account_relationship.hooks import forget_addon, get_added_models

MODULE = "account_relationship_agreement"
BELOW = ("account_relationship", "account_relationship_retention")
REASONS = (
    *("notice_deadline", "renewal_without_plan", "agreement_not_invoiced"),
    *("invoiced_less", "invoiced_more", "ended_still_invoiced"),
)


def post_init_hook(env):
    """Say that there are new measures."""
    env["relationship.measure"]._on_measures_added()


def uninstall_hook(env):
    """Delete what people made of the addon's models and fields."""
    # Agreements hold on to accounts, which the core deletes where it goes as well.
    env.cr.execute("DELETE FROM relationship_agreement")
    env.invalidate_all()
    own = get_added_models(env, MODULE, BELOW)
    for model in ("relationship.alert", "relationship.alert.setting"):
        env[model].search([("reason", "in", REASONS)]).unlink()
    forget_addon(env, MODULE, own)
