"""Sixteen scheduled actions become steps of two.

A step whose scheduled action was switched off stays switched off; the night begins when
the numbers were refreshed.
"""

from odoo import SUPERUSER_ID, api

#: Of the scheduled actions, as of the steps.
NAMES = (
    *("refresh_measures", "carry_out_handovers", "carry_out_absences"),
    *("refresh_touches", "refresh_recent_touches", "tell_answers", "escalate_promises"),
    *("take_place", "escalate_feedback", "refresh_revenue_at_stake"),
    *("plan_feedback_updates", "refresh_objectives", "tell_changes", "send_digests"),
    *("promised_updates", "ask_scores"),
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    work = env["relationship.work"]
    work._list_steps()
    for name in NAMES:
        cron = env.ref(f"account_relationship.cron_{name}", raise_if_not_found=False)
        if not cron:
            continue
        if not cron.active:
            work.search([("name", "=", name)]).active = False
        if name == "refresh_measures":
            env.ref("account_relationship.cron_nightly").nextcall = cron.nextcall
        action = cron.ir_actions_server_id
        cron.unlink()
        action.unlink()
