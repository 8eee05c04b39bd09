import io
import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

#: Words that are the same in Spanish; a translator's file leaves those empty.
SAME_IN_SPANISH = {
    "%(date)s (%(kind)s)",
    "%(manager)s, %(date)s",
    "<span>·</span>",
    "Avatar 128",
    "C: Base",
    "Chat",
    "Color",
    "ID",
    "Lead",
    "Leads",
    "Neutral",
    "Total",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """Every word of the addon is there in Spanish."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with io.BytesIO() as buffer:
            trans_export(None, ["account_relationship"], buffer, "po", cls.env)
            cls.terms = polib.pofile(buffer.getvalue().decode())
        cls.spanish = polib.pofile(file_path("account_relationship/i18n/es.po"))

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
            and entry.msgid not in SAME_IN_SPANISH
        ]
        self.assertGreater(len(self.terms), 100)
        self.assertEqual(missing, [])

    def test_placeholders_are_those_of_the_original(self):
        for entry in self.spanish.translated_entries():
            self.assertCountEqual(
                PLACEHOLDER.findall(entry.msgid),
                PLACEHOLDER.findall(entry.msgstr),
                entry.msgid,
            )

    def test_template_of_the_translators_is_current(self):
        template = polib.pofile(
            file_path("account_relationship/i18n/account_relationship.pot")
        )
        self.assertEqual(
            {entry.msgid for entry in template}, {entry.msgid for entry in self.terms}
        )
