"""Rules ask for the feedback somebody answers instead of spelling it out.

Only those that say what we delivered: what an administrator changed stays as it is,
and means the same as before.
"""

from odoo import SUPERUSER_ID, api

#: Rules by name, and by what their records lead to the feedback.
RULES = {
    "feedback_rule_own": "",
    "feedback_notice_rule_own": "feedback_id",
    "action_rule_feedback": "feedback_id",
}
NAMES = ("team_id.member_ids", "team_id.user_id", "user_id", "create_uid")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, path in RULES.items():
        rule = env.ref(f"account_relationship.{name}", raise_if_not_found=False)
        if rule and squeeze(rule.domain_force) == squeeze(spell_out(path)):
            argument = f"path='{path}'" if path else ""
            rule.domain_force = f"user._relationship_answered({argument})"


def spell_out(path):
    """What the rule said as it was delivered."""
    dot = f"{path}." if path else ""
    terms = "".join(f"('{dot}{name}', '=', user.id)," for name in NAMES)
    return f"['|', '|', '|', {terms}]"


def squeeze(text):
    """What is said, however it is laid out."""
    return "".join((text or "").split())
