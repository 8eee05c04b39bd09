"""Make the spreadsheet of `account_relationship_expansion_dashboard`, and its sample.

python -m tools.dashboard_expansion
"""

from .dashboards import (
    BLUE,
    COMPANY,
    GREY,
    HALF,
    MANAGER,
    NUMBER,
    ORANGE,
    PERCENT,
    PERIOD,
    SHARES,
    TIER,
    WIDE,
    Book,
    cell,
    known,
    put_shares,
    quiet,
    ranges,
    say,
)

ADDON = "account_relationship_expansion_dashboard"
MODEL = "relationship.whitespace"
GOING_ON = [["state", "in", ["open", "snoozed", "accepted"]]]
#: Decided for good: what was won, lost, or nothing after all.
DECIDED = ["|", ["outcome", "in", ["won", "lost"]], ["state", "=", "dismissed"]]
#: What a kind is called; a sample of ideas, their worth, won, lost, dismissed, amount.
KINDS = {
    "lapsed": ("Lapsed", 14, 31000, (9, 4, 3), 12400),
    "shrinking": ("Shrinking", 11, 42000, (6, 5, 2), 15100),
    "never_bought": ("Never bought", 23, 38000, (5, 9, 8), 6200),
}
HEADS = ("Ideas", "A year", "Won", "Lost", "Dismissed", "Hit rate", "Won amount")
#: Rows and columns of accounts by category.
ACCOUNTS, CATEGORIES = 15, 7
#: Rows of *Data*: of kinds, and of categories.
KIND_ROW, CATEGORY_ROW = 21, 41
#: Rows of the tables that are seen: of kinds, and the first of the others.
KIND_TABLE, TABLES = 38, 44


def expansion():
    """What ideas are worth, what came of them, and where accounts have how much."""
    book = Book(
        *("expansion", (PERIOD, MANAGER, TIER, COMPANY)), date="closed_on", addon=ADDON
    )
    front, data = book.front, book.data
    front.put(
        *(0, 7),
        say(
            "Ideas of the customers you may see; what they are worth is of today, what "
            "came of them of the period"
        ),
        "4",
        sample=say("Sample data"),
    )
    now = {key: match for key, match in book.match().items() if key != PERIOD}
    by_kind = book.pivot(
        *("Ideas by kind and state", MODEL, GOING_ON, [{"fieldName": "kind"}]),
        *([{"fieldName": "state"}], ("amount", "__count")),
        fieldMatching=now,
    )
    decided = book.pivot(
        *("Outcomes by kind", MODEL, DECIDED, [{"fieldName": "kind"}]),
        *([{"fieldName": "outcome"}], ("won_amount", "__count")),
    )
    _put_kinds(front, data, by_kind, decided)
    _put_cards(front, data)
    _put_kind_table(front)
    by_category = _put_rankings(book, now)
    _put_categories(front, data, by_category)
    _put_accounts(book, now)
    book.write()


def _find(pivot, measure, *groups):
    """A value of a pivot as a number, 0 where there is none."""
    words = "".join(f',"{group}"' for group in groups)
    return f'IFERROR(0+PIVOT.VALUE({pivot},"{measure}"{words}),0)'


def _put_kinds(front, data, by_kind, decided):
    """Of each kind: ideas, worth, won, lost, dismissed, hit rate, won amount."""
    for column, name in enumerate(HEADS, 1):
        data.put(column, KIND_ROW, say(name))
    for row, (kind, sample) in enumerate(KINDS.items(), KIND_ROW + 1):
        name, count, amount, (won, lost, no), won_amount = sample
        at = ("kind", kind)
        every = _find(decided, "__count", *at)
        data.put(0, row, say(name))
        for column, content, value in (
            (1, f"={_find(by_kind, '__count', *at)}", count),
            (2, f"={_find(by_kind, 'amount:sum', *at)}", amount),
            (3, f"={_find(decided, '__count', *at, 'outcome', 'won')}", won),
            (4, f"={_find(decided, '__count', *at, 'outcome', 'lost')}", lost),
            (5, f"={every}-D{row}-E{row}", no),
            (7, f"={_find(decided, 'won_amount:sum', *at)}", won_amount),
        ):
            data.put(column, row, content, None, NUMBER, sample=value)
        rate = f'=IFERROR(D{row}/SUM(D{row}:F{row}),"")'
        data.put(6, row, rate, None, PERCENT)
    last = KIND_ROW + len(KINDS)
    front.chart(
        *(
            "worth",
            (0, 190),
            (HALF, 300),
            "bar",
            "What ideas are worth a year, by kind",
        ),
        *(f"A{KIND_ROW}:A{last}", ranges(f"C{KIND_ROW}:C{last}")),
    )
    front.chart(
        *("outcomes", (HALF + 20, 190), (HALF, 300), "bar"),
        *("What came of ideas, by kind", f"A{KIND_ROW}:A{last}"),
        ranges(*(f"{letter}{KIND_ROW}:{letter}{last}" for letter in "DEF")),
        stacked=True,
    )
    offered = _find(by_kind, "amount:sum", "state", "accepted")
    data.put(1, 5, f"={offered}", None, NUMBER, sample=27000)


def _put_kind_table(front):
    """The figures of each kind, as *Data* has them."""
    front.title(KIND_TABLE, "By kind", len(HEADS))
    front.heads(KIND_TABLE + 1, ("", *HEADS))
    for place in range(1, len(KINDS) + 1):
        at, of = KIND_TABLE + 1 + place, KIND_ROW + place
        front.put(0, at, f"=Data!A{of}", "3")
        for column, name in enumerate(HEADS, 1):
            format_ = PERCENT if name == "Hit rate" else NUMBER
            front.put(column, at, f"=Data!{cell(column, of)}", "3", format_)


def _put_cards(front, data):
    """Rows 2 to 6: the sums of the kinds."""
    first, last = KIND_ROW + 1, KIND_ROW + len(KINDS)

    def sum_of(letters):
        start, end = letters[0], letters[-1]
        return f"SUM({start}{first}:{end}{last})"

    for row, name, letter, of, words in (
        (2, "Worth a year", "C", "B", "ideas"),
        (3, "Won amount", "H", "D", "ideas won"),
        (6, "Ideas", "B", "", "open, put off or offered"),
    ):
        data.put(0, row, say(name))
        data.put(1, row, f"={sum_of(letter)}", None, NUMBER)
        number = f'TEXT({sum_of(of)},"#,##0")&" "&' if of else ""
        data.put(2, row, f'={number}_t("{words}")')
    data.put(0, 4, say("Hit rate"))
    data.put(
        *(1, 4, f'=IFERROR({sum_of("D")}/{sum_of("DF")},_t("n/a"))', None, PERCENT)
    )
    data.put(
        *(2, 4),
        f'=TEXT({sum_of("D")},"#,##0")&" "&_t("of")&" "&TEXT({sum_of("DF")},"#,##0")',
    )
    data.put(0, 5, say("In opportunities"))
    data.put(2, 5, '=_t("a year")')
    front.cards(
        ("Worth a year", 2, BLUE),
        ("In opportunities", 5, BLUE),
        ("Won", 3, ORANGE),
        ("Hit rate", 4, ORANGE),
        ("Ideas", 6, GREY),
    )


def _put_rankings(book, now):
    """Of which category and manager ideas are worth most; the pivot of categories."""
    top = TABLES
    pivots = []
    for title, field, domain, measure, head, match in (
        ("By product category", "category_id", GOING_ON, "amount", "A year", now),
        ("By account manager", "manager_id", GOING_ON, "amount", "A year", now),
        (
            *("Won, by product category", "category_id"),
            *([["outcome", "=", "won"]], "won_amount", "Won", book.match()),
        ),
    ):
        pivot = book.pivot(
            *(title, MODEL, domain, [{"fieldName": field}], [], (measure,)),
            fieldMatching=match,
            sortedColumn={"measure": f"{measure}:sum", "order": "desc", "domain": []},
        )
        put_shares(book.front, top, title, pivot, field, measure, head)
        pivots.append(pivot)
        top += SHARES + 4
    return pivots[0]


def _put_categories(front, data, pivot):
    """A chart of the categories of which ideas are worth most."""
    data.put(0, CATEGORY_ROW, say("Product category"))
    data.put(1, CATEGORY_ROW, say("A year"))
    for place in range(1, SHARES + 1):
        row, group = CATEGORY_ROW + place, f'"#category_id",{place}'
        name, shown = f'_t("Product category")&" {place}"', place <= 4
        data.put(
            *(0, row, quiet(f"PIVOT.HEADER({pivot},{group})")),
            sample=f"={name}" if shown else "",
        )
        data.put(
            *(1, row),
            known(f"A{row}", f'0+PIVOT.VALUE({pivot},"amount:sum",{group})'),
            *(None, NUMBER),
            sample=40000 - 9000 * place if shown else "",
        )
    last = CATEGORY_ROW + SHARES
    front.chart(
        *("categories", (0, 510), (WIDE, 300), "bar"),
        *(
            "Product categories of which ideas are worth most",
            f"A{CATEGORY_ROW}:A{last}",
        ),
        ranges(f"B{CATEGORY_ROW}:B{last}"),
    )


def _put_accounts(book, now):
    """Accounts by category: what could be sold, the dearest account first."""
    front, top = book.front, TABLES + 3 * (SHARES + 4)
    pivot = book.pivot(
        *("Accounts by category", MODEL, GOING_ON, [{"fieldName": "account_id"}]),
        *([{"fieldName": "category_id", "order": "asc"}], ("amount",)),
        fieldMatching=now,
        sortedColumn={"measure": "amount:sum", "order": "desc", "domain": []},
    )
    front.title(top, "What could be sold, by account and product category", 8)
    front.put(
        *(0, top + 1),
        say("A year; empty: no idea. All categories are in Accounts by Category."),
        "4",
    )
    front.heads(top + 2, ("Customer account", "A year"))
    for column in range(1, CATEGORIES + 1):
        front.put(
            *(1 + column, top + 2),
            *(quiet(f'PIVOT.HEADER({pivot},"#category_id",{column})'), "5"),
            sample=f'=_t("Product category")&" {column}"' if column <= 4 else "",
        )
    for place in range(1, ACCOUNTS + 1):
        _put_account(front, top + 2 + place, pivot, place)
    area = f"B{top + 3}:{cell(1 + CATEGORIES, top + 2 + ACCOUNTS)}"
    front.rules.append(_get_heat(area))


def _put_account(front, row, pivot, place):
    shown, group = place <= 5, f'"#account_id",{place}'
    front.put(
        *(0, row, quiet(f"PIVOT.HEADER({pivot},{group})"), "8"),
        sample=f'=_t("Customer account")&" {place}"' if shown else "",
    )
    amounts = [(9000 - 1500 * place) * ((place + n) % 3) // 2 for n in range(4)]
    for column in range(CATEGORIES + 1):
        of = f',"#category_id",{column}' if column else ""
        value = f'PIVOT.VALUE({pivot},"amount:sum",{group}{of})'
        sample = [sum(amounts), *amounts, "", "", "", ""][column] or ""
        front.put(
            *(1 + column, row, known(f"A{row}", f'IF({value}=0,"",{value})')),
            *("3", NUMBER),
            sample=sample if shown else "",
        )


def _get_heat(area):
    return {
        "id": "potential",
        "ranges": [area],
        "rule": {
            "type": "ColorScaleRule",
            "minimum": {"type": "value", "color": 0xFFFFFF},
            "midpoint": None,
            "maximum": {"type": "value", "color": 0x9FC5E8},
        },
    }


if __name__ == "__main__":
    expansion()
