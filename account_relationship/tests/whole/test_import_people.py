from odoo.tests import tagged, users

from ..feedback.common import FeedbackMailCommon


@tagged("post_install", "-at_install")
class TestImportPeople(FeedbackMailCommon):
    """People in files of other systems: who left, who is nobody here, who is whose."""

    def _load(self, model, columns, *rows):
        return (
            self.env[model]
            .with_context(import_file=True)
            .load(columns, [list(row) for row in rows])
        )

    def _import(self, model, columns, *rows):
        result = self._load(model, columns, *rows)
        self.assertTrue(result["ids"], result["messages"])
        return self.env[model].browse(result["ids"])

    def _leave(self):
        """Gus was one of us, and has left."""
        gus = self._add_user("gus", "base.group_user")
        gus.sudo().action_archive()
        return gus

    @users("adam")
    def test_who_left_is_found_by_name(self):
        gus = self._leave()
        visit = self._import(
            "relationship.interaction",
            ["account_id", "subject", "user_ids"],
            ["Acme", "Showroom", "Gus,Ann"],
        )
        visit = visit.with_context(active_test=False)
        self.assertEqual(set(visit.user_ids.ids), {self.ann.id, gus.id})
        feedback = self._import(
            "relationship.feedback",
            ["account_id", "verbatim", "state", "user_id"],
            ["Acme", "Dark", "Closed", "Gus"],
        )
        self.assertEqual(feedback.user_id.ids, gus.ids)
        promise = self._import(
            "relationship.promise",
            ["account_id", "name", "user_id"],
            ["Acme", "A catalogue", "Gus"],
        )
        self.assertEqual(promise.user_id.ids, gus.ids)

    @users("ann")
    def test_names_of_nobody_are_the_first_line_of_the_notes(self):
        visits = self._import(
            "relationship.interaction",
            ["account_id", "subject", "user_ids", "note"],
            ["Acme", "Showroom", "Xenia Gone", "Oak\nBeech"],
            ["Acme", "Fair", "Xenia Gone,Ann", "<p>Oak</p>"],
            ["Acme", "Call", "Ann", "Oak"],
        )
        first, second, third = visits
        self.assertFalse(first.user_ids)
        self.assertEqual(second.user_ids.ids, self.ann.ids)
        for visit in (first, second):
            self.assertRegex(visit.note, "^<[^>]*>Done by Xenia Gone .imported.")
            self.assertIn("Oak", visit.note)
        self.assertNotIn("imported", third.note)
        feedback = self._import(
            "relationship.feedback",
            ["account_id", "verbatim", "user_id"],
            ["Acme", "The lamp is dark", "Xenia Gone"],
        )
        self.assertEqual(feedback.summary, "Done by Xenia Gone (imported)")
        self.assertNotEqual(feedback.user_id, self.env.user)
        kept = first.note
        result = self._load(
            "relationship.interaction",
            [".id", "user_ids"],
            [str(first.id), "Xenia Gone"],
        )
        self.assertIn("Xenia Gone", str(result["messages"]))
        self.assertEqual(first.note, kept)

    @users("ann")
    def test_a_promise_of_nobody_is_refused_with_the_name(self):
        result = self._load(
            "relationship.promise",
            ["account_id", "name", "user_id"],
            ["Acme", "A catalogue", "Xenia Gone"],
        )
        self.assertFalse(result["ids"])
        self.assertIn("Xenia Gone", str(result["messages"]))

    @users("ann")
    def test_contacts_are_found_by_their_name_at_the_customer(self):
        # sudo: namesakes elsewhere, whoever may write contacts
        partners = self.env["res.partner"].sudo()
        partners.create(
            [
                {"name": "Amy", "parent_id": self.birch_customer.id},
                {"name": "Amy"},
            ]
        )
        visit = self._import(
            "relationship.interaction",
            ["account_id", "subject", "partner_ids"],
            ["Acme", "Showroom", "amy,Pia"],
        )
        self.assertEqual(visit.partner_ids, self.amy | self.pia.sudo().partner_id)
        feedback = self._import(
            "relationship.feedback",
            ["account_id", "verbatim", "partner_id"],
            ["Acme", "The lamp is dark", "Amy"],
            ["Acme", "The door sticks", self.amy.email],
        )
        self.assertEqual(feedback.partner_id.ids, self.amy.ids)

    @users("ann")
    def test_namesakes_and_strangers_are_named_in_the_error(self):
        columns = ["account_id", "verbatim", "partner_id"]
        # sudo: whoever may write contacts
        self.amy.sudo().copy({"name": "Amy", "email": "other@example.com"})
        result = self._load(
            "relationship.feedback", columns, ["Acme", "The lamp is dark", "Amy"]
        )
        self.assertFalse(result["ids"])
        self.assertIn("several contacts named “Amy”", str(result["messages"]))
        self.assertEqual(len(result["messages"]), 1)
        result = self._load(
            "relationship.feedback", columns, ["Acme", "The lamp is dark", "Zoe 100%"]
        )
        self.assertFalse(result["ids"])
        self.assertIn("Zoe 100%", str(result["messages"]))
