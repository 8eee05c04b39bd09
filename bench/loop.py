"""The screens of feedback, plans and scores, and what the nights do with them."""

from odoo.tools import SQL

from .beside import AS_ODOO, BOARD, FORM
from .calls import (
    FORMS,
    HEAD,
    MANAGER,
    TECHNICIAN,
    Screen,
    cards_call,
    filter_domain,
    form_calls,
    kanban_call,
    list_call,
    pivot_calls,
    progress_call,
)

FEEDBACK, PLAN, ACTION = (
    *("relationship.feedback", "relationship.plan", "relationship.action"),
)
#: How much happens in a night or a quarter of an hour, at any size.
AT_ONCE = 100
#: The most queries for each record of those, all that Odoo does with a to-do counted.
EACH = 4


def feedback_screens() -> list[Screen]:
    return [
        # What is in each column is counted: see docs/BENCHMARK.md for what that costs.
        _board(
            *("feedback board, my team", TECHNICIAN, FEEDBACK, "open"),
            share=(BOARD, AS_ODOO),
        ),
        _bars("feedback board, my team: progress bars", TECHNICIAN, FEEDBACK, "open"),
        _board("feedback board, all", HEAD, FEEDBACK, "open", share=(BOARD, AS_ODOO)),
        _bars("feedback board, all: progress bars", HEAD, FEEDBACK, "open"),
        _rows("feedback list, my team", TECHNICIAN, FEEDBACK, "open"),
        _rows("feedback list, all", HEAD, FEEDBACK, "open", raw=_raw_open_feedback),
        _form("form of feedback", TECHNICIAN, FEEDBACK, "open"),
        Screen(
            "teams and what waits for them",
            HEAD,
            lambda env: [cards_call(env, "relationship.feedback.team", [])],
        ),
        _pivot("feedback loop", "relationship.feedback.report", raw=_raw_loop),
    ]


def plan_screens() -> list[Screen]:
    return [
        _board("board of my plans", MANAGER, PLAN, "mine"),
        _rows("list of my plans", MANAGER, PLAN, "mine"),
        _rows("list of all plans", HEAD, PLAN, "running", raw=_raw_running_plans),
        _form("form of a plan", MANAGER, PLAN, "mine", KIND),
        _rows("list of my actions", MANAGER, ACTION, "mine"),
        _pivot("report of plans", "relationship.plan.analysis", raw=_raw_plans),
        _pivot("report of scores", "relationship.score.report", raw=_raw_scores),
    ]


def nightly() -> list[Screen]:
    objectives = "objectives measured, nothing changed"
    return [
        Screen(
            "revenue at stake, nothing changed",
            work=_refresh_stake,
            raw=_raw_sold,
            raw_limit=3,
            heavy=True,
        ),
        Screen(
            "revenue at stake, one feedback in ten changed",
            prepare=_change_a_tenth_of_feedback,
            work=_refresh_stake,
            heavy=True,
        ),
        Screen(
            objectives,
            work=_measure_objectives,
            raw=_raw_sold,
            raw_limit=3,
            heavy=True,
        ),
        Screen(
            f"objectives measured, {AT_ONCE} changed",
            prepare=_change_objectives,
            work=_measure_objectives,
            heavy=True,
        ),
        Screen(
            f"{AT_ONCE} actions done, with their plans",
            prepare=lambda env: env.flush_all(),
            work=_do_actions,
            heavy=True,
        ),
        Screen(
            f"{AT_ONCE} clocks run out",
            prepare=_let_clocks_run_out,
            work=lambda env: env[FEEDBACK]._cron_escalate(),
            each=(AT_ONCE, EACH),
            heavy=True,
        ),
        Screen("clocks, none run out", work=lambda env: env[FEEDBACK]._cron_escalate()),
        Screen(
            f"{AT_ONCE} customers to be told",
            prepare=_let_updates_be_due,
            work=lambda env: env[FEEDBACK]._cron_plan_updates(),
            each=(AT_ONCE, EACH),
            heavy=True,
        ),
        Screen(
            "scores: whose turn it is",
            work=lambda env: env["relationship.score"]._find_due(),
            raw=_raw_asked,
            heavy=True,
        ),
        Screen("scores: ten asked", work=_ask_ten, heavy=True),
    ]


# Kinds of screens


def _board(name, login, model, filter_name, share=None) -> Screen:
    def calls(env):
        return [kanban_call(env, model, filter_domain(env, model, filter_name))]

    return Screen(name, login, calls, share=share)


def _bars(name, login, model, filter_name) -> Screen:
    def calls(env):
        return [progress_call(env, model, filter_domain(env, model, filter_name))]

    return Screen(name, login, calls)


def _rows(name, login, model, filter_name, raw=None) -> Screen:
    def calls(env):
        return [list_call(env, model, filter_domain(env, model, filter_name))]

    return Screen(name, login, calls, raw=raw, limit=1.5)


#: Plans are opened of one kind, those that cost most: running and in order, with an
#: action that waits for another, of customers the reader does not sell to. Chance
#: decides which of these the first plans of a database are.
KIND = [
    ("plan_health", "=", "on_track"),
    ("action_ids.after_ids", "!=", False),
    ("account_id.is_sold_by_me", "=", False),
]


def _form(name, login, model, filter_name, kind=()) -> Screen:
    def ids(env):
        domain = [*filter_domain(env, model, filter_name), *kind]
        return env[model].search(domain, order="id", limit=FORMS).ids

    return Screen(
        *(name, login, lambda env: form_calls(env, model, ids(env))),
        limit=1.5,
        share=(FORM, AS_ODOO),
    )


def _pivot(name, model, raw) -> Screen:
    return Screen(
        name, HEAD, lambda env: pivot_calls(env, model, []), raw=raw, heavy=True
    )


# What happens


def _refresh_stake(env) -> None:
    env[FEEDBACK]._cron_refresh_revenue_at_stake()


def _change_a_tenth_of_feedback(env) -> None:
    env.cr.execute(
        "UPDATE relationship_feedback SET revenue_at_stake = -1 WHERE id % 10 = 0"
    )


def _measure_objectives(env) -> None:
    env["relationship.objective"]._refresh_measured()
    env.flush_all()


def _change_objectives(env) -> None:
    env.cr.execute(
        "UPDATE relationship_objective SET current = -1 WHERE id IN"
        " (SELECT id FROM relationship_objective WHERE measure = 'revenue_12m'"
        " AND has_data ORDER BY id LIMIT %s)",
        (AT_ONCE,),
    )


def _do_actions(env) -> None:
    actions = env[ACTION].search([("state", "=", "todo")], limit=AT_ONCE, order="id")
    actions.action_done()
    env.flush_all()


def _let_clocks_run_out(env) -> None:
    """Of a team whose leader is told: as many people at any size."""
    team = env.ref("account_relationship.feedback_team_technical")
    env.cr.execute(
        "UPDATE relationship_feedback SET deadline = now() - interval '1 hour'"
        " WHERE id IN (SELECT id FROM relationship_feedback"
        " WHERE state IN ('acknowledged', 'planned', 'in_progress')"
        " AND deadline > now() AND user_id IS NULL"
        " AND team_id = %s ORDER BY id LIMIT %s)",
        (team.id, AT_ONCE),
    )


def _let_updates_be_due(env) -> None:
    env.cr.execute(
        "UPDATE relationship_feedback SET update_deadline = now() - interval '1 hour'"
        " WHERE id IN (SELECT id FROM relationship_feedback"
        " WHERE state IN ('planned', 'in_progress') AND user_id IS NOT NULL"
        " ORDER BY id LIMIT %s)",
        (AT_ONCE,),
    )


def _ask_ten(env) -> None:
    scores = env["relationship.score"]
    scores._ask(scores._find_due()[:10])
    env.flush_all()


# Lower bounds: the least PostgreSQL has to do


def _raw_open_feedback(env) -> SQL:
    return SQL(
        "SELECT * FROM relationship_feedback"
        " WHERE state NOT IN ('closed', 'declined', 'duplicate')"
        " ORDER BY deadline, id LIMIT 80"
    )


def _raw_running_plans(env) -> SQL:
    return SQL(
        "SELECT * FROM relationship_plan WHERE state IN ('draft', 'agreed', 'active')"
        " ORDER BY date_end, id LIMIT 80"
    )


def _raw_loop(env) -> SQL:
    return SQL(
        "SELECT team_id, COUNT(*), PERCENTILE_CONT(0.5) WITHIN GROUP"
        " (ORDER BY acknowledged_at - received_at), PERCENTILE_CONT(0.5) WITHIN GROUP"
        " (ORDER BY decided_at - received_at) FROM relationship_feedback"
        " WHERE state != 'duplicate' GROUP BY GROUPING SETS ((), (team_id))"
    )


def _raw_plans(env) -> SQL:
    return SQL(
        "SELECT user_id, AVG(progress), COUNT(*) FROM relationship_plan GROUP BY 1"
    )


def _raw_scores(env) -> SQL:
    return SQL(
        "SELECT manager_id, AVG(value), COUNT(*) FROM relationship_score AS score"
        " JOIN relationship_account AS account ON account.id = score.account_id"
        " GROUP BY 1"
    )


def _raw_sold(env) -> SQL:
    return SQL(
        "SELECT partner_id, product_id, SUM(balance) FROM account_move_line"
        " WHERE display_type = 'product' AND parent_state = 'posted'"
        " AND date > CURRENT_DATE - 365 GROUP BY 1, 2"
    )


def _raw_asked(env) -> SQL:
    return SQL("SELECT partner_id, MAX(sent_on) FROM relationship_score GROUP BY 1")
