from odoo import api, fields, models
from odoo.fields import Domain

from ...lines import format_day

#: From this share of what one can look after on it is said.
FULL = 1.0


class RelationshipHandover(models.Model):
    """What speaks against the new manager, said before it is carried out."""

    _inherit = "relationship.handover"

    manager_hint = fields.Char(
        compute="_compute_manager_hint", export_string_translation=False
    )

    @api.depends("new_manager_id", "date_effective", "state")
    @api.depends_context("uid", "lang")
    def _compute_manager_hint(self):
        self.manager_hint = False
        pending = self.filtered(lambda handover: handover.state in ("draft", "planned"))
        absences, loads = pending._find_absences(), pending._find_loads()
        for handover in pending:
            manager = handover.new_manager_id
            away = absences.filtered(
                lambda absence, handover=handover, manager=manager: (
                    absence.user_id == manager
                    and handover.date_effective
                    and absence.date_from <= handover.date_effective <= absence.date_to
                )
            )[:1]
            hints = [self._format_absence(away)] if away else []
            if loads.get(manager, 0) > FULL:
                share = self.env["relationship.headline"]._format_share(
                    loads[manager], 1
                )
                hints.append(
                    self.env._("Has %(share)s of a full load already.", share=share)
                )
            handover.manager_hint = " ".join(hints)

    def _find_absences(self):
        # sudo: who is away and who stands in is for everybody who sees an account
        absences = self.env["relationship.absence"].sudo()
        managers = Domain("user_id", "in", self.new_manager_id.ids)
        return absences.search(
            managers & Domain("state", "in", ("planned", "running")),
            order="date_to desc",
        )

    @api.model
    def _format_absence(self, absence):
        until = format_day(self.env, absence.date_to)
        if not absence.substitute_id:
            return self.env._("Is away until %(day)s; nobody stands in.", day=until)
        return self.env._(
            "Is away until %(day)s; %(user)s stands in.",
            day=until,
            user=absence.substitute_id.name,
        )

    def _find_loads(self):
        """Return ``{manager: share of what can be looked after}``.

        As the coverage report has it, for those who may read that.
        """
        managers = self.new_manager_id
        if not managers or not self.env["relationship.coverage"].has_access("read"):
            return {}
        # sudo: how much it is in all, not of what; who reads coverage sees the sums
        accounts = self.env["relationship.account"].sudo()
        groups = accounts._read_group(
            [("manager_id", "in", managers.ids)],
            ["manager_id", "tier_id"],
            ["__count"],
        )
        loads = dict.fromkeys(managers, 0.0)
        for manager, tier, count in groups:
            weight = tier.capacity_weight if tier else 1.0
            loads[manager.with_env(self.env)] += count * weight
        # sudo: a number of theirs that coverage shows as well
        capacities = {user: user.sudo()._get_account_capacity() for user in managers}
        return {
            user: loads[user] / capacity
            for user, capacity in capacities.items()
            if capacity
        }
