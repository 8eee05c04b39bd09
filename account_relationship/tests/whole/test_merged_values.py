from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged, users

from ..account.test_customer_merge import MergeCommon

#: What somebody says of an account that is merged away and is not taken over, and why.
KEPT = {
    "partner_id": "the customer that stays",
    "company_id": "accounts of one company are merged",
    "manager_id": "always set: test_accounts_become_one",
    "stage_id": "always set: that of the account that stays",
    "color": "of the card in one list",
    "date_since": "the earlier one: test_gaps_are_filled_from_the_other",
    "active": "active when one is: test_archived_account_comes_back_with_a_running_one",
    "is_archived_with_customer": "of the customer that goes",
    "team_id": "worked out from the manager",
    "loss_reason_id": "of who is lost: test_why_they_left_is_kept",
    "loss_competitor": "of who is lost: test_why_they_left_is_kept",
}
RISK = ("risk_reason", "risk_since", "risk_until")


@tagged("post_install", "-at_install")
class TestMergedValues(MergeCommon):
    """Whatever is said of one of two accounts is said of the one they become."""

    def setUp(self):
        super().setUp()
        self.env["relationship.tag"].create({"name": "Blue"})
        self.said = dict(self._get_said())

    def _get_said(self):
        """Fields people set, in forms or by importing."""
        for name, field in self.Account._fields.items():
            is_said = field.store and not field.readonly and not field.related
            if is_said and field.type != "one2many" and name not in KEPT:
                yield name, field

    def _prepare(self, field):
        if field.comodel_name == "res.users":
            return self.tim.id
        if field.type == "many2many":
            return [Command.set(self.env[field.comodel_name].search([], limit=1).ids)]
        if field.type == "many2one":
            return self.env[field.comodel_name].search([], limit=1).id
        if field.type == "selection":
            return field.get_values(self.env)[0]
        if field.type == "date":
            return fields.Date.to_date("2099-01-05")
        return {"integer": 7, "char": "Said", "boolean": True}[field.type]

    def _say(self, account):
        account.write({name: self._prepare(self.said[name]) for name in self.said})

    def test_whatever_people_say_of_an_account_is_merged(self):
        self.acme.write(dict.fromkeys(self.said, False))
        self._say(self.cedar)
        values = {name: self.cedar[name] for name in self.said}
        self.assertIn("next_review_date", values)
        self._merge(self.cedar_customer, self.acme_customer)
        for name, value in values.items():
            with self.subTest(field=name):
                self.assertEqual(self.acme[name], value)

    def test_what_is_said_of_the_account_that_stays_is_kept(self):
        self._say(self.cedar)
        self.acme.write({"next_review_date": "2030-01-01", "next_step": "Ring"})
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertEqual(str(self.acme.next_review_date), "2030-01-01")
        self.assertEqual(self.acme.next_step, "Ring")
        self.assertFalse(self.acme.next_step_date, "theirs is of another step")

    def _mark(self, account, why, until):
        account.sudo().write(
            {
                "risk_reason": why,
                "risk_since": "2026-01-01",
                "risk_until": until,
            }
        )

    def _get_risk(self):
        return [self.acme[name] for name in RISK]

    @users("eve")
    def test_customer_at_risk_is_at_risk_when_merged(self):
        self._mark(self.cedar, "Angry", "2099-01-01")
        said = [self.cedar.sudo()[name] for name in RISK]
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertEqual(self._get_risk(), said)
        self.assertTrue(self.acme.is_at_risk)

    @users("hugo")
    def test_of_two_at_risk_counts_what_was_said_later(self):
        for mine, theirs, why in (
            ("2099-01-01", "2098-01-01", "Ours"),
            ("2098-01-01", "2099-01-01", "Theirs"),
        ):
            with self.subTest(why=why):
                self._mark(self.acme, "Ours", mine)
                self._mark(self.cedar, "Theirs", theirs)
                with self.env.cr.savepoint() as point:
                    self._merge(self.cedar_customer, self.acme_customer)
                    self.assertEqual(self.acme.risk_reason, why)
                    self.assertEqual(str(self.acme.risk_until), "2099-01-01")
                    point.rollback()
                self.env.invalidate_all()
