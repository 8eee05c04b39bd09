from odoo.tests import HttpCase, tagged

from odoo.addons.account_relationship.tests.javascript import JavaScript


@tagged("post_install", "-at_install")
class TestJavaScript(JavaScript, HttpCase):
    module = "account_relationship_health"
