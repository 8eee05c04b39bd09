from odoo.tests import TransactionCase, tagged

from ..translations import Translations


@tagged("post_install", "-at_install")
class TestTranslations(Translations, TransactionCase):
    """Every word of the addon is there in Spanish."""

    module = "account_relationship"
    same_in_spanish = {
        "%(manager)s, %(date)s",
        "%(number)s h",
        "%(number)s min",
        "&amp;",
        "&amp;nbsp;",
        '<i class="fa fa-download me-1" aria-hidden="true"/>PDF',
        "<span>·</span>",
        "Alias",
        "Avatar 128",
        "Base",
        "C: Base",
        "Chat",
        "Color",
        "ID",
        "Idea",
        "Idea: %(title)s",
        "Lead",
        "Leads",
        "NPS",
        "Neutral",
        "Normal",
        "Plan",
        "Portal",
        "Total",
        "example.com",
        "object.account_id.name",
        "object.customer_name or object.name",
    }
