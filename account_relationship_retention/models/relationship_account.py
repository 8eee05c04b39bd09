from odoo import api, fields, models
from odoo.tools import format_date

USERS = "account_relationship.group_user"


class RelationshipAccount(models.Model):
    """Why a customer left, from the day the account is set ended or archived.

    It goes by itself when the customer is looked after again, or buys again; what was
    said stays in the history.
    """

    _inherit = "relationship.account"

    lost_on = fields.Date(
        readonly=True,
        copy=False,
        groups=USERS,
        help="When it was set ended or archived, or somebody said why the customer "
        "left.",
    )
    loss_reason_id = fields.Many2one(
        comodel_name="relationship.loss.reason",
        string="Reason of loss",
        tracking=True,
        copy=False,
        groups=USERS,
        index="btree_not_null",
        ondelete="restrict",
    )
    loss_competitor = fields.Char(
        string="Lost to", tracking=True, copy=False, groups=USERS
    )
    is_loss_competitor = fields.Boolean(
        related="loss_reason_id.is_competitor", groups=USERS
    )

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._note_loss()
        return accounts

    def write(self, vals):
        result = super().write(vals)
        asks = {"stage_id", "active", "loss_reason_id"} & vals.keys()
        if asks and "lost_on" not in vals:
            self._note_loss(is_said=bool(vals.get("loss_reason_id")))
        return result

    def _is_over(self):
        """Whether nobody looks after the customer any more."""
        return not self.active or self.stage_kind == "ended"

    def _note_loss(self, is_said=False):
        """Say since when customers are lost, or that they are not.

        :param is_said: somebody said just now why they left
        """
        # sudo: whoever may change the stage changes what follows from it
        for company, accounts in self.sudo().grouped("company_id").items():
            over = accounts.filtered(lambda account: is_said or account._is_over())
            over.filtered(
                lambda account: not account.lost_on
            ).lost_on = company._get_relationship_today()
            (accounts - over)._forget_loss()

    def _forget_loss(self):
        """They are customers again: what was said why they left is history."""
        names = ("lost_on", "loss_reason_id", "loss_competitor")
        lost = self.filtered(lambda account: any(account[name] for name in names))
        lost.write(dict.fromkeys(names, False))

    def _take_over_values(self, others, was_active):
        """Why one of the customers left is why they did, if they are lost."""
        result = super()._take_over_values(others, was_active)
        if self._is_over():
            self.write(self._fill_gap(others, ("loss_reason_id", "loss_competitor")))
        return result

    def action_ask_loss(self):
        """Ask why the customers left."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why Did They Leave?"),
            "res_model": "relationship.account.loss",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_account_ids": self.ids},
        }

    @api.model
    def _cron_end_losses(self):
        """Who bought again is not lost any more, at night."""
        # sudo: what the night notices of all customers
        accounts = self.sudo().with_context(active_test=False)
        back = accounts.search([("lost_on", "!=", False)]).filtered(
            lambda account: (
                account.last_order_date and account.last_order_date > account.lost_on
            )
        )
        for account in back:
            account.message_post(
                body=self.env._(
                    "Bought again on %(day)s: no longer lost.",
                    day=format_date(self.env, account.last_order_date),
                )
            )
        back._forget_loss()
