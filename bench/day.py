"""*My day* and health: the page, and what the nights do for them."""

from odoo.tools import SQL

from . import communication
from .calls import MANAGER, Call, Screen

ALERT = "relationship.alert"


def day_screens() -> list[Screen]:
    full = "alerts of all accounts, nothing changed"
    return [
        Screen(
            "my day",
            MANAGER,
            lambda env: [Call("relationship.day", "get_day")],
            limit=1.5,
        ),
        Screen(
            full,
            prepare=_refresh,
            work=_refresh,
            raw=_raw_reasons,
            raw_limit=3,
            heavy=True,
        ),
        Screen(
            "alerts, one account in 100 changed",
            prepare=_change_one_in_a_hundred,
            work=lambda env: env[ALERT]._refresh(_get_changed(env)),
            share=(full, 0.1),
            heavy=True,
        ),
        Screen(
            "health of all accounts, nothing changed",
            prepare=_find_health,
            work=_find_health,
            raw=_raw_values,
            raw_limit=3,
            heavy=True,
        ),
    ]


def _find_health(env) -> None:
    env["relationship.health"]._refresh_companies(env.company)


def _raw_values(env) -> SQL:
    """The values of all measures of health, and nothing made of them."""
    health = env["relationship.health"]
    profiles = env["relationship.health.profile"]._get_profiles()
    found = health._get_criteria(profiles, is_past=False)
    today = env.company._get_relationship_today()
    measures = {f"value_{n}": one for n, (one, __) in enumerate(found.values())}
    return env["relationship.measure"]._get_values_query(
        measures, SQL("account.active"), today
    )


def _refresh(env) -> None:
    env[ALERT]._refresh()


def _get_changed(env):
    rows = env.execute_query(
        SQL("SELECT id FROM relationship_account WHERE id %% 100 = 0")
    )
    return env["relationship.account"].browse([id_ for (id_,) in rows])


def _change_one_in_a_hundred(env) -> None:
    _refresh(env)
    communication.write_one_in_a_hundred(env)


def _raw_reasons(env) -> SQL:
    """The queries of all reasons, and nothing done with their rows."""
    today = env.company._get_relationship_today()
    queries = [
        SQL("SELECT COUNT(*), SUM(value) FROM (%s) AS found", query)
        for reason in env[ALERT]._get_reasons().values()
        for query in [reason.query(SQL("account.active"), today)]
    ]
    return SQL(" UNION ALL ").join(queries)
