from collections import defaultdict

from odoo import api, models

from ...lines import Line, Lines, format_day


class RelationshipAccount(models.Model):
    """The few lines that matter now about a customer, the most urgent first."""

    _inherit = "relationship.account"

    signals = Lines(
        compute="_compute_signals",
        export_string_translation=False,
        help="Lines on the card and the form of an account, the most urgent first.",
    )

    @api.depends("manager_id", "backup_id", "active", "company_id", "absence_id")
    @api.depends_context("uid", "lang")
    def _compute_signals(self):
        signals = self._get_signals()
        for account in self:
            lines = sorted(signals[account], key=lambda line: -line.urgency)
            account.signals = [line.to_json() for line in lines]

    def _get_signals(self):
        """Return ``{account: [Line]}``, with the rights of the reader.

        Called for all cards at once: an extension adds its lines to what ``super()``
        returns in a number of queries of its own, whatever the number of accounts.
        """
        signals = defaultdict(list)
        for account in self:
            if account.id and account.active and not account.is_covered:
                signals[account].append(account._get_uncovered_signal())
            if account.absence_id:
                signals[account].append(account._get_absence_signal())
        if self._has_field_access(self._fields["planned_handover_id"], "read"):
            for account, handover in self._get_planned_handovers().items():
                signals[account].append(self._get_handover_signal(handover))
        return signals

    def _get_uncovered_signal(self):
        may_hand_over = self.env.user.has_group("account_relationship.group_user")
        return Line(
            90,
            "fa-user-times",
            self.env._(
                "%(manager)s cannot work it (any more)",
                manager=self.manager_id.display_name,
            ),
            "action_hand_over" if may_hand_over else "",
            self.env._("Hand over"),
            name="uncovered",
        )

    def _get_absence_signal(self):
        # sudo: who is away and who stands in is for everybody who sees the account
        self = self.sudo()
        absent = self.absence_id.display_name
        until = format_day(self.env, self.absent_until)
        if self.acting_manager_id == self.manager_id:
            words = self.env._(
                "%(manager)s is away until %(date)s; nobody stands in.",
                manager=absent,
                date=until,
            )
        else:
            words = self.env._(
                "%(manager)s is away until %(date)s; %(user)s stands in.",
                manager=absent,
                date=until,
                user=self.acting_manager_id.display_name,
            )
        # The card says so beside the face of who acts.
        return Line(30, "fa-plane", words, name="absence", places=("form",))

    def _get_handover_signal(self, handover):
        return Line(
            25,
            "fa-exchange",
            self.env._(
                "Planned handover: %(handover)s",
                handover=handover.display_name,
            ),
            "action_view_planned_handover",
            self.env._("Open it"),
            name="handover",
            places=("form",),
        )

    def action_view_planned_handover(self):
        """Open the handover that is planned for the account."""
        self.ensure_one()
        return self.planned_handover_id.get_formview_action()
