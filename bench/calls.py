"""What is measured: each screen as the calls the web client makes to open it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .views import COUNT_LIMIT, Search, View

HEAD, MANAGER, TECHNICIAN = "bench_head", "bench_manager_1", "bench_technician"
#: Forms are opened on several records, one after the other.
FORMS = 5


@dataclass
class Call:
    """One request of the web client: a public method of a model."""

    model: str
    method: str
    args: list = field(default_factory=list)
    kwargs: dict = field(default_factory=dict)
    context: dict = field(default_factory=dict)


@dataclass
class Screen:
    """A row of the table.

    `calls` are made in transactions of their own, as requests are. `work` is what
    is not a request. `prepare` is done in the transaction of `work` and not timed.
    """

    name: str
    login: str = "__system__"
    calls: Callable | None = None
    work: Callable | None = None
    prepare: Callable | None = None
    raw: Callable | None = None
    prepare_raw: Callable | None = None
    #: The most that the larger database may take, as a multiple of the smaller.
    limit: float | None = None
    #: Another row, and the most of its time that this one may take on the largest.
    share: tuple[str, float] | None = None
    #: The most of the time of its raw SQL that it may take on the largest database.
    raw_limit: float | None = None
    #: How many records it works on, and the most queries for each of them.
    each: tuple[int, float] | None = None
    #: The query whose plan must not read a large table from end to end.
    explain: Callable | None = None
    #: Changes much, so it is run less often.
    heavy: bool = False


def kanban_call(env, model, domain) -> Call:
    """Columns with their first cards; the counts above them come on their own."""
    view = View(env, model, "kanban")
    kwargs = {
        "domain": domain,
        "groupby": view.group_by,
        "aggregates": view.aggregates,
        "order": view.order,
        "auto_unfold": True,
        "opening_info": [],
        "unfold_read_specification": view.specification,
        "unfold_read_default_limit": view.limit,
        "groupby_read_specification": {},
    }
    context = {"read_group_expand": True}
    return Call(model, "web_read_group", kwargs=kwargs, context=context)


def progress_call(env, model, domain) -> Call:
    view = View(env, model, "kanban")
    kwargs = {
        "domain": domain,
        "group_by": view.group_by[0],
        "progress_bar": view.progress_bar,
    }
    return Call(model, "read_progress_bar", kwargs=kwargs)


def list_call(env, model, domain) -> Call:
    return _search_call(env, model, "list", domain)


def cards_call(env, model, domain) -> Call:
    """A kanban without columns."""
    return _search_call(env, model, "kanban", domain)


def _search_call(env, model, kind, domain) -> Call:
    view = View(env, model, kind)
    kwargs = {
        "domain": domain,
        "specification": view.specification,
        "offset": 0,
        "order": view.order,
        "limit": view.limit,
        "count_limit": COUNT_LIMIT,
    }
    return Call(model, "web_search_read", kwargs=kwargs, context={"bin_size": True})


def panel_calls(env, model, domain) -> list[Call]:
    return [
        Call(model, "search_panel_select_multi_range", [name], kwargs)
        for name, kwargs in Search(env, model).panel(domain)
    ]


def form_calls(env, model, ids) -> list[Call]:
    specification = View(env, model, "form").specification
    kwargs = {"specification": specification}
    context = {"bin_size": True}
    return [
        Call(model, "web_read", [[record_id]], kwargs, context) for record_id in ids
    ]


def pivot_calls(env, model, domain) -> list[Call]:
    """The rows of the default pivot, and their sum."""
    view = View(env, model, "pivot")
    kwargs = {
        "domain": domain,
        "grouping_sets": [[], view.rows],
        "aggregates": view.measures,
    }
    return [Call(model, "formatted_read_grouping_sets", kwargs=kwargs)]


def filter_domain(env, model, name) -> list:
    return Search(env, model).domain(name)
