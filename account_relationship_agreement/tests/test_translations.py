from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship.tests.translations import Translations


@tagged("post_install", "-at_install")
class TestTranslations(Translations, TransactionCase):
    """Every word of the addon is there in Spanish."""

    module = "account_relationship_agreement"
    same_in_spanish = {"Final", "ID", "Lead", "No"}
    own_words = {
        "After",
        "Before",
        "Change",
        "Ended",
        "Notice",
        "Open",
        "Refused",
        "Running",
    }
