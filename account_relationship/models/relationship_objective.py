from odoo import api, fields, models


class RelationshipObjective(models.Model):
    """What a plan is to reach: for the customer, for us or for both.

    A quantitative one leads from a baseline to a target; where a measure of the
    library says how things stand, it is read every night.
    """

    _name = "relationship.objective"
    _description = "Objective of an action plan"
    _order = "plan_id, sequence, id"

    name = fields.Char(string="Objective", required=True)
    sequence = fields.Integer(default=10)
    plan_id = fields.Many2one(
        comodel_name="relationship.plan", required=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(
        related="plan_id.account_id", store=True, index=True, string="Customer account"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    plan_state = fields.Selection(related="plan_id.state", string="Plan's status")
    whose = fields.Selection(
        selection=[
            ("customer", "The customer's"),
            ("ours", "Ours"),
            ("joint", "Joint"),
        ],
        string="Whose goal",
        default="joint",
        required=True,
    )
    kind = fields.Selection(
        selection=[("qualitative", "In words"), ("quantitative", "In numbers")],
        default="qualitative",
        required=True,
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("reached", "Reached"),
            ("missed", "Missed"),
            ("dropped", "Dropped"),
        ],
        string="Status",
        default="open",
        required=True,
        index=True,
        copy=False,
    )
    date_due = fields.Date(string="Due", index=True)
    action_ids = fields.One2many(
        comodel_name="relationship.action",
        inverse_name="objective_id",
        string="Actions",
    )

    # What is measured
    measure = fields.Selection(
        selection="_selection_measure",
        help="Where the current value comes from; empty when it is kept by hand.",
    )
    measure_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        index="btree_not_null",
        ondelete="restrict",
    )
    unit = fields.Char(help="What the numbers count, when they are kept by hand.")
    baseline = fields.Float(help="Where things stood at the start.")
    target = fields.Float()
    current = fields.Float(copy=False, aggregator="avg")
    progress = fields.Float(
        compute="_compute_progress",
        store=True,
        aggregator="avg",
        help="The way from the baseline to the target that is behind us, in percent.",
    )
    history = fields.Json(
        readonly=True, copy=False, help="One value a week, and the last one."
    )
    has_data = fields.Boolean(readonly=True, copy=False)

    # What the customer sees
    is_shared = fields.Boolean(string="Shared with the customer")
    customer_name = fields.Char(string="Title for the customer")
    note = fields.Text(string="Internal notes")

    @api.model
    def _selection_measure(self):
        measures = self.env["relationship.measure"]._get_measures()
        return [(key, measure["label"]) for key, measure in measures.items()]

    @api.depends(
        "kind", "state", "measure", "has_data", "baseline", "target", "current"
    )
    def _compute_progress(self):
        for objective in self:
            objective.progress = 100.0 if objective.state == "reached" else 0.0

    def _get_mean_progress(self):
        """Mean progress in percent of those that still count."""
        counted = self.filtered(lambda objective: objective.state != "dropped")
        return sum(counted.mapped("progress")) / len(counted) if counted else 0.0
