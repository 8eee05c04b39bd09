from odoo import api, models


class RelationshipGuard(models.AbstractModel):
    """Accounts handed in by people who read none; people of the customer."""

    _inherit = "relationship.guard"

    #: Contacts of the account's customer: who left since is not copied along.
    _contact_fields = frozenset()

    def copy_data(self, default=None):
        # Nonsense of a caller is no default.
        default = default if isinstance(default, dict) else {}
        vals_list = super().copy_data(default)
        names = self._contact_fields - default.keys()
        for record, vals in zip(self, vals_list, strict=True):
            for name in names & vals.keys():
                present = record.account_id._get_own_contacts(record[name])
                vals[name] = self._fields[name].convert_to_write(present, record)
        return vals_list

    @api.model
    def _check_handed(self, records):
        """Technicians read no accounts; a form hands in that of the person they named.

        So they may name the accounts of the customers they may read.
        """
        if not self._is_for_technician(records):
            return super()._check_handed(records)
        # sudo: which customers of which companies they are
        accounts = records.sudo().exists()
        if accounts.company_id - self.env.companies:
            return super()._check_handed(records)
        return accounts.partner_id.with_env(self.env).check_access("read")

    @api.model
    def _filter_nameable(self, records):
        if not self._is_for_technician(records):
            return super()._filter_nameable(records)
        # sudo: as above
        accounts = records.sudo().exists()
        here = accounts.filtered(lambda one: one.company_id in self.env.companies)
        customers = here.partner_id.with_env(self.env)._filtered_access("read")
        return here.filtered(lambda one: one.partner_id.id in customers._ids)

    @api.model
    def _is_for_technician(self, records):
        is_account = records._name == "relationship.account"
        return is_account and not records.browse().has_access("read")
