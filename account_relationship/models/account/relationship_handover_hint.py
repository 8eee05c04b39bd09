from odoo import api, fields, models

from ...lines import format_day

#: From this share of what one can look after on it is said.
FULL = 1.0


class RelationshipHandover(models.Model):
    """What speaks against the new manager, said before it is carried out."""

    _inherit = "relationship.handover"

    manager_hint = fields.Char(
        compute="_compute_manager_hint", export_string_translation=False
    )

    @api.depends("new_manager_id", "date_effective")
    @api.depends_context("uid", "lang")
    def _compute_manager_hint(self):
        absences, loads = self._find_absences(), self._find_loads()
        for handover in self:
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
        return (
            self.env["relationship.absence"]
            .sudo()
            .search(
                [
                    ("user_id", "in", self.new_manager_id.ids),
                    ("state", "in", ("planned", "running")),
                ],
                order="date_to desc",
            )
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
        """Return ``{manager: share of what can be looked after}``, for those who may
        read how managers are covered: the highest of the companies."""
        coverage = self.env["relationship.coverage"]
        if not self.new_manager_id or not coverage.has_access("read"):
            return {}
        rows = coverage.search([("manager_id", "in", self.new_manager_id.ids)])
        return {row.manager_id: row.load_share for row in rows.sorted("load_share")}
