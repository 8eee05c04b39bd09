from odoo import api, fields, models
from odoo.fields import Domain


class RelationshipAccountDocuments(models.AbstractModel):
    """The sales documents of an account: how many, how much, and the way to them.

    Counted when the screen opens and as the reader may see them. A reader
    without access to a kind of document is told so: never shown a zero.
    """

    _name = "relationship.account.documents"
    _description = "Sales documents of a customer account"

    # Declared by the account itself; amounts need to know it here.
    currency_id = fields.Many2one(comodel_name="res.currency")

    opportunity_count = fields.Integer(
        string="Open opportunities", compute="_compute_opportunities"
    )
    opportunity_amount = fields.Monetary(
        string="Expected revenue", compute="_compute_opportunities"
    )
    order_count = fields.Integer(string="Orders", compute="_compute_orders")
    order_amount = fields.Monetary(string="Ordered", compute="_compute_orders")
    invoice_count = fields.Integer(string="Invoices", compute="_compute_invoices")
    invoice_amount = fields.Monetary(string="Invoiced", compute="_compute_invoices")
    overdue_count = fields.Integer(
        string="Overdue invoices", compute="_compute_overdue_invoices"
    )
    overdue_residual = fields.Monetary(
        string="Overdue", compute="_compute_overdue_invoices"
    )
    meeting_count = fields.Integer(string="Meetings", compute="_compute_meeting_count")
    may_read_leads = fields.Boolean(compute="_compute_may_read")
    may_read_orders = fields.Boolean(compute="_compute_may_read")
    may_read_invoices = fields.Boolean(compute="_compute_may_read")

    @api.depends_context("uid")
    def _compute_may_read(self):
        env = self.env
        self.may_read_leads = env["crm.lead"].has_access("read")
        self.may_read_orders = env["sale.order"].has_access("read")
        self.may_read_invoices = env["account.move"].has_access("read")

    # ------------------------------------------------------------
    # Which documents
    # ------------------------------------------------------------

    def _get_opportunity_domain(self):
        return Domain(
            [
                ("relationship_account_id", "in", self.ids),
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
                ("active", "=", True),
            ]
        )

    def _get_entity_domain(self):
        """Documents of any contact of the customers, in the accounts' companies."""
        return Domain("company_id", "in", self.company_id.ids) & Domain(
            "partner_id.commercial_partner_id", "in", self.partner_id.ids
        )

    def _get_order_domain(self):
        return self._get_entity_domain() & Domain("state", "=", "sale")

    def _get_invoice_domain(self):
        return self._get_entity_domain() & Domain(
            [
                ("state", "=", "posted"),
                ("move_type", "in", ["out_invoice", "out_refund", "out_receipt"]),
            ]
        )

    def _get_overdue_domain(self):
        return self._get_entity_domain() & Domain(
            [
                ("state", "=", "posted"),
                ("move_type", "in", ["out_invoice", "out_receipt"]),
                ("payment_state", "in", ["not_paid", "partial"]),
                ("invoice_date_due", "<", fields.Date.context_today(self)),
            ]
        )

    def _get_meeting_domain(self):
        contacts = self.env["res.partner"]._search(
            Domain("commercial_partner_id", "in", self.partner_id.ids)
        )
        return Domain("partner_ids", "in", contacts)

    # ------------------------------------------------------------
    # Counts and amounts
    # ------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_opportunities(self):
        totals = {}
        if self.env["crm.lead"].has_access("read"):
            totals = {
                account: (count, amount)
                for account, count, amount in self.env["crm.lead"]._read_group(
                    self._get_opportunity_domain(),
                    ["relationship_account_id"],
                    ["__count", "expected_revenue:sum"],
                )
            }
        for account in self:
            count, amount = totals.get(account._origin, (0, 0.0))
            account.opportunity_count = count
            account.opportunity_amount = amount

    @api.depends_context("uid")
    def _compute_orders(self):
        totals = self._get_entity_totals(
            "sale.order", self._get_order_domain(), "amount_untaxed:sum_currency"
        )
        for account in self:
            account.order_count, account.order_amount = account._pick_total(totals)

    @api.depends_context("uid")
    def _compute_invoices(self):
        totals = self._get_entity_totals(
            "account.move", self._get_invoice_domain(), "amount_untaxed_signed:sum"
        )
        for account in self:
            account.invoice_count, account.invoice_amount = account._pick_total(totals)

    @api.depends_context("uid")
    def _compute_overdue_invoices(self):
        totals = self._get_entity_totals(
            "account.move", self._get_overdue_domain(), "amount_residual_signed:sum"
        )
        for account in self:
            account.overdue_count, account.overdue_residual = account._pick_total(
                totals
            )

    def _get_entity_totals(self, model_name, domain, amount):
        """Return ``{(company, commercial entity): (count, amount)}``.

        One query per company, so that orders in a foreign currency are
        converted into the currency of the account's own company.
        """
        totals = {}
        if not self.env[model_name].has_access("read"):
            return totals
        for company in self.company_id:
            groups = (
                self.env[model_name]
                .with_company(company)
                ._read_group(
                    domain & Domain("company_id", "=", company.id),
                    ["partner_id.commercial_partner_id"],
                    ["__count", amount],
                )
            )
            for entity, count, total in groups:
                totals[company, entity] = (count, total)
        return totals

    def _pick_total(self, totals):
        return totals.get((self.company_id, self.partner_id), (0, 0.0))

    @api.depends_context("uid")
    def _compute_meeting_count(self):
        for account in self:
            account.meeting_count = self.env["calendar.event"].search_count(
                account._get_meeting_domain()
            )

    # ------------------------------------------------------------
    # Opening the documents
    # ------------------------------------------------------------

    def action_view_opportunities(self):
        """Open the open opportunities of the account."""
        self.ensure_one()
        action = self._get_documents_action(
            "crm.crm_lead_opportunities", self._get_opportunity_domain()
        )
        action["context"] = {
            "default_type": "opportunity",
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
        }
        return action

    def action_view_orders(self):
        """Open the confirmed orders of the account."""
        self.ensure_one()
        action = self._get_documents_action(
            "sale.action_orders", self._get_order_domain()
        )
        action["context"] = {
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
        }
        return action

    def action_view_invoices(self):
        """Open the posted invoices and credit notes of the account."""
        self.ensure_one()
        return self._get_invoices_action(self._get_invoice_domain())

    def action_view_overdue_invoices(self):
        """Open the invoices of the account that are past due."""
        self.ensure_one()
        return self._get_invoices_action(self._get_overdue_domain())

    def action_view_revenue(self):
        """Open the invoices the 12 months and the 12 before were made from."""
        self.ensure_one()
        periods = self.env["relationship.measure"]._get_revenue_periods(
            fields.Date.context_today(self)
        )
        dates = Domain.OR(
            Domain("invoice_date", ">=", start) & Domain("invoice_date", "<=", end)
            for start, end in periods
        )
        return self._get_invoices_action(self._get_invoice_domain() & dates)

    def action_view_meetings(self):
        """Open the calendar with the meetings of the account's contacts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "calendar.action_calendar_event"
        )
        action["domain"] = self._get_meeting_domain()
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        action["context"] = {"default_partner_ids": self.partner_id.ids}
        return action

    def _get_invoices_action(self, domain):
        action = self._get_documents_action(
            "account.action_move_out_invoice_type", domain
        )
        action["context"] = {
            "default_move_type": "out_invoice",
            "default_partner_id": self.partner_id.id,
        }
        return action

    def _get_documents_action(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = domain
        # The list first: the reader comes from a number and wants its rows.
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        return action
