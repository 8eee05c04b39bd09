"""The message on what customers want lists their needs.

It stands in a file that is not loaded again: what was changed in it named fields which
are gone.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    view = env.ref("account_relationship.answers_message", raise_if_not_found=False)
    if view and "account.wants" in view.arch_db:
        view.reset_arch(mode="hard")
