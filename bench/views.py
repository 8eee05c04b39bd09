"""What the web client asks the server for, worked out of the views themselves.

A field added to a view is measured the day it is added. Follows `getFieldsSpec` and
`extractFieldsFromArchInfo` of the web client (web/static/src/model/relational_model).
"""

import ast
import json

from lxml import etree

from odoo.tools.safe_eval import safe_eval

ACTIVITY_FIELDS = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
)
#: What the widgets used in our views read beside their own field
#: (`fieldDependencies` in the web client).
DEPENDENCIES = {
    "kanban_activity": ACTIVITY_FIELDS,
    "list_activity": ACTIVITY_FIELDS,
    "activity_exception": ("activity_exception_icon",),
    "image": ("write_date",),
    "contact_image": ("write_date",),
    "statusbar_duration": ("duration_tracking",),
    "relationship_clock": ("deadline", "deadline_kind"),
}
TAGS = ("many2many_tags", "many2many_tags_avatar")
#: Lists of a form that reads them when their page is opened: before, it reads the ids
#: of those that something on the form depends on.
LATER = ("relationship_later_list", "relationship_page_list")
LATER_FORM = "relationship_later_form"
ASKING = ("invisible", "readonly", "required")
#: Records of a sub-view that the web client reads, unless the sub-view says otherwise.
SUBVIEW_LIMIT = 40
#: The actions' limit: list rows, and cards of a kanban column.
LIMIT = 80
COUNT_LIMIT = 10_001


class View:
    """One view as the web client gets it, for the user of `env`."""

    def __init__(self, env, model: str, kind: str):
        self.env = env
        info = env[model].get_views([(False, kind)])
        self.root = etree.fromstring(info["views"][kind]["arch"])
        self.fields = info["models"][model]["fields"]
        self.specification = self._read_specification(self.root, model)

    @property
    def order(self) -> str:
        return self.root.get("default_order", "")

    @property
    def limit(self) -> int:
        return int(self.root.get("limit", LIMIT))

    @property
    def group_by(self) -> list[str]:
        return [self.root.get("default_group_by")]

    @property
    def rows(self) -> list[str]:
        """What a pivot is grouped by at first."""
        return [node.get("name") for node in self.root.iterfind("field[@type='row']")]

    @property
    def measures(self) -> list[str]:
        """What a pivot adds up at first."""
        names = [
            node.get("name") for node in self.root.iterfind("field[@type='measure']")
        ]
        return [
            "__count",
            *(f"{name}:{self.fields[name]['aggregator']}" for name in names),
        ]

    @property
    def progress_bar(self) -> dict:
        """What `read_progress_bar` gets."""
        node = self.root.find("progressbar")
        return {
            "field": node.get("field"),
            "colors": json.loads(node.get("colors")),
            "help": node.get("help"),
        }

    @property
    def aggregates(self) -> list[str]:
        """What the web client sums for the progress bars of a kanban."""
        bar = self.root.find("progressbar")
        name = bar is not None and bar.get("sum_field")
        field = self.fields.get(name)
        if not field or not field.get("aggregator"):
            return []
        specs = [f"{name}:{field['aggregator']}"]
        if currency := field.get("currency_field"):
            specs += [f"{currency}:array_agg_distinct", f"{name}:sum_currency"]
        return specs

    def _read_specification(self, root, model: str) -> dict:
        specification: dict[str, dict] = {}
        for node in root.iter("field"):
            if any(ancestor.tag == "field" for ancestor in _ancestors(node, root)):
                continue  # part of a sub-view
            name = node.get("name")
            if self._comes_later(node) and not self._is_asked_for(name):
                continue
            _merge(specification.setdefault(name, {}), self._field(node, model))
            for other in self._dependencies(node, model):
                specification.setdefault(other, self._named(model, other))
        if color := root.get("highlight_color"):
            specification.setdefault(color, {})
        if root.tag == "form" and root.getparent() is None:
            specification.setdefault("display_name", {})
        return specification

    def _dependencies(self, node, model: str) -> list[str]:
        """Fields that are read because another one is shown."""
        field = self.env[model]._fields[node.get("name")]
        names = list(DEPENDENCIES.get(node.get("widget"), ()))
        if field.type == "monetary":
            names.append(field.get_currency_field(self.env[model]))
        return names

    def _named(self, model: str, name: str) -> dict:
        many2one = self.env[model]._fields[name].type == "many2one"
        return {"fields": {"display_name": {}}} if many2one else {}

    def _field(self, node, model: str) -> dict:
        field = self.env[model]._fields[node.get("name")]
        hidden = (node.get("invisible"), node.get("column_invisible"))
        invisible = "True" in hidden or "1" in hidden
        if field.type in ("many2one", "reference"):
            if invisible:
                return {"fields": {}}
            return {"fields": {"display_name": {}}, **_context(node)}
        if field.type not in ("one2many", "many2many") or invisible:
            return {}
        if self._comes_later(node):
            return {}
        if node.get("widget") in TAGS:
            options = ast.literal_eval(node.get("options", "{}"))
            names = ["display_name", options.get("color_field")]
            return {"fields": {name: {} for name in names if name}}
        subview = self._subview(node)
        if subview is None:
            return {"fields": {}}
        inner = self._read_specification(subview, field.comodel_name)
        if (form := node.find("form")) is not None:
            form_fields = self._read_specification(form, field.comodel_name)
            inner = {**{name: {} for name in form_fields}, **inner}
        return {
            "fields": inner,
            "limit": int(subview.get("limit", SUBVIEW_LIMIT)),
            **({"order": order} if (order := subview.get("default_order")) else {}),
            **({"context": field.context} if field.context else _context(node)),
        }

    def _comes_later(self, node) -> bool:
        form = self.root.get("js_class")
        return form == LATER_FORM and node.get("widget") in LATER

    def _is_asked_for(self, name) -> bool:
        asked = " or ".join(f"contains(@{word}, $name)" for word in ASKING)
        return bool(self.root.xpath(f"//*[{asked}]", name=name))

    @staticmethod
    def _subview(node):
        """The sub-view a desk shows: the list, where there are several."""
        modes = node.get("mode", "list,kanban").split(",")
        found = [node.find(mode) for mode in (modes if len(modes) == 1 else ["list"])]
        return next((view for view in found if view is not None), node.find("kanban"))


def _merge(specification: dict, found: dict) -> None:
    """A field that is in a view twice is read as its widest use."""
    inner = {**specification.get("fields", {}), **found.get("fields", {})}
    specification.update(found)
    if "fields" in specification:
        specification["fields"] = inner


def _ancestors(node, root):
    """The nodes between a node and the view it is in."""
    for ancestor in node.iterancestors():
        if ancestor is root:
            return
        yield ancestor


def _context(node) -> dict:
    """The field's context where it is constant; the rest needs a record."""
    try:
        return {"context": ast.literal_eval(node.get("context", ""))}
    except (SyntaxError, ValueError):
        return {}


class Search:
    """The search view: its filters' domains and its search panel."""

    def __init__(self, env, model: str):
        info = env[model].get_views([(False, "search")])
        self.root = etree.fromstring(info["views"]["search"]["arch"])
        self.uid = env.uid

    def domain(self, name: str) -> list:
        node = self.root.find(f".//filter[@name='{name}']")
        return safe_eval(node.get("domain"), {"uid": self.uid})

    def panel(self, domain: list) -> list[tuple[str, dict]]:
        """The search panel's calls: method and its arguments."""
        return [
            (
                node.get("name"),
                {
                    "category_domain": [],
                    "comodel_domain": [],
                    "enable_counters": node.get("enable_counters") == "1",
                    "filter_domain": [],
                    "expand": False,
                    "group_by": False,
                    "group_domain": [],
                    "limit": 200,
                    "search_domain": domain,
                },
            )
            for node in self.root.iterfind(".//searchpanel/field[@select='multi']")
        ]
