from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.shared.relationship_link_mixin import HIGHEST_ID, is_token
from ..common import AccountCommon
from .records import Records

#: Where the links of each model lead, with what stands for the number and the token.
PATHS = {
    "relationship.plan.contact": "/plan-mails/%s/%s",
    "relationship.plan.link": "/plan/%s/%s",
    "relationship.score": "/relationship/score/%s/%s",
}


@tagged("post_install", "-at_install")
class TestCustomerLinks(Records, AccountCommon):
    """All links by which customers come without login, of whatever model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_records()
        plan = cls.records["relationship.plan"]
        plan.is_shared = True
        plan._on_own_path().write(
            {"state": "agreed", "agreed_by_id": cls.amy.id, "agreed_on": "2026-01-01"}
        )
        # Nobody refused to be asked; the link is asked for by number.
        cls.links = [cls.records[model] for model in PATHS]

    def _get_number(self, record):
        return record.plan_id.id if "link" in record._name else record.id

    def test_these_are_all_models_with_links(self):
        heirs = {
            name
            for name, model in self.registry.items()
            if not model._abstract
            and issubclass(model, self.registry["relationship.link.mixin"])
        }
        self.assertEqual(heirs, set(PATHS))

    def test_paths_are_those_of_mails_sent_long_ago(self):
        for record in self.links:
            token = record.sudo().access_token
            self.assertEqual(
                record._get_link_path(),
                PATHS[record._name] % (self._get_number(record), token),
            )

    def test_link_leads_to_its_record_with_the_right_token_alone(self):
        for record in self.links:
            number = self._get_number(record)
            token = record.sudo().access_token
            # As a visitor of the website calls it.
            model = record.with_user(self.env.ref("base.public_user")).browse()
            with self.subTest(record._name):
                self.assertEqual(model._find(number, token), record)
                for wrong in ("", None, token[:-1], token + "x", "ü", token.upper()):
                    self.assertFalse(model._find(number, wrong), wrong)
                for other in (0, -1, number + 1, HIGHEST_ID, HIGHEST_ID + 1, 10**30):
                    self.assertFalse(model._find(other, token), other)
                self.assertFalse(record._find(10**30, token))

    def test_tokens_of_earlier_releases_work(self):
        for record in self.links:
            old = f"{record.id:032}"
            self.env.flush_all()
            self.env.cr.execute(
                f"UPDATE {record._table} SET access_token = %s WHERE id = %s",
                (old, record.id),
            )
            self.env.invalidate_all()
            self.assertEqual(record._find(self._get_number(record), old), record)

    def test_link_that_ended_leads_nowhere(self):
        link = self.records["relationship.plan.link"]
        token = link.sudo().access_token
        number = link.plan_id.id
        link.date_expires = "2020-01-01"
        self.assertFalse(link._find(number, token))
        link.date_expires = "2100-01-01"
        self.assertTrue(link._find(number, token))
        link.plan_id.is_shared = False
        self.assertFalse(link._find(number, token))
        link.plan_id.is_shared = True
        link.action_revoke()
        self.assertFalse(link._find(number, token))

    def test_nobody_of_us_reads_or_chooses_a_token(self):
        for record in self.links:
            for user in (self.ann, self.hugo, self.adam):
                with self.subTest(record._name), self.assertRaises(AccessError):
                    record.with_user(user).read(["access_token"])
            copied = record.copy_data()[0]
            self.assertNotIn("access_token", copied)

    def test_feedback_knows_its_readers_by_the_same_comparison(self):
        feedback = self.records["relationship.feedback"]
        reader = feedback._get_reporters()[:1]
        token = feedback._get_reader_token(reader)
        self.assertEqual(feedback._find_reader(token), reader)
        for wrong in ("", None, token[:-1], "ü", feedback.sudo().access_token):
            self.assertFalse(feedback._find_reader(wrong))

    def test_record_without_a_token_has_no_link(self):
        self.assertFalse(is_token(False, ""))
        self.assertFalse(is_token("", ""))
        self.assertTrue(is_token("a", "a"))
