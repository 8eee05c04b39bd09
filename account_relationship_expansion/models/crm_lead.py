from odoo import models

#: What decides whether an opportunity is won or lost, and what it brought.
FOLLOWED = frozenset({"stage_id", "active", "probability", "expected_revenue"})


class CrmLead(models.Model):
    """What becomes of an opportunity is what came of the idea it was made of."""

    _inherit = "crm.lead"

    def _get_ideas(self):
        # sudo: whoever works on an opportunity need not see the managers' ideas
        ideas = self.env["relationship.whitespace"].sudo()
        return ideas.search([("lead_id", "in", self.ids)])

    def write(self, vals):
        result = super().write(vals)
        if not FOLLOWED.isdisjoint(vals):
            self._get_ideas()._follow_own_leads()
        return result

    def unlink(self):
        ideas = self._get_ideas()
        result = super().unlink()
        ideas._reopen_without_lead()
        return result

    def _merge_dependences(self, opportunities):
        """The ideas go on with the opportunity that stays."""
        result = super()._merge_dependences(opportunities)
        ideas = opportunities._get_ideas()
        if ideas:
            ideas.write({"lead_id": self.id})
            self._get_ideas()._follow_own_leads()
        return result
