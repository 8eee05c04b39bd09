from odoo.tests import tagged

from odoo.addons.account_relationship_contract.hooks import uninstall_hook

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestUninstall(ContractCommon):
    """What people made with the addon goes; contracts stay as they are."""

    def test_contracts_stay_as_they_are(self):
        contract = self._contract(self._line())
        self.env.flush_all()
        before = contract.read(), contract.contract_line_ids.read()
        theirs = self.env["ir.filters"].create(
            {
                "name": "Of mine",
                "model_id": "contract.contract",
                "domain": "[('user_id', '=', uid)]",
            }
        )
        uninstall_hook(self.env)
        self.assertTrue(theirs.exists())
        self.assertEqual((contract.read(), contract.contract_line_ids.read()), before)

    def test_no_field_or_model_of_the_other_addon_is_ours_alone(self):
        names = self.env["ir.model.data"].search(
            [
                ("module", "=", "account_relationship_contract"),
                ("model", "in", ["ir.model.fields", "ir.model"]),
                ("name", "like", "contract_"),
                ("name", "not like", "relationship_"),
            ]
        )
        for name in names:
            others = [
                *(("model", "=", name.model), ("res_id", "=", name.res_id)),
                ("module", "=", "contract"),
            ]
            self.assertTrue(names.search_count(others, limit=1), name.name)
