"""A million invoices of 100,000 customers over four years, made by set-based SQL."""

from .data import (
    INVOICES_SQL,
    ORDERS_SQL,
    TABLES,
    make_customers,
    make_people,
    open_accounts,
    quick_inserts,
)
from .loop_data import LINES_SQL, RECEIVABLES_SQL, make_products

CUSTOMERS, INVOICES, DAYS = 100_000, 10, 4 * 365


def fill(
    env, customers=CUSTOMERS, days=DAYS, categories=(), habits=(), whole=True
) -> None:
    """Make it.

    :param categories: how many, and how many products, other than elsewhere
    :param habits: statements that say who buys what, after all was invoiced
    :param whole: all figures of retention; otherwise the order watch alone
    """
    managers = make_people(env)
    make_products(env, *categories)
    values = {"invoices": INVOICES, "days": days, "managers": managers.ids}
    with quick_inserts(env, *TABLES):
        first = make_customers(env, customers)
        for statement in (
            *(INVOICES_SQL, LINES_SQL, RECEIVABLES_SQL, ORDERS_SQL),
            *habits,
        ):
            env.cr.execute(statement, values)
    env.cr.execute("ANALYZE")
    open_accounts(env, managers, first, customers)
    env.flush_all()
    env.cr.execute("ANALYZE")
    env["relationship.revenue"]._rebuild()
    env.cr.commit()
    if whole:
        env["relationship.work"]._build_retention()
    else:
        env["relationship.retention"]._rebuild_watch(env.company)
    env.cr.commit()
