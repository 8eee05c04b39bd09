import io
import re

import polib

from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}")


class Translations:
    """The tests of an addon's Spanish, for each addon of ours to inherit."""

    #: The addon whose words they are.
    module = ""
    #: Words that are the same in Spanish; a translator's file leaves those empty.
    same_in_spanish = frozenset()
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

    def test_placeholders_are_those_of_the_original(self):
        for entry in self.spanish.translated_entries():
            self.assertCountEqual(
                PLACEHOLDER.findall(entry.msgid),
                PLACEHOLDER.findall(entry.msgstr),
                entry.msgid,
            )

    def test_template_of_the_translators_is_current(self):
        template = polib.pofile(file_path(f"{self.module}/i18n/{self.module}.pot"))
        self.assertEqual(
            {entry.msgid for entry in template}, {entry.msgid for entry in self.terms}
        )
