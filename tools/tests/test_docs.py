"""What the pages for readers say of names is so: words, menus, files."""

import re

import polib
from lxml import etree

from tools import paths

ADDONS = sorted(paths.ROOT.glob("account_relationship*/"))
PAGES = [
    *(paths.ROOT / name for name in ("README.rst", "CONTRIBUTING.md")),
    *sorted((paths.ROOT / "docs").glob("*.md")),
    *(page for addon in ADDONS for page in sorted(addon.glob("readme/*.rst"))),
]
#: Rows of the glossary whose English stands on no screen.
UNSEEN = {"Touch", "Brief", "Verbatim", "Net, gross revenue retention"}
#: Ways through Odoo's own screens.
ODOOS = {
    *("Settings > Users", "My Preferences > Security"),
    *("Settings > Customer Accounts", "Settings > Customer Accounts > Expansion"),
    "Settings > Customer Accounts > Health",
    *("Project > Configuration > Task Stages", "Dashboards > Customer Accounts"),
}
#: Keys of the context that are ours, where they are read.
KEY = re.compile(r"""(?:context\.get\(\s*|hear\([^"]*)["'](relationship_\w+)""")
FILE = re.compile(r"`([\w/.-]+/[\w.-]+\.(?:py|xml|js|md|txt|svg|toml)|docs/[\w.]+)`")


def read_glossary():
    """``(English, Spanish)`` of each row; what stands in brackets is left out."""
    for line in (paths.ROOT / "docs" / "GLOSSARY.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0] != "English" and not cells[0].startswith("---"):
            yield re.sub(r" \(.*\)", "", cells[0]), cells[1]


def read_spanish():
    """``{English in lower case: {Spanish}}`` of all addons."""
    said = {}
    for addon in ADDONS:
        for entry in polib.pofile(str(addon / "i18n" / "es.po")):
            said.setdefault(entry.msgid.lower(), set()).add(entry.msgstr)
    return said


def read_menus():
    """The way to each menu item, as ``Portfolio > Needs``."""
    names, parents, actions, items = {}, {}, {}, []
    for addon in ADDONS:
        for file in sorted(addon.rglob("*.xml")):
            if not {"static", "tests"} & set(file.parts):
                tree = etree.parse(str(file))
                for record in tree.iterfind(".//record[@id]"):
                    label = record.findtext("field[@name='name']")
                    actions[get_full(addon, record.get("id"))] = label
                items += [(addon, item) for item in tree.iter("menuitem")]
    for addon, item in items:
        key, above = get_full(addon, item.get("id")), item.getparent()
        parent = item.get("parent") or above.get("id")
        parents[key] = parent and get_full(addon, parent)
        action = item.get("action")
        names[key] = item.get("name") or actions.get(get_full(addon, action or ""))

    def follow(key):
        while key in names:
            yield names[key]
            key = parents[key]

    return {" > ".join(reversed([*follow(key)])) for key in names}


def get_full(addon, name):
    return name if "." in name else f"{addon.name}.{name}"


def make_singular(words):
    return re.sub(r"s\b", "", words.lower())


def test_words_of_the_glossary_are_those_of_the_screens():
    said = read_spanish()
    rows = dict(read_glossary())
    assert len(rows) > 40
    wrong = {
        (english, spanish)
        for english, spanish in rows.items()
        if english not in UNSEEN
        and make_singular(spanish)
        not in {
            make_singular(word)
            for label in (english, f"{english}s")
            for word in said.get(label.lower(), ())
        }
    }
    assert not wrong


def test_every_way_through_the_menus_is_there():
    ways = read_menus()
    assert "Customer Accounts > Portfolio > Needs" in ways
    missing = {
        (page.name, way)
        for page in PAGES
        for found in re.findall(r"(?<!\*)\*([^*]+? > [^*]+?)\*", page.read_text())
        if (way := re.sub(r"\s+", " ", found)) not in ODOOS
        and not any(f" > {there}".endswith(f" > {way}") for there in ways)
    }
    assert not missing


def test_every_file_that_is_named_is_there():
    files = {
        str(file.relative_to(paths.ROOT))
        for folder in (*ADDONS, paths.ROOT / "docs", paths.ROOT / "tools")
        for file in folder.rglob("*.*")
    }
    missing = {
        (page.name, name)
        for page in PAGES
        for name in FILE.findall(page.read_text())
        if "*" not in name
        and not any(f"/{file}".endswith(f"/{name}") for file in files)
    }
    assert not missing


def test_every_key_of_the_context_is_listed():
    listed = (paths.ROOT / "docs" / "GLOSSARY.md").read_text()
    read = {
        key
        for addon in ADDONS
        for file in addon.rglob("*.*")
        if file.suffix in (".py", ".xml") and "tests" not in file.parts
        for key in KEY.findall(file.read_text())
    }
    assert "relationship_own_path" in read
    assert not {key for key in read if f"`{key}`" not in listed}
