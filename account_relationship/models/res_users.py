from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request


class ResUsers(models.Model):
    _inherit = "res.users"

    account_capacity = fields.Float(
        string="Customer account capacity",
        help="How many customer accounts the user can look after, weighted by tier. "
        "0: as set for the company.",
    )
    account_country_ids = fields.Many2many(
        comodel_name="res.country",
        relation="relationship_manager_country_rel",
        string="Account countries",
        help="New accounts from these countries go to this user when accounts are "
        "opened in bulk by country.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [
            "account_capacity",
            "account_country_ids",
        ]

    _account_capacity_not_negative = models.Constraint(
        "CHECK(account_capacity >= 0)",
        "The customer account capacity cannot be negative.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self.env["relationship.action"]._follow_owners(self)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_account_manager(self):
        # sudo: who may delete users need not be allowed to read accounts
        accounts = self.env["relationship.account"].sudo()
        managed = accounts.with_context(active_test=False).search(
            [("manager_id", "in", self.ids)], limit=1
        )
        if managed:
            raise UserError(
                self.env._(
                    "%(user)s is the account manager of %(customer)s and maybe others. "
                    "Hand the accounts over first, or archive the user.",
                    user=managed.manager_id.name,
                    customer=managed.name,
                )
            )

    def _refuse_to_answer_for(self, partner):
        """On a page of the customer's only the customer answers, whoever has the link.

        :param partner: the contact the page belongs to
        """
        if request and self._is_internal() and partner != self.partner_id:
            raise UserError(
                self.env._(
                    "You are logged in as one of us: only the customer answers here."
                )
            )

    def _get_account_capacity(self):
        """Weighted number of accounts the user can look after; 0 means no limit."""
        self.ensure_one()
        return self.account_capacity or self.env.company.relationship_capacity
