from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ...alerts import BURNS, GROW, OWE, TURN

_lt = LazyTranslate(__name__)

LANE_LABELS = {
    OWE: _lt("You owe"),
    BURNS: _lt("It burns"),
    GROW: _lt("Grow"),
    TURN: _lt("Their turn"),
}
#: Alerts of today: what they are about goes on.
GOING_ON = ("open", "snoozed")
#: Characters of a note at most; the dialog of My day has the same.
NOTE_SIZE = 500
#: So long a click may be taken back.
TAKE_BACK = timedelta(minutes=10)


class RelationshipAlert(models.Model):
    """One reason to act on one customer: why, since when, what is at stake.

    It is made, brought up to date and closed by :meth:`_refresh` alone. People put it
    off, close it or say why it is none; all of it is written on these paths only, and
    nobody has the right to write it.
    """

    _name = "relationship.alert"
    _description = "Alert about a customer"
    _inherit = "relationship.headline"
    _order = "at_stake desc, since desc, id desc"

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    manager_id = fields.Many2one(
        related="account_id.manager_id",
        string="Account manager",
        store=True,
        index=True,
    )
    reason = fields.Selection(
        selection="_select_reasons", required=True, readonly=True, index=True
    )
    lane = fields.Selection(selection="_select_lanes", required=True, readonly=True)
    since = fields.Date(required=True, readonly=True)
    last_seen = fields.Date(
        compute="_compute_last_seen", help="The last day on which it was so."
    )
    value = fields.Float(
        readonly=True, aggregator=None, help="What is held against the thresholds."
    )
    worst_value = fields.Float(
        readonly=True,
        aggregator=None,
        help="The value that was farthest beyond the threshold: what other thresholds "
        "would have opened is known by it.",
    )
    evidence = fields.Json(
        readonly=True, help="The numbers of the sentence and the records behind them."
    )
    at_stake = fields.Monetary(readonly=True, help="Money a year that depends on it.")
    words = fields.Char(string="Why", compute="_compute_words")
    summary = fields.Char(
        readonly=True, help="What it said in the end, in the company's language."
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("snoozed", "Put off"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    snoozed_until = fields.Date(string="Put off until", readonly=True)
    note = fields.Char(
        string="Because", readonly=True, help="Why it was put off, or is none."
    )
    outcome = fields.Selection(
        selection=[
            ("done", "Done"),
            ("came_back", "Came back after contact"),
            ("by_itself", "Came back by itself"),
            ("lost", "Lost"),
            ("dismissed", "Dismissed"),
        ],
        readonly=True,
        index="btree_not_null",
    )
    closed_on = fields.Date(readonly=True)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", string="Closed by", readonly=True
    )
    acted_on_at = fields.Datetime(
        string="Put off or closed at",
        readonly=True,
        help="By hand. Odoo's own note of who wrote changes with the account manager.",
    )
    acted_on_by_id = fields.Many2one(
        comodel_name="res.users", string="Put off or closed by", readonly=True
    )
    holds = fields.Boolean(
        readonly=True,
        help="Somebody closed it, and what it was about goes on: it does not open anew "
        "until that was over.",
    )
    days = fields.Integer(
        string="Days open", compute="_compute_days", store=True, aggregator="avg"
    )

    _one_open = models.UniqueIndex(
        "(account_id, reason) WHERE state IN ('open', 'snoozed')",
        "A customer has one open alert of each reason.",
    )
    _holds_idx = models.Index("(reason, account_id) WHERE holds")

    # ------------------------------------------------------------
    # Which reasons there are
    # ------------------------------------------------------------

    @api.model
    def _get_reasons(self):
        """Return ``{key: Reason}``; addons add theirs to what ``super()`` returns."""
        return {}

    @api.model
    def _select_reasons(self):
        return [
            (key, self.env._(reason.label))
            for key, reason in self._get_reasons().items()
        ]

    @api.model
    def _select_lanes(self):
        return [(lane, self.env._(label)) for lane, label in LANE_LABELS.items()]

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    @api.depends("evidence", "reason", "account_id")
    @api.depends_context("lang")
    def _compute_words(self):
        reasons = self._get_reasons()
        for alert in self:
            reason = reasons.get(alert.reason)
            alert.words = (
                reason.words(alert.account_id, alert.evidence or {})
                if reason
                else alert.summary
            )

    @api.depends("reason", "account_id")
    def _compute_display_name(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        for alert in self:
            label = labels.get(alert.reason, alert.reason)
            alert.display_name = f"{alert.account_id.display_name}: {label}"

    @api.depends("state", "closed_on")
    def _compute_last_seen(self):
        """Of what goes on: when the reason was looked at last, not written each day."""
        # sudo: when a reason was looked at is no secret
        settings = self.env["relationship.alert.setting"].sudo()
        seen = {
            (line.company_id.id, line.reason): line.refreshed_on
            for line in settings.search([("company_id", "in", self.company_id.ids)])
        }
        for alert in self:
            going_on = seen.get((alert.company_id.id, alert.reason)) or alert.since
            alert.last_seen = alert.closed_on or max(going_on, alert.since)

    @api.depends("since", "closed_on")
    def _compute_days(self):
        for alert in self:
            alert.days = (alert.closed_on - alert.since).days if alert.closed_on else 0

    # ------------------------------------------------------------
    # What people do with it
    # ------------------------------------------------------------

    def _going_on(self):
        """Those that are not over, for who may see them; the others say so.

        Two people at one row: whoever comes second is told, and nothing is lost.
        """
        self.check_access("read")
        # sudo: nobody may write alerts but on these paths
        alerts = self.sudo()
        alerts.lock_for_update(allow_referencing=True)
        alerts.invalidate_recordset()
        over = alerts.filtered(lambda alert: alert.state not in GOING_ON)
        if over:
            closed_by = over[0].closed_by_id.name
            raise UserError(
                self.env._("%(user)s was faster: it is closed.", user=closed_by)
                if closed_by
                else self.env._("This is over already.")
            )
        return alerts

    def action_done(self):
        """Close: it was done. While it goes on it does not come back for two weeks."""
        self._going_on()._close("done")

    def action_snooze(self, days=7, note=""):
        """Put it off.

        :param int days: from 1 to 90, counted from today
        :param str note: why, in a few words
        """
        if type(days) is not int or not 1 <= days <= 90:
            raise UserError(self.env._("Put it off for 1 to 90 days."))
        for alert in self._going_on():
            today = alert.company_id._get_relationship_today()
            alert.write(
                {
                    "state": "snoozed",
                    "snoozed_until": fields.Date.add(today, days=days),
                    "note": self._check_note(note),
                    **self._note_action(),
                }
            )

    def action_dismiss(self, note=""):
        """Close: it is no reason to act, because …

        It does not come back until what it is about was over.

        :param str note: why, required
        """
        if not self._check_note(note):
            raise UserError(self.env._("Say in a few words why it is no reason."))
        self._going_on()._close("dismissed", self._check_note(note))

    def action_reopen(self):
        """Take back what one just did to it, within ten minutes."""
        self.check_access("read")
        # sudo: as in _going_on
        alerts = self.sudo().filtered(lambda alert: alert.state != "open")
        if not all(alert._may_be_taken_back() for alert in alerts):
            raise UserError(self.env._("It is too late to take that back."))
        alerts._reopen()

    def _may_be_taken_back(self):
        """Whether the user did it, just now, and it still goes on.

        What closed by itself is over, whoever was in touch with the customer.
        """
        if self.acted_on_by_id != self.env.user:
            return False
        age = self.env.cr.now() - self.acted_on_at
        is_held = self.holds or self.state != "closed"
        return is_held and age <= TAKE_BACK

    def _note_action(self):
        """Values that say who does it, in the moment the transaction began."""
        return {"acted_on_at": self.env.cr.now(), "acted_on_by_id": self.env.uid}

    def action_mute_for_me(self):
        """Say nothing of this reason to me any more, in this company."""
        self.check_access("read")
        self._get_settings().action_mute_for_me()

    def action_unmute_for_me(self):
        """Tell me of this reason again."""
        self.check_access("read")
        self._get_settings().action_unmute_for_me()

    def action_open_account(self):
        """Open the customer account."""
        self.ensure_one()
        return self.account_id.get_formview_action()

    def _check_note(self, note):
        words = "" if note is False else note
        if not isinstance(words, str) or len(words) > NOTE_SIZE:
            raise UserError(self.env._("Say it in at most 500 characters."))
        return words.strip()

    def _close(self, outcome, note=False):
        for alert in self:
            alert.write(
                {
                    "state": "closed",
                    "outcome": outcome,
                    "note": note,
                    "closed_on": alert.company_id._get_relationship_today(),
                    "closed_by_id": self.env.uid,
                    "holds": True,
                    "snoozed_until": False,
                    **self._note_action(),
                }
            )
        self._keep_words()

    def _reopen(self):
        self.write(
            {
                "state": "open",
                "outcome": False,
                "note": False,
                "closed_on": False,
                "closed_by_id": False,
                "acted_on_at": False,
                "acted_on_by_id": False,
                "holds": False,
                "snoozed_until": False,
            }
        )

    def _keep_words(self):
        """What it said stays, for the timeline, whatever becomes of the reason."""
        for company, alerts in self.grouped("company_id").items():
            lang = company.partner_id.lang or self.env.lang
            for alert in alerts.with_context(lang=lang):
                alert.summary = (alert.words or "")[:NOTE_SIZE]

    def _get_settings(self):
        """How the companies have the reasons, as the caller may see it."""
        return self.env["relationship.alert.setting"].search(
            Domain.OR(
                Domain("company_id", "=", alert.company_id.id)
                & Domain("reason", "=", alert.reason)
                for alert in self
            )
        )

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        reason, number, count = self._find_most(domain, "reason")
        return count and self.env._(
            "%(count)s alerts, most often: %(reason)s (%(number)s); %(amount)s a year "
            "at stake",
            count=self._format_few(count),
            reason=reason,
            number=self._format_few(number),
            amount=self._format_sum(
                self._sum_stakes(self, domain & Domain("state", "!=", "closed"))
            ),
        )

    @api.model
    def _sum_stakes(self, model, domain):
        """Money at stake in the reader's currency; a customer's counts once."""
        rates = self.env["relationship.day"]._get_rates()
        groups = model._read_group(
            domain, ["company_id", "account_id"], ["at_stake:max"]
        )
        return sum(
            (stake or 0) * rates.get(company.id, 1) for company, __, stake in groups
        )
