"""A screen to take a picture of, and what to do there before."""

import json
from dataclasses import dataclass, field

CLICK = """(() => {
    const element = [...document.querySelectorAll(%(selector)s)].find(
        (element) => element.textContent.includes(%(text)s) && element.offsetParent
    );
    if (!element) throw new Error("nothing to click: " + %(selector)s);
    element.click();
})()"""
TYPE = """(() => {
    const element = document.querySelector(%(selector)s);
    element.focus();
    element.value = %(text)s;
    element.dispatchEvent(new InputEvent("input", { bubbles: true }));
})()"""

UNFOLD = """(() => {
    if (!document.querySelector(%(selector)s))
        document.querySelector(".o_statusbar_buttons .o-dropdown").click();
})()"""


def click(selector: str, text: str = "") -> str:
    return CLICK % {"selector": json.dumps(selector), "text": json.dumps(text)}


def type_into(selector: str, text: str) -> str:
    return TYPE % {"selector": json.dumps(selector), "text": json.dumps(text)}


def press(name: str) -> list[str]:
    """Press a button at the top of a form; phones fold most of them into a menu."""
    selector = f"button[name={name}]"
    return [UNFOLD % {"selector": json.dumps(selector)}, click(selector)]


def choose(field_name: str, text: str) -> list[str]:
    """Type into a many2one and take the first proposal."""
    return [
        type_into(f".modal [name='{field_name}'] input", text),
        click(".o-autocomplete--dropdown-item", text),
    ]


@dataclass(frozen=True)
class Screen:
    """One screen: who looks at it, where it is, what to do before the picture."""

    name: str
    login: str
    #: Path below /odoo/, or from the root when it begins with "/"; `{xmlid}` stands
    #: for the id of a record of the demo data.
    path: str
    steps: list[str] = field(default_factory=list)
    #: A phone opens the first view that fits it and picks from a dialog: some
    #: screens are for desks only.
    phone: bool = True


VIEW = ".o_cp_switch_buttons button.o_%s, .o_cp_switch_buttons .o_switch_view.o_%s"
ACCOUNT = "customer-accounts/{account_%s}"
#: The search bar is folded on a phone.
EVERY_ACCOUNT = [
    "document.querySelector('.o_searchview .o_facet_remove')?.click()",
]


def view(kind: str) -> list[str]:
    return [click(VIEW % (kind, kind))]


def group_by(text: str) -> list[str]:
    toggle = click(".o_searchview_dropdown_toggler")
    return [toggle, click(".o_group_by_menu .o_menu_item", text), toggle]


def tab(title: str) -> str:
    return click(".o_notebook .nav-link", title)


#: The first lines at the top of the window.
TIMELINE = [
    "document.querySelector('.o_relationship_timeline_chips').scrollIntoView()",
]
