"""Histories of many documents, written to the database at once."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from psycopg2.extras import execute_values

#: Real customers: 2,357 people who first bought at CDNOW early in 1997.
SAMPLE = Path(__file__).parent / "cdnow_sample.txt"


def read_purchases():
    """``[(number of the customer, day, amount)]`` of the sample."""
    rows = (line.split() for line in SAMPLE.read_text().splitlines())
    return [
        (int(number), datetime.strptime(day, "%Y%m%d").date(), Decimal(amount))
        for __, number, day, __, amount in rows
    ]


def insert_rows(env, table, columns, rows):
    return [
        row[0]
        for row in execute_values(
            env.cr,
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES %s RETURNING id",
            rows,
            page_size=10_000,
            fetch=True,
        )
    ]


def insert_customers(env, numbers):
    """Companies that are named by a number, for the CDNOW sample.

    :return: their ids, in order
    """
    ids = insert_rows(
        env,
        "res_partner",
        (
            *("name", "complete_name", "ref", "active", "is_company", "type"),
            "autopost_bills",
        ),
        [(f"{n}", f"{n}", "CDNOW", True, True, "contact", "ask") for n in numbers],
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", (ids,)
    )
    return ids


def insert_invoices(env, journal, ledger, documents):
    """Posted documents of one line each, and the facts of them.

    :param documents: tuples of move type, id of the customer, day and amount; of
        credit notes it is below 0; then, if any, the id of the product
    """
    company = env.company
    common = (journal.id, company.id, company.currency_id.id)
    moves = insert_rows(
        env,
        "account_move",
        (
            *("journal_id", "company_id", "currency_id", "state", "auto_post"),
            *("move_type", "partner_id", "date", "invoice_date"),
            "amount_untaxed_signed",
        ),
        [
            (*common, "posted", "no", kind, customer, day, day, amount)
            for kind, customer, day, amount, *__ in documents
        ],
    )
    insert_rows(
        env,
        "account_move_line",
        (
            *("journal_id", "company_id", "currency_id", "company_currency_id"),
            *("account_id", "display_type", "parent_state", "move_id"),
            *("partner_id", "date", "balance", "product_id"),
        ),
        [
            (
                *(*common, company.currency_id.id, ledger.id, "product"),
                *("posted", move, customer, day, -amount),
                product[0] if product else None,
            )
            for move, (__, customer, day, amount, *product) in zip(
                moves, documents, strict=True
            )
        ],
    )
    env.invalidate_all()
    env["relationship.revenue"]._rebuild(company)
