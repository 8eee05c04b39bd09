from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...people import find_here

ACCOUNT = "relationship.account"
#: Who does a step: fields of the account that lead to the user.
PEOPLE = {
    "account_manager": "acting_manager_id",
    "account_backup": "backup_id",
    "account_team_leader": "team_id.user_id",
}


class MailActivityPlanTemplate(models.Model):
    """Steps of playbooks are for whoever looks after the customer."""

    _inherit = "mail.activity.plan.template"

    summary = fields.Char(translate=True)
    responsible_type = fields.Selection(
        selection_add=[
            ("account_manager", "Account manager"),
            ("account_backup", "Backup"),
            ("account_team_leader", "Leader of the sales team"),
        ],
        ondelete=dict.fromkeys(PEOPLE, "cascade"),
    )

    @api.model
    def _get_account_paths(self):
        """Models whose steps they may do, with the field that leads to the account."""
        return {ACCOUNT: "id"}

    @api.constrains("plan_id", "responsible_type")
    def _check_responsible_account(self):
        for template in self:
            is_ours = template.responsible_type in PEOPLE
            models = self._get_account_paths()
            if is_ours and template.plan_id.res_model not in models:
                raise ValidationError(
                    self.env._("Account managers do steps of customer accounts only.")
                )

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        """Whoever is not there is stood in for by the manager, and the dialog says so.

        As the extensions of Odoo: a dict of ``responsible``, ``error``, ``warning``.
        """
        path = self._get_account_paths().get(applied_on_record._name)
        if self.responsible_type not in PEOPLE or not path:
            return super()._determine_responsible(
                on_demand_responsible, applied_on_record
            )
        # sudo: who looks after a customer is for everybody who sees it
        account = applied_on_record.sudo()
        if path != "id":
            account = account[path]
        users = list(account.mapped(PEOPLE[self.responsible_type]))
        # Whom it goes to is handed on without the rights it was looked up with.
        user = find_here(users, account.company_id).with_env(self.env)
        if user:
            return {"responsible": user, "error": False, "warning": False}
        labels = dict(self._fields["responsible_type"]._description_selection(self.env))
        manager = account._get_available() if account else account.manager_id
        manager = manager.with_env(self.env)
        return {
            "responsible": manager,
            "error": False,
            "warning": self.env._(
                "%(customer)s has no %(who)s: %(manager)s is to do it.",
                customer=account.display_name,
                who=labels[self.responsible_type].lower(),
                manager=manager.name,
            ),
        }
