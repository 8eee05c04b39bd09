from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship.tests.translations import Translations


@tagged("post_install", "-at_install")
class TestTranslations(Translations, TransactionCase):
    """Every word of the addon is there in Spanish."""

    module = "account_relationship_expansion_dashboard"
    same_in_spanish = {"Ideas", "ideas"}
    own_words = {"Dismissed", "Lost"}
