from odoo.tests import tagged, users

from ..common import AccountCommon

MODELS = (
    *("relationship.account", "relationship.key.contact", "relationship.handover"),
    *("relationship.handover.line", "relationship.absence", "relationship.interaction"),
    *("relationship.promise", "relationship.feedback", "relationship.plan"),
    "relationship.need",
    *("relationship.objective", "relationship.action", "relationship.plan.link"),
    *("relationship.plan.contact", "relationship.plan.update"),
    *("relationship.feedback.tell", "relationship.feedback.merge"),
    *("relationship.feedback.reroute", "relationship.feedback.decline"),
    *("relationship.plan.agree", "relationship.plan.cancel"),
)
DAYS = ("date_due", "date_start", "date_end", "next_step_date", "reviewed_on")


@tagged("post_install", "-at_install")
class TestNewRecords(AccountCommon):
    """A form that is just being filled in has no account, no company and no days."""

    def _get_spec(self, model):
        return {
            name: {"fields": {"display_name": {}}}
            if description["type"] in ("many2one", "one2many", "many2many")
            else {}
            for name, description in model.fields_get().items()
        }

    @users("hugo")
    def test_every_form_opens_empty_and_takes_its_days_first(self):
        for name in MODELS:
            model = self.env[name]
            spec = self._get_spec(model)
            given = {day: "2020-03-01" for day in DAYS if day in spec}
            with self.subTest(model=name):
                self.assertIn("value", model.onchange({}, [], spec))
                self.assertIn("value", model.onchange(given, list(given), spec))

    @users("hugo")
    def test_every_form_takes_the_account_with_nothing_else_known(self):
        for name in MODELS:
            model = self.env[name]
            if "account_id" in model._fields:
                with self.subTest(model=name):
                    changes = model.onchange(
                        {"account_id": self.acme.id},
                        ["account_id"],
                        self._get_spec(model),
                    )
                    self.assertIn("value", changes)
