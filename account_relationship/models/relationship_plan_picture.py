from odoo import api, fields, models


class RelationshipPlanPicture(models.AbstractModel):
    """What the timeline picture of a plan draws."""

    _name = "relationship.plan.picture"
    _description = "Timeline picture of an action plan"

    picture = fields.Json(compute="_compute_picture")

    @api.depends(
        *("date_start", "date_end", "state", "action_ids.name", "action_ids.state"),
        *("action_ids.date_due", "action_ids.after_ids", "action_ids.side"),
        *("action_ids.user_id", "action_ids.contact_id", "objective_ids.date_due"),
        *("objective_ids.name", "objective_ids.state"),
    )
    def _compute_picture(self):
        for plan in self:
            plan.picture = plan._origin._draw() if plan._origin else False

    def _draw(self):
        """Rows by date; what has no date comes last and only as words."""
        day = fields.Date.to_string
        rows = [
            *(objective._draw() for objective in self.objective_ids),
            *(action._draw() for action in self.action_ids),
        ]
        return {
            "start": day(self.date_start) or "",
            "end": day(self.date_end) or "",
            "today": day(fields.Date.context_today(self)),
            "rows": sorted(rows, key=lambda row: row["due"] or "9999"),
        }
