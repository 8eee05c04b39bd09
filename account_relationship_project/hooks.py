"""What Odoo does not clean up by itself when the addon is uninstalled."""

import re

from odoo.addons.account_relationship.hooks import forget_addon

MODULE = "account_relationship_project"
#: Its fields of feedback and teams whose names other models have, too.
COMMON_NAMES = {
    "relationship.feedback": r"\btask_(ids|count)\b",
    "relationship.feedback.team": r"\bproject_id\b",
}


def uninstall_hook(env):
    """Delete favourites and exports that name the addon's fields.

    Feedback and tasks stay as they are.
    """
    forget_addon(env, MODULE)
    for model, names in COMMON_NAMES.items():
        favourites = env["ir.filters"].with_context(active_test=False)
        favourites.search([("model_id", "=", model)]).filtered(
            lambda item, names=names: re.search(
                names, f"{item.domain} {item.context} {item.sort}"
            )
        ).unlink()
