from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL, plaintext2html

from ...temporary import write_changed
from ...turns import REPEAT, browse_given, take_turns
from ..shared.states import OPEN_PLAN
from ..shared.windows import open_records, open_window


class RelationshipFeedback(models.Model):
    """What feedback is worth looking at, and the work it becomes."""

    _inherit = "relationship.feedback"

    currency_id = fields.Many2one(related="company_id.currency_id")
    revenue_at_stake = fields.Monetary(
        string="Revenue at stake",
        readonly=True,
        copy=False,
        groups="account_relationship.group_user",
        help="Net invoiced sales of the last 12 months with the customer: of the "
        "product's category, or of everything when no product is named.",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    need_ids = fields.One2many(
        comodel_name="relationship.need",
        inverse_name="feedback_id",
        string="Answers the needs",
    )
    action_ids = fields.One2many(
        comodel_name="relationship.action",
        inverse_name="feedback_id",
        string="Actions",
    )

    # ------------------------------------------------------------
    # What comes of an interaction
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """What was said in an interaction is passed on once, whoever does it."""
        names = ("source", "account_id", "interaction_id", "verbatim")
        context = self.env.context
        defaults = {name: context.get(f"default_{name}") for name in names}
        for vals in vals_list:
            said = {name: vals.get(name, defaults[name]) for name in names}
            if said["source"] == "interaction" and isinstance(said["verbatim"], str):
                accounts = self.env["relationship.account"]
                take_turns(browse_given(accounts, said["account_id"]))
                self._find_passed_on(said)._check_second()
        feedback = super().create(vals_list)
        feedback.filtered("interaction_id")._link_needs()
        return feedback

    def _link_needs(self):
        """What was passed on is no longer a need nobody works on."""
        if not self:
            return
        # sudo: what was heard in the same interaction, in the same words
        needs = self.env["relationship.need"].sudo()
        heard = needs.search(
            Domain("interaction_id", "in", self.interaction_id.ids)
            & Domain("feedback_id", "=", False)
        ).grouped(lambda need: (need.interaction_id.id, need.name))
        for feedback in self:
            key = (feedback.interaction_id.id, feedback.verbatim.strip())
            heard.get(key, needs).feedback_id = feedback

    @api.model
    def _find_passed_on(self, vals):
        """Feedback of the same words of the same interaction.

        Of a confidential one it is not noted where it was said: the same words of the
        same customer a moment ago.
        """
        interaction = self.env["relationship.interaction"]
        interaction = browse_given(interaction, vals.get("interaction_id"))
        account = browse_given(self.env["relationship.account"], vals.get("account_id"))
        origin = Domain("interaction_id", "=", interaction.id)
        if not interaction:
            origin &= Domain("create_date", ">=", fields.Datetime.now() - REPEAT)
        # sudo: whether there is some; opening it takes one's own rights
        found = self.sudo().search(
            origin
            & Domain("source", "=", "interaction")
            & Domain("account_id", "=", account.id)
            & Domain("verbatim", "=", vals.get("verbatim") or False),
            limit=1,
        )
        return found.with_env(self.env)

    def _check_second(self):
        if self:
            # sudo: who it was, for somebody who wrote the very same words
            author = self.sudo().create_uid
            raise UserError(
                self.env._(
                    "This was passed on already, by %(user)s.",
                    user=author.name,
                )
            )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_make_action(self):
        """Make an action of a plan of it, or one of its own."""
        self.ensure_one()
        return open_window(
            self.env._("New action"),
            "relationship.action",
            target="new",
            context=self._get_action_defaults(),
        )

    def _get_action_defaults(self):
        return {
            "default_name": self.name,
            "default_account_id": self.account_id.id,
            "default_plan_id": self._get_only_plan().id,
            "default_feedback_id": self.id,
            "default_origin": "feedback",
            "default_user_id": self.env.uid,
        }

    def _get_only_plan(self):
        """The plan the customer has; none where there is a choice."""
        plans = self.env["relationship.plan"].search(
            [
                ("account_id", "=", self.account_id.id),
                ("state", "in", OPEN_PLAN),
            ],
            limit=2,
        )
        return plans if len(plans) == 1 else plans.browse()

    def action_reroute(self):
        """Another team answers it better."""
        return open_window(
            self.env._("Reroute"),
            "relationship.feedback.reroute",
            target="new",
            context={"default_feedback_ids": [Command.set(self.ids)]},
        )

    def action_make_opportunity(self):
        """Make an opportunity of what the customer asks for in each, and open them.

        :return: the action that opens the form of one, the list of several
        """
        self.check_access("write")
        take_turns(self)
        # sudo: whether there is one, though it may be a colleague's
        pending = self.filtered(lambda feedback: not feedback.sudo().lead_id)
        leads = self.env["crm.lead"].create(
            [feedback._prepare_opportunity() for feedback in pending]
        )
        for feedback, lead in zip(pending._on_own_path(), leads, strict=True):
            feedback.lead_id = lead
        return open_records(self.lead_id, "crm.crm_lead_opportunities")

    def _prepare_opportunity(self):
        self.ensure_one()
        return {
            "type": "opportunity",
            "name": self.name,
            "partner_id": self.account_id._get_addressee(self.partner_id).id,
            "company_id": self.company_id.id,
            "description": plaintext2html(self.verbatim),
            "user_id": self.account_id._get_seller().id,
        }

    # ------------------------------------------------------------
    # Revenue at stake
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh_revenue_at_stake(self):
        """Bring the revenue at stake of all feedback up to date, at night."""
        everything = self.search(Domain.TRUE, order="id")
        self.env["ir.cron"]._work_off_many(
            everything,
            lambda part: part._refresh_revenue_at_stake(everything),
            # Of all it takes hardly longer than of a few.
            size=len(everything),
        )

    def _refresh_revenue_at_stake(self, everything=None):
        """Store the revenue at stake of these.

        :param everything: all there are; naming each of them would take long
        """
        scope = SQL("feedback.id = ANY(%s)", self.ids)
        self._write_revenue_at_stake(SQL("TRUE") if self == everything else scope)

    @api.model
    def _write_revenue_at_stake(self, scope):
        """All feedback in scope at once; writes what changed only.

        :return: how many rows were written
        :rtype: int
        """
        self.env.flush_all()
        measure = self.env["relationship.measure"]
        written = 0
        for today, companies in measure._get_days().items():
            start, end = measure._get_revenue_periods(today)[0]
            there = SQL("%s AND feedback.company_id = ANY(%s)", scope, companies.ids)
            query = self._get_revenue_query(there, start, end)
            written += self._write_stakes(query, is_all=scope.code == "TRUE")
        self.invalidate_model(["revenue_at_stake"], flush=False)
        return written

    @api.model
    def _write_stakes(self, query, is_all):
        changed = SQL(
            """
            SELECT feedback.id, stake.amount AS revenue_at_stake
              FROM (%s) AS stake
              JOIN relationship_feedback AS feedback ON feedback.id = stake.feedback_id
             WHERE feedback.revenue_at_stake IS DISTINCT FROM stake.amount
            """,
            query,
        )
        return write_changed(
            self.env.cr,
            self._table,
            ["revenue_at_stake"],
            changed,
            kept_as=is_all and "relationship_stake_changed",
        )

    @api.model
    def _get_revenue_query(self, scope, start, end):
        """Invoiced sales of the customer, of the product's category and those below it.

        As the 12-month revenue of the account: untaxed, credit notes subtracted, in the
        company's currency, of the same days.
        """
        return SQL(
            """
            SELECT feedback.id AS feedback_id, COALESCE(SUM(sold.amount), 0) AS amount
              FROM relationship_feedback AS feedback
              LEFT JOIN relationship_account AS account
                ON account.id = feedback.account_id
              LEFT JOIN product_product AS variant ON variant.id = feedback.product_id
              LEFT JOIN product_template AS template
                ON template.id = variant.product_tmpl_id
              LEFT JOIN product_category AS category
                ON category.id = template.categ_id
              LEFT JOIN (%(sold)s) AS sold
                ON sold.partner_id = account.partner_id
               AND sold.company_id = account.company_id
               AND (feedback.product_id IS NULL AND sold.product_id IS NULL
                    OR sold.product_id = feedback.product_id
                    OR sold.parent_path LIKE category.parent_path || '%%')
             WHERE %(scope)s
             GROUP BY feedback.id
            """,
            sold=self._get_sold_query(scope, start, end),
            scope=scope,
        )

    @api.model
    def _get_sold_query(self, scope, start, end):
        """What the customers in scope bought, by category: the facts.

        Of products without a category once more, by product.
        """
        customers = self._get_customers(scope)
        facts = self.env["relationship.revenue"]
        return SQL(
            """
            SELECT fact.partner_id, fact.company_id, NULL::int AS product_id,
                   category.parent_path, SUM(fact.amount) AS amount
              FROM (%(facts)s) AS fact
              LEFT JOIN product_category AS category ON category.id = fact.category_id
             GROUP BY 1, 2, 3, 4
             UNION ALL
            SELECT sold.partner_id, sold.company_id, sold.product_id, NULL, sold.amount
              FROM (%(uncategorized)s) AS sold
            """,
            facts=facts._get_sold(start, end, customers),
            uncategorized=self._get_uncategorized_query(customers, start, end),
        )

    @api.model
    def _get_uncategorized_query(self, customers, start, end):
        """What was sold of products without a category."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id, move.company_id,
                   line.product_id, -SUM(line.balance) AS amount
              FROM product_template AS template
              JOIN product_product AS variant
                ON variant.product_tmpl_id = template.id
              JOIN account_move_line AS line
                ON line.product_id = variant.id AND line.display_type = 'product'
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = move.partner_id
             WHERE template.categ_id IS NULL
               AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date BETWEEN %(start)s AND %(end)s
               AND %(buyers)s
             GROUP BY 1, 2, 3
            """,
            start=start,
            end=end,
            buyers=self.env["relationship.revenue"]._get_buyers(customers),
        )

    @api.model
    def _get_customers(self, scope):
        """The query of customers in scope; nothing when all are."""
        if scope.code.startswith("TRUE"):
            return None
        return SQL(
            "SELECT account.partner_id FROM relationship_feedback AS feedback"
            " JOIN relationship_account AS account ON account.id = feedback.account_id"
            " WHERE %s",
            scope,
        )
