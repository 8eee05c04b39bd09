import ast
import io
import re
from pathlib import Path

import polib

from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}")

SCRIPT_TERM = re.compile(r"""\b_t\(\s*(["'])((?:\\.|(?!\1).)*)\1""")


class Translations:
    """The tests of an addon's Spanish, for each addon of ours to inherit."""

    #: The addon whose words they are.
    module = ""
    #: Words that are the same in Spanish; a translator's file leaves those empty.
    same_in_spanish = frozenset()
    #: Words of the core that are another gender, number or thing in this addon.
    own_words = frozenset()
    #: How many words there are at least: where none are exported, none is missing.
    at_least = 10

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with io.BytesIO() as buffer:
            trans_export(None, [cls.module], buffer, "po", cls.env)
            cls.terms = polib.pofile(buffer.getvalue().decode())
        cls.spanish = polib.pofile(file_path(f"{cls.module}/i18n/es.po"))

    def test_every_term_is_translated(self):
        known = {
            (entry.msgctxt, entry.msgid)
            for entry in self.spanish.translated_entries()
            if not entry.obsolete
        }
        missing = [
            entry.msgid
            for entry in self.terms
            if (entry.msgctxt, entry.msgid) not in known
            and entry.msgid not in self.same_in_spanish
        ]
        self.assertGreaterEqual(len(self.terms), self.at_least)
        self.assertEqual(missing, [])

    def test_every_term_of_the_code_is_found(self):
        """Odoo looks into no string for one: those in a template stay English."""
        found = {entry.msgid for entry in self.terms}
        self.assertFalse(
            {
                (file.name, term)
                for file, term in self._read_terms()
                if term.strip() and term not in found
            }
        )

    def _read_terms(self):
        """``(file, term)`` of all calls that translate a string."""
        root = Path(file_path(self.module))
        for file in (root / "static" / "src").rglob("*.js"):
            for __, term in SCRIPT_TERM.findall(file.read_text()):
                yield file, ast.literal_eval(f'"""{term}"""')
        for file in root.rglob("*.py"):
            if "tests" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and node.args:
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    term = getattr(node.args[0], "value", None)
                    if name in ("_", "_lt") and isinstance(term, str):
                        yield file, term

    def test_placeholders_are_those_of_the_original(self):
        for entry in self.spanish.translated_entries():
            self.assertCountEqual(
                PLACEHOLDER.findall(entry.msgid),
                PLACEHOLDER.findall(entry.msgstr),
                entry.msgid,
            )

    def test_words_of_the_core_are_said_as_there(self):
        core = polib.pofile(file_path("account_relationship/i18n/es.po"))
        said = {
            (entry.msgctxt, entry.msgid): entry.msgstr
            for entry in core.translated_entries()
        }
        own = {
            entry.msgid
            for entry in self.spanish.translated_entries()
            if said.get((entry.msgctxt, entry.msgid), entry.msgstr) != entry.msgstr
        }
        self.assertEqual(own, set(self.own_words))

    def test_template_of_the_translators_is_current(self):
        template = polib.pofile(file_path(f"{self.module}/i18n/{self.module}.pot"))
        self.assertEqual(
            {entry.msgid for entry in template}, {entry.msgid for entry in self.terms}
        )
