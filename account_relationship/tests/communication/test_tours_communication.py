from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..common import People
from .common import Contacts


class CommunicationTourCase(Contacts, People, HttpCase):
    """The people, the accounts and what was said, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()
        cls.set_up_accounts()
        cls.set_up_contacts()

    def _get_logged(self):
        return self.env["relationship.interaction"].search(
            [("account_id", "=", self.acme.id)], limit=1, order="id desc"
        )

    def _walk_needs(self):
        self.ann.group_ids += self.env.ref("sales_team.group_sale_salesman")
        oak = self._add_need(self.acme, "Desks in oak", user=self.ann)
        late = self._add_need(self.acme, "Late deliveries", "problem", self.ann)
        self.start_tour(
            f"/odoo/customer-accounts/{self.acme.id}",
            "account_relationship_needs",
            login="ann",
        )
        self.assertEqual(late.state, "solved")
        self.assertEqual((oak.state, oak.name), ("open", "Desks in light oak"))
        walnut, dents = (self.acme.need_ids - oak - late).sorted("id")
        self.assertEqual(walnut.name, "Desks in walnut")
        self.assertEqual(walnut.interaction_id, self._get_logged())
        self.assertEqual(dents.kind, "problem")
        self.assertEqual(dents.feedback_id.verbatim, "Dents in two desks")


@tagged("post_install", "-at_install")
class TestCommunicationTours(CommunicationTourCase):
    def test_timeline(self):
        self._log(partner_ids=[Command.set(self.amy.ids)])
        order = self._add_order(self.acme_customer, self.ann)
        order.action_confirm()
        self.ann.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self.start_tour(
            f"/odoo/customer-accounts/{self.acme.id}",
            "account_relationship_timeline",
            login="ann",
        )

    def test_brief(self):
        """Sam has no rights on customer accounts, but sells to Acme."""
        self.acme.with_user(self.ann).write(
            {"wants": "Desks in oak", "problem": "Late deliveries"}
        )
        self.env["relationship.promise"].create(
            {
                "name": "Price list",
                "account_id": self.acme.id,
                "user_id": self.ann.id,
                "date_due": "2020-02-20",
            }
        )
        order = self._add_order(self.acme_customer, self.sam)
        self.start_tour(
            f"/odoo/sale.order/{order.id}",
            "account_relationship_brief_log",
            login="sam",
        )
        logged = self._get_logged()
        self.assertEqual(logged.create_uid, self.sam)
        self.assertEqual((logged.res_model, logged.res_id), ("sale.order", order.id))
        self.assertEqual(self.acme.wants, "Desks in walnut\nDesks in oak")
        walnut = self.acme.need_ids.filtered(lambda need: "walnut" in need.name)
        self.assertEqual(walnut.user_id, self.sam)

    def test_needs(self):
        self._walk_needs()

    def test_log_by_keyboard(self):
        self.start_tour(
            f"/odoo/customer-accounts/{self.acme.id}",
            "account_relationship_log_keyboard",
            login="ann",
        )
        logged = self._get_logged()
        self.assertEqual(logged.partner_ids, self.amy)
        self.assertEqual(logged.wants, "oak")

    def test_plan_visit(self):
        self.start_tour(
            f"/odoo/customer-accounts/{self.acme.id}",
            "account_relationship_plan_visit",
            login="ann",
        )
        planned = self._get_logged()
        self.assertEqual(planned.state, "planned")
        self.assertEqual(planned.date_start.month, 3)
        self.assertEqual(planned.event_id.start, planned.date_start)

    def test_promise(self):
        kept, late = self.env["relationship.promise"].create(
            [
                {"name": name, "account_id": self.acme.id, "user_id": self.ann.id}
                for name in ("Fabric samples", "Price list")
            ]
        )
        late.date_due = "2020-02-20"
        self.start_tour(
            "/odoo/customer-promises", "account_relationship_promise", login="ann"
        )
        self.assertEqual(kept.state, "kept")
        self.assertTrue(kept.date_done)
        self.assertEqual(late.state, "open")


@tagged("post_install", "-at_install")
class TestCommunicationToursOnPhone(CommunicationTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_needs(self):
        self._walk_needs()

    def test_log(self):
        self.start_tour(
            f"/odoo/customer-accounts/{self.acme.id}",
            "account_relationship_log_phone",
            login="ann",
        )
        logged = self._get_logged()
        self.assertEqual(
            logged.type_id, self.env.ref("account_relationship.interaction_type_visit")
        )
        self.assertEqual(logged.partner_ids, self.amy)
        self.assertEqual(logged.user_ids, self.ann)
        self.assertEqual(logged.sentiment, "negative")
        self.assertEqual(self.acme.wants, "Desks for 40 people")
        self.assertEqual(self.acme.problem, "Two late deliveries")
        self.assertEqual(self.acme.promise_ids.mapped("name"), ["Fabric samples"])
        self.assertEqual(self.acme.last_touch_partner_id, self.amy)
