"""Make the spreadsheet of `account_relationship_agreement_dashboard`, and its sample.

python -m tools.dashboard_recurring
"""

from .dashboards import (
    BLUE,
    COMPANY,
    GREY,
    HALF,
    MANAGER,
    MONTH,
    MONTHS,
    NUMBER,
    ORANGE,
    PERCENT,
    PERIOD,
    SHARES,
    TIER,
    WIDE,
    Book,
    cell,
    put_bridge,
    put_rates_by_month,
    put_shares,
    quiet,
    ranges,
    say,
)

ADDON = "account_relationship_agreement_dashboard"
#: What a movement is called, and the sample of the last 12 months.
MOVEMENTS = {
    "new": ("New", 12000),
    "reactivation": ("Reactivation", 1500),
    "expansion": ("Expansion", 6000),
    "contraction": ("Contraction", -4000),
    "churn": ("Churn", -8000),
}
START = 84000
RATES = [
    ("amount_after:sum", "amount_before:sum"),
    ("remaining:sum", "amount_before:sum"),
    ("customers_kept:sum", "customers_before:sum"),
]
FIRST = 40


def recurring():
    """What recurs, what led there in 12 months, what was kept and renewed."""
    book = Book(
        *("recurring", (PERIOD, MANAGER, TIER, COMPANY)), date="month", addon=ADDON
    )
    front, data = book.front, book.data
    front.put(
        *(0, 7),
        say(
            "Annual recurring revenue of the customers you may see; bars are of the "
            "last 12 months of the period, rates of their end points"
        ),
        "4",
        sample=say("Sample data"),
    )
    moved = book.pivot(
        *("Movements of recurring revenue", "relationship.arr.movement", []),
        *([MONTH], [{"fieldName": "movement"}], ("difference", "amount_after")),
    )
    kept = book.pivot(
        *("Retention of recurring revenue", "relationship.arr.retention", [], [MONTH]),
        *([], ("amount_before", "amount_after", "remaining")),
    )
    book.pivots[kept]["measures"] += [
        {"id": f"{name}:sum", "fieldName": name, "aggregator": "sum"}
        for name in ("customers_before", "customers_kept")
    ]
    renewed = book.pivot(
        *("Renewals", "relationship.arr.renewal", [], [MONTH], []),
        ("due", "renewed_gross", "renewed_net"),
    )

    def value(measure, month=1):
        return f'PIVOT.VALUE({kept},"{measure}","#month:month",{month})'

    _put_months(data, moved)
    _put_bridge(front, data)
    put_rates_by_month(front, data, kept, value, RATES, (HALF + 20, 190))
    front.figures[-1].update(width=HALF, height=330)
    _put_cards(front, data, value, renewed)
    _put_tables(book)
    book.write()


def _put_months(data, moved):
    """Rows 41 to 52: of the last 12 months each movement, the oldest first."""
    data.put(0, FIRST, say("Month"))
    for column, (name, __) in enumerate(MOVEMENTS.values(), 1):
        data.put(column, FIRST, say(name))
    for row, month in enumerate(range(MONTHS, 0, -1), FIRST + 1):
        place = f'"#month:month",{month}'
        data.put(
            *(0, row, quiet(f"PIVOT.HEADER({moved},{place})")),
            sample=f"{2 - (month - 1) // 12}-{12 - (month - 1) % 12:02}",
        )
        for column, (movement, (__, amount)) in enumerate(MOVEMENTS.items(), 1):
            found = f'PIVOT.VALUE({moved},"difference:sum",{place},"movement"'
            data.put(
                *(column, row, f'=IFERROR(0+{found},"{movement}"),0)'),
                sample=round(amount / MONTHS),
            )
    now = f'PIVOT.VALUE({moved},"amount_after:sum","#month:month",1)'
    end = START + sum(amount for __, amount in MOVEMENTS.values())
    data.put(0, 2, say("ARR"))
    data.put(1, 2, f"=IFERROR(0+{now},0)", None, NUMBER, sample=end)


def _put_bridge(front, data):
    """Rows 10 to 17: what was, what was added and lost, what is."""
    data.put(1, 10, say("ARR"))
    data.put(0, 11, say("Before"))
    data.put(1, 11, "=B2-SUM(B12:B16)")
    for column, (name, __) in enumerate(MOVEMENTS.values(), 1):
        letter = cell(column, "")
        data.put(0, 11 + column, say(name))
        data.put(1, 11 + column, f"=SUM({letter}{FIRST + 1}:{letter}{FIRST + MONTHS})")
    put_bridge(
        *(front, data, "recurring", (0, 10, 17), 7, (0, 190)),
        "Recurring revenue, from before to now",
    )
    front.chart(
        *("months", (0, 540), (WIDE, 300), "bar", "What moved, by month"),
        f"A{FIRST}:A{FIRST + MONTHS}",
        ranges(*(f"{cell(i, FIRST)}:{cell(i, FIRST + MONTHS)}" for i in range(1, 6))),
        stacked=True,
    )


def _put_cards(front, data, value, renewed):
    data.put(2, 2, '=_t("a year")')
    data.put(0, 3, say("Net new"))
    data.put(1, 3, "=SUM(B12:B16)", None, NUMBER)
    data.put(2, 3, '=_t("in 12 months")')
    for row, name, above, sample in (
        (4, "Net", "amount_after:sum", 84400),
        (5, "Gross", "remaining:sum", 74000),
    ):
        _put_rate(
            *(data, row, name, value(above), value("amount_before:sum")),
            *(sample, START),
        )
    for row, name, field, sample in (
        (7, "Renewed", "renewed_gross", 36000),
        (8, "Fell due", "due", 40000),
    ):
        data.put(0, row, say(name))
        data.put(1, row, _sum_of(renewed, field), None, NUMBER, sample=sample)
    _put_rate(data, 6, "Renewal rate", "B7", "B8", 36000, 40000)
    front.cards(
        ("Recurring revenue", 2, BLUE),
        ("Net new", 3, GREY),
        ("Net retention", 4, BLUE),
        ("Gross retention", 5, BLUE),
        ("Renewal rate", 6, ORANGE),
    )


def _sum_of(pivot, name):
    """Of the months of the bridge: a month in which nothing fell due has no place."""
    months = (
        f'IFERROR(0+PIVOT.VALUE({pivot},"{name}:sum","month:month",A{row}),0)'
        for row in range(FIRST + 1, FIRST + MONTHS + 1)
    )
    return f"={'+'.join(months)}"


def _put_rate(data, row, name, above, below, sample, whole):
    """A ratio of sums with what it is of; nothing of nothing is no rate."""
    data.put(0, row, say(name))
    data.put(
        *(1, row, f'=IFERROR({above}/{below},_t("n/a"))', None, PERCENT),
        sample=round(sample / whole, 3),
    )
    data.put(
        *(2, row),
        f'=IFERROR(TEXT({above},"#,##0")&" "&_t("of")&" "&TEXT({below},"#,##0"),'
        '_t("no data"))',
        sample=f'="{sample:,}"&" "&_t("of")&" {whole:,}"',
    )


def _put_tables(book):
    """What recurs today by group, and why agreements end."""
    without_period = {
        key: match for key, match in book.match().items() if key != PERIOD
    }
    for number, (title, field) in enumerate(
        [
            ("By account manager", "manager_id"),
            ("By tier", "tier_id"),
            ("By product", "product_id"),
        ]
    ):
        pivot = book.pivot(
            *(title, "relationship.arr.line", [], [{"fieldName": field}], []),
            ("amount",),
            fieldMatching=without_period,
            sortedColumn={"measure": "amount:sum", "order": "desc", "domain": []},
        )
        put_shares(
            *(book.front, 39 + number * (SHARES + 4), title, pivot, field),
            *("amount", "Recurs today"),
        )
    matching = dict(book.match())
    matching[PERIOD] = {"chain": "ended_on", "type": "date", "offset": 0}
    matching[TIER] = {"chain": "account_id.tier_id", "type": "many2one"}
    ends = book.pivot(
        *("Reasons of ends", "relationship.agreement", [["ended_on", "!=", False]]),
        *([{"fieldName": "end_reason_id"}], [], ("lost_arr",)),
        fieldMatching=matching,
        sortedColumn={"measure": "lost_arr:sum", "order": "desc", "domain": []},
    )
    put_shares(
        *(book.front, 39 + 3 * (SHARES + 4), "Why agreements end", ends),
        *("end_reason_id", "lost_arr", "Recurring revenue lost"),
    )


if __name__ == "__main__":
    recurring()
