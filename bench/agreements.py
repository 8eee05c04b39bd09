"""The work of agreements on 50,000 of them, against bare SQL on the same tables.

That of one changed agreement is held against the same on a tenth of them.
"""

import statistics

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from . import agreements_bare as bare
from .agreements_data import fill
from .million import get_head, step_of
from .works import RUNS, Work, measure_works, take

__all__ = ["fill", "measure", "measure_change"]

MONTHS, YEAR = 60, relativedelta(years=1)
ALL = "recurring revenue of today"
REASONS = {
    "notice_deadline": bare.NOTICE_SQL,
    "renewal_without_plan": bare.UNPLANNED_SQL,
    "agreement_not_invoiced": bare.NOT_INVOICED_SQL,
    "invoiced_less": bare.DIFFERENCE_SQL.format(sign="<"),
    "invoiced_more": bare.DIFFERENCE_SQL.format(sign=">"),
    "ended_still_invoiced": bare.STILL_INVOICED_SQL,
}


def measure(transaction):
    """Yield a row for each work, then one for the memory of the process."""
    yield from measure_works(transaction, get_works)


def measure_change(transaction):
    """Yield how long it takes until all is as it is to be after one change."""
    # The first one reads what every process has read that changed one.
    times = [take(transaction, change_one, open_one) for __ in range(2 * RUNS + 1)]
    yield statistics.median(times[1:])


# ------------------------------------------------------------
# What is done
# ------------------------------------------------------------


def get_works(env) -> list[Work]:
    return [*get_figures(), *get_reasons(), *get_steps(env)]


def get_figures() -> list[Work]:
    return [
        Work(
            f"movements of {MONTHS} months, none closed",
            *(get_movements, fetch(bare.MOVEMENTS_SQL), 3, open_months),
        ),
        Work(
            f"movements of {MONTHS} months, closed ones",
            *(get_movements, fetch(bare.KEPT_MOVEMENTS_SQL), 3),
        ),
        Work(
            ALL,
            lambda env: recurring(env)._get_arr(today(env)),
            *(fetch(bare.ARR_SQL), 3),
        ),
        Work("recurring revenue of one account", get_arr_of_one, ALL, 0.1),
        Work(
            "retention of 12 months, none closed",
            *(get_retention, fetch(bare.RETENTION_SQL), 3, open_months),
        ),
        Work(
            "renewals of 12 months",
            lambda env: recurring(env)._get_renewals(today(env) - YEAR, today(env)),
            *(fetch(bare.RENEWALS_SQL), 3),
        ),
        Work("ARR bridge, first screen", open_bridge, open_bare_bridge, 3),
    ]


def get_reasons() -> list[Work]:
    return [
        Work(
            f"reason: {key.replace('_', ' ')}",
            lambda env, key=key: find(env, key),
            *(fetch(statement), 3),
        )
        for key, statement in REASONS.items()
    ]


def get_steps(env) -> list[Work]:
    """What the night does for agreements, with nothing changed since the last one."""
    return [
        Work(f"at night: {step.name.replace('_', ' ')}", step_of(step))
        for step in env["relationship.work"]._get_nightly_steps()
        if step.model.startswith("relationship.agreement")
    ]


def recurring(env):
    return env["relationship.recurring"]


def today(env):
    return env.company._get_relationship_today()


def get_first_month(env):
    return today(env).replace(day=1) - relativedelta(months=MONTHS - 1)


def get_movements(env):
    recurring(env)._get_movements(get_first_month(env), today(env))


def get_retention(env):
    recurring(env)._get_retention(today(env) - YEAR, today(env))


def get_arr_of_one(env):
    account = env["relationship.account"].search([("arr", ">", 0)], limit=1, order="id")
    recurring(env)._get_arr(today(env), account)


def open_months(env):
    """As if no month had been closed yet."""
    env.company.relationship_arr_closed_until = False
    env.flush_all()
    env.cr.execute("TRUNCATE relationship_arr")


def open_bridge(env):
    """What the browser asks for: the bridge and the sentence above."""
    rows = env["relationship.arr.movement"].with_user(get_head(env))
    domain = [("month", ">=", get_report_start(env))]
    rows.get_waterfall(domain)
    rows.get_headline(domain)


def open_bare_bridge(env):
    """One statement for each of the two."""
    for __ in range(2):
        fetch(bare.BRIDGE_SQL)(env)


def get_report_start(env):
    """As the filter of the report has it."""
    return today(env).replace(day=1) - relativedelta(months=11)


def find(env, key):
    alerts = env["relationship.alert"]
    reason = alerts._get_reasons()[key]
    scope = SQL("account.active AND account.company_id = ANY(%s)", env.company.ids)
    env.execute_query(reason.query(scope, today(env)))


def open_one(env):
    """Read the agreement that is going to change, as its form does."""
    find_one(env).read(["name", "arr", "line_ids"])


def find_one(env):
    domain = [("state", "=", "running"), ("renewal", "=", "tacit")]
    return env["relationship.agreement"].search(domain, limit=1)


def change_one(env):
    """Something else is agreed from today on; figures, facts and alerts follow."""
    agreement = find_one(env)
    line = agreement._get_lines(today(env))[:1]
    agreement._amend(today(env), [(line, {"amount": line.amount + 10})])
    env.flush_all()
    env.cr.precommit.run()
    env["relationship.alert"]._refresh(agreement.account_id)


def fetch(statement):
    def run(env):
        env.cr.execute(statement, get_values(env))
        env.cr.fetchall()

    return run


def get_values(env) -> dict:
    return {
        "company": env.company.id,
        "today": today(env),
        "before": today(env) - YEAR,
        "first": get_first_month(env),
        "months": MONTHS,
        "report_start": get_report_start(env),
        "this_month": today(env).replace(day=1),
    }
