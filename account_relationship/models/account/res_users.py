from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.http import request

from ...people import WORKERS


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

    # ------------------------------------------------------------
    # Coming and going
    # ------------------------------------------------------------

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._leave_work()
        result = super().write(vals)
        if "active" in vals:
            # sudo: as in _leave_work
            self.env["mail.activity"].sudo()._return_to(self.filtered("active"))
            self._refresh_stand_ins()
        if {"group_ids", "company_ids"} & vals.keys():
            self._leave_what_is_closed()
        return result

    def action_archive(self):
        # Before Odoo deletes all activities of theirs.
        self._leave_work()
        return super().action_archive()

    def unlink(self):
        """Odoo would delete their activities with them."""
        self._leave_work()
        return super().unlink()

    def _leave_work(self):
        """What they planned about customers waits for the next account manager."""
        # sudo: whoever administers users need not see the work of others
        activities = self.env["mail.activity"].sudo()
        activities.search([("user_id", "in", self.ids)])._await_successor(self)

    def _leave_what_is_closed(self):
        """Who may open a customer's records no longer leaves the work on them."""
        # sudo: as in _leave_work
        activities = self.env["mail.activity"].sudo()
        activities = activities.search([("user_id", "in", self.ids)])
        for user, own in activities.grouped("user_id").items():
            own.filtered("res_model")._filter_closed_to(user)._await_successor(user)
        self._refresh_stand_ins()

    def _refresh_stand_ins(self):
        """Where one of them stands in, or comes back to do so, see who acts now."""
        # sudo: as in _leave_work
        accounts = self.env["relationship.account"].sudo()
        self.env["relationship.absence"]._let_act(
            accounts.with_context(active_test=False).search(
                Domain("absence_id", "!=", False)
                & (
                    Domain("backup_id", "in", self.ids)
                    | Domain("acting_manager_id", "in", self.ids)
                    | Domain("absence_id.substitute_id", "in", self.ids)
                )
            )
        )

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

    def action_allow_accounts(self):
        """Let them work customer accounts; who may is who may give rights to users."""
        self.check_access("write")
        group = self.env.ref(WORKERS)
        self.filtered(lambda user: not user.share).write(
            {"group_ids": [Command.link(group.id)]}
        )

    def _check_answers(self):
        """On a page of the customer's only the customer answers, whoever has the link.

        Also not for the own contact: one may have put that under the customer oneself.
        """
        if request and self._is_internal():
            raise UserError(
                self.env._(
                    "You are logged in as one of us: only the customer answers here."
                )
            )

    def _relationship_ladder(self, *rungs, path=""):
        """What record rules ask for: ``user._relationship_ladder('own', 'backup')``.

        As :meth:`RelationshipAccount._get_ladder_domain`. Rules know the user; were the
        model of rules extended, uninstalling would leave its table another one.
        """
        accounts = self.env["relationship.account"]
        return accounts._get_ladder_domain(*rungs, path=path)

    def _get_account_capacity(self):
        """Weighted number of accounts the user can look after; 0 means no limit."""
        self.ensure_one()
        return self.account_capacity or self.env.company.relationship_capacity
