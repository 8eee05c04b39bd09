from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship.tests.translations import Translations


@tagged("post_install", "-at_install")
class TestTranslations(Translations, TransactionCase):
    """Every word of the addon is there in Spanish."""

    module = "account_relationship_health"
    own_words = {"Kept", "Lost", "Steps"}
    same_in_spanish = {"-50: 0; 0: 70; 20: 100", "ID"}
