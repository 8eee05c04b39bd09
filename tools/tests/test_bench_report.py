"""What the benchmark says of a row that takes more than it may."""

import pytest

from bench import report, retention
from tools.errors import Problem

SIZES = [1_000, 100_000]


def row(name, seconds, queries=10, **held) -> dict:
    """A row that takes as long on both databases, its raw SQL a tenth of a second."""
    nothing = dict.fromkeys(("limit", "share", "raw_limit", "each"))
    costs = {size: {"seconds": seconds, "queries": queries} for size in SIZES}
    bounds = {size: {"seconds": 0.1, "queries": 1} for size in SIZES}
    return {"name": name, "costs": costs, "bounds": bounds, **nothing, **held}


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({"raw_limit": 3}, "ours: 4.00 times its raw SQL (limit 3)"),
        ({"share": ("theirs", 1.2)}, "ours: 2.00 times “theirs” (limit 1.2)"),
        ({"each": (2, 4)}, "ours: 5.00 queries a record (limit 4)"),
    ],
)
def test_what_is_over_its_limit_is_a_problem(held, said):
    rows = [row("ours", 0.4, **held), row("theirs", 0.2)]
    assert report.problems(rows, SIZES) == [said]


@pytest.mark.parametrize(
    "held", [{"raw_limit": 4.1}, {"share": ("theirs", 2.1)}, {"each": (2, 5)}]
)
def test_what_is_within_its_limit_is_said_and_no_problem(held):
    rows = [row("ours", 0.4, **held), row("theirs", 0.2)]
    assert not report.problems(rows, SIZES)
    assert len(report.limits(rows, SIZES)) == 1


def test_what_is_over_its_raw_sql_is_run_again():
    assert report.is_too_slow(row("ours", 0.4, raw_limit=3), SIZES)
    assert not report.is_too_slow(row("ours", 0.2, raw_limit=3), SIZES)


@pytest.mark.parametrize(("seconds", "is_over"), [(0.28, False), (0.4, True)])
def test_one_change_may_not_take_longer_among_more_agreements(
    monkeypatch, seconds, is_over
):
    taken = {"bench_agreements2000": seconds, "bench_agreements200": 0.2}
    asked = []
    monkeypatch.setattr(retention, "prepare", lambda *args: asked.append(args))
    monkeypatch.setattr(
        retention, "ask", lambda _task, name, _data: iter([taken[name]])
    )
    row = retention.compare_change("bench_agreements2000", "2000")
    assert row["is_over"] is is_over
    assert asked == [("bench_agreements200", "agreements", "200")]


def test_data_there_is_none_of_is_said_before_anything_is_made():
    with pytest.raises(Problem, match="There is no DATA=nothing"):
        retention.run("nothing")
