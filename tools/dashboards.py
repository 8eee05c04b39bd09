"""Make the spreadsheets of `account_relationship_dashboard`, live ones and samples.

    python -m tools.dashboards

The live ones read the database by pivots; samples are the same sheets with figures of
an invented company, shown while there is nothing to tell. Charts look at the hidden
sheet *Data*, so that rates are ratios of sums, beside what they are of.
"""

import json
from string import ascii_uppercase

from . import paths

ADDON = "account_relationship_dashboard"
VERSION = "18.5.10"
COMPANY, MANAGER, TIER, PERIOD = "company", "manager", "tier", "period"
FILTERS = {
    PERIOD: {"type": "date", "label": "Period"},
    MANAGER: {"type": "relation", "label": "Account manager", "modelName": "res.users"},
    TIER: {"type": "relation", "label": "Tier", "modelName": "relationship.tier"},
    COMPANY: {"type": "relation", "label": "Company", "modelName": "res.company"},
}
CHAINS = {COMPANY: "company_id", MANAGER: "manager_id", TIER: "tier_id"}
STYLES = {
    "1": {"textColor": "#01666b", "bold": True, "fontSize": 16},
    "2": {"bold": True, "fontSize": 11, "textColor": "#434343", "wrapping": "wrap"},
    "3": {"textColor": "#434343"},
    "4": {"textColor": "#7b7b7b", "italic": True},
    "5": {"bold": True, "align": "right", "textColor": "#434343", "wrapping": "wrap"},
    "6": {"align": "center", "textColor": "#434343"},
    "7": {"bold": True, "align": "center", "textColor": "#434343"},
    "8": {"textColor": "#434343", "align": "left"},
}
FORMATS = {"1": "0.0%", "2": "#,##0", "3": "0%", "4": "mmm yyyy"}
BORDERS = {"1": {"bottom": {"style": "thin", "color": "#CCCCCC"}}}
PERCENT, NUMBER, WHOLE_PERCENT = "1", "2", "3"
BLUE, ORANGE, GREY = "#EFF6FF", "#FFF7ED", "#F8F9FA"
WIDE, HALF, CARD = 1090, 535, 207


def cell(column, row):
    """`A1` of two numbers that count from 0 and from 1."""
    if column >= len(ascii_uppercase):
        first, column = divmod(column, len(ascii_uppercase))
        return f"{ascii_uppercase[first - 1]}{ascii_uppercase[column]}{row}"
    return f"{ascii_uppercase[column]}{row}"


def say(text):
    return f'=_t("{text}")'


def known(at, formula):
    """A formula of a row whose first cell names something."""
    return f'=IFERROR(IF({at}="","",{formula}),"")'


def quiet(formula):
    return f'=IFERROR({formula},"")'


class Sheet:
    """Cells with their styles and formats, and figures."""

    def __init__(self, name, widths, visible=True):
        self.name, self.widths, self.visible = name, widths, visible
        self.cells, self.styles, self.formats, self.borders = {}, {}, {}, {}
        self.figures, self.rules, self.heights = [], [], {}

    def put(self, column, row, content, style=None, format_=None, sample=None):
        """Write a cell; `sample` is what stands there in the sample."""
        at = cell(column, row)
        self.cells[at] = (content, sample)
        if style:
            self.styles[at] = int(style)
        if format_:
            self.formats[at] = int(format_)

    def heads(self, row, names, words=(0,)):
        """A row of column titles; those of `words` stand left."""
        for column, name in enumerate(names):
            if name:
                self.put(column, row, say(name), "2" if column in words else "5")
        self.heights[str(row - 1)] = {"size": 40}

    def title(self, row, text, last_column):
        self.put(0, row, say(text), "1")
        self.borders[f"A{row}:{cell(last_column, row)}"] = 1

    def figure(self, key, at, size, data):
        (x, y), (width, height) = at, size
        self.figures.append(
            {
                "id": key,
                "col": 0,
                "row": 0,
                "offset": {"x": x, "y": y},
                "width": width,
                "height": height,
                "tag": "chart",
                "data": {"chartId": key, **data},
            }
        )

    def cards(self, *cards):
        """Scorecards of rows of *Data*: B the figure, C what it is of.

        :param cards: ``(title, row, color)`` of each, from left to right
        """
        for place, (title, row, color) in enumerate(cards):
            self.figure(
                f"card-{row}",
                ((CARD + 13) * place, 8),
                (CARD, 104),
                {
                    "type": "scorecard",
                    "title": {"text": title, "bold": True, "color": "#434343"},
                    "background": color,
                    "keyValue": f"Data!B{row}",
                    "baseline": f"Data!C{row}",
                    "baselineMode": "text",
                    "baselineDescr": {"text": ""},
                    "humanize": False,
                },
            )

    def chart(self, key, at, size, type_, title, labels, ranges, **more):
        self.figure(
            key,
            at,
            size,
            {
                "type": type_,
                "title": {"text": title, "bold": True, "color": "#434343"},
                "background": "#FFFFFF",
                "dataSetsHaveTitle": True,
                "labelRange": f"Data!{labels}",
                "dataSets": ranges,
                "legendPosition": "none" if len(ranges) == 1 else "top",
                "aggregated": False,
                "stacked": False,
                "humanize": True,
                **more,
            },
        )

    def dump(self, sample):
        used = [int("".join(filter(str.isdigit, at))) for at in self.cells]
        cells = {
            at: str(chosen)
            for at, (content, shown) in self.cells.items()
            for chosen in [content if shown is None or not sample else shown]
            if chosen != ""
        }
        return {
            "id": self.name.lower(),
            "name": self.name,
            "colNumber": max(26, len(self.widths)),
            "rowNumber": max([60, *used]) + 10,
            "rows": self.heights,
            "cols": {str(i): {"size": size} for i, size in enumerate(self.widths)},
            "merges": [],
            "cells": cells,
            "styles": self.styles,
            "formats": self.formats,
            "borders": self.borders,
            "conditionalFormats": self.rules,
            "dataValidationRules": [],
            "figures": self.figures,
            "tables": [],
            "areGridLinesVisible": not self.visible,
            "isVisible": self.visible,
            "headerGroups": {"ROW": [], "COL": []},
            "comments": {},
        }


class Book:
    """A dashboard: the sheet that is seen, the data, pivots and lists."""

    def __init__(self, name, filters, date=None, columns=9, addon=ADDON):
        self.name, self.filters, self.date = name, filters, date
        self.folder = paths.ROOT / addon / "data" / "files"
        self.front = Sheet("Dashboard", [180] + [114] * (columns - 1))
        self.data = Sheet("Data", [180, 110, 190] + [90] * 20, visible=False)
        self.pivots, self.lists = {}, {}

    def match(self):
        return {
            key: {"chain": self.date, "type": "date", "offset": 0}
            if key == PERIOD
            else {"chain": CHAINS[key], "type": "many2one"}
            for key in self.filters
        }

    def pivot(self, name, model, domain, rows, columns, measures, **more):
        """Define a pivot and return its number."""
        number = str(len(self.pivots) + 1)
        self.pivots[number] = {
            "type": "ODOO",
            "id": number,
            "formulaId": number,
            "name": name,
            "model": model,
            "domain": domain,
            "context": {"relationship_one_currency": True},
            "rows": rows,
            "columns": columns,
            "measures": [
                {"id": f"{field}:sum", "fieldName": field, "aggregator": "sum"}
                if field != "__count"
                else {"id": "__count", "fieldName": "__count"}
                for field in measures
            ],
            "fieldMatching": self.match(),
            **more,
        }
        return number

    def list(self, name, model, domain, columns, order):
        number = str(len(self.lists) + 1)
        self.lists[number] = {
            "id": number,
            "name": name,
            "model": model,
            "domain": domain,
            "context": {},
            "columns": columns,
            "orderBy": [{"name": order, "asc": False}],
            "fieldMatching": self.match(),
        }
        return number

    def write(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        for sample in (False, True):
            middle = "_sample" if sample else ""
            path = self.folder / f"{self.name}{middle}_dashboard.json"
            path.write_text(json.dumps(self.dump(sample), indent=1) + "\n")

    def dump(self, sample):
        filters = [{"id": key, **FILTERS[key]} for key in self.filters]
        return {
            "version": VERSION,
            "sheets": [self.front.dump(sample), self.data.dump(sample)],
            "styles": STYLES,
            "formats": FORMATS,
            "borders": BORDERS,
            "revisionId": "START_REVISION",
            "uniqueFigureIds": True,
            "settings": {
                "locale": {
                    "name": "English (US)",
                    "code": "en_US",
                    "thousandsSeparator": ",",
                    "decimalSeparator": ".",
                    "dateFormat": "mm/dd/yyyy",
                    "timeFormat": "hh:mm:ss",
                    "formulaArgSeparator": ",",
                    "weekStart": 7,
                }
            },
            "pivots": {} if sample else self.pivots,
            "pivotNextId": len(self.pivots) + 1,
            "customTableStyles": {},
            "globalFilters": [] if sample else filters,
            "lists": {} if sample else self.lists,
            "listNextId": len(self.lists) + 1,
            "chartOdooMenusReferences": {},
        }


def ranges(*names, **more):
    return [{"dataRange": f"Data!{name}", "yAxisId": "y", **more} for name in names]


# Retention

MOVEMENTS = {
    "new": ("New", 9, 61000),
    "returned": ("Came back", 3, 14000),
    "grown": ("Grew", 41, 118000),
    "kept": ("Stayed", 52, -1500),
    "shrunk": ("Shrank", 27, -64500),
    "lost": ("Left", 14, -47000),
}
NAMES = {
    "manager_id": "Account manager",
    "tier_id": "Tier",
    "category_id": "Product category",
}
BEFORE, MONTHS, TOP = 820000, 12, 10
#: Rows of a table of shares.
SHARES = 8
MONTH = {"fieldName": "month", "order": "desc", "granularity": "month"}
SUMS = ("sales_before", "remaining", "sales_retained")
HEADS = ("customers_before", "customers_kept")


def retention():
    """Who stayed, in the 12 months up to the last month of the period."""
    book = Book("retention", (PERIOD, MANAGER, TIER, COMPANY), date="month")
    moved, domain = "relationship.movement", [["month", "!=", False]]
    by_movement = book.pivot(
        *("Movements by month", moved, domain, [MONTH], [{"fieldName": "movement"}]),
        ("__count", "difference", *SUMS, *HEADS),
    )

    def value(measure, month=1, movement=""):
        group = f',"movement","{movement}"' if movement else ""
        return f'PIVOT.VALUE({by_movement},"{measure}","#month:month",{month}{group})'

    front, data = book.front, book.data
    front.put(
        *(0, 7),
        '=_t("12 months up to")&" "'
        f'&IFERROR(TEXT(PIVOT.HEADER({by_movement},"#month:month",1),"mmm yyyy"),"")'
        '&" "&_t("against the 12 before, closed months only; end points, not what '
        'happened between them")',
        "4",
        sample=say("Sample data"),
    )
    _put_rates(data, value)
    front.cards(
        ("Net retention", 2, BLUE),
        ("Gross retention", 3, BLUE),
        ("Customers kept", 4, BLUE),
        ("Who left", 5, ORANGE),
        ("New customers", 6, GREY),
    )
    _put_waterfalls(front, data, value)
    put_rates_by_month(front, data, by_movement, value, SALES_RATES, (0, 540))
    groups = [
        ("By account manager", "manager_id", moved),
        ("By tier", "tier_id", moved),
        ("By product category", "category_id", "relationship.category.movement"),
    ]
    for number, (title, field, model) in enumerate(groups):
        pivot = book.pivot(
            *(title, model, domain, [MONTH, {"fieldName": field}], []),
            (*SUMS, *HEADS),
        )
        _put_group(front, 45 + number * (TOP + 4), title, pivot, field)
    book.write()


def _put_rates(data, value):
    """Rates with what they are of, for the cards."""
    whole = {"sales_before:sum": BEFORE, "sales_retained:sum": 825000}
    whole |= {"remaining:sum": 707000}
    whole |= {"customers_before:sum": 134, "customers_kept:sum": 120}
    rates = [
        (2, "Net", "sales_retained:sum", "sales_before:sum"),
        (3, "Gross", "remaining:sum", "sales_before:sum"),
        (4, "Kept", "customers_kept:sum", "customers_before:sum"),
    ]
    data.put(0, 1, say("Rate"))
    for row, name, above, below in rates:
        data.put(0, row, say(name))
        data.put(
            *(1, row, quiet(f"{value(above)}/{value(below)}"), None, PERCENT),
            sample=round(whole[above] / whole[below], 3),
        )
        data.put(
            *(2, row),
            f'=IFERROR(TEXT({value(above)},"#,##0")&" "&_t("of")&" "'
            f'&TEXT({value(below)},"#,##0"),_t("no data"))',
            sample=f'="{whole[above]:,}"&" "&_t("of")&" {whole[below]:,}"',
        )
    for row, movement in ((5, "lost"), (6, "new")):
        name, count, amount = MOVEMENTS[movement]
        data.put(0, row, say(name))
        data.put(
            *(1, row, f"=IFERROR(0+{value('__count', 1, movement)},0)", None, NUMBER),
            sample=count,
        )
        data.put(
            *(2, row),
            f"=IFERROR(TEXT({value('difference:sum', 1, movement)},"
            '"#,##0"),0)&" "&_t("in sales")',
            sample=f'="{amount:,}"&" "&_t("in sales")',
        )


def _put_waterfalls(front, data, value):
    """Rows 10 to 17: from before to after, in customers and in money."""
    bars = [
        *(("customers", movement) for movement in ("new", "returned", "lost")),
        *(("money", movement) for movement in MOVEMENTS),
    ]
    columns, rows = {"customers": 4, "money": 0}, {"customers": 12, "money": 12}
    for key, measure, title, sample in (
        ("customers", "customers_before:sum", "Customers", 134),
        ("money", "sales_before:sum", "Sales", BEFORE),
    ):
        data.put(columns[key] + 1, 10, say(title))
        data.put(columns[key], 11, say("Before"))
        content = f"=IFERROR(0+{value(measure)},0)"
        data.put(columns[key] + 1, 11, content, sample=sample)
    for key, movement in bars:
        name, count, amount = MOVEMENTS[movement]
        sign = "-" if movement == "lost" else "0+"
        content, sample = f"0+{value('difference:sum', 1, movement)}", amount
        if key == "customers":
            content = f"{sign}{value('__count', 1, movement)}"
            sample = -count if movement == "lost" else count
        data.put(columns[key], rows[key], say(name))
        data.put(
            *(columns[key] + 1, rows[key], f"=IFERROR({content},0)"), sample=sample
        )
        rows[key] += 1
    put_bridge(
        *(front, data, "customers", (4, 10, 15), 12, (0, 190)),
        "Customers, from before to now",
    )
    put_bridge(
        *(front, data, "money", (0, 10, 18), 7, (HALF + 20, 190)),
        "Sales, from before to now",
    )


def put_bridge(front, data, key, place, free, at, title):
    """Bars from before to after, each where the one before it ends.

    A waterfall of the spreadsheet's own ends in a bar called *Subtotal*: these are bars
    on top of one another, the lowest as white as the sheet.

    :param place: the column of names, amounts beside it, the row of titles and the row
        of the end, which is written here
    :param free: the first of five free columns
    """
    column, top, end = place
    name, amount = ascii_uppercase[column], ascii_uppercase[column + 1]
    data.put(column, end, say("Now"))
    data.put(column + 1, end, f"=SUM({amount}{top + 1}:{amount}{end - 1})")
    for offset, title_ in enumerate(("Below", "Ends", "More", "Less"), 1):
        data.put(free + offset, top, say(title_))
    for row in range(top + 1, end + 1):
        of, is_end = f"{amount}{row}", row in (top + 1, end)
        data.put(free, row, f'={name}{row}&" "&TEXT({of},"#,##0")')
        sums = [f"SUM({amount}${top + 1}:{amount}{to})" for to in (row - 1, row)]
        contents = ["0", of, "0", "0"]
        if not is_end:
            contents = [f"MIN({','.join(sums)})", "0", f"MAX({of},0)", f"MAX(-{of},0)"]
        for offset, content in enumerate(contents, 1):
            data.put(free + offset, row, f"={content}")
    letters = [cell(free + offset, "") for offset in range(5)]
    colors = ("#FFFFFF", "#6C7A89", "#3C8F6D", "#C8553D")
    front.chart(
        *(f"waterfall-{key}", at, (HALF, 330), "bar", title),
        f"{letters[0]}{top}:{letters[0]}{end}",
        [
            {
                "dataRange": f"Data!{letter}{top}:{letter}{end}",
                "yAxisId": "y",
                "backgroundColor": color,
            }
            for letter, color in zip(letters[1:], colors, strict=True)
        ],
        stacked=True,
        legendPosition="none",
    )


SALES_RATES = [
    ("sales_retained:sum", "sales_before:sum"),
    ("remaining:sum", "sales_before:sum"),
    ("customers_kept:sum", "customers_before:sum"),
]


def put_rates_by_month(front, data, pivot, value, pairs, at):
    """Rows 20 to 32: the oldest of 12 months first."""
    names = ("Net", "Gross", "Customers kept")
    for column, name in enumerate(names, 1):
        data.put(column, 20, say(name))
    for row, month in enumerate(range(MONTHS, 0, -1), 21):
        wave = (month * 5 % 7 - 3) / 200
        data.put(
            *(0, row, quiet(f'PIVOT.HEADER({pivot},"#month:month",{month})')),
            sample=f"{2 - (month - 1) // 12}-{12 - (month - 1) % 12:02}",
        )
        for column, (above, below) in enumerate(pairs, 1):
            level = (1.01, 0.86, 0.89)[column - 1]
            data.put(
                *(column, row),
                quiet(f"{value(above, month)}/{value(below, month)}"),
                *(None, PERCENT),
                sample=round(level + wave, 3),
            )
    front.chart(
        *("rates", at, (WIDE, 340), "line"),
        *("Rates of 12 months, by their last month", "A20:A32"),
        ranges("B20:B32", "C20:C32", "D20:D32"),
        labelsAsText=True,
        cumulative=False,
        fillArea=False,
    )


def put_shares(front, row, title, pivot, field, measure, head):
    """The groups with most of something, and their share of all."""
    front.title(row, title, 2)
    front.heads(row + 1, ("", head, "Share"))
    first, last = row + 2, row + 1 + SHARES
    for place, at in enumerate(range(first, last + 1), 1):
        group = f'"#{field}",{place}'
        shown = place <= 4
        front.put(
            *(0, at, quiet(f"PIVOT.HEADER({pivot},{group})"), "3"),
            sample=f'={at - row - 1}&"."' if shown else "",
        )
        front.put(
            *(1, at),
            known(f"A{at}", f'0+PIVOT.VALUE({pivot},"{measure}:sum",{group})'),
            *("3", NUMBER),
            sample=40000 - 9000 * place if shown else "",
        )
        total = f'PIVOT.VALUE({pivot},"{measure}:sum")'
        front.put(
            *(2, at, known(f"A{at}", f"B{at}/{total}"), "3", PERCENT),
            sample=round((40000 - 9000 * place) / 70000, 3) if shown else "",
        )


def _put_group(front, row, title, pivot, field):
    """The ten first groups, each rate with what it is of."""
    front.title(row, title, 8)
    heads = [
        *("Net", "Gross", "Customers kept", "Sales before"),
        *("Their sales after", "Still bought", "Customers before", "Who stayed"),
    ]
    front.heads(row + 1, ("", *heads))
    fields = ("sales_before", "sales_retained", "remaining", *HEADS)
    for place in range(1, TOP + 1):
        at = row + 1 + place
        group = f'"#month:month",1,"#{field}",{place}'
        shown = place <= 4
        front.put(
            *(0, at, quiet(f"PIVOT.HEADER({pivot},{group})"), "3"),
            sample=f'=_t("{NAMES[field]}")&" {place}"' if shown else "",
        )
        for column, name in enumerate(fields, 4):
            sold = 90000 - 17000 * place
            sums = (sold, round(sold * 1.02), round(sold * 0.87), 34 - place * 5)
            front.put(
                *(column, at),
                known(f"A{at}", f'0+PIVOT.VALUE({pivot},"{name}:sum",{group})'),
                *("3", NUMBER),
                sample=[*sums, 31 - place * 5][column - 4] if shown else "",
            )
        for column, (above, below) in enumerate([(5, 4), (6, 4), (8, 7)], 1):
            content = f"{cell(above, at)}/{cell(below, at)}"
            front.put(column, at, quiet(content), "3", PERCENT)


# Cohorts

COHORTS, AFTER = 24, 12


def cohorts():
    """Of those who began in a month, the share that bought so many months after."""
    book = Book(
        *("cohorts", (PERIOD, MANAGER, TIER, COMPANY)), date="cohort", columns=AFTER + 3
    )
    front, data = book.front, book.data
    front.widths = [140, 92] + [66] * (AFTER + 1)
    sums = ("buyers", "size")
    columns = [{"fieldName": "k", "order": "asc"}]
    begun = {"fieldName": "cohort", "order": "desc", "granularity": "month"}
    by_cohort = book.pivot(
        *(
            "Cohorts",
            "relationship.cohort",
            [["cohort", "!=", False], ["k", "<=", AFTER]],
        ),
        *([begun], columns, sums),
    )
    before = book.pivot(
        *("Customers before", "relationship.cohort"),
        *([["cohort", "=", False], ["k", "<=", AFTER]], [], columns, sums),
        fieldMatching={
            key: match for key, match in book.match().items() if key != PERIOD
        },
    )

    def share(pivot, group, k):
        buyers, size = (
            f'PIVOT.VALUE({pivot},"{name}:sum"{group},"k",{k})' for name in sums
        )
        return f"{buyers}/{size}"

    def size_of(pivot, group):
        return f'0+PIVOT.VALUE({pivot},"size:sum"{group},"k",0)'

    data.put(1, 10, say("Share that bought"))
    for k in range(AFTER + 1):
        row = 11 + k
        data.put(0, row, f'="+"&{k}', sample=f"+{k}")
        data.put(
            *(1, row, quiet(share(by_cohort, "", k)), None, PERCENT),
            sample=round(0.62 * 0.93**k, 3) if k else 1,
        )
    for row, k in ((2, 1), (3, 3), (4, 6), (5, 12)):
        data.put(1, row, f"=B{11 + k}", None, PERCENT)
        buyers, size = (
            f'PIVOT.VALUE({by_cohort},"{name}:sum","k",{k})' for name in sums
        )
        data.put(
            *(2, row),
            f'=IFERROR(TEXT({buyers},"#,##0")&" "&_t("of")&" "&TEXT({size},"#,##0"),'
            '_t("no data"))',
            sample=f'="{round(200 * 0.62 * 0.93**k)}"&" "&_t("of")&" 200"',
        )
    data.put(1, 6, quiet(size_of(by_cohort, "")), None, NUMBER, sample=200)
    data.put(2, 6, '=_t("of the period")')
    front.cards(
        ("New customers", 6, GREY),
        ("Buy 1 month after", 2, BLUE),
        ("3 months after", 3, BLUE),
        ("6 months after", 4, BLUE),
        ("12 months after", 5, BLUE),
    )
    front.chart(
        *("curve", (0, 130), (WIDE, 300), "line"),
        *("Share that buys, by months after the first purchase", "A10:A23"),
        ranges("B10:B23"),
        labelsAsText=True,
        cumulative=False,
        fillArea=True,
    )
    _put_heat(front, by_cohort, before, share, size_of)
    book.write()


def _put_heat(front, by_cohort, before, share, size_of):
    top = 21
    front.title(top, "Share that bought, by month of the first purchase", AFTER + 2)
    front.put(
        *(0, top + 1),
        say("Empty: the month is not over yet, or nobody began in it."),
        "4",
    )
    front.heads(top + 2, ("First purchase", "Customers"))
    for k in range(AFTER + 1):
        front.put(2 + k, top + 2, f'="+"&{k}', "7", sample=f"+{k}")
    rows = [
        (
            f'PIVOT.HEADER({by_cohort},"#cohort:month",{place})',
            *(by_cohort, f',"#cohort:month",{place}', place),
        )
        for place in range(1, COHORTS + 1)
    ]
    rows.append(('_t("Customers before")', before, "", 25))
    for at, (label, pivot, group, place) in enumerate(rows, top + 3):
        year, month = divmod(24 - place, 12)
        name = say("Customers before") if place == 25 else f"{year + 1}-{month + 1:02}"
        front.put(0, at, quiet(label), "8", sample=name)
        front.put(
            *(1, at, known(f"A{at}", size_of(pivot, group)), "3", NUMBER),
            sample=6 + place * 5 % 7,
        )
        for k in range(AFTER + 1):
            is_over = k <= place
            shade = round(0.62 * 0.93**k + (place * k % 5 - 2) / 50, 2) if k else 1
            front.put(
                *(2 + k, at, quiet(share(pivot, group, k)), "6", WHOLE_PERCENT),
                sample=shade if is_over else "",
            )
    last = cell(2 + AFTER, top + 3 + COHORTS)
    front.rules.append(
        {
            "id": "heat",
            "ranges": [f"D{top + 3}:{last}"],
            "rule": {
                "type": "ColorScaleRule",
                "minimum": {"type": "number", "value": "0", "color": 0xFFFFFF},
                "midpoint": None,
                "maximum": {"type": "number", "value": "1", "color": 0x2A9D8F},
            },
        }
    )


# Concentration

LARGEST = 30
CLASSES = {"A": (18, 660000), "B": (31, 123000), "C": (88, 41000)}


def concentration():
    """How few customers make most of the sales of the last 12 closed months."""
    book = Book("concentration", (MANAGER, TIER, COMPANY))
    front, data = book.front, book.data
    model, domain = "relationship.concentration", [["amount", ">", 0]]
    classes = book.pivot(
        *("Classes", model, domain, [{"fieldName": "sales_class"}], []),
        ("__count", "amount"),
    )
    managers = book.pivot(
        *("By manager", model, domain, [{"fieldName": "manager_id"}]),
        *([{"fieldName": "sales_class"}], ("__count", "amount")),
        sortedColumn={"measure": "amount:sum", "order": "desc", "domain": []},
    )
    fields = ("partner_id", "amount", "sales_class", "rank", "manager_id", "tier_id")
    largest = book.list("Largest customers", model, domain, [*fields], "amount")
    total = f'PIVOT.VALUE({classes},"amount:sum")'
    everyone = f'PIVOT.VALUE({classes},"__count")'
    _put_largest(front, data, largest, total)
    _put_shares(front, data, classes, everyone)
    _put_classes(front, classes)
    _put_managers(front, managers)
    book.write()


def _put_largest(front, data, largest, total):
    """Rows 11 to 40: amount and share of the largest with all above."""
    data.put(1, 10, say("Net sales"))
    data.put(2, 10, say("Share with all above"))
    heads = (
        "Customer",
        "Net sales",
        "Share",
        "With all above",
        "Place of all",
        "Class",
        "Account manager",
        "Tier",
    )
    front.title(50, "Largest customers", 7)
    front.heads(51, heads, words=(0, 5, 6, 7))
    sold, above = sum(amount for __, amount in CLASSES.values()), 0
    for place in range(1, LARGEST + 1):
        row, at = 10 + place, 51 + place
        amount = round(140000 * 0.84 ** (place - 1), -2)
        above += amount
        listed = f"ODOO.LIST({largest},{place},"
        sold_to = f'{listed}"amount")'
        data.put(0, row, f"={place}")
        data.put(1, row, quiet(f'IF({sold_to}>0,{sold_to},"")'), sample=amount)
        data.put(
            *(2, row, quiet(f'IF(B{row}="","",SUM(B$11:B{row})/{total})')),
            *(None, PERCENT),
            sample=round(above / sold, 3),
        )
        front.put(
            *(0, at, quiet(f'{listed}"partner_id")'), "3"),
            sample=f'=_t("Customer")&" {place}"',
        )
        front.put(1, at, f"=Data!B{row}", "3", NUMBER)
        front.put(
            *(2, at, quiet(f"Data!B{row}/{total}"), "3", PERCENT),
            sample=round(amount / sold, 3),
        )
        front.put(3, at, f"=Data!C{row}", "3", PERCENT)
        samples = (place, "A" if place <= 18 else "B", "", "")
        names = ("rank", "sales_class", "manager_id", "tier_id")
        for column, (name, shown) in enumerate(zip(names, samples, strict=True), 4):
            front.put(column, at, quiet(f'{listed}"{name}")'), "3", sample=shown)
    front.chart(
        *("pareto", (0, 190), (WIDE, 380), "combo"),
        *("The largest customers, and their share with all above", "A10:A40"),
        [
            *ranges("B10:B40", type="bar"),
            {"dataRange": "Data!C10:C40", "yAxisId": "y1", "type": "line"},
        ],
        axesDesign={
            "y": {"title": {"text": "Net sales"}},
            "y1": {"title": {"text": "Share with all above"}},
        },
    )


def _put_shares(front, data, classes, everyone):
    front.put(
        *(0, 7),
        say("Net sales of the last 12 closed months, of the customers you may see"),
        "4",
        sample=say("Sample data"),
    )
    shares = [(2, 1), (3, 3), (4, 10)]
    for row, place in shares:
        data.put(1, row, f"=C{10 + place}", None, PERCENT)
        data.put(2, row, '=_t("of net sales")')
    in_a = f'PIVOT.VALUE({classes},"__count","sales_class","A")'
    data.put(1, 5, f"=IFERROR(0+{in_a},0)", None, NUMBER, sample=18)
    data.put(
        *(2, 5, f'=_t("of")&" "&IFERROR(TEXT({everyone},"#,##0"),0)'),
        sample='=_t("of")&" 137"',
    )
    sold = sum(amount for __, amount in CLASSES.values())
    total = f'PIVOT.VALUE({classes},"amount:sum")'
    data.put(1, 6, f"=IFERROR(0+{total},0)", None, NUMBER, sample=sold)
    data.put(2, 6, '=_t("in 12 months")')
    front.cards(
        ("Class A customers", 5, BLUE),
        ("Largest customer", 2, ORANGE),
        ("Largest 3", 3, ORANGE),
        ("Largest 10", 4, ORANGE),
        ("Net sales", 6, GREY),
    )


def _put_classes(front, classes):
    front.title(28, "Classes, of the sales of all customers", 3)
    front.put(
        *(0, 29),
        say("A: the fewest that make 80 %; B: up to 95 %; C: the rest."),
        "4",
    )
    front.heads(30, ("Class", "Customers", "Net sales", "Share"))
    for at, (name, (count, amount)) in enumerate(CLASSES.items(), 31):
        front.put(0, at, name, "3")
        for column, measure, format_, shown in (
            (1, "__count", NUMBER, count),
            (2, "amount:sum", NUMBER, amount),
        ):
            content = f'0+PIVOT.VALUE({classes},"{measure}","sales_class","{name}")'
            front.put(column, at, f"=IFERROR({content},0)", "3", format_, sample=shown)
        front.put(3, at, quiet(f"C{at}/SUM(C$31:C$33)"), "3", PERCENT)


def _put_managers(front, managers):
    front.title(36, "By account manager", 5)
    heads = ("Account manager", "Customers", "Of class A", "Net sales", "Share")
    front.heads(37, heads)
    for place in range(1, TOP + 1):
        at = 37 + place
        group = f'"#manager_id",{place}'
        shown = place <= 4
        front.put(
            *(0, at, quiet(f"PIVOT.HEADER({managers},{group})"), "3"),
            sample=f'=_t("Account manager")&" {place}"' if shown else "",
        )
        numbers = [
            ("__count", "", 50 - place * 8),
            ("__count", ',"sales_class","A"', 8 - place),
            ("amount:sum", "", 300000 - 62000 * place),
        ]
        for column, (measure, more, number) in enumerate(numbers, 1):
            content = f'0+PIVOT.VALUE({managers},"{measure}",{group}{more})'
            front.put(
                *(column, at, known(f"A{at}", content), "3", NUMBER),
                sample=number if shown else "",
            )
        front.put(4, at, known(f"A{at}", f"D{at}/SUM(D$38:D$47)"), "3", PERCENT)


if __name__ == "__main__":
    retention()
    cohorts()
    concentration()
