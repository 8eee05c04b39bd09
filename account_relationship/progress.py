"""How far an objective has come: plain arithmetic, no database.

``PROGRESS_SQL`` in ``models.plan.relationship_objective_measure`` says the same in SQL;
a test holds the two against each other.
"""


def progress(baseline, target, current, better="up"):
    """The part of the way from the baseline to the target, in percent, 0 to 100.

    The target may lie below the baseline. Where the two are the same, the objective
    is to keep what there is: all or nothing.

    :param better: whether more (``up``) or less (``down``) is better; asked only
        when baseline and target are the same

    >>> progress(0, 40, 24), progress(100, 80, 95), progress(0, 40, 60)
    (60.0, 25.0, 100.0)
    >>> progress(100, 80, 120), progress(10, 10, 11), progress(10, 10, 9)
    (0.0, 100.0, 0.0)
    >>> progress(0, 0, 3, "down"), progress(0, 0, 0, "down")
    (0.0, 100.0)
    """
    if target == baseline:
        is_kept = current >= target if better == "up" else current <= target
        return 100.0 if is_kept else 0.0
    way = 100.0 * (current - baseline) / (target - baseline)
    return max(0.0, min(100.0, way))


def add_point(history, day, value):
    """Add a day's value; of its week, Monday to Sunday, only the last one stays.

    :param history: ``{"YYYY-MM-DD": value}`` or nothing
    :return: a new history

    >>> from datetime import date
    >>> week = {"2026-03-02": 1, "2026-03-09": 2}
    >>> add_point(week, date(2026, 3, 11), 3)
    {'2026-03-02': 1, '2026-03-11': 3}
    >>> add_point(None, date(2026, 3, 16), 4)
    {'2026-03-16': 4}
    """
    year, week, __ = day.isocalendar()
    kept = {
        name: old
        for name, old in (history or {}).items()
        if type(day).fromisoformat(name).isocalendar()[:2] != (year, week)
    }
    return {**kept, day.isoformat(): value}
