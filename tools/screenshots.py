"""`make screenshots`: pictures of the screens, of all users, on desk and phone.

make screenshots                            all screens to .odoo/screenshots
make screenshots ARGS="--only kanban /tmp"  those whose name has "kanban"
make screenshots ARGS=--docs                those of the README
"""

import io
import time
from pathlib import Path

from PIL import Image

from . import addons, browser, database, odoo_cli, paths, postgres, server
from .process import say
from .screen_steps import Screen
from .screens import SCREENS

DESK, PHONE = (1400, 900), (390, 844)
#: Nothing loads, nothing moves, and there is something to see.
LOADED = """
    document.querySelector('.o_action_manager > *, .o_setting_container, main')
    && !document.querySelector('.o_loading_indicator, .o_view_nocontent.o_loading')
    && !document.querySelector('.o_web_client.o_loading')
"""
#: What Chromium says when a page with something unsaved is left.
HARMLESS = "'beforeunload' confirmation panel"


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
            self.sessions[login] = server.session_of(
                self.odoo.url, self.database, login
            )
        self.page.set_cookie(self.odoo.url, "session_id", self.sessions[login])

    def take(self, screen: Screen, size: tuple[int, int]) -> bytes:
        self.log_in(screen.login)
        self.page.resize(*size)
        self.page.open("about:blank")
        path = self._path(screen)
        path = path if path.startswith("/") else f"/odoo/{path}"
        self.page.open(f"{self.odoo.url}{path}")
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


#: What an addon's README shows, by the name of the picture.
DOC_SCREENS = {
    "account_relationship": {
        "kanban": ("kanban-head", DESK),
        "form": ("form", DESK),
        "candidates": ("candidates", DESK),
        "feedback": ("feedback-board", DESK),
        "portal": ("portal-plan", PHONE),
    },
    "account_relationship_agreement": {
        "agreements": ("agreements", DESK),
        "bridge": ("bridge", DESK),
    },
    "account_relationship_expansion": {
        "potential": ("potential", DESK),
        "matrix": ("matrix", DESK),
    },
    "account_relationship_health": {
        "reasons": ("health", DESK),
        "backtest": ("health-backtest", DESK),
    },
    "account_relationship_retention": {
        "movements": ("movements", DESK),
        "cohorts": ("cohorts", DESK),
    },
}


def shoot_docs(studio: Studio) -> None:
    """Few colours and no alpha: a third of the size, and no difference to the eye."""
    by_name = {screen.name: screen for screen in SCREENS}
    wanted = [
        (addon, name, *taken)
        for addon, pictures in DOC_SCREENS.items()
        for name, taken in pictures.items()
    ]
    for addon, name, screen, size in wanted:
        picture = Image.open(io.BytesIO(studio.take(by_name[screen], size)))
        path = paths.ROOT / addon / "static" / "description" / f"{name}.png"
        colours = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        colours.save(path, optimize=True)
        say(f"  {path.relative_to(paths.ROOT)} {path.stat().st_size // 1024} kB")


def run(options) -> int:
    folder = Path(options.folder or paths.BUILD / "screenshots").resolve()
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
