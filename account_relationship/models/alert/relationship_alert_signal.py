from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.fields import Domain

from ...lines import Line
from .relationship_account_signals import URGENCIES


class RelationshipAlert(models.Model):
    """An alert as one line, and what its sentence needs, for many at once."""

    _inherit = "relationship.alert"

    is_mine = fields.Boolean(
        string="Mine",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="Of customers I look after now, in my own place or for somebody.",
    )

    @api.depends("account_id.acting_manager_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for alert in self:
            alert.is_mine = alert.account_id.acting_manager_id == self.env.user

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("account_id.acting_manager_id", "=", self.env.uid)]

    @api.model
    def _get_told(self, user):
        """Domain of what is open and told to a user, whoever looks after it.

        What an addon that is gone has left says nothing any more; the night deletes it.
        """
        # sudo: what one has muted oneself
        settings = self.env["relationship.alert.setting"].sudo()
        muted = settings.search([("muted_user_ids", "in", user.ids)])
        known = Domain("reason", "in", list(self._get_reasons()))
        return (
            known
            & Domain("state", "=", "open")
            & Domain.AND(
                [
                    Domain("reason", "!=", line.reason)
                    | Domain("company_id", "!=", line.company_id.id)
                    for line in muted
                ]
            )
        )

    def _compute_words(self):
        self._fetch_names()
        return super()._compute_words()

    @api.model
    def _get_named(self):
        """Records whose names stand in the sentences, by the key of the evidence.

        Of a person the own name, without the customer's, which stands beside it.

        :return: ``{key: (model, field)}``; addons add theirs with ``super()``
        """
        return {
            "partner": ("res.partner", "name"),
            "user": ("res.users", "name"),
            "need": ("relationship.need", "display_name"),
        }

    def _fetch_names(self):
        """Names in the sentences, in a query of each model, not of each alert."""
        evidences = [alert.evidence or {} for alert in self]
        for key, (model, title) in self._get_named().items():
            ids = {evidence.get(key) for evidence in evidences} - {None, False}
            if ids:
                # sudo: as in _get_name
                self.env[model].sudo().browse(ids).exists().mapped(title)

    @api.model
    def _get_name(self, key, evidence):
        """How a record of the evidence is called; empty where it is gone."""
        id_, (model, title) = evidence.get(key), self._get_named()[key]
        # sudo: who wrote, who is away and what is wanted, of an account one sees
        record = self.env[model].sudo().browse(id_)
        try:
            return (record[title] or "") if id_ else ""
        except MissingError:
            return ""

    def _get_signal(self, reason):
        """The line of the card and the form.

        :param reason: the ``Reason`` of the alert; none of an addon that is gone
        """
        self.ensure_one()
        method, label = next(iter(self._get_buttons(reason)), ("", ""))
        return Line(
            URGENCIES.get(self.lane, 50),
            reason.icon if reason else "fa-bell-o",
            self._get_signal_words(reason),
            method,
            label,
            name=self.reason,
            # The form has a line of its own for what the manager thinks.
            places=("card",) if self.reason == "at_risk" else ("card", "form"),
        )

    def _get_buttons(self, reason):
        """What helps: ``[(method of the account, label)]``, the main one first.

        :param reason: the ``Reason`` of the alert; none of an addon that is gone
        """
        if not reason or not reason.action:
            return []
        label = self.env._(reason.action_label) if reason.action_label else ""
        return [
            (reason.action, label or self.env._("Open it")),
            *((method, self.env._(label)) for method, label in reason.others),
        ]

    def _get_signal_words(self, reason):
        """The sentence, and what is at stake where the sentence is not that amount."""
        if not self.at_stake or not reason or reason.unit == "money":
            return self.words or ""
        return self.env._(
            "%(words)s · %(amount)s a year at stake",
            words=self.words,
            amount=self._format_money(self.account_id, self.at_stake),
        )
