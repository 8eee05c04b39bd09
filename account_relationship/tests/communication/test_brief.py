from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..common import get_brief_words
from .common import CommunicationCommon

#: What everybody may know who sees a document of the customer.
WHITELIST = {
    *("account", "may_log", "name", "manager", "acting", "tier", "stage", "at_risk"),
    *("wants", "problems", "more_needs"),
    *("next_step", "next_step_date"),
    *("last_touch", "last_touch_kind", "cadence_state"),
    "lines",
}
#: The lines of what is open, and what stands in each.
LINES = {
    *("opportunities", "promises", "overdue"),
    *("plans", "late_actions", "feedback"),
}
IN_NEEDS = {"id", "name", "by", "late", "user", "on", "stale"}
IN_LINES = {
    *("urgency", "level", "icon", "words", "date", "name", "places"),
    *("action", "action_label"),
}


@tagged("post_install", "-at_install")
class TestBrief(CommunicationCommon):
    def _get_documents(self, user):
        """Documents of Acme the user may see, without being told of the account."""
        return [
            self._add_lead(self.amy, user),
            self._add_order(self.amy, user),
            self.amy,
            self.acme_customer,
        ]

    def _get_brief(self, document=None, user=None):
        document = document or self.amy
        self.env.flush_all()
        self.env.invalidate_all()
        return document.with_user(user or self.env.user).relationship_brief

    @users("sam")
    def test_salesperson_without_account_rights_sees_what_the_customer_wants(self):
        self._add_need(self.acme, "Ten pumps", user=self.ann, date_by="2030-05-01")
        self._add_need(self.acme, "Late deliveries", "problem", self.ann)
        self.acme.sudo().write(
            {
                "next_step": "Send drawings",
                "next_step_date": "2030-04-01",
            }
        )
        self._add_message(self.acme.sudo(), self.amy)
        for document in self._get_documents(self.sam):
            with self.subTest(document=document._name):
                brief = self._get_brief(document)
                self.assertEqual(
                    {
                        name: brief[name]
                        for name in (
                            *("name", "tier", "stage", "more_needs"),
                            *("next_step", "next_step_date", "last_touch_kind"),
                        )
                    },
                    {
                        "name": "Acme",
                        "tier": "A: Key",
                        "stage": "Onboarding",
                        "more_needs": 0,
                        "next_step": "Send drawings",
                        "next_step_date": "2030-04-01",
                        "last_touch_kind": "Mail",
                    },
                )
                [wish], [problem] = brief["wants"], brief["problems"]
                self.assertEqual(
                    (wish["name"], wish["by"]), ("Ten pumps", "2030-05-01")
                )
                self.assertEqual(problem["name"], "Late deliveries")
                self.assertEqual((wish["user"], problem["user"]), ("Ann", "Ann"))
                self.assertEqual(brief["manager"]["id"], self.ann.id)
                self.assertEqual(brief["manager"]["name"], "Ann")

    @users("sam")
    def test_last_contact_is_named_after_its_type_unless_it_is_confidential(self):
        self.call_type.sudo().name = "Lunch"
        logged = self.env["relationship.interaction"].with_user(self.ann)
        logged = logged.create(
            {
                "account_id": self.acme.id,
                "type_id": self.call_type.id,
                "partner_ids": [Command.set(self.amy.ids)],
            }
        )
        document = self._get_documents(self.sam)[0]
        self.assertEqual(self._get_brief(document)["last_touch_kind"], "Lunch")
        logged.is_confidential = True
        self.assertEqual(self._get_brief(document)["last_touch_kind"], "Interaction")

    def test_invoice_shows_the_brief(self):
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.amy.id}
        )
        accountant = self._add_user("ivy", "account.group_account_invoice")
        self.assertEqual(self._get_brief(invoice, accountant)["name"], "Acme")

    @users("eve")
    def test_employee_sees_it_on_the_contact_and_cannot_open_the_account(self):
        brief = self._get_brief(self.amy)
        self.assertEqual((brief["name"], brief["account"]), ("Acme", False))
        self.assertFalse(brief["may_log"])

    def test_account_opens_for_those_who_may_read_it(self):
        self.assertEqual(self._get_brief(self.amy, self.ann)["account"], self.acme.id)
        self.assertFalse(self._get_brief(self.amy, self.sam)["account"])
        self._add_lead(self.amy, self.sam)
        self.assertEqual(self._get_brief(self.amy, self.sam)["account"], self.acme.id)
        self.assertFalse(self._get_brief(self.amy, self.bob)["account"])

    def test_customers_never_see_it(self):
        order = self._add_order(self.pia.partner_id, self.ann, state="sent")
        self.assertTrue(order.with_user(self.pia).has_access("read"))
        for document in (order, self.pia.partner_id):
            for name in (
                *("relationship_brief", "relationship_account_id"),
                *("account_manager_id", "relationship_tier_id"),
                "relationship_stage_id",
            ):
                with self.subTest(document=document._name, field=name):
                    with self.assertRaises(AccessError):
                        document.with_user(self.pia).read([name])

    def test_nothing_but_the_whitelist_leaves_the_account(self):
        """Fill the account with secrets wherever they fit; none may come out."""
        shown = {"wants", "problem", "next_step"}
        secrets = {}
        for name, field in self.Account._fields.items():
            if (
                field.type in ("char", "text", "html")
                and field.store
                and not field.related
                and name not in shown
            ):
                secrets[name] = f"secret of {name}"
        self.assertIn("pause_reason", secrets)
        tag = self.env["relationship.tag"].create({"name": "secret of tags"})
        self.acme.write(
            {
                **secrets,
                "tag_ids": [Command.link(tag.id)],
                "revenue_12m": 777111.5,
                "revenue_prior_12m": 777222.5,
                "overdue_amount": 777333.5,
                "pause_until": "2077-01-01",
            }
        )
        self.tier_a.description = "secret of the tier"
        self.acme.message_post(body="secret of a note", subtype_xmlid="mail.mt_note")
        confidential = {
            name: f"secret of {name}"
            for name in ("note", "wants", "problem", "next_step", "subject")
        }
        self._log(
            is_confidential=True,
            promise_ids=[Command.create({"name": "secret of a promise"})],
            **confidential,
        )
        lead = self._add_lead(self.amy, self.sam)
        lead.write({"description": "secret of a lead", "expected_revenue": 777444.5})
        self.env.flush_all()
        for user in (self.eve, self.sam, self.ann, self.hugo):
            brief = self._get_brief(self.amy, user)
            self.assertLessEqual(set(brief), WHITELIST)
            self.assertLessEqual(set(get_brief_words(brief)), LINES)
            for line in brief["lines"]:
                self.assertEqual(set(line), IN_LINES)
            for need in (*brief["wants"], *brief["problems"]):
                self.assertEqual(set(need), IN_NEEDS)
            self.assertNotIn("secret", str(brief))
            self.assertNotIn("777", str(brief).replace(" ", ""))
            self.assertNotIn("2077", str(brief))
            self.assertEqual(
                set(brief["manager"]),
                {"id", "name", "partner", "email", "phone", "presence"},
            )

    def test_answers_nobody_confirmed_for_long_are_stale(self):
        wish = self._add_need(self.acme, "Ten pumps")
        problem = self._add_need(self.acme, "Late deliveries", "problem")

        def is_stale(kind):
            return self._get_brief()[kind][0]["stale"]

        today = fields.Date.context_today(self.acme)
        days = self.tier_a.stale_days
        for age, stale in [(days, False), (days + 1, True)]:
            with self.subTest(age=age):
                wish.confirmed_on = today - timedelta(days=age)
                self.assertEqual(is_stale("wants"), stale)
                self.assertFalse(is_stale("problems"))
        problem.confirmed_on = today - timedelta(days=days + 1)
        self.assertTrue(is_stale("problems"))
        found = self.env["relationship.need"].search([("is_stale", "=", True)])
        self.assertEqual(found & self.acme.need_ids, wish | problem)
        self.tier_a.stale_days = 0
        self.assertFalse(is_stale("problems"))

    def test_open_opportunities_and_promises_are_counted(self):
        self.assertNotIn("promises", get_brief_words(self._get_brief()))
        self._add_lead(self.amy, self.sam)
        self._add_lead(self.acme_customer, self.ann)
        self._add_lead(self.amy, self.ann).action_set_lost()
        self._add_lead(self.amy, self.ann, type="lead")
        self._add_lead(self.carl, self.ann)
        today = fields.Date.context_today(self.acme)
        kept, *__ = self.env["relationship.promise"].create(
            [
                {"name": "A", "account_id": self.acme.id, "date_due": "2001-01-01"},
                {"name": "B", "account_id": self.acme.id, "date_due": today},
                {"name": "C", "account_id": self.acme.id},
            ]
        )
        words = get_brief_words(self._get_brief())
        self.assertEqual(words["opportunities"], "2 open opportunities")
        self.assertEqual(words["promises"], "3 open promises, late")
        kept.action_keep()
        words = get_brief_words(self._get_brief())
        self.assertEqual(words["promises"], "2 open promises")

    def test_stand_in_is_named_during_an_absence(self):
        self.assertEqual(self._get_brief()["acting"]["id"], self.ann.id)
        today = fields.Date.context_today(self.acme)
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": today,
                "date_to": today,
            }
        )
        brief = self._get_brief()
        self.assertEqual(brief["acting"]["id"], self.bea.id)
        self.assertEqual(brief["manager"]["id"], self.ann.id)

    def test_who_acts_is_named_when_the_manager_has_left(self):
        """Nobody is told to write to somebody who is gone."""
        self.ann.active = False
        brief = self._get_brief(user=self.sam)
        self.assertEqual(brief["manager"]["id"], self.ann.id)
        self.assertEqual(brief["acting"]["id"], self.bea.id)

    def test_customer_without_account_has_none(self):
        for document in (
            self.dune,
            self._add_lead(self.dune, self.ann),
            self._add_order(self.dune, self.ann),
            self.env["crm.lead"].create({"name": "Nobody's"}),
        ):
            self.assertFalse(self._get_brief(document))

    def test_each_company_has_a_brief_of_its_own(self):
        company = self._add_company()
        self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
                "wants": "Abroad",
            }
        )
        self.assertFalse(self._get_brief(self.amy, self.hugo)["wants"])
        abroad = self.amy.with_user(self.hugo).with_company(company)
        [wish] = abroad.relationship_brief["wants"]
        self.assertEqual(wish["name"], "Abroad")

    def test_list_of_leads_takes_as_many_queries_whatever_its_length(self):
        accounts = self._add_accounts(20)
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "type": "opportunity",
                    "partner_id": accounts[number % 20].partner_id.id,
                    "user_id": self.sam.id,
                }
                for number in range(40)
            ]
        )
        accounts.write({"wants": "Pumps"})
        counts = []
        for some in (leads[:2], leads[:2], leads):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            briefs = some.with_user(self.sam).mapped("relationship_brief")
            names = {need["name"] for brief in briefs for need in brief["wants"]}
            self.assertEqual(names, {"Pumps"})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
