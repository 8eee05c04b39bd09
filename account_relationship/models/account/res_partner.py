from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..shared.relationship_guard import say


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "relationship.document.mixin",
    ]

    relationship_account_ids = fields.One2many(
        comodel_name="relationship.account",
        inverse_name="partner_id",
        string="Customer accounts",
        groups="sales_team.group_sale_salesman",
    )
    account_manager_id = fields.Many2one(
        inverse="_inverse_account_manager_id",
        help="Who looks after this customer. Set it to open a customer account, "
        "or to hand the account over.",
    )

    # ------------------------------------------------------------
    # The account of the customer in the current company
    # ------------------------------------------------------------

    def _get_relationship_partner(self):
        self.ensure_one()
        return self.commercial_partner_id

    def _get_relationship_company(self):
        # A contact may be shared: what counts is the company the user works in.
        return self.env.company

    def _get_relationship_depends(self):
        return ["commercial_partner_id", "relationship_account_ids.manager_id"]

    @api.model
    def _get_entity_domain(self, company, entities):
        if company != self.env.company:
            return Domain.FALSE
        return Domain("commercial_partner_id", "in", SQL("%s", entities))

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let contacts be grouped and sorted by their account manager."""
        if field_expr != "account_manager_id":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return SQL(
            "(SELECT account.manager_id FROM relationship_account AS account"
            " WHERE account.partner_id = %(entity)s"
            " AND account.company_id = %(company)s AND account.active)",
            entity=SQL.identifier(alias, "commercial_partner_id"),
            company=self.env.company.id,
        )

    def _inverse_account_manager_id(self):
        """Open the customer's account, or hand it over."""
        Account = self.env["relationship.account"]
        # Taken before: the first one of an entity changes what the others show.
        managers = {partner: partner.account_manager_id for partner in self}
        for partner, manager in managers.items():
            entity = partner._get_relationship_partner()
            account = Account._get_by_customer([(self.env.company.id, entity.id)]).get(
                (self.env.company.id, entity.id), Account
            )
            account = account.with_env(Account.env).with_context(
                **say(relationship_assignment_reason="contact")
            )
            if account and not manager:
                raise UserError(
                    self.env._(
                        "%(customer)s has a customer account, which needs a manager. "
                        "Archive the account to end it.",
                        customer=entity.display_name,
                    )
                )
            if account and account.manager_id != manager:
                account.write({"manager_id": manager.id})
            elif manager and not account:
                entity._open_account(manager)
        # Protected while the manager is being set; the form shows them next.
        self.invalidate_recordset(
            ["relationship_account_id", "relationship_tier_id", "relationship_stage_id"]
        )

    def _open_account(self, manager):
        """Open an account for the customer, or reopen the one that was ended."""
        Account = self.env["relationship.account"].with_context(
            **say(relationship_assignment_reason="contact")
        )
        ended = Account.with_context(active_test=False).search(
            [("partner_id", "=", self.id), ("company_id", "=", self.env.company.id)]
        )
        if ended:
            ended.write({"active": True, "manager_id": manager.id})
            return ended
        return Account.create({"partner_id": self.id, "manager_id": manager.id})

    @api.model
    def load(self, fields, data):
        """Managers are told once of all customers that are imported for them."""
        partners = self.with_context(mail_auto_subscribe_no_notify=True)
        result = super(ResPartner, partners).load(fields, data)
        if result["ids"] and "account_manager_id" in {
            name.partition("/")[0] for name in fields
        }:
            customers = self.browse(result["ids"]).commercial_partner_id
            # sudo: whom the file named; only they are told
            self.env["relationship.assignment"]._notify_import(
                customers.sudo().relationship_account_ids
            )
        return result

    # ------------------------------------------------------------
    # What happens to the account when the customer changes
    # ------------------------------------------------------------

    def write(self, vals):
        # Taken before: Odoo removes is_company from the values it is given.
        moves = {"parent_id", "is_company"} & vals.keys()
        result = super().write(vals)
        if moves:
            self._move_accounts_to_commercial_entity()
        if "active" in vals:
            self._archive_accounts_with_customer(vals["active"])
        if "company_id" in vals:
            self._end_accounts_of_other_companies()
        return result

    def _move_accounts_to_commercial_entity(self):
        """A customer that became a contact of a company brings its account along."""
        # sudo: whoever may edit contacts need not be allowed to edit accounts;
        # an account on a contact would be unreachable
        accounts = self.env["relationship.account"].sudo()
        for account in accounts.with_context(active_test=False).search(
            [("partner_id", "in", self.ids)]
        ):
            entity = account.partner_id.commercial_partner_id
            if entity != account.partner_id:
                account._move_to_customer(entity)

    def _archive_accounts_with_customer(self, active):
        """Accounts follow their customer into the archive and back."""
        # sudo: see _move_accounts_to_commercial_entity
        accounts = self.env["relationship.account"].sudo()
        accounts = accounts.with_context(active_test=False).search(
            [("partner_id", "in", self.ids)]
        )
        if active:
            accounts._reopen_with_customer()
        else:
            accounts.filtered("active").write(
                {"active": False, "is_archived_with_customer": True}
            )

    def _end_accounts_of_other_companies(self):
        """A customer kept to one company ends its accounts in the others.

        They are archived, with their history, and come back when the customer is
        shared again.
        """
        # sudo: the accounts to end are those of companies the user may not be in
        accounts = self.env["relationship.account"].sudo()
        accounts = accounts.with_context(active_test=False).search(
            [("partner_id", "in", self.filtered("active").ids)]
        )
        foreign = accounts.filtered(
            lambda account: account.active and not account._may_have_customer()
        )
        foreign.write({"active": False, "is_archived_with_customer": True})
        for account in foreign:
            account.message_post(
                body=self.env._(
                    "The customer is now kept to %(company)s.",
                    company=account.partner_id.company_id.name,
                )
            )
        accounts._reopen_with_customer()

    def unlink(self):
        """The customers keep what their contacts said and were told."""
        # sudo: whoever may delete contacts need not be allowed to edit accounts
        persons = self.sudo()
        accounts = persons._find_accounts_of_persons()
        persons._give_place_to_company()
        result = super().unlink()
        accounts.exists()._on_persons_gone()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_customer_with_account(self):
        # sudo: an account the user may not read still stands in the way
        accounts = self.env["relationship.account"].sudo()
        account = accounts.with_context(active_test=False).search(
            [("partner_id", "in", self.ids)], limit=1
        )
        if account:
            raise UserError(
                self.env._(
                    "%(customer)s has a customer account with its history. "
                    "Archive the contact instead of deleting it.",
                    customer=account.partner_id.display_name,
                )
            )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_view_customer_account(self):
        """Open the account of the customer, or a new one."""
        action = super().action_view_customer_account()
        action["context"] = {"default_partner_id": self._get_relationship_partner().id}
        return action

    def _compute_application_statistics_hook(self):
        statistics = super()._compute_application_statistics_hook()
        for partner in self.filtered("account_manager_id"):
            statistics[partner.id].append(
                {
                    "iconClass": "fa-handshake-o",
                    "value": partner.account_manager_id.name,
                    "label": self.env._("Account manager"),
                    "tagClass": "o_tag_color_4",
                }
            )
        return statistics
