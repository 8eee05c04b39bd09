"""Rules ask for the ladder of rights instead of spelling it out.

Only those that say what we delivered: what an administrator changed stays as it is,
and means the same as before.
"""

import ast
import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)

PATHS = ("", "account_id", "plan_id.account_id", "feedback_id.account_id")
OWN = ("manager_id", "acting_manager_id")
BACKUP = ("backup_id",)
TEAM = ("team_id.crm_team_member_ids.user_id", "team_id.user_id")
HEAD = "[(1, '=', 1)] if user.has_group('account_relationship.group_head') else "
#: Rules that say more than the ladder: what they said, and say now.
CONFIDENTIAL = (
    (
        "('is_confidential', '=', False), ('create_uid', '=', user.id),"
        " ('user_ids', '=', user.id),"
    ),
    (
        "('interaction_id', '=', False),"
        " ('interaction_id.is_confidential', '=', False), ('user_id', '=', user.id),"
        " ('interaction_id.create_uid', '=', user.id),"
        " ('interaction_id.user_ids', '=', user.id),"
    ),
)


def say_any(terms):
    marks = "'|', " * (terms.count("(") - 1)
    return f"[{marks}{terms}]"


def say_mine(path, names):
    dot = f"{path}." if path else ""
    return "".join(f"('{dot}{name}', '=', user.id), " for name in names)


def ask(path, *rungs):
    arguments = [repr(rung) for rung in rungs] + [f"path={path!r}"] * bool(path)
    return f"user._relationship_ladder({', '.join(arguments)})"


def get_changes():
    """Yield what rules said, and what they say now."""
    for path in PATHS:
        sold = f"('{path}.is_sold_by_me'" if path else "('is_sold_by_me'"
        yield say_any(f"{sold}, '=', True)"), ask(path, "sold")
        yield say_any(say_mine(path, OWN + TEAM)), ask(path, "own", "team")
        everybody = say_mine(path, OWN + BACKUP + TEAM)
        yield say_any(everybody), ask(path, "own", "backup", "team")
    own = say_mine("account_id", OWN)
    for terms in CONFIDENTIAL:
        ladder = ask("account_id", "own", "head")
        marks = "'|', " * terms.count("(")
        yield f"{HEAD}{say_any(terms + own)}", f"[{marks}{terms}] + {ladder}"


def parse(text):
    """What is said, however it is laid out."""
    try:
        return ast.dump(ast.parse(" ".join((text or "").split()), mode="eval"))
    except SyntaxError:
        return None


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    changes = {parse(old): new for old, new in get_changes()}
    names = env["ir.model.data"].search(
        [("module", "=", "account_relationship"), ("model", "=", "ir.rule")]
    )
    rules = (
        env["ir.rule"].with_context(active_test=False).browse(names.mapped("res_id"))
    )
    for rule in rules.exists():
        if new := changes.get(parse(rule.domain_force)):
            rule.domain_force = new
        elif "acting_manager_id" in (rule.domain_force or ""):
            _logger.info("Rule %s was changed by hand and stays", rule.name)
