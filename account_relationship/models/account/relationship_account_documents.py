from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Whoever is in it sees the documents of all salespeople, or all invoices.
ALL_SALES = "sales_team.group_sale_salesman_all_leads"
ALL_INVOICES = ("account.group_account_invoice", "account.group_account_readonly")


class RelationshipAccount(models.Model):
    """The sales documents of an account: how many, how much, and the way to them.

    Counted when the screen opens and as the reader may see them. A reader
    without access to a kind of document is told so: never shown a zero.
    """

    _inherit = "relationship.account"

    opportunity_count = fields.Integer(
        string="Open opportunities", compute="_compute_opportunities"
    )
    opportunity_amount = fields.Monetary(
        string="Expected revenue", compute="_compute_opportunities"
    )
    order_count = fields.Integer(string="Orders", compute="_compute_orders")
    order_amount = fields.Monetary(
        string="Ordered",
        compute="_compute_orders",
        help="Untaxed amounts of the confirmed orders, each converted at the rate of "
        "its own date.",
    )
    invoice_count = fields.Integer(string="Invoices", compute="_compute_invoices")
    invoice_amount = fields.Monetary(string="Invoiced", compute="_compute_invoices")
    meeting_count = fields.Integer(string="Meetings", compute="_compute_meeting_count")
    may_read_leads = fields.Boolean(compute="_compute_may_read")
    may_read_orders = fields.Boolean(compute="_compute_may_read")
    may_read_invoices = fields.Boolean(compute="_compute_may_read")
    # Of their own documents a zero says nothing: those of others are not counted.
    own_sales_only = fields.Boolean(compute="_compute_may_read")
    own_invoices_only = fields.Boolean(compute="_compute_may_read")

    @api.depends_context("uid")
    def _compute_may_read(self):
        env = self.env
        self.may_read_leads = env["crm.lead"].has_access("read")
        self.may_read_orders = env["sale.order"].has_access("read")
        self.may_read_invoices = env["account.move"].has_access("read")
        # By the reader's rights, whether there are others or not: nobody learns that.
        sees_all = env.su or env.user.has_group(ALL_SALES)
        self.own_sales_only = not sees_all
        self.own_invoices_only = not sees_all and not any(
            env.user.has_group(group) for group in ALL_INVOICES
        )

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
        counts, amounts = [], []
        for account in self:
            count, amount = totals.get(account._origin, (0, 0.0))
            counts.append(count)
            amounts.append(account.currency_id.round(amount) if amount else 0.0)
        # At once: an amount of money that is set alone is a new environment twice.
        self._fields["opportunity_count"]._insert_cache(self, counts)
        self._fields["opportunity_amount"]._insert_cache(self, amounts)

    @api.depends_context("uid")
    def _compute_orders(self):
        totals = self._get_entity_totals(
            "sale.order",
            self._get_order_domain(),
            # Once, at the rate of the order: today's would change it every day.
            SQL(
                "sale_order.amount_untaxed"
                " / COALESCE(NULLIF(sale_order.currency_rate, 0), 1)"
            ),
        )
        for account in self:
            account.order_count, account.order_amount = account._pick_total(totals)

    @api.depends_context("uid")
    def _compute_invoices(self):
        totals = self._get_entity_totals(
            "account.move",
            self._get_invoice_domain(),
            SQL("account_move.amount_untaxed_signed"),
        )
        for account in self:
            account.invoice_count, account.invoice_amount = account._pick_total(totals)

    @api.model
    def _get_entity_totals(self, model_name, domain, amount):
        """Return ``{(company id, commercial entity id): (count, amount)}``.

        :param domain: documents, of which those count that the reader may see
        :param amount: SQL of the amount of a document in its company's currency
        """
        documents = self.env[model_name]
        if not documents.has_access("read"):
            return {}
        for name in (model_name, "account.move.line", "res.partner"):
            self.env[name].flush_model()
        found = documents._search(domain)
        table = found.table
        customer = found.join(table, "partner_id", "res_partner", "id", "customer")
        found.groupby = SQL("1, 2")
        rows = self.env.execute_query(
            found.select(
                SQL.identifier(table, "company_id"),
                SQL.identifier(customer, "commercial_partner_id"),
                SQL("COUNT(*)"),
                SQL("SUM(%s)::double precision", amount),
            )
        )
        return {tuple(key): (count, total or 0.0) for *key, count, total in rows}

    def _pick_total(self, totals):
        return totals.get((self.company_id.id, self.partner_id.id), (0, 0.0))

    @api.depends_context("uid")
    def _compute_meeting_count(self):
        for account in self:
            account.meeting_count = self.env["calendar.event"].search_count(
                account._get_meeting_domain()
            )

    # ------------------------------------------------------------
    # Whom a document is for
    # ------------------------------------------------------------

    def _get_own_contacts(self, contacts):
        """Those of some contacts who are the customer's people now."""
        # sudo: only whose people they are, whoever may read them
        customer, people = self.sudo().partner_id, contacts.sudo()
        own = people.filtered(lambda person: person.commercial_partner_id == customer)
        return own.with_env(contacts.env)

    def _get_addressee(self, contact):
        """A person at the customer; the customer, where the person is there no more.

        By the contact a document has, it is that of one customer or another.
        """
        if not self:
            return contact
        # sudo: only who it is, whoever may read the account or the contact
        own = self._get_own_contacts(contact).sudo().filtered("active")
        return (own or self.sudo().partner_id).with_env(self.env)

    # ------------------------------------------------------------
    # Opening the documents
    # ------------------------------------------------------------

    def action_view_opportunities(self):
        """Open the open opportunities of the account."""
        return self._get_documents_action(
            "crm.crm_lead_opportunities",
            self._get_opportunity_domain(),
            default_type="opportunity",
            default_company_id=self.company_id.id,
        )

    def action_view_orders(self):
        """Open the confirmed orders of the account."""
        return self._get_documents_action(
            "sale.action_orders",
            self._get_order_domain(),
            default_company_id=self.company_id.id,
        )

    def action_view_invoices(self):
        """Open the posted invoices and credit notes of the account."""
        return self._get_invoices_action(self._get_invoice_domain())

    def action_view_meetings(self):
        """Open the calendar with the meetings of the account's contacts."""
        action = self._get_documents_action(
            "calendar.action_calendar_event", self._get_meeting_domain()
        )
        action["context"] = {"default_partner_ids": self.partner_id.ids}
        return action

    def _get_invoices_action(self, domain):
        return self._get_documents_action(
            "account.action_move_out_invoice_type",
            domain,
            default_move_type="out_invoice",
        )

    def _get_documents_action(self, xmlid, domain, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = domain
        action["context"] = {"default_partner_id": self.partner_id.id, **context}
        # The list first: the reader comes from a number and wants its rows.
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        return action
