"""Nobody is reminded of what is over, and figures of contacts and scores are right.

Reminders of late promises and low scores have a type of their own now: to-dos that
people or automations plan on a promise or on feedback are not ours to remove.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

OWN_TYPES = {
    "relationship.promise": "activity_type_promise_late",
    "relationship.feedback": "activity_type_low_score",
}
PARTS = [
    *("relationship.promise", "relationship.action", "relationship.plan"),
    *("relationship.feedback", "relationship.interaction"),
]


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    _rename_filters(env)
    for model, xmlid in OWN_TYPES.items():
        _give_type(env, model, xmlid)
    for model in PARTS:
        _delete_orphans(env, model)
    env.invalidate_all()
    env["relationship.promise"].search(
        ["|", ("state", "!=", "open"), ("account_id.active", "=", False)]
    )._cancel_reminders()
    actions = env["relationship.action"].search(
        [("state", "in", ("todo", "in_progress"))]
    )
    actions.filtered(lambda action: not action._is_running())._plan_reminders()
    finished = env["relationship.feedback"].search(
        [("state", "in", ("closed", "duplicate"))]
    )
    finished._cancel_rest()
    env["relationship.touch"]._refresh()
    env["relationship.objective"]._refresh_measured()


def _rename_filters(env):
    """Saved filters of the score report: the moment became a day."""
    env.cr.execute(
        SQL(
            """
            UPDATE ir_filters
               SET domain = REPLACE(domain, 'answered_at', 'answered_on'),
                   context = REPLACE(context, 'answered_at', 'answered_on')
             WHERE model_id = 'relationship.score.report'
            """
        )
    )


def _give_type(env, model, xmlid):
    env.cr.execute(
        SQL(
            """
            UPDATE mail_activity SET activity_type_id = %s
             WHERE res_model = %s AND activity_type_id = %s AND automated AND active
            """,
            env.ref(f"account_relationship.{xmlid}").id,
            model,
            env.ref("mail.mail_activity_data_todo").id,
        )
    )


def _delete_orphans(env, model):
    """What the database deleted with its account took no activities along."""
    env.cr.execute(
        SQL(
            """
            DELETE FROM mail_activity AS activity
             WHERE activity.res_model = %s
               AND NOT EXISTS (SELECT FROM %s AS document
                                WHERE document.id = activity.res_id)
            """,
            model,
            SQL.identifier(env[model]._table),
        )
    )
