from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.account_relationship.models.alert.relationship_account_risk import (
    RISK_DAYS,
)
from odoo.addons.account_relationship.models.shared.states import (
    OPEN_PLAN,
    WORKING_FEEDBACK,
)

OUTLOOK = [
    ("likely", "Likely"),
    ("open", "Open"),
    ("at_risk", "At risk"),
    ("unlikely", "Unlikely"),
]
#: How much speaks against it up to each of them; more than that is unlikely.
UP_TO = (("likely", 0), ("open", 1), ("at_risk", 3))
#: What is said of a renewal, until its term begins.
SAID = ("renewal_target", "renewal_expected", "renewal_view", "renewal_view_note")
VIEW = frozenset({"renewal_view", "renewal_view_note"})


class RelationshipAgreement(models.Model):
    """The next renewal: what it is to come to, and how likely it is."""

    _inherit = "relationship.agreement"
    _proof_fields = frozenset({"renewal_view_on", "renewal_view_by"})

    renewal_target = fields.Monetary(
        string="Target",
        copy=False,
        tracking=True,
        help="What we want the next term to come to in a year, in the currency of the "
        "agreement.",
    )
    renewal_expected = fields.Monetary(
        string="Expected",
        copy=False,
        tracking=True,
        help="What we expect the next term to come to in a year, in the currency of "
        "the agreement.",
    )
    renewal_final = fields.Monetary(
        string="Final",
        compute="_compute_renewal_final",
        help="What the next term comes to in a year, once it is fixed, in the currency "
        "of the agreement.",
    )
    renewal_outlook = fields.Selection(
        selection=OUTLOOK,
        string="Our assessment",
        compute="_compute_renewal_outlook",
        help="Computed from orders, overdue invoices, complaints and scores of the "
        "customer.",
    )
    renewal_outlook_words = fields.Char(
        string="Because", compute="_compute_renewal_outlook"
    )
    renewal_view = fields.Selection(
        selection=OUTLOOK,
        string="Manager's assessment",
        copy=False,
        tracking=True,
        help="What the manager thinks; it counts for 60 days.",
    )
    renewal_view_note = fields.Char(
        string="Why the manager thinks so", copy=False, tracking=True
    )
    renewal_view_on = fields.Date(string="Assessed on", readonly=True, copy=False)
    renewal_view_by = fields.Many2one(
        comodel_name="res.users",
        string="Assessed by",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    is_renewal_view_old = fields.Boolean(
        string="Assessment is old",
        compute="_compute_is_renewal_view_old",
        help="The manager said so more than 60 days ago.",
    )
    is_unplanned = fields.Boolean(
        string="Without a plan",
        compute="_compute_is_unplanned",
        search="_search_is_unplanned",
        help="Nobody prepares the renewal: there is neither an open opportunity or "
        "quotation, nor an activity, nor a plan with the customer.",
    )

    # ------------------------------------------------------------
    # What it comes to
    # ------------------------------------------------------------

    @api.depends("term_ids.final", "state")
    def _compute_renewal_final(self):
        for agreement in self:
            last = agreement.term_ids.sorted("date_start")[-1:]
            agreement.renewal_final = agreement.state == "renewed" and last.final

    def _prepare_term(self, origin):
        """What was wanted and expected of a term stays with it."""
        values = super()._prepare_term(origin)
        if origin != "first":
            values["target"] = self.renewal_target
            values["expected"] = self.renewal_expected
        return values

    def _begin_terms(self, origin, values=None):
        result = super()._begin_terms(origin, values)
        said = self.filtered(lambda one: any(one[name] for name in SAID))
        if said and origin != "first":
            said._on_own_path().write(
                {
                    **dict.fromkeys(SAID, False),
                    **{"renewal_view_on": False, "renewal_view_by": False},
                }
            )
        return result

    # ------------------------------------------------------------
    # What the manager thinks
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        for agreement in agreements:
            if agreement.renewal_view or agreement.renewal_view_note:
                agreement._note_view()
        return agreements

    def write(self, vals):
        result = super().write(vals)
        if VIEW.intersection(vals) and "renewal_view_on" not in vals:
            for company_group in self.grouped("company_id").values():
                company_group._note_view()
        return result

    def _note_view(self):
        """Who thinks so, since when: whoever says it again thinks so anew."""
        said = self.filtered(lambda one: one.renewal_view or one.renewal_view_note)
        said._on_own_path().write(
            {"renewal_view_on": said._get_today(), "renewal_view_by": self.env.uid}
        )
        (self - said)._on_own_path().write(
            {"renewal_view_on": False, "renewal_view_by": False}
        )

    @api.depends("renewal_view_on")
    def _compute_is_renewal_view_old(self):
        for agreement in self:
            since = agreement.renewal_view_on
            agreement.is_renewal_view_old = (
                bool(since) and (agreement._get_today() - since).days > RISK_DAYS
            )

    # ------------------------------------------------------------
    # What the figures say
    # ------------------------------------------------------------

    @api.depends("account_id", "state", "is_paused")
    @api.depends_context("uid")
    def _compute_renewal_outlook(self):
        signs = self._get_signs()
        for agreement in self:
            outlook, words = agreement._assess(signs.get(agreement.account_id.id))
            agreement.renewal_outlook = outlook
            agreement.renewal_outlook_words = words

    def _assess(self, signs):
        """An outlook, and why in one sentence.

        :param signs: none of a customer the reader may not see
        """
        if self.state in ("draft", "ended") or not self.fixed_until:
            return False, False
        if self.state == "noticed":
            return "unlikely", self.env._("notice was given")
        if self.state == "renewed":
            return "likely", self.env._("the next term is fixed")
        if signs is None:
            return False, False
        found = self._weigh(signs)
        weight = sum(weight for weight, __ in found)
        outlook = next((key for key, most in UP_TO if weight <= most), "unlikely")
        words = "; ".join(words for __, words in found)
        return outlook, words or self.env._("nothing speaks against it")

    def _weigh(self, signs):
        """What speaks against it: ``[(weight, words)]``."""
        env, found = self.env, []
        state = signs.get("order_state")
        if state in ("very_late", "lost"):
            found.append((2, env._("orders stay away")))
        elif state == "late":
            found.append((1, env._("an order is late")))
        if signs.get("escalated"):
            found.append((2, env._("feedback is escalated")))
        # Nobody satisfied is 0, no answers are none.
        satisfied, promoters = signs.get("csat_12m"), signs.get("nps_12m")
        if (satisfied is not None and satisfied < 50) or (promoters or 0) < 0:
            found.append((1, env._("scores are low")))
        if (overdue := signs.get("overdue") or 0) > 0:
            currency = self.company_currency_id
            amount = currency.format(overdue)
            found.append((1, env._("%(amount)s is overdue", amount=amount)))
        if self.is_paused:
            found.append((1, env._("it is paused")))
        return found

    def _get_signs(self):
        """Of all accounts the reader may see at once: ``{account id: dict}``.

        A form may name another customer than that of the agreement.
        """
        # sudo: whoever sees the account may know how the customer does; of feedback
        # only whether any is escalated comes out
        accounts = self.account_id._origin._filtered_access("read").sudo()
        if not accounts:
            return {}
        feedback = accounts.env["relationship.feedback"]
        late = {
            account.id
            for (account,) in feedback._read_group(
                [
                    ("account_id", "in", accounts.ids),
                    ("state", "in", WORKING_FEEDBACK),
                    ("escalation_level", ">", 0),
                ],
                ["account_id"],
            )
        }
        measures = accounts.env["relationship.measure"]
        scores = measures._measure_many(["nps_12m", "csat_12m"], accounts)
        return {
            account.id: {
                **scores.get(account.id, {}),
                "order_state": account.order_state,
                "overdue": account.overdue_amount,
                "escalated": account.id in late,
            }
            for account in accounts
        }

    # ------------------------------------------------------------
    # Whether anybody prepares it
    # ------------------------------------------------------------

    @api.model
    def _get_unplanned_condition(self):
        """SQL about ``agreement``: nobody prepares its renewal."""
        return SQL(
            """
            NOT EXISTS (SELECT FROM crm_lead AS lead
                         WHERE lead.relationship_agreement_id = agreement.id
                           AND lead.active AND lead.won_status = 'pending')
            AND NOT EXISTS (SELECT FROM sale_order AS offer
                             WHERE offer.relationship_agreement_id = agreement.id
                               AND offer.state IN ('draft', 'sent'))
            AND NOT EXISTS (SELECT FROM mail_activity AS activity
                             WHERE activity.res_model = 'relationship.agreement'
                               AND activity.res_id = agreement.id AND activity.active)
            AND NOT EXISTS (SELECT FROM relationship_plan AS plan
                             WHERE plan.account_id = agreement.account_id
                               AND plan.state IN %s)
            """,
            OPEN_PLAN,
        )

    def _search_is_unplanned(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        found = SQL(
            "(SELECT agreement.id FROM relationship_agreement AS agreement"
            " WHERE agreement.state = 'running' AND agreement.fixed_until IS NOT NULL"
            " AND %s)",
            self._get_unplanned_condition(),
        )
        return [("id", "in", found)]

    @api.depends("state", "fixed_until")
    def _compute_is_unplanned(self):
        found = self.search([("id", "in", self.ids), ("is_unplanned", "=", True)])
        for agreement in self:
            agreement.is_unplanned = agreement in found


class RelationshipAgreementTerm(models.Model):
    _inherit = "relationship.agreement.term"

    target = fields.Monetary(
        readonly=True, help="What we wanted it to come to in a year."
    )
    expected = fields.Monetary(
        readonly=True, help="What we expected it to come to in a year."
    )
    final = fields.Monetary(
        compute="_compute_final",
        help="What the lines come to in a year on its first day.",
    )

    @api.depends(
        "date_start", "agreement_id.line_ids", "agreement_id.line_ids.annual_amount"
    )
    def _compute_final(self):
        for term in self:
            term.final = term.agreement_id._get_agreed(term.date_start)
