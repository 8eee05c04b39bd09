from datetime import date

from markupsafe import Markup

from odoo.fields import Command
from odoo.tests import tagged

from ...models.shared.relationship_portal_content import Description
from ..common import AccountMailCommon
from ..score.common import Scores
from .common import Customers, PortalCase
from .test_portal_content import AT_STAKE, REVENUE, SECRET, Secrets

#: Not words: what makes links, and what Odoo says of a record.
TECHNICAL = ("access_token", "email", "email_from", "inform", "lang")


class Registered(Secrets):
    """One record of each model of which something leaves the company, all secret."""

    @classmethod
    def set_up_registered(cls):
        cls.pia.partner_id.email = "pia@example.com"
        cls.score = cls._add_score(cls.amy)
        cls.set_up_secrets()
        cls.line = cls.env["relationship.handover.line"].create(
            {
                "account_id": cls.acme.id,
                "handover_id": cls.env["relationship.handover"]
                .create({"new_manager_id": cls.bob.id, "note": SECRET})
                .id,
            }
        )
        cls.records = {
            "relationship.account": cls.acme,
            "relationship.plan": cls.acme_plan,
            "relationship.objective": cls.acme_plan.objective_ids,
            "relationship.action": cls.acme_plan.action_ids,
            "relationship.feedback": cls.acme_feedback,
            "relationship.handover.line": cls.line,
            "relationship.plan.contact": cls._add_reader(),
            "relationship.score": cls.score,
            "relationship.business.review": cls.env["relationship.business.review"]
            .with_user(cls.ann)
            .create({"account_id": cls.acme.id, "has_purchases": True}),
            **cls._make_agreement(),
        }
        # Without a title for the customer, ours is one.
        cls.acme_plan.objective_ids.customer_name = "Goal"
        for model, records in cls.records.items():
            for record in records:
                cls._fill(model, record)
        cls.env.flush_all()

    @classmethod
    def _make_agreement(cls):
        """Of the addon for agreements: one that is shown."""
        if "relationship.agreement" not in cls.env:
            return {}
        cls.env.company.relationship_share_agreements = True
        agreement = cls.env["relationship.agreement"].create(
            {
                "name": "Maintenance",
                "account_id": cls.acme.id,
                "line_ids": [Command.create({"name": "Lift", "amount": 100})],
            }
        )
        agreement.action_confirm()
        return {
            "relationship.agreement": agreement,
            "relationship.agreement.line": agreement.line_ids,
        }

    @classmethod
    def _add_reader(cls):
        found = cls.acme_plan.plan_contact_ids[:1]
        return found or cls.env["relationship.plan.contact"].create(
            {"plan_id": cls.acme_plan.id, "partner_id": cls.pia.partner_id.id}
        )

    @classmethod
    def _fill(cls, model, record):
        """Text of ours says SECRET, however it came there."""
        shown = cls.side._get_written_fields(model)
        for name, field in record._fields.items():
            if (
                field.type in ("char", "text", "html")
                and field.store
                and not (field.related or field.compute)
                and name not in (*shown, *TECHNICAL)
            ):
                record.write({name: SECRET})

    def _get_records(self, description):
        """Those made for the test; of an addon, those it has made."""
        records = self.records.get(description.model)
        return records or self.env[description.model].search([], limit=5)

    def assertSilent(self, content, where):
        self.assertTrue(content, where)
        for secret in (SECRET, f"{REVENUE:,.0f}", f"{REVENUE:.0f}", f"{AT_STAKE:.0f}"):
            self.assertNotIn(secret.lower(), str(content).lower(), where)

    def assertPlain(self, value, where):
        """No records, no functions: nothing that leads on."""
        if isinstance(value, (dict, list)):
            for part in value.values() if isinstance(value, dict) else value:
                self.assertPlain(part, where)
        else:
            plain = (str, Markup, int, float, bool, date)
            self.assertIsInstance(value, plain, where)


@tagged("post_install", "-at_install")
class TestEveryDescription(Registered, Customers, Scores, AccountMailCommon):
    """Whatever is registered as leaving the company tells nothing internal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_customers()
        cls.set_up_scores()
        cls.set_up_registered()

    def _check(self, key, description):
        records = self._get_records(description)
        self.assertTrue(records, f"Make a record of which {key} can be told.")
        told = [content for r in records if (content := description.describe(r))]
        self.assertSilent(told, key)
        self.assertPlain(told, key)

    def test_nothing_that_is_registered_tells(self):
        for key, description in self.side._get_descriptions().items():
            with self.subTest(key):
                self._check(key, description)

    def test_what_is_written_for_customers_is_told(self):
        self.acme_feedback.customer_wording = "We were late"
        content = self.side._get_descriptions()["feedback"].describe(self.acme_feedback)
        self.assertEqual(content["title"], "We were late")

    def test_another_addon_that_tells_something_internal_is_found(self):
        leak = Description("relationship.plan", lambda plan: {"note": plan.note})
        with self.assertRaises(AssertionError):
            self._check("leak", leak)

    def test_another_addon_is_walked_with_records_of_its_own(self):
        tag = self.env["relationship.tag"].create({"name": "Shown"})
        description = Description("relationship.tag", lambda record: {"id": record.id})
        self.assertIn(tag, self._get_records(description))
        self._check("tag", description)


@tagged("post_install", "-at_install")
class TestEveryPage(Registered, Scores, PortalCase):
    """The pages made of what is registered, as the customer reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()
        cls.set_up_registered()

    def test_no_registered_page_tells(self):
        pages = {
            page
            for description in self.side._get_descriptions().values()
            for record in self._get_records(description)
            for page in description.get_pages(record)
        }
        self.assertGreaterEqual(len(pages), 6)
        for page in sorted(pages):
            with self.subTest(page):
                self.assertSilent(self._read(page), page)
