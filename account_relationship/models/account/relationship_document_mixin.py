from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class RelationshipDocumentMixin(models.AbstractModel):
    """A document of a customer shows who looks after the customer.

    It shows it to us only: customers read their own orders and invoices.

    Orders, invoices and contacts are many, so they reach the account by query
    instead of storing it. The model needs ``partner_id`` and ``company_id``, or
    overrides :meth:`_get_relationship_partner` and
    :meth:`_get_relationship_company`.
    """

    _name = "relationship.document.mixin"
    _description = "Document of a customer account"

    relationship_account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        compute="_compute_relationship_account_id",
        search="_search_relationship_account_id",
        groups="base.group_user",
    )
    account_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        compute="_compute_relationship_account_id",
        search="_search_account_manager_id",
        groups="base.group_user",
    )
    relationship_tier_id = fields.Many2one(
        comodel_name="relationship.tier",
        string="Customer tier",
        compute="_compute_relationship_account_id",
        groups="base.group_user",
    )
    relationship_stage_id = fields.Many2one(
        comodel_name="relationship.stage",
        string="Customer stage",
        compute="_compute_relationship_account_id",
        groups="base.group_user",
    )

    def _get_relationship_partner(self):
        self.ensure_one()
        return self.partner_id.commercial_partner_id

    def _get_relationship_company(self):
        self.ensure_one()
        return self.company_id or self.env.company

    def _get_relationship_depends(self):
        """Fields of the document that decide which account it belongs to."""
        return ["partner_id", "company_id"]

    @api.depends(lambda self: self._get_relationship_depends())
    @api.depends_context("company", "uid")
    def _compute_relationship_account_id(self):
        keys = {
            document: (
                document._get_relationship_company().id,
                document._get_relationship_partner()._origin.id,
            )
            for document in self
        }
        # A form may be filled with any company: tell of the reader's only.
        companies = self.env.user._get_company_ids()
        accounts = self.env["relationship.account"]._get_by_customer(
            key for key in keys.values() if self.env.su or key[0] in companies
        )
        for document, key in keys.items():
            account = accounts.get(key)
            document.relationship_account_id = account
            document.account_manager_id = account and account.manager_id
            document.relationship_tier_id = account and account.tier_id
            document.relationship_stage_id = account and account.stage_id

    def _search_relationship_account_id(self, operator, value):
        return self._search_by_account("relationship_account_id", "id", operator, value)

    def _search_account_manager_id(self, operator, value):
        return self._search_by_account(
            "account_manager_id", "manager_id", operator, value
        )

    def _search_by_account(self, name, column, operator, value):
        """Documents whose account has a column matching; ``False`` means no account.

        Ids are compared for everybody who may see the field, as a document shows them.
        Whatever else is asked of the account or its manager is asked as the user.
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # Odoo does not look at the groups of a field that has a search method.
        self._check_field_access(self._fields[name], "read")
        if operator != "in":
            found = self._find_as_user(name, operator, value)
            return self._get_account_domain(Domain(column, "any", found))
        wants_none = False in value
        found = self._get_account_domain(
            Domain(column, "in", [item for item in value if item])
        )
        if wants_none:
            found |= ~self._get_account_domain(Domain.TRUE)
        return found

    def _find_as_user(self, name, operator, value):
        """Return the query of the records the user finds, where the field points to."""
        records = self.env[self._fields[name].comodel_name]
        if operator == "any!":
            # sudo: only code asks so, Odoo refuses it from users
            records = records.sudo()
        return records._search(Domain("id", operator, value), active_test=False)

    def _get_account_domain(self, account_domain):
        """Documents of the current companies' accounts that match.

        :param account_domain: compares ids only, as it is looked up with all rights
        """
        # sudo: finding a document by the ids it shows anyway tells nothing
        # about the account
        accounts = self.env["relationship.account"].sudo()
        return Domain.OR(
            self._get_entity_domain(
                company,
                accounts._search(
                    account_domain & Domain("company_id", "=", company.id)
                ).subselect(SQL.identifier(accounts._table, "partner_id")),
            )
            for company in self.env.companies
        )

    @api.model
    def _get_entity_domain(self, company, entities):
        """Documents of the commercial entities in a company."""
        return Domain("company_id", "=", company.id) & Domain(
            "partner_id",
            "in",
            SQL(
                "(SELECT id FROM res_partner WHERE commercial_partner_id IN %s)",
                entities,
            ),
        )

    def action_view_customer_account(self):
        """Open the account of the document's customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "relationship.account",
            "views": [(False, "form")],
            "res_id": self.relationship_account_id.id,
        }
