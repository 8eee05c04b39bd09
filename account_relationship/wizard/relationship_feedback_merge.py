from odoo import api, fields, models

from ..turns import take_turns


class RelationshipFeedbackMerge(models.TransientModel):
    """Which of several feedback that say the same goes on."""

    _name = "relationship.feedback.merge"
    _description = "Merge feedback"
    _inherit = ["relationship.guard"]

    feedback_ids = fields.Many2many(
        comodel_name="relationship.feedback", string="Say the same"
    )
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        compute="_compute_account_id",
    )
    survivor_id = fields.Many2one(
        comodel_name="relationship.feedback",
        string="Goes on",
        compute="_compute_survivor_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('account_id', '=', account_id),"
        " ('state', 'in', ['new', 'acknowledged', 'planned', 'in_progress'])]",
        help="The others become its duplicates; all who said it are told with it.",
    )

    @api.depends("feedback_ids")
    def _compute_account_id(self):
        for wizard in self:
            wizard.account_id = wizard.feedback_ids.account_id[:1]

    @api.depends("feedback_ids")
    def _compute_survivor_id(self):
        """The first that came in; for one alone, what it may be the same as."""
        for wizard in self:
            feedback = wizard.feedback_ids._origin
            if len(feedback) == 1:
                feedback = feedback.possible_duplicate_ids
            first = feedback.sorted(lambda record: (record.received_at, record.id))[:1]
            wizard.survivor_id = wizard.survivor_id or first

    def action_confirm(self):
        """Merge them, and open the one that goes on."""
        self.ensure_one()
        survivor = self.survivor_id
        others = self.feedback_ids - survivor
        self.feedback_ids.check_access("write")
        take_turns(self.feedback_ids | survivor)
        # The same request, sent again, finds them merged.
        if not others or others.duplicate_of_id != survivor:
            others._merge_into(survivor)
        return survivor.get_formview_action()
