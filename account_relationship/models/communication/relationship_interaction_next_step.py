from odoo import api, fields, models
from odoo.fields import Domain


class RelationshipInteraction(models.Model):
    """What the account learns of what was said: first of all its next step."""

    _inherit = "relationship.interaction"

    open_step = fields.Char(
        compute="_compute_open_step", export_string_translation=False
    )

    @api.depends("account_id", "next_step")
    def _compute_open_step(self):
        """The step there was before: what was logged may be it."""
        for interaction in self:
            # sudo: the step, which everybody reads who sees the customer's documents
            step = interaction.sudo().account_id.next_step
            interaction.open_step = step if step != interaction.next_step else False

    def action_finish_step(self, step=""):
        """The next step of before is done with what was logged.

        :param str step: its words; where it is another one by now, that one stays
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: whoever may log names the account's next step, and so ends it
        if self.state == "done":
            self.sudo().account_id._finish_next_step(step)

    def _find_said_by_account(self):
        """Those whose next step is the account's: other words for it correct it."""
        # sudo: only whether it is
        return self.filtered(
            lambda i: i.next_step and i.next_step == i.sudo().account_id.next_step
        )

    def _bring_answers(self, names=None, is_correction=False):
        """What was wanted and what hurts becomes needs; the next step is the account's.

        What is confidential stays here: everybody who sells to the customer reads
        the needs.

        :param names: the fields that were written; all of a new one when ``None``
        :param is_correction: whether the step is the one the account has, in other
            words: it keeps the day it has there, unless another one is said
        """
        told = self.filtered(lambda i: i.state == "done" and not i.is_confidential)
        told._bring_needs(names)
        for interaction in told:
            values = interaction._get_next_step(names)
            if is_correction and "next_step_date" not in names:
                values.pop("next_step_date", None)
            if values:
                # sudo: whoever may log an interaction need not be allowed to edit
                # the account
                interaction.account_id.sudo().write(values)

    def _get_next_step(self, names=None):
        """Return what the account learns of the next step.

        A step comes with its date or with none: that of another step says nothing of
        it. A date by itself is that of the step there is.
        """
        if self.next_step and (names is None or "next_step" in names):
            if self._is_outdated("next_step"):
                return {}
            return {"next_step": self.next_step, "next_step_date": self.next_step_date}
        has_date = self.next_step_date and (names is None or "next_step_date" in names)
        if not has_date or any(map(self._is_outdated, ("next_step", "next_step_date"))):
            return {}
        return {"next_step_date": self.next_step_date}

    def _is_outdated(self, name):
        """Whether the account has a next step that was named after this one."""
        # sudo: only whether there is one
        return bool(
            self.sudo().search_count(
                Domain("account_id", "=", self.account_id.id)
                & Domain("date_start", ">", self.date_start)
                & Domain("state", "=", "done")
                & Domain("is_confidential", "=", False)
                & Domain(name, "!=", False),
                limit=1,
            )
        )
