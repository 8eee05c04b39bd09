from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import freeze_time, tagged, users

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestTakingBack(AccountCommon):
    """What was logged by mistake is taken back with one tap, with all it brought."""

    def _log(self, user, **values):
        interactions = self.env["relationship.interaction"].with_user(user)
        return interactions.create(
            {
                "account_id": self.acme.id,
                "type_id": self.env.ref(
                    "account_relationship.interaction_type_call"
                ).id,
                "partner_ids": [Command.link(self.amy.id)],
                "subject": "Called",
                **values,
            }
        )

    @users("ann", "sam")
    def test_promises_and_needs_it_brought_go_and_the_last_contact_is_as_before(self):
        self._add_lead(self.acme_customer, self.sam)
        chairs = f"Chairs, {self.env.user.name}"
        earlier = self._log(self.ann, wants=chairs)
        self.env.flush_all()
        before = self.acme.last_touch_at
        call = self._log(
            self.env.user,
            wants="Desks",
            problem="Late",
            promise_ids=[Command.create({"name": "Send samples"})],
        )
        promise, needs = call.promise_ids, call.sudo().need_ids
        self.assertEqual(len(needs), 2)
        action = call.action_undo()
        self.assertEqual(action["tag"], "soft_reload")
        for gone in (call, promise, needs):
            self.assertFalse(gone.sudo().exists())
        self.assertEqual(earlier.sudo().need_ids.name, chairs)
        self.assertEqual(self.acme.last_touch_at, before)

    @users("ann")
    def test_what_came_of_it_since_stays(self):
        call = self._log(
            self.env.user,
            problem="Late",
            promise_ids=[Command.create({"name": "Send samples"})],
        )
        need, promise = call.need_ids, call.promise_ids
        need.action_make_feedback()
        promise.action_keep()
        call.action_undo()
        self.assertFalse(call.exists())
        self.assertTrue(need.exists())
        self.assertTrue(promise.exists())

    @users("ann")
    def test_what_was_added_to_it_later_stays(self):
        promises = [Command.create({"name": name}) for name in ("Samples", "Prices")]
        call = self._log(self.env.user, promise_ids=promises)
        first, later = call.promise_ids
        self.env.flush_all()
        # PostgreSQL's clock does not stop, nor does it go on within a transaction.
        self.env.cr.execute(
            "UPDATE relationship_promise SET create_date = create_date"
            " + INTERVAL '1 minute' WHERE id = %s",
            (later.id,),
        )
        self.env.invalidate_all()
        call.action_undo()
        self.assertFalse(first.exists())
        self.assertTrue(later.exists())

    @users("ann")
    def test_after_some_minutes_it_is_too_late(self):
        call = self._log(self.env.user)
        with (
            freeze_time(Datetime.now() + timedelta(minutes=11)),
            self.assertRaisesRegex(UserError, "within 10 minutes"),
        ):
            call.action_undo()
        self.assertTrue(call.exists())

    @users("bea", "hugo", "bob", "eve")
    def test_nobody_takes_back_what_a_colleague_logged(self):
        call = self._log(self.ann)
        with self.assertRaises(UserError):
            call.with_user(self.env.user).action_undo()
        self.assertTrue(call.exists())
