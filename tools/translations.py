"""`make i18n`: export the terms and merge them into the translations."""

import re
from pathlib import Path

import polib

from . import addons, database, odoo_cli, paths, postgres
from .process import say

LANGUAGES = ("es",)
#: Odoo stamps every export; without a change of terms that would be a change.
DATES = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date):.*\n', re.M)


def run(_options) -> int:
    before = {path: path.read_text() for path in _files("*.pot")}
    with postgres.running(), database.temporary("i18n") as name:
        database.clone(database.glued_template(), name)
        odoo_cli.batch(
            "Exporting the terms",
            "i18n",
            *("i18n", "export", "-d", name, *addons.manifests()),
        )
    for path, text in before.items():
        if DATES.sub("", path.read_text()) == DATES.sub("", text):
            path.write_text(text)
    for template in _files("*.pot"):
        for language in LANGUAGES:
            _update(template, template.parent / f"{language}.po", language)
    return 0


def _files(pattern: str) -> list[Path]:
    return [
        path for folder in addons.folders() for path in folder.glob(f"i18n/{pattern}")
    ]


def _update(template: Path, path: Path, language: str) -> None:
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    merged = merge(polib.pofile(str(template)), old, language)
    text = str(merged)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
    open_terms = merged.untranslated_entries()
    say(
        f"{path.relative_to(paths.ROOT)}: {len(merged)} terms, "
        f"{len(open_terms)} untranslated"
    )
    for entry in open_terms[:20]:
        say(f"  {entry.msgid!r}")


def merge(template: polib.POFile, old: polib.POFile, language: str) -> polib.POFile:
    """The template's terms in its order, with the translations that exist.

    Terms that are no more are dropped: they would be kept for ever.
    """
    known = {
        (entry.msgctxt, entry.msgid): entry.msgstr
        for entry in old
        if not entry.obsolete and "fuzzy" not in entry.flags
    }
    merged = polib.POFile(wrapwidth=78)
    merged.header = old.header or template.header
    dates = {key: old.metadata[key] for key in old.metadata if key.endswith("-Date")}
    merged.metadata = {
        **template.metadata,
        **dates,
        "Language": language,
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for entry in template:
        entry.msgstr = known.get((entry.msgctxt, entry.msgid), "")
        merged.append(entry)
    return merged
