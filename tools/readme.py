"""`make readme`: the addons' README and store page, from readme/ fragments."""

import ast
from pathlib import Path

from docutils.core import publish_parts

from . import paths, process

#: Fragment -> heading of its section; the description comes first, without one.
SECTIONS = {
    "DESCRIPTION": "",
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "What comes next",
    "CONTRIBUTORS": "Contributors",
}
NOTICE = ".. Made by `make readme` from the files in readme/: change those.\n"
LICENSE = "Licensed under the {} or later; see the file LICENSE.\n"
PAGE = """<section class="oe_container">
<div class="oe_row oe_spaced">
{body}
</div>
</section>
"""


def heading(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"


def compose(addon: Path) -> str:
    """Return the text of an addon's README.rst."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))
    parts = [NOTICE, heading(manifest["name"], "=")]
    for name, title in SECTIONS.items():
        fragment = addon / "readme" / f"{name}.rst"
        if fragment.exists():
            if title:
                parts.append(heading(title, "-"))
            parts.append(fragment.read_text(encoding="utf-8"))
    parts += [heading("License", "-"), LICENSE.format(manifest["license"])]
    return "\n".join(parts)


def render(readme: str) -> str:
    """Return the body of the store page, as docutils makes it of the README."""
    return PAGE.format(
        body=publish_parts(
            readme,
            writer_name="html5",
            settings_overrides={"initial_header_level": 2, "report_level": 2},
        )["html_body"]
        .strip()
        # The page stands beside its pictures.
        .replace('src="static/description/', 'src="')
    )


def run(_options) -> int:
    """Write what is out of date."""
    for path, text in out_of_date().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        process.say(f"written: {path.relative_to(paths.ROOT)}")
    return 0


def out_of_date() -> dict[Path, str]:
    """Return the files that differ from their fragments, with what they should say."""
    made = {}
    for fragments in sorted(paths.ROOT.glob("account_relationship*/readme")):
        addon = fragments.parent
        readme = compose(addon)
        made[addon / "README.rst"] = readme
        made[addon / "static" / "description" / "index.html"] = render(readme)
    return {
        path: text
        for path, text in made.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
