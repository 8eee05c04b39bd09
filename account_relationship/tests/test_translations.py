from odoo.tests import TransactionCase, tagged

from .translations import Translations


@tagged("post_install", "-at_install")
class TestTranslations(Translations, TransactionCase):
    """Every word of the addon is there in Spanish."""

    module = "account_relationship"
    same_in_spanish = {
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
