from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged, users

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestInteractionRights(CommunicationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.said = (
            cls.env["relationship.interaction"]
            .with_user(cls.ann)
            .create(
                {
                    "account_id": cls.acme.id,
                    "type_id": cls.call_type.id,
                    "partner_ids": [Command.set(cls.amy.ids)],
                    "note": "<p>They pay late</p>",
                }
            )
        )

    def _see(self, user):
        """What of the interaction a user finds, wherever he or she looks."""
        record = self.said.with_user(user)
        domain = [("id", "=", record.id)]
        lines = [("account_id", "=", self.acme.id), ("kind", "=", "interaction")]
        found = {
            "open": record.has_access("read"),
            "search": bool(record.search(domain)),
            "text": bool(record.search([*domain, ("note", "ilike", "pay late")])),
            "count": bool(record._read_group(domain, aggregates=["__count"])[0][0]),
            "timeline": bool(
                self.env["relationship.timeline"].with_user(user).search(lines)
            ),
        }
        self.assertEqual(len(set(found.values())), 1, found)
        return found["open"]

    def test_users_see_interactions_of_accounts_they_see(self):
        self._add_lead(self.amy, self.sam)
        for login, seen in {
            "ann": True,
            "tim": True,
            "bea": True,
            "hugo": True,
            "adam": True,
            "sam": True,
            "bob": False,
        }.items():
            with self.subTest(login=login):
                self.assertEqual(self._see(self[login]), seen)

    def __getitem__(self, login):
        return getattr(self, login)

    def test_nobody_else_gets_at_interactions(self):
        for user in (self.eve, self.pia):
            for model in ("relationship.interaction", "relationship.timeline"):
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.said.with_user(user).read(["note"])
            with self.assertRaises(AccessError):
                self.env["relationship.interaction"].with_user(user).create(
                    {"account_id": self.acme.id, "type_id": self.call_type.id}
                )

    def test_confidential_ones_are_for_those_concerned(self):
        self.said.is_confidential = True
        self._add_lead(self.amy, self.sam)
        for login, seen in {
            "ann": True,  # the author and account manager
            "hugo": True,
            "adam": True,
            "tim": False,  # of the same team
            "bea": False,  # a backup who is not needed
            "sam": False,
            "bob": False,
        }.items():
            with self.subTest(login=login):
                self.assertEqual(self._see(self[login]), seen)

    def test_confidential_ones_show_to_our_participants(self):
        self.said.write(
            {"is_confidential": True, "user_ids": [Command.link(self.tim.id)]}
        )
        self.assertTrue(self._see(self.tim))

    def test_confidential_ones_show_to_their_author(self):
        self._add_lead(self.amy, self.sam)
        self.said = self._log_as(self.sam, is_confidential=True, note="They pay late")
        self.said.sudo().user_ids = False
        self.assertTrue(self.said.with_user(self.sam).has_access("read"))
        self.assertFalse(self.said.with_user(self.tim).has_access("read"))

    def test_confidential_ones_show_to_whoever_stands_in(self):
        self.said.is_confidential = True
        today = fields.Date.context_today(self.said)
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": today,
                "date_to": today,
                "substitute_id": self.bea.id,
            }
        )
        with self._without_commits():
            self.env["relationship.absence"]._cron_carry_out()
        self.assertEqual(self.acme.acting_manager_id, self.bea)
        self.assertTrue(self._see(self.bea))
        self.assertTrue(self._see(self.ann))

    def test_confidential_ones_show_to_the_next_manager_not_the_last(self):
        self.said = self._log_as(self.tim, is_confidential=True, note="They pay late")
        self.acme.with_user(self.hugo).manager_id = self.bob
        self.assertTrue(self.said.with_user(self.bob).has_access("read"))
        self.assertFalse(self.said.with_user(self.ann).has_access("read"))

    def test_answers_of_a_confidential_one_stay_in_it(self):
        self._log_as(
            self.ann,
            is_confidential=True,
            wants="To be bought",
            wants_by="2030-01-01",
            problem="The founder is ill",
            next_step="Dinner",
        )
        self.assertRecordValues(
            self.acme,
            [{"wants": False, "need_ids": [], "problem": False, "next_step": False}],
        )

    def test_meeting_of_a_confidential_one_is_private(self):
        start = self._ago(days=-1)
        planned = self._log_as(
            self.ann,
            type_id=self.visit_type.id,
            date_start=start,
            is_confidential=True,
        )
        self.assertEqual(planned.event_id.privacy, "private")
        planned.with_user(self.ann).is_confidential = False
        self.assertFalse(planned.event_id.privacy)

    def test_promise_of_a_confidential_one_is_for_those_concerned_and_its_owner(self):
        self.said.write(
            {
                "is_confidential": True,
                "promise_ids": [
                    Command.create({"name": "Keep the job cuts quiet"}),
                    Command.create({"name": "A new contract", "user_id": self.tim.id}),
                ],
            }
        )
        secret, shared = self.said.promise_ids
        secret.user_id = self.ann
        promises = self.env["relationship.promise"]
        domain = [("account_id", "=", self.acme.id)]
        for login, seen in {
            "ann": secret | shared,
            "hugo": secret | shared,
            "tim": shared,
            "bea": promises,
        }.items():
            with self.subTest(login=login):
                self.assertEqual(promises.with_user(self[login]).search(domain), seen)

    def _log_as(self, user, **values):
        self.env = self.env(user=user)
        interaction = self._log(**values)
        self.env = self.env(user=self.env.ref("base.user_root"), su=True)
        return interaction.with_env(self.env)


@tagged("post_install", "-at_install")
class TestSalespeopleLogging(CommunicationCommon):
    @users("sam")
    def test_salesperson_with_an_opportunity_logs_and_tells_the_account(self):
        lead = self._add_lead(self.amy, self.sam)
        dialog = lead.with_env(self.env).action_log_interaction()
        interaction = (
            self.env["relationship.interaction"]
            .with_context(**dialog["context"])
            .create({"wants": "Ten pumps", "note": "Called"})
        )
        self.assertEqual(interaction.account_id, self.acme)
        self.assertRecordValues(
            self.acme,
            [
                {
                    "wants": "Ten pumps",
                    "last_touch_at": interaction.date_start,
                    "last_touch_user_id": self.sam.id,
                }
            ],
        )
        self.assertEqual(self.acme.need_ids.user_id, self.sam)
        interaction.note = "Called twice"
        self.assertIn("twice", interaction.note)

    @users("sam")
    def test_salesperson_with_an_order_logs(self):
        self._add_order(self.amy, self.sam)
        self.assertEqual(self._log().account_id, self.acme)

    @users("sam")
    def test_salesperson_without_documents_of_the_customer_neither_logs_nor_reads(self):
        self._add_lead(self.amy, self.bob)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._log()
        said = self._log_for_ann()
        self.assertFalse(said.with_env(self.env).search([("id", "=", said.id)]))
        with self.assertRaises(AccessError):
            said.with_env(self.env).read(["note"])
        with self.assertRaises(AccessError):
            said.with_env(self.env).write({"note": "Mine now"})

    @users("sam")
    def test_salesperson_deletes_nothing(self):
        self._add_lead(self.amy, self.sam)
        with self.assertRaises(AccessError):
            self._log().unlink()

    @users("sam")
    def test_salesperson_does_not_move_an_interaction_to_another_s_customer(self):
        self._add_lead(self.amy, self.sam)
        interaction = self._log()
        with self.assertRaises(AccessError):
            interaction.write({"account_id": self.cedar.id, "partner_ids": False})

    def test_other_companies_interactions_do_not_show(self):
        company = self._add_company()
        account = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        said = self.env["relationship.interaction"].create(
            {
                "account_id": account.id,
                "type_id": self.call_type.id,
                "partner_ids": [Command.set(self.amy.ids)],
            }
        )
        found = said.with_user(self.hugo).with_context(
            allowed_company_ids=[self.env.company.id]
        )
        self.assertFalse(found.search([("id", "=", said.id)]))
        self.assertTrue(
            found.with_context(allowed_company_ids=company.ids).search(
                [("id", "=", said.id)]
            )
        )
        self.assertFalse(said.with_user(self.ann).has_access("read"))

    def _log_for_ann(self):
        return (
            self.env["relationship.interaction"]
            .with_user(self.ann)
            .create(
                {
                    "account_id": self.acme.id,
                    "type_id": self.call_type.id,
                    "note": "They pay late",
                }
            )
        )
