from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shared.states import OPEN_PLAN, RUNNING_PLAN
from ..shared.windows import open_window


class RelationshipPlan(models.Model):
    """From a draft to what both sides agreed, and to its end."""

    _inherit = "relationship.plan"

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("agreed", "Agreed"),
            ("active", "Active"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    agreed_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Agreed by",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', customer_id)]",
        readonly=True,
        copy=False,
        tracking=True,
    )
    agreed_on = fields.Date(
        string="Agreed on", readonly=True, copy=False, tracking=True
    )
    done_on = fields.Date(readonly=True, copy=False)
    cancel_reason = fields.Text(
        string="Why it was cancelled", readonly=True, copy=False, tracking=True
    )

    _agreed_by_somebody = models.Constraint(
        "CHECK(state NOT IN ('agreed', 'active', 'done')"
        " OR agreed_by_id IS NOT NULL AND agreed_on IS NOT NULL)",
        "Say who agreed to the plan at the customer, and when.",
    )
    _cancelled_for_a_reason = models.Constraint(
        "CHECK(state != 'cancelled' OR cancel_reason IS NOT NULL)",
        "Say why the plan is cancelled.",
    )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_agree(self):
        """Ask who agreed at the customer, and when."""
        self.ensure_one()
        self._check_state("draft")
        return self._get_dialog_action(
            self.env._("Agreed with the customer"), "relationship.plan.agree"
        )

    def action_start(self):
        """Work on what was agreed begins."""
        self._check_state("agreed")
        self._on_own_path().state = "active"

    def action_done(self):
        """The plan is through: nothing in it is open any more."""
        self._check_state(*RUNNING_PLAN)
        for plan in self:
            plan._check_actions_over()
        for company, plans in self.grouped("company_id").items():
            today = company._get_relationship_today()
            plans._on_own_path().write({"state": "done", "done_on": today})

    def action_cancel(self):
        """Ask why."""
        self.ensure_one()
        self._check_state(*OPEN_PLAN)
        return self._get_dialog_action(
            self.env._("Cancel the plan"), "relationship.plan.cancel"
        )

    def action_reopen(self):
        """Go on with a plan that was done or cancelled."""
        self._check_state("done", "cancelled")
        for is_agreed, plans in self.grouped(lambda p: bool(p.agreed_on)).items():
            plans._on_own_path().write(
                {
                    "state": "active" if is_agreed else "draft",
                    "done_on": False,
                    "cancel_reason": False,
                }
            )

    @api.model
    def _get_dialog_action(self, title, model):
        return open_window(
            title, model, target="new", context={"default_plan_id": self.id}
        )

    # ------------------------------------------------------------
    # What they do
    # ------------------------------------------------------------

    def _agree(self, partner, day):
        """Both sides agreed; from here on the plan is history that stays."""
        self.ensure_one()
        self._check_state("draft")
        if not self.objective_ids and not self.action_ids:
            raise UserError(
                self.env._(
                    "There is nothing in the plan to agree to: "
                    "add an objective or an action first."
                )
            )
        values = {"state": "agreed", "agreed_by_id": partner.id, "agreed_on": day}
        snapshot = {**self._take_snapshot(), "state": "agreed"}
        self._on_own_path().write({**values, "review_snapshot": snapshot})

    def _cancel(self, reason):
        """Nothing of it remains to be done."""
        self._check_state(*OPEN_PLAN)
        self._on_own_path().write(
            {"state": "cancelled", "cancel_reason": reason, "proposed_at": False}
        )
        self._cancel_plan_answers()
        self.action_ids.filtered(lambda action: action._is_open()).action_cancel()
        self.objective_ids.filtered(lambda o: o.state == "open").action_drop()

    def _check_state(self, *states):
        """Buttons are hidden where they make no sense; the API has none."""
        self._check_no_template()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in self:
            if plan.state not in states:
                raise UserError(
                    self.env._(
                        "“%(plan)s” is %(state)s. This is possible for plans that "
                        "are: %(states)s.",
                        plan=plan.name,
                        state=labels[plan.state],
                        states=", ".join(labels[state] for state in states),
                    )
                )

    def _check_actions_over(self):
        actions = self.action_ids.filtered(lambda action: action._is_open())
        objectives = self.objective_ids.filtered(lambda o: o.state == "open")
        if actions or objectives:
            raise UserError(
                self.env._(
                    "“%(plan)s” is not done yet. Complete, cancel or settle first: "
                    "%(names)s.",
                    plan=self.name,
                    names=", ".join(
                        [*actions.mapped("name"), *objectives.mapped("name")]
                    ),
                )
            )
