"""The message on what customers want lists their needs.

It stands in a file that is not loaded again: what was changed in it named fields which
are gone. What a company hung on a place of it that is gone as well is switched off:
nobody would be told anything any more.
"""

import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    view = env.ref("account_relationship.answers_message", raise_if_not_found=False)
    if not view or "account.wants" not in view.arch_db:
        return
    view.reset_arch(mode="hard")
    for extension in view.inherit_children_ids:
        try:
            with cr.savepoint():
                extension.get_combined_arch()
        except ValueError:
            extension.active = False
            _logger.warning("View %s no longer fits: switched off", extension.name)
