"""What changed in a plan between two looks at it: plain comparison, no database.

The looks are the dicts of ``relationship.customer.side`` for what customers are told,
those of ``relationship.plan.review`` for ourselves; one of the two was kept as JSON.
Only facts are compared, never words that
depend on the reader's language or on the day.
"""

from datetime import date, datetime
from typing import NamedTuple

#: Steps that are still to be done.
OPEN = ("todo", "in_progress")


class Change(NamedTuple):
    """One thing that is different.

    :ivar kind: what happened, ``action_done`` for example
    :ivar before: how the plan, step or goal was; empty when it is new
    :ivar after: how it is now; empty when it is gone
    """

    kind: str
    before: dict
    after: dict

    @property
    def title(self):
        return (self.after or self.before).get("title", "")


def freeze(value):
    """The same as JSON keeps it: dates as text, markup as plain text.

    >>> freeze({"due": date(2026, 3, 1), "steps": [{"at": datetime(2026, 3, 1, 9)}]})
    {'due': '2026-03-01', 'steps': [{'at': '2026-03-01T09:00:00'}]}
    """
    if isinstance(value, dict):
        return {str(key): freeze(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [freeze(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def compare(before, after):
    """What changed from one look at a plan to the next, the plan itself first.

    :param before: the earlier look, or nothing when there was none
    :param after: how it is now, or nothing when it is no longer shown
    :return: list of :class:`Change`

    >>> step = {"id": 7, "title": "Samples", "state": "todo", "date_due": "2026-03-01"}
    >>> plan = {"title": "Move", "state": "active", "actions": [step]}
    >>> compare(plan, plan)
    []
    >>> done = {**plan, "actions": [{**step, "state": "done"}]}
    >>> [(change.kind, change.title) for change in compare(plan, done)]
    [('action_done', 'Samples')]
    >>> [change.kind for change in compare(None, plan)]
    ['plan_new']
    >>> [change.kind for change in compare(plan, {})]
    ['plan_gone']
    >>> compare({}, None)
    []
    """
    before, after = freeze(before or {}), freeze(after or {})
    if not before and not after:
        return []
    if not before or not after:
        return [Change("plan_gone" if before else "plan_new", before, after)]
    return [
        *_compare_plan(before, after),
        *_compare_lines("action", before, after, _compare_action),
        *_compare_lines("objective", before, after, _compare_objective),
    ]


def _compare_plan(before, after):
    """
    >>> plan = {"title": "Move", "state": "agreed", "date_end": "2026-03-01"}
    >>> later = {**plan, "state": "active", "date_end": "2026-04-01"}
    >>> [change.kind for change in _compare_plan(plan, later)]
    ['plan_state', 'plan_moved']
    """
    for key, kind in [
        ("state", "plan_state"),
        ("date_end", "plan_moved"),
        ("title", "plan_renamed"),
        ("summary", "plan_summary"),
    ]:
        if _differs(before, after, key):
            yield Change(kind, before, after)


def _compare_lines(what, before, after, compare_line):
    """The steps or goals, in the present order; those that are gone come last.

    >>> one, two = {"id": 1, "state": "todo"}, {"id": 2, "state": "todo"}
    >>> changes = _compare_lines(
    ...     "action", {"actions": [one]}, {"actions": [two]}, _compare_action)
    >>> [(change.kind, change.before.get("id")) for change in changes]
    [('action_new', None), ('action_gone', 1)]
    """
    known = {line["id"]: line for line in before.get(f"{what}s", [])}
    for line in after.get(f"{what}s", []):
        old = known.pop(line["id"], {})
        kinds = compare_line(old, line) if old else _get_kinds_of_new(what, line)
        for kind in kinds:
            yield Change(kind, old, line)
    for old in known.values():
        # What was finished or dropped, and said so, may go without a word.
        if old.get("state") in (*OPEN, "open"):
            yield Change(f"{what}_gone", old, {})


def _get_kinds_of_new(what, line):
    """
    >>> [_get_kinds_of_new("action", {"state": state})
    ...  for state in ("todo", "done", "cancelled")]
    [['action_new'], ['action_done'], []]
    """
    if what == "action" and line.get("state") not in OPEN:
        return ["action_done"] if line.get("state") == "done" else []
    return [f"{what}_new"]


def _compare_action(before, after):
    """What happened to a step; once it is over, its date and doer are no news.

    >>> old = {"state": "todo", "date_due": "2026-03-01", "who": "Ann"}
    >>> _compare_action(old, {**old, "date_due": "2026-03-08", "who": "Bob"})
    ['action_moved', 'action_handed']
    >>> _compare_action(old, {**old, "date_due": "2026-03-08", "state": "cancelled"})
    ['action_dropped']
    >>> _compare_action({**old, "state": "done"}, old)
    ['action_reopened']
    >>> _compare_action(old, {**old, "state": "in_progress"})
    ['action_started']
    """
    kinds = []
    if _differs(before, after, "state"):
        kinds.append(_get_action_step(before.get("state"), after.get("state")))
    if after.get("state") in OPEN:
        if _differs(before, after, "date_due"):
            kinds.append("action_moved")
        if _differs(before, after, "who") or _differs(before, after, "side"):
            kinds.append("action_handed")
        if _differs(before, after, "title"):
            kinds.append("action_renamed")
    return kinds


def _get_action_step(before, after):
    if after == "todo":
        return "action_reopened" if before in ("done", "cancelled") else "action_paused"
    if after == "in_progress" and before in ("done", "cancelled"):
        return "action_reopened"
    return {
        "in_progress": "action_started",
        "done": "action_done",
        "cancelled": "action_dropped",
    }.get(after, "action_started")


def _compare_objective(before, after):
    """What happened to a goal.

    >>> old = {"state": "open", "progress": 20, "has_data": True, "date_due": None}
    >>> _compare_objective(old, {**old, "progress": 60})
    ['objective_progressed']
    >>> _compare_objective(old, {**old, "progress": 100, "state": "reached"})
    ['objective_state']
    >>> _compare_objective(old, {**old, "progress": 0, "has_data": False})
    []
    >>> _compare_objective(old, {**old, "date_due": "2026-03-01"})
    ['objective_moved']
    """
    if _differs(before, after, "state"):
        return ["objective_state"]
    kinds = []
    if after.get("has_data") and _differs(before, after, "progress"):
        kinds.append("objective_progressed")
    if _differs(before, after, "date_due"):
        kinds.append("objective_moved")
    if _differs(before, after, "title"):
        kinds.append("objective_renamed")
    return kinds


def _differs(before, after, key):
    """Whether something really changed; nothing is nothing, however it is written.

    >>> _differs({"date_due": False}, {"date_due": None}, "date_due")
    False
    >>> _differs({"progress": 0}, {"progress": None}, "progress")
    True
    """
    return _get_known(before, key) != _get_known(after, key)


def _get_known(look, key):
    value = look.get(key)
    return None if value is False or value == "" else value
