from unittest.mock import patch

from odoo.tests import tagged, users

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestFindingAccounts(AccountCommon):
    """Whatever is at hand of a customer finds its account, in pickers as in lists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme_customer.write(
            {
                "ref": "C-4711",
                "vat": "XX987654",
                "email": "office@acme.example.com",
                "phone": "+32 471/12.34.56",
            }
        )
        cls.amy.write({"name": "Amélie Dupont", "email": "amelie@acme.example.com"})

    def _find(self, words):
        """What a picker offers, and what the search box of a list finds."""
        Account = self.env["relationship.account"]
        picked = [found for found, __ in Account.name_search(words)]
        listed = Account.search([("display_name", "ilike", words)])
        self.assertEqual(sorted(picked), sorted(listed.ids), words)
        return listed

    @users("ann", "hugo")
    def test_by_reference_tax_id_mail_number_and_contact_person(self):
        acme = self.acme.with_user(self.env.user)
        for words in ("acme", "C-4711", "XX9876", "office@acme", "Dupont", "amelie@"):
            self.assertEqual(self._find(words), acme, words)
        for number in (
            "+32 471 12",
            "0032471",
            "0471 12 34",
            "471123456",
            "0471/12.34",
        ):
            self.assertEqual(self._find(number), acme, number)

    @users("ann")
    def test_what_is_of_nobody_finds_nothing(self):
        for words in ("C-4712", "0471 99 99", "nobody@acme", "+", "(((("):
            self.assertFalse(self._find(words) & self.birch, words)
        self.assertFalse(self._find("0471 99 99"))

    def test_accents_do_not_matter_where_the_database_can_do_without(self):
        if self.env.registry.has_unaccent:
            self.assertEqual(self._find("amelie dupont"), self.acme)
        self.assertEqual(self._find("amélie dupont"), self.acme)

    @users("bob")
    def test_only_accounts_one_may_read_are_found(self):
        found = self._find("C-4711")
        self.assertEqual(found, found._filtered_access("read"))

    @users("ann")
    def test_accents_make_no_difference_without_unaccent(self):
        # sudo: whoever may write contacts
        self.acme_customer.sudo().name = "Élan Café 100% Muñoz"
        Account = self.env["relationship.account"]
        with patch.object(self.env.registry, "has_unaccent", False):
            for words in ("elan", "ELAN CAFE", "élan", "cafe 100%", "Munoz", "ÉLAN"):
                picked = [found for found, __ in Account.name_search(words)]
                self.assertEqual(picked, self.acme.ids, words)
                searched = Account.search([("display_name", "ilike", words)])
                self.assertEqual(searched.ids, self.acme.ids, words)
            self.assertFalse(Account.name_search("cafe 1%0"))
