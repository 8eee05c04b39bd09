from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalAreas(PortalCase):
    """What a customer tells us goes to whoever can do something about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp, cls.secret = cls.env["product.product"].create(
            [{"name": "Brass lamp"}, {"name": "Secret machine"}]
        )
        cls.hidden_area = cls.env["relationship.feedback.area"].create(
            {"name": "Our own affairs"}
        )
        cls._sell(cls.acme_customer, cls.lamp)
        cls._sell(cls.birch_customer, cls.secret)

    @classmethod
    def _sell(cls, customer, product, company=None, **line):
        company = company or cls.env.company
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "order_line": [Command.create({"product_id": product.id, **line})],
            }
        )
        order.action_confirm()

    def _tell_us(self, verbatim, **values):
        self._post(
            "/my/feedback/new",
            "/my/feedback/new",
            kind="complaint",
            verbatim=verbatim,
            **values,
        )
        return self.env["relationship.feedback"].search([("verbatim", "=", verbatim)])

    def _get_area(self, name):
        return self.env.ref(f"account_relationship.feedback_area_{name}")

    def _get_team(self, name):
        return self.env.ref(f"account_relationship.feedback_team_{name}")

    def test_form_offers_what_is_meant_for_customers_and_what_they_bought(self):
        advance, foreign, offered = self.env["product.product"].create(
            [
                {"name": "Paid in advance"},
                {"name": "Of another company"},
                {"name": "On a quotation"},
            ]
        )
        line = Command.create({"product_id": offered.id})
        self._add_order(self.acme_customer, self.sam, order_line=[line])
        self._sell(self.acme_customer, advance, is_downpayment=True)
        self._sell(self.acme_customer, foreign, self._add_company())
        page = self._read("/my/feedback/new")
        for words in ("A delivery", "My invoice", "Something else", "Brass lamp"):
            self.assertIn(words, page)
        for words in (
            *("Invoicing", "Our own affairs", "Secret machine"),
            *(advance.name, foreign.name, offered.name),
        ):
            self.assertNotIn(words, page)

    def test_customers_read_their_own_words_and_we_ours(self):
        area = self._get_area("invoicing")
        feedback = self._tell_us("Wrong VAT", area_id=area.id)
        self.assertEqual(feedback.area_id.display_name, "Invoicing")
        shown = self.side._describe_feedback(feedback)
        self.assertEqual(shown["area"], "My invoice")
        # Without words of theirs, ours have to do.
        area.customer_name = False
        self.assertEqual(self.side._describe_feedback(feedback)["area"], "Invoicing")
        feedback.area_id = False
        self.assertEqual(self.side._describe_feedback(feedback)["area"], "")

    def test_words_for_customers_can_be_read_and_are_translated(self):
        area = self._get_area("delivery")
        self.env["res.lang"]._activate_lang("es_ES")
        area.with_context(lang="es_ES").customer_name = "Una entrega"
        self.assertEqual(
            area.with_context(lang="es_ES")._get_customer_name(), "Una entrega"
        )
        self.assertEqual(
            area.with_context(lang="en_US")._get_customer_name(), "A delivery"
        )
        with self.assertRaisesRegex(ValidationError, "can be read"):
            area.customer_name = "\u200b"

    def test_a_database_gets_our_words_unless_it_has_its_own(self):
        delivery, price = self._get_area("delivery"), self._get_area("price")
        (delivery | price).customer_name = False
        price.name = "What it costs"
        self._get_area("service").customer_name = "The workshop"
        name = "post-area-words"
        path = f"account_relationship/migrations/19.0.1.7.0/{name}.py"
        load_script(file_path(path), name).migrate(self.env.cr, "19.0.1.6.0")
        self.assertEqual(delivery.customer_name, "A delivery")
        self.assertFalse(price.customer_name)
        self.assertEqual(self._get_area("service").customer_name, "The workshop")

    def test_complaint_goes_to_the_team_of_what_it_is_about(self):
        for area, team in (
            ("delivery", "logistics"),
            ("invoicing", "finance"),
            ("service", "quality"),
        ):
            with self.subTest(area=area):
                feedback = self._tell_us(
                    f"About {area}", area_id=self._get_area(area).id
                )
                self.assertEqual(feedback.area_id, self._get_area(area))
                self.assertEqual(feedback.team_id, self._get_team(team))

    def test_complaint_about_something_else_goes_to_the_default_team(self):
        feedback = self._tell_us("Nothing of these", area_id="", product_id="")
        self.assertFalse(feedback.area_id)
        self.assertEqual(feedback.team_id, self._get_team("sales"))

    def test_product_is_one_the_customer_bought(self):
        feedback = self._tell_us("The lamp", product_id=self.lamp.id)
        self.assertEqual(feedback.product_id, self.lamp)

    def test_what_was_not_offered_is_not_taken(self):
        feedback = self._tell_us(
            "Guessed", product_id=self.secret.id, area_id=self.hidden_area.id
        )
        self.assertTrue(feedback)
        self.assertFalse(feedback.product_id)
        self.assertFalse(feedback.area_id)

    def test_account_manager_is_told(self):
        feedback = self._tell_us("Too late", area_id=self._get_area("delivery").id)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "relationship.feedback"),
                ("res_id", "=", feedback.id),
                ("message_type", "=", "user_notification"),
                ("subject", "like", "told us something"),
            ]
        )
        self.assertEqual(told.notified_partner_ids, self.ann.partner_id)
        self.assertIn("Too late", told.body)
