from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestFieldGroups(AccountCommon):
    """Who may not read a field does not learn it by grouping or sorting either."""

    def _get_fields(self):
        """Fields of ours for some groups only, of which no column is kept."""
        for model in self.env.values():
            if model._abstract:
                continue
            for field in model._fields.values():
                ours = any("account_relationship" in name for name in field._modules)
                if ours and field.groups and not field.store:
                    yield model, field

    def _get_outsiders(self, field):
        people = (self.pia, self.eve, self.sam)
        return [user for user in people if not user.has_groups(field.groups)]

    def _is_told(self, model, field, expression):
        try:
            expression(model, field)
        except (AccessError, ValueError):  # no SQL can be made of some fields
            return False
        return True

    @staticmethod
    def _order(model, field):
        query = model._as_query(ordered=False)
        model._order_field_to_sql(model._table, field.name, SQL(), SQL(), query)

    @staticmethod
    def _group(model, field):
        is_moment = field.type in ("date", "datetime")
        spec = f"{field.name}:day" if is_moment else field.name
        model._read_group_groupby(model._table, spec, model._as_query(ordered=False))

    @staticmethod
    def _add_up(model, field):
        query = model._as_query(ordered=False)
        model._read_group_select(f"{field.name}:array_agg", query)

    @mute_logger("odoo.models", "odoo.orm.models")
    def test_nobody_groups_or_sorts_by_a_field_of_other_peoples(self):
        cases = [
            (model.with_user(user), field)
            for model, field in self._get_fields()
            for user in self._get_outsiders(field)
        ]
        told = {
            (model.env.user.login, str(field))
            for model, field in cases
            for expression in (self._order, self._group, self._add_up)
            if self._is_told(model, field, expression)
        }
        self.assertIn("relationship.account.nps_minimum", {str(f) for _, f in cases})
        self.assertFalse(told)

    def test_whoever_may_read_a_field_of_another_record_sorts_by_it(self):
        accounts = self.Account.with_user(self.ann)
        self.assertTrue(accounts.search([], order="nps_minimum, id"))
