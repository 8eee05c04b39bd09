"""The screens of accounts and contacts, and what the nights do with all accounts."""

from odoo.tools import SQL

from . import beside, communication, day, loop
from .calls import (
    FORMS,
    HEAD,
    MANAGER,
    Call,
    Screen,
    filter_domain,
    form_calls,
    kanban_call,
    list_call,
    panel_calls,
    progress_call,
)

ACCOUNT, PARTNER = "relationship.account", "res.partner"
#: How many accounts the bulk opening is to open at once.
BULK = 10_000


def all_screens() -> list[Screen]:
    return [
        *_kanban("kanban, my accounts", MANAGER, mine=True),
        *_kanban("kanban, all accounts", HEAD, mine=False),
        *_list("list by revenue, my accounts", MANAGER, mine=True),
        *_list("list by revenue, all accounts", HEAD, mine=False),
        Screen(
            "search panel, my accounts",
            MANAGER,
            lambda env: panel_calls(env, ACCOUNT, _domain(env, True)),
        ),
        Screen(
            "search panel, all accounts",
            HEAD,
            lambda env: panel_calls(env, ACCOUNT, []),
            raw=_raw_panel,
        ),
        Screen(
            "form of an account",
            MANAGER,
            lambda env: form_calls(env, ACCOUNT, _account_ids(env)),
            raw=lambda env: _raw_rows("relationship_account", _account_ids(env)),
            limit=1.5,
            share=(beside.CONTACT_FORM, 1.5),
        ),
        Screen(
            beside.CONTACT_FORM,
            MANAGER,
            lambda env: form_calls(env, PARTNER, _partner_ids(env)),
            raw=lambda env: _raw_rows("res_partner", _partner_ids(env)),
            limit=1.5,
        ),
        Screen("views of the accounts (once a session)", MANAGER, _views),
        *_measures(),
        *_cadence(),
        *_timeline(),
        *loop.feedback_screens(),
        *loop.plan_screens(),
        *loop.nightly(),
        *day.day_screens(),
        *beside.odoo_screens(),
        *_bulk(),
    ]


# Kanban, list, form


def _kanban(name, login, mine) -> list[Screen]:
    """Columns with their first cards; the counts above them come on their own."""
    return [
        Screen(
            name,
            login,
            lambda env: [kanban_call(env, ACCOUNT, _domain(env, mine))],
            raw=lambda env: _raw_columns(env, mine),
            # The sums above the columns of all accounts grow with the accounts: see
            # docs/BENCHMARK.md for what that costs.
            limit=1.5 if mine else None,
            share=(beside.PIPELINE if mine else beside.ALL_PIPELINES, beside.AS_ODOO),
        ),
        Screen(
            f"{name}: progress bars",
            login,
            lambda env: [progress_call(env, ACCOUNT, _domain(env, mine))],
            raw=lambda env: _raw_progress(env, mine),
        ),
    ]


def _list(name, login, mine) -> list[Screen]:
    return [
        Screen(
            name,
            login,
            lambda env: [list_call(env, ACCOUNT, _domain(env, mine))],
            raw=lambda env: _raw_page(env, mine),
            limit=1.5,
        )
    ]


def _domain(env, mine) -> list:
    return filter_domain(env, ACCOUNT, "mine") if mine else []


def _views(env) -> list[Call]:
    kinds = ("kanban", "list", "form", "calendar", "activity", "pivot", "graph")
    kwargs = {
        "views": [(False, kind) for kind in (*kinds, "search")],
        "options": {"toolbar": True, "load_filters": True},
    }
    return [Call(ACCOUNT, "get_views", kwargs=kwargs)]


#: Forms are opened on accounts of one kind, those that have what costs a query more:
#: what a record names is read for it, and chance decides who was in touch last.
KIND = [
    ("last_touch_user_id", "!=", False),
    ("tag_ids", "!=", False),
    ("backup_id", "=", False),
    ("plan_ids.state", "in", ["agreed", "active"]),
]


def _account_ids(env) -> list[int]:
    domain = [*_domain(env, mine=True), *KIND]
    return env[ACCOUNT].search(domain, limit=FORMS, order="id").ids


def _partner_ids(env) -> list[int]:
    return env[ACCOUNT].browse(_account_ids(env)).partner_id.ids


# The measures


def _measures() -> list[Screen]:
    return [
        Screen(
            "refresh of one account",
            work=lambda env: env["relationship.measure"]._refresh(_one(env)),
            raw=lambda env: _raw_revenue(_one(env).partner_id.id),
            limit=1.5,
        ),
        Screen(
            "nightly refresh, nothing changed",
            work=lambda env: env["relationship.measure"]._refresh(),
            raw=lambda env: _raw_revenue(),
            raw_limit=3,
            heavy=True,
        ),
        Screen(
            "nightly refresh, one account in ten changed",
            prepare=_change_a_tenth,
            work=lambda env: env["relationship.measure"]._refresh(),
            heavy=True,
        ),
    ]


def _one(env):
    return env[ACCOUNT].search([], limit=1, order="id")


def _change_a_tenth(env) -> None:
    env.cr.execute("UPDATE relationship_account SET revenue_12m = -1 WHERE id % 10 = 0")


# Contacts and the timeline


def _cadence() -> list[Screen]:
    full = "contacts of all accounts, nothing changed"
    return [
        Screen(
            full,
            work=communication.refresh_all,
            raw=communication.raw_touches,
            raw_limit=4,
            heavy=True,
        ),
        Screen(
            "contacts since the last time, one account in 100",
            prepare=communication.write_one_in_a_hundred,
            work=communication.refresh_recent,
            prepare_raw=communication.write_one_in_a_hundred,
            raw=communication.raw_recent_touches,
            share=(full, 0.1),
            heavy=True,
        ),
    ]


def _timeline() -> list[Screen]:
    return [
        _timeline_page("timeline, first page", communication.ordinary_account, 1.5),
        # Not limited: the account has 20,000 messages in the smaller database, too.
        _timeline_page(
            f"timeline of {communication.LOUD:,} messages, first page",
            communication.loud_account,
            None,
        ),
    ]


def _timeline_page(name, find, limit) -> Screen:
    return Screen(
        name,
        MANAGER,
        lambda env: [
            Call(
                "relationship.timeline",
                "search_read",
                kwargs=communication.page_arguments(find(env)),
            )
        ],
        raw=lambda env: communication.page_query(env, find(env)),
        explain=lambda env: communication.page_query(env, find(env)),
        limit=limit,
    )


# The bulk opening


def _bulk() -> list[Screen]:
    return [
        Screen(
            f"bulk opening of up to {BULK:,} accounts",
            HEAD,
            prepare=lambda env: _close_accounts(env, BULK),
            work=_open_in_bulk,
            prepare_raw=lambda env: _save_accounts(env, BULK),
            raw=lambda env: SQL("INSERT INTO relationship_account SELECT * FROM saved"),
            heavy=True,
        ),
        Screen(
            "bulk opening of 1,000 accounts",
            HEAD,
            prepare=lambda env: _close_accounts(env, 1000),
            work=_open_in_bulk,
            prepare_raw=lambda env: _save_accounts(env, 1000),
            raw=lambda env: SQL("INSERT INTO relationship_account SELECT * FROM saved"),
            heavy=True,
        ),
    ]


def _close_accounts(env, number) -> None:
    """Take the accounts away from some customers, until the transaction ends.

    One stays with its key contact: where there are none at all, none are looked at.
    """
    env.cr.execute(
        "DELETE FROM relationship_account WHERE id IN"
        " (SELECT id FROM relationship_account"
        " WHERE id > (SELECT MIN(id) FROM relationship_account)"
        " ORDER BY id DESC LIMIT %s)",
        (number,),
    )
    env.cr.execute("ANALYZE relationship_account")
    env.invalidate_all()


def _save_accounts(env, number) -> None:
    env.cr.execute(
        "CREATE TEMPORARY TABLE saved ON COMMIT DROP AS"
        " SELECT * FROM relationship_account"
        " WHERE id > (SELECT MIN(id) FROM relationship_account)"
        " ORDER BY id DESC LIMIT %s",
        (number,),
    )
    _close_accounts(env, number)


def _open_in_bulk(env) -> None:
    """Press the wizard's button: sharing out by capacity, tiers by revenue."""
    managers = env["res.users"].search([("login", "like", "bench_manager_")])
    opening = env["relationship.account.opening"].create(
        {
            "manager_rule": "capacity",
            "manager_ids": managers.ids,
            "tier_rule": "revenue",
        }
    )
    opening.action_open()
    env.flush_all()


# Lower bounds: the least PostgreSQL has to do


def _raw_mine(env, mine) -> SQL:
    if not mine:
        return SQL("active")
    return SQL(
        "active AND (manager_id = %(u)s OR acting_manager_id = %(u)s)", u=env.uid
    )


def _raw_page(env, mine) -> SQL:
    return SQL(
        "SELECT * FROM relationship_account WHERE %s"
        " ORDER BY revenue_12m DESC, id DESC LIMIT 80",
        _raw_mine(env, mine),
    )


def _raw_columns(env, mine) -> SQL:
    return SQL(
        "SELECT stage_id, COUNT(*), SUM(revenue_12m) FROM relationship_account"
        " WHERE %s GROUP BY stage_id",
        _raw_mine(env, mine),
    )


def _raw_progress(env, mine) -> SQL:
    return SQL(
        "SELECT stage_id, state, COUNT(*) FROM relationship_account LEFT JOIN"
        " (SELECT res_id, SIGN(MIN(date_deadline) - CURRENT_DATE) AS state"
        " FROM mail_activity WHERE res_model = 'relationship.account' AND active"
        " GROUP BY res_id) AS activity ON res_id = relationship_account.id"
        " WHERE %s GROUP BY stage_id, state",
        _raw_mine(env, mine),
    )


def _raw_panel(env) -> SQL:
    return SQL(
        "SELECT tier_id, COUNT(*) FROM relationship_account WHERE active"
        " GROUP BY tier_id"
    )


def _raw_rows(table, ids) -> SQL:
    return SQL("SELECT * FROM %s WHERE id = ANY(%s)", SQL.identifier(table), list(ids))


def _raw_revenue(partner_id=None) -> SQL:
    return SQL(
        "SELECT partner.commercial_partner_id, move.company_id,"
        " SUM(move.amount_untaxed_signed) FROM account_move AS move"
        " JOIN res_partner AS partner ON partner.id = move.partner_id"
        " WHERE move.state = 'posted'"
        " AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
        " AND move.invoice_date > CURRENT_DATE - 730 AND %s GROUP BY 1, 2",
        SQL("partner.commercial_partner_id = %s", partner_id)
        if partner_id
        else SQL("TRUE"),
    )
