from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship.lines import format_money


@tagged("post_install", "-at_install")
class TestFormatMoney(TransactionCase):
    """Amounts in sentences: whole units, as the reader's language writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.env["res.currency"].create(
            {"name": "TST", "symbol": "T", "position": "after", "rounding": 0.01}
        )
        cls.env["res.lang"]._activate_lang("es_ES")

    def _say(self, amount, lang="en_US"):
        env = self.env(context={"lang": lang})
        return format_money(env, amount, self.currency).replace("\N{NBSP}", " ")

    def test_amount_is_whole_and_grouped_as_the_language_does(self):
        self.assertEqual(self._say(1234567.4), "1,234,567 T")
        self.assertEqual(self._say(1234567.4, "es_ES"), "1.234.567 T")

    def test_less_than_half_a_unit_below_nothing_is_no_minus(self):
        self.assertEqual(self._say(-0.3), "0 T")
        self.assertEqual(self._say(-1234.6), "-1,235 T")

    def test_nothing_known_is_said_as_0(self):
        self.assertEqual(self._say(False), "0 T")

    def test_symbol_that_is_changed_shows_at_once(self):
        self.assertEqual(self._say(12), "12 T")
        self.currency.write({"symbol": "U", "position": "before"})
        self.assertEqual(self._say(12), "U 12")

    def test_language_that_is_changed_shows_at_once(self):
        self.assertEqual(self._say(1234), "1,234 T")
        self.env["res.lang"].search([("code", "=", "en_US")]).thousands_sep = "'"
        self.assertEqual(self._say(1234), "1'234 T")
