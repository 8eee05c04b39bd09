"""The table of what was measured, and what is wrong with it."""

import os
import platform

#: Below this the screens are not full: see `LEAST_PORTFOLIO` in data.py.
LEAST = 1_000


def table(results: list[dict], sizes: list[int]) -> str:
    """A Markdown table; times in milliseconds."""
    header = ["screen or task"]
    for size in sizes:
        header += [f"{size:,}: ms", "queries", "raw SQL ms"]
    header.append("ratio")
    rows = [header, ["---", *["---:"] * (len(header) - 1)]]
    rows += [_row(result, sizes) for result in results]
    widths = [max(len(row[number]) for row in rows) for number in range(len(header))]
    lines = [_line(row, widths) for row in rows]
    again = [row["name"] for row in results if row["attempts"] > 1]
    notes = [f"Run more often, being near the limit: {'; '.join(again)}"] * bool(again)
    held = [f"- {text}" for text, _ in limits(results, sizes)]
    return "\n".join([*lines, "", *held, "", *plans(results), machine(), *notes])


def plans(results: list[dict]) -> list[str]:
    """How often tables are gone to, and how many rows are read there."""
    lines = [
        f"{result['name']}, {size:,} accounts: {plan['scans']} scans that read"
        f" {plan['rows']:,} rows; large tables read whole:"
        f" {', '.join(plan['whole']) or 'none'}"
        for result in results
        for size, plan in result.get("plans", {}).items()
    ]
    return [*lines, ""] if lines else []


def _row(result: dict, sizes: list[int]) -> list[str]:
    cells = [result["name"]]
    for size in sizes:
        cost, bound = result["costs"][size], result.get("bounds", {}).get(size)
        cells += [
            _milliseconds(cost["seconds"]),
            f"{cost['queries']:g}",
            _milliseconds(bound["seconds"]) if bound else "",
        ]
    limit = f" (limit {result['limit']:g})" if result["limit"] else ""
    return [*cells, f"{ratio(result, sizes):.2f}{limit}"]


def _line(row: list[str], widths: list[int]) -> str:
    if row[0] == "---":
        row = ["-" * widths[0], *("-" * (w - 1) + ":" for w in widths[1:])]
    first, *others = zip(row, widths, strict=True)
    cells = [first[0].ljust(first[1]), *(cell.rjust(w) for cell, w in others)]
    return f"| {' | '.join(cells)} |"


def _milliseconds(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def ratio(result: dict, sizes: list[int]) -> float:
    costs = result["costs"]
    return costs[sizes[-1]]["seconds"] / costs[sizes[0]]["seconds"]


def is_too_slow(result: dict, sizes: list[int]) -> bool:
    """Whether it is over a limit that it can be run again for."""
    is_over = bool(result["limit"]) and ratio(result, sizes) > result["limit"]
    if result["raw_limit"]:
        is_over |= raw_ratio(result, sizes) > result["raw_limit"]
    return is_over


def share(result: dict, results: list[dict], sizes: list[int]) -> float:
    """The part of another row's time on the largest database."""
    (whole,) = [other for other in results if other["name"] == result["share"][0]]
    costs = [row["costs"][sizes[-1]]["seconds"] for row in (result, whole)]
    return costs[0] / costs[1]


def raw_ratio(result: dict, sizes: list[int]) -> float:
    """How many times as long as its raw SQL on the largest database."""
    costs, bounds = (result[kind][sizes[-1]] for kind in ("costs", "bounds"))
    return costs["seconds"] / bounds["seconds"]


def each(result: dict, sizes: list[int]) -> float:
    """Queries for each record it works on, on the largest database."""
    return result["costs"][sizes[-1]]["queries"] / result["each"][0]


def limits(results: list[dict], sizes: list[int]) -> list[tuple[str, bool]]:
    """What is held against something else of the same run, and whether it is over.

    :return: ``[(how many times what, and the limit, is it over)]``
    """
    found = []
    for result in results:
        for value, what, limit in _held(result, results, sizes):
            text = f"{result['name']}: {value:.2f} {what} (limit {limit:g})"
            found.append((text, value > limit))
    return found


def _held(result: dict, results: list[dict], sizes: list[int]):
    if result["share"]:
        name, limit = result["share"]
        yield share(result, results, sizes), f"times “{name}”", limit
    if result["raw_limit"]:
        yield raw_ratio(result, sizes), "times its raw SQL", result["raw_limit"]
    if result["each"]:
        yield each(result, sizes), "queries a record", result["each"][1]


def problems(results: list[dict], sizes: list[int]) -> list[str]:
    """Where size shows: in queries anywhere, in time where there is a limit."""
    found = []
    for result in results:
        queries = {f"{result['costs'][size]['queries']:g}" for size in sizes}
        if len(queries) > 1:
            found.append(f"{result['name']}: queries differ ({', '.join(queries)})")
        if result["limit"] and ratio(result, sizes) > result["limit"]:
            found.append(
                f"{result['name']}: {ratio(result, sizes):.2f} times the time, "
                f"more than {result['limit']:g}"
            )
        for size, plan in result.get("plans", {}).items():
            if plan["whole"]:
                found.append(
                    f"{result['name']}: reads all of {', '.join(plan['whole'])} "
                    f"({size:,} accounts)"
                )
    return found + [text for text, is_over in limits(results, sizes) if is_over]


def machine() -> str:
    return (
        f"{os.cpu_count()} cores ({_processor()}), {_memory_gb():.0f} GB, "
        f"Python {platform.python_version()}, {platform.system()}"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as handle:
            names = [line for line in handle if line.startswith("model name")]
        return names[0].partition(":")[2].strip()
    except (OSError, IndexError):
        return platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
