"""`make screenshots`: pictures of the screens, of all users, on desk and phone.

make screenshots                            all screens to .odoo/screenshots
make screenshots ARGS="--only kanban /tmp"  those whose name has "kanban"
make screenshots ARGS=--docs                the three of the README
"""

import argparse
import io
import json
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from . import addons, browser, database, odoo_cli, paths, postgres, server
from .process import say

DESK, PHONE = (1400, 900), (390, 844)
DOCS = paths.ROOT / "account_relationship" / "static" / "description"
#: Nothing loads, nothing moves, and there is something to see.
LOADED = """
    document.querySelector('.o_action_manager > *, .o_setting_container')
    && !document.querySelector('.o_loading_indicator, .o_view_nocontent.o_loading')
    && !document.querySelector('.o_web_client.o_loading')
"""
#: What Chromium says when a page with something unsaved is left.
HARMLESS = "'beforeunload' confirmation panel"
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


def click(selector: str, text: str = "") -> str:
    return CLICK % {"selector": json.dumps(selector), "text": json.dumps(text)}


def type_into(selector: str, text: str) -> str:
    return TYPE % {"selector": json.dumps(selector), "text": json.dumps(text)}


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
    #: Path below /odoo/; `{xmlid}` stands for the id of a record of the demo data.
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


#: The first lines at the top of the window.
TIMELINE = [
    "document.querySelector('.o_relationship_timeline_chips').scrollIntoView()",
]


SCREENS = (
    Screen("kanban", "manager", "customer-accounts"),
    Screen("kanban-head", "head", "customer-accounts", EVERY_ACCOUNT),
    Screen(
        "list", "head", "customer-accounts?view_type=list", EVERY_ACCOUNT, phone=False
    ),
    Screen(
        "list-chosen",
        "head",
        "customer-accounts?view_type=list",
        [*EVERY_ACCOUNT, click(".o_list_view thead .o_list_record_selector input")],
        phone=False,
    ),
    Screen("calendar", "manager", "customer-accounts?view_type=calendar", phone=False),
    Screen("activity", "manager", "customer-accounts?view_type=activity", phone=False),
    Screen("pivot", "head", "customer-account-analysis?view_type=pivot"),
    Screen("graph", "head", "customer-account-analysis?view_type=graph", phone=False),
    Screen("form", "manager", ACCOUNT % "gemini"),
    Screen(
        "form-managers",
        "manager",
        ACCOUNT % "gemini",
        [click(".o_notebook .nav-link", "Managers")],
    ),
    Screen("form-at-risk", "manager", ACCOUNT % "readymat"),
    Screen("form-absent", "manager", ACCOUNT % "jackson"),
    Screen("form-manager-left", "head", ACCOUNT % "pinewood"),
    Screen("form-no-revenue", "manager", ACCOUNT % "lumber"),
    Screen("form-new", "manager", "customer-accounts/new"),
    Screen("timeline", "manager", ACCOUNT % "gemini", TIMELINE),
    Screen(
        "timeline-sales",
        "manager",
        ACCOUNT % "halden",
        [click(".o_relationship_timeline_chips button", "Sales"), *TIMELINE],
    ),
    Screen(
        "people",
        "manager",
        ACCOUNT % "halden",
        [click(".o_notebook .nav-link", "People")],
    ),
    Screen(
        "promises-account",
        "manager",
        ACCOUNT % "gemini",
        [click(".o_notebook .nav-link", "Promises")],
    ),
    Screen(
        "log",
        "manager",
        ACCOUNT % "gemini",
        [click("button[name=action_log_interaction]")],
    ),
    Screen(
        "log-any",
        "manager",
        "customer-interactions",
        [click(".o_relationship_log_systray button")],
    ),
    Screen("interactions", "manager", "customer-interactions"),
    Screen("interaction", "manager", "customer-interactions/{interaction_gemini_8}"),
    Screen(
        "interactions-calendar",
        "manager",
        "customer-interactions?view_type=calendar",
        phone=False,
    ),
    Screen("promises", "manager", "customer-promises"),
    Screen("contacts-report", "head", "customer-contact-analysis", phone=False),
    Screen("cadence", "head", "customer-cadence", phone=False),
    Screen("response-times", "head", "customer-response-times", phone=False),
    Screen(
        "contacts-per-month",
        "manager",
        ACCOUNT % "gemini",
        [click("button[name=action_view_timeline]")],
        phone=False,
    ),
    Screen(
        "sales-by-manager",
        "admin",
        "action-sale.action_order_report_all?view_type=pivot",
        group_by("Account Manager"),
        phone=False,
    ),
    Screen(
        "invoices-by-manager",
        "admin",
        "customer-invoices-analysis?view_type=pivot",
        group_by("Account Manager"),
        phone=False,
    ),
    Screen("handovers", "head", "customer-account-handovers"),
    Screen("handover", "head", "customer-account-handovers/{handover_jackson}"),
    Screen("handover-done", "head", "customer-account-handovers/{handover_gemini}"),
    Screen(
        "handover-one",
        "manager",
        ACCOUNT % "gemini",
        [click("button[name=action_hand_over]")],
        phone=False,
    ),
    Screen(
        "handover-several",
        "head",
        "customer-accounts?view_type=list",
        [
            *EVERY_ACCOUNT,
            click(".o_list_view thead .o_list_record_selector input"),
            click("button[name=action_hand_over]"),
            *choose("new_manager_id", "Jonas"),
        ],
        phone=False,
    ),
    Screen(
        "handover-notice",
        "head",
        ACCOUNT % "gemini",
        [
            click("button[name=action_hand_over]"),
            *choose("new_manager_id", "Jonas"),
            click(".modal [name=notify_customer] input"),
            click(".modal button[name=action_preview_notice]"),
        ],
        phone=False,
    ),
    Screen(
        "duplicate",
        "manager",
        "customer-accounts/new",
        [
            type_into("[name=partner_id] input", "Gemini"),
            click(".o-autocomplete--dropdown-item", "Gemini Furniture"),
            click(".o_form_button_save"),
        ],
        phone=False,
    ),
    Screen("absences", "head", "customer-account-absences"),
    Screen("absence", "manager2", "customer-account-absences/{absence_manager2}"),
    Screen("absence-planned", "manager", "customer-account-absences/{absence_manager}"),
    Screen("assignments", "head", "customer-account-assignments"),
    Screen("candidates", "head", "customers-without-account"),
    Screen(
        "opening",
        "head",
        "customers-without-account",
        [click("button", "Open for All")],
    ),
    Screen("coverage", "head", "customer-account-coverage"),
    Screen("coverage-pivot", "head", "customer-account-coverage?view_type=pivot"),
    Screen("coverage-graph", "head", "customer-account-coverage?view_type=graph"),
    Screen("settings", "admin", "customer-account-settings"),
    Screen("tiers", "admin", "customer-account-tiers"),
    Screen("stages", "admin", "customer-account-stages"),
    Screen("tags", "admin", "customer-account-tags"),
    Screen("interaction-types", "admin", "interaction-types"),
    Screen("account-managers", "admin", "account-managers"),
    Screen("contact", "manager", "contacts/{base.res_partner_3}"),
    Screen(
        "contact-sales-page",
        "manager",
        "contacts/{base.res_partner_3}",
        [click(".o_notebook .nav-link", "Sales")],
    ),
    Screen("contacts", "manager", "contacts?view_type=list"),
    Screen("lead", "sales", "crm/{lead_orchid}"),
    Screen("lead-manager", "manager", "crm/{lead_gemini}"),
    Screen("quotation", "sales", "sales/{order_halden_1}"),
    Screen("invoice", "admin", "customer-invoices/{invoice}"),
    Screen(
        "log-quotation",
        "sales",
        "sales/{order_halden_1}",
        [click(".o_relationship_brief_log")],
    ),
    Screen("meeting", "manager", "calendar.event/{meeting_gemini_1}"),
)


class Studio:
    """Odoo, a browser, and the folder the pictures go to."""

    def __init__(self, odoo, page: browser.Browser, folder: Path, name: str):
        self.odoo = odoo
        self.page = page
        self.folder = folder
        self.database = name
        self.sessions: dict[str, str] = {}
        self.failed = False

    def log_in(self, login: str) -> None:
        if login not in self.sessions:
            body = {"db": self.database, "login": login, "password": login}
            request = urllib.request.Request(
                f"{self.odoo.url}/web/session/authenticate",
                json.dumps({"params": body}).encode(),
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request) as answer:
                cookies = answer.headers.get_all("Set-Cookie")
            session = next(c for c in cookies if c.startswith("session_id="))
            self.sessions[login] = session.split(";")[0].partition("=")[2]
        self.page.set_cookie(self.odoo.url, "session_id", self.sessions[login])

    def take(self, screen: Screen, size: tuple[int, int]) -> bytes:
        self.log_in(screen.login)
        self.page.resize(*size)
        self.page.open("about:blank")
        self.page.open(f"{self.odoo.url}/odoo/{self._path(screen)}")
        self._settle()
        for step in screen.steps:
            self.page.evaluate(step)
            self._settle()
        return self.page.picture()

    def _settle(self) -> None:
        self.page.wait_for(LOADED)
        time.sleep(1)  # bars grow, dialogs fade in
        self.page.wait_for(LOADED)

    def _path(self, screen: Screen) -> str:
        """The path with the ids of the records it names."""
        path = screen.path
        while "{" in path:
            start, __, rest = path.partition("{")
            name, __, end = rest.partition("}")
            path = f"{start}{self._id_of(name)}{end}"
        return path

    def _id_of(self, name: str) -> int:
        module, __, name = name.rpartition(".")
        with postgres.cursor(self.database) as cr:
            if name == "invoice":
                cr.execute(
                    "SELECT MAX(id) FROM account_move WHERE ref = 'DEMO-RELATIONSHIP'"
                    " AND payment_state = 'not_paid'"
                )
            else:
                cr.execute(
                    "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s",
                    (module or "account_relationship", name),
                )
            return cr.fetchone()[0]

    def shoot(self, screen: Screen) -> None:
        for suffix, size in (("desk", DESK), ("phone", PHONE)):
            if size == PHONE and not screen.phone:
                continue
            path = self.folder / f"{screen.name}-{suffix}.png"
            try:
                path.write_bytes(self.take(screen, size))
            except browser.BrowserError as error:
                self.page.errors.append(f"{path.name}: {error}")
                path.write_bytes(self.page.picture())
            say(f"  {path.name}")
            self._report(path.name)

    def _report(self, name: str) -> None:
        errors = [error for error in self.page.errors if HARMLESS not in error]
        for error in errors:
            say(f"    error on {name}: {error}")
        self.failed |= bool(errors)
        self.page.errors.clear()


#: What the README shows, by the name of the picture.
DOC_SCREENS = {"kanban": "kanban-head", "form": "form", "candidates": "candidates"}


def shoot_docs(studio: Studio) -> None:
    """Few colours and no alpha: a third of the size, and no difference to the eye."""
    by_name = {screen.name: screen for screen in SCREENS}
    for name, screen in DOC_SCREENS.items():
        picture = Image.open(io.BytesIO(studio.take(by_name[screen], DESK)))
        path = DOCS / f"{name}.png"
        colours = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        colours.save(path, optimize=True)
        say(f"  {path.relative_to(paths.ROOT)} {path.stat().st_size // 1024} kB")


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make screenshots")
    parser.add_argument("folder", nargs="?", default=paths.BUILD / "screenshots")
    parser.add_argument("--name", default="", help="a database there is already")
    parser.add_argument("--only", default="", help="screens whose name has this in it")
    parser.add_argument("--docs", action="store_true", help="those of the README")
    options = parser.parse_args(arguments)
    folder = Path(options.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with postgres.running():
        name = options.name or prepare()
        port = server.choose_port(None)
        with server.serving(name, port) as odoo, browser.browsing() as page:
            studio = Studio(odoo, page, folder, name)
            if options.docs:
                shoot_docs(studio)
                return 0
            for screen in SCREENS:
                if options.only in screen.name:
                    studio.shoot(screen)
    say(f"Pictures are in {folder}")
    return 1 if studio.failed else 0


def prepare() -> str:
    """A database with demo data, made anew when the addons have changed."""
    name = "screenshots"
    sources = addons.fingerprint()
    if not database.exists(name) or database.note(name) != sources:
        database.drop(name)
        database.create(name, demo=True)
        database.set_note(name, sources)
    odoo_cli.write_conf()
    return name
