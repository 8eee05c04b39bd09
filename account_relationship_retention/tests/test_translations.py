from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship.tests.translations import Translations


@tagged("post_install", "-at_install")
class TestTranslations(Translations, TransactionCase):
    """Every word of the addon is there in Spanish."""

    module = "account_relationship_retention"
    same_in_spanish = {"ID", "<span>%</span>"}
    own_words = {"After", "Before", "Kept", "Late", "Lost", "Missed", "Rank", "Start"}
