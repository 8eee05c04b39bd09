from odoo import api, fields, models
from odoo.fields import Domain

from ...lines import format_day
from ...people import check_words


class RelationshipAccount(models.Model):
    """What comes next with the customer, until it is done."""

    _inherit = "relationship.account"

    next_step = fields.Char()
    next_step_date = fields.Date(string="Next step on")
    is_next_step_due = fields.Boolean(
        string="Next step due",
        compute="_compute_is_next_step_due",
        search="_search_is_next_step_due",
        help="The day of the next step has come.",
    )

    @api.depends("next_step", "next_step_date", "company_id")
    def _compute_is_next_step_due(self):
        for account in self:
            day = account.next_step and account.next_step_date
            account.is_next_step_due = bool(
                day and day <= account.company_id._get_relationship_today()
            )

    def _search_is_next_step_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = self.env["res.company"]._get_today_domain("next_step_date", "<=")
        return Domain("next_step", "!=", False) & due

    @api.constrains("next_step")
    def _check_words(self):
        check_words(self, "next_step")

    def action_finish_next_step(self, step=""):
        """The next step is done.

        :param str step: its words; where it is another one by now, that one stays
        """
        self.check_access("write")
        self._finish_next_step(step)

    def action_reopen_next_step(self, step, day=False):
        """It is not done after all; where there is another one by now, that one stays.

        :param str step: its words
        :param str day: when it was to be, ``YYYY-MM-DD``
        """
        self.check_access("write")
        self._take_up_next_step(step, day)

    def _take_up_next_step(self, step, day):
        """It is the next step again, where there is no other one by now."""
        idle = self.filtered(lambda account: not account.next_step)
        idle.write({"next_step": step, "next_step_date": day})

    def _finish_next_step(self, step):
        """Nothing is to be done next; what was is kept in the conversation."""
        for account in self:
            if not step or account.next_step != step:
                continue
            day = account.next_step_date
            account._message_log(
                body=self.env._(
                    "Next step done: %(step)s (%(day)s)",
                    step=step,
                    day=format_day(self.env, day),
                )
                if day
                else self.env._("Next step done: %(step)s", step=step)
            )
            account.write({"next_step": False, "next_step_date": False})
