from odoo import fields, models
from odoo.exceptions import UserError

USERS = "account_relationship.group_user"
SHOWN = ("open", "snoozed", "accepted")


class RelationshipAccount(models.Model):
    """What could be sold to the customer."""

    _inherit = "relationship.account"

    potential_ids = fields.One2many(
        comodel_name="relationship.whitespace",
        inverse_name="account_id",
        string="Sales potential",
        domain=[("state", "in", SHOWN)],
        groups=USERS,
    )

    def action_offer_lapsed(self):
        """Make an opportunity of the dearest line they no longer buy, and open it."""
        return self._offer("lapsed")

    def action_offer_shrinking(self):
        """Make an opportunity of the dearest line they buy less of, and open it."""
        return self._offer("shrinking")

    def action_offer_never_bought(self):
        """Make an opportunity of the dearest they never bought, and open it."""
        return self._offer("never_bought")

    def _offer(self, kind):
        self.ensure_one()
        self.check_access("read")
        idea = self.env["relationship.whitespace"].search(
            [
                *(("account_id", "=", self.id), ("kind", "=", kind)),
                *(("state", "=", "open"), ("is_held_back", "=", False)),
            ],
            order="amount desc, category_id",
            limit=1,
        )
        if not idea:
            raise UserError(self.env._("It was decided already. Load the page again."))
        return idea.action_accept()

    def action_view_potential(self):
        """Open what could be sold to the customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship_expansion.relationship_whitespace_action"
        )
        return {
            **action,
            "path": False,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "view_mode": "list,kanban,form",
            "domain": [("account_id", "=", self.id)],
            "context": {"search_default_going_on": 1},
        }

    def _unlink_what_both_have(self, others):
        """What nobody decided on is found anew, for the one that stays."""
        # sudo: whoever merges customers need not see the managers' work
        ideas = self.env["relationship.whitespace"].sudo()
        ideas.search(
            [("account_id", "in", others.ids), ("state", "=", "open")]
        ).unlink()
        # Who knows whom is found anew as well.
        # sudo: as above
        known = self.env["relationship.acquaintance"].sudo()
        known.search([("account_id", "in", others.ids)]).unlink()
        return super()._unlink_what_both_have(others)
