"""Modules of the tools and of the benchmark name each other in one direction."""

import ast

from tools import commands, paths

PACKAGES = ("tools", "bench")


def sources() -> dict[str, str]:
    """Each module's name and its text."""
    found = {}
    for package in PACKAGES:
        for path in sorted((paths.ROOT / package).rglob("*.py")):
            parts = path.relative_to(paths.ROOT).with_suffix("").parts
            name = ".".join(part for part in parts if part != "__init__")
            if "tests" not in parts:
                found[name] = path.read_text()
    return found


def imported(name: str, text: str, is_package: bool) -> set[str]:
    """What a module imports, at its top, in its functions or for its types only."""
    names = set()
    parents = name.split(".") if is_package else name.split(".")[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = parents[: len(parents) - node.level + 1] if node.level else []
            start = ".".join([*above, *filter(None, [node.module])])
            names |= {start} | {f"{start}.{alias.name}" for alias in node.names}
    return names


def graph(texts: dict[str, str]) -> dict[str, set[str]]:
    """Which module needs which; to import one runs the package it is in, too."""
    edges = {}
    for name, text in texts.items():
        is_package = any(other.startswith(f"{name}.") for other in texts)
        wanted = imported(name, text, is_package)
        wanted |= {each.rpartition(".")[0] for each in wanted}
        own_package = {name.rpartition(".")[0]}
        edges[name] = (wanted | own_package) & texts.keys() - {name}
    return edges


def circle(edges: dict[str, set[str]]) -> list[str]:
    """Some modules of which each needs the next, and the last the first."""
    done: set[str] = set()

    def follow(name: str, way: list[str]) -> list[str]:
        if name in way:
            return way[way.index(name) :]
        if name in done:
            return []
        for other in sorted(edges[name]):
            if found := follow(other, [*way, name]):
                return found
        done.add(name)
        return []

    return next(filter(None, (follow(name, []) for name in sorted(edges))), [])


def test_no_import_goes_round_in_a_circle():
    edges = graph(sources())
    # These are imported by name when their command is given.
    functions = {each.function for each in commands.COMMANDS.values() if each.function}
    started = {function.split(":")[0] for function in functions}
    assert started <= edges.keys()
    edges["tools.commands"] |= started
    assert "bench.report" in edges["bench.measure"]
    assert "tools.postgres" in edges["tools.database"]
    assert circle(edges) == []


def test_circles_are_found_wherever_they_hide():
    plain = {"tools": "", "tools.a": "from . import b", "tools.b": "import tools.c"}
    assert circle(graph({**plain, "tools.c": "import os"})) == []
    for hidden in (
        "def later():\n    from .a import something",
        "if TYPE_CHECKING:\n    from tools import a",
        "import tools.a",
    ):
        found = circle(graph({**plain, "tools.c": hidden}))
        assert set(found) == {"tools.a", "tools.b", "tools.c"}, hidden


def test_a_package_that_imports_its_modules_is_a_circle():
    texts = {"bench": "from . import a", "bench.a": "import os"}
    assert set(circle(graph(texts))) == {"bench", "bench.a"}


def test_the_tools_do_not_need_the_benchmark():
    edges = graph(sources())
    assert not [
        name
        for name in edges
        if name.startswith("tools") and any(e.startswith("bench") for e in edges[name])
    ]
