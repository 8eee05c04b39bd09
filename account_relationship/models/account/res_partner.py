from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..shared.relationship_guard import say
from ..shared.states import SPOKEN_MESSAGE


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
    def get_import_templates(self):
        """Offer a template with the account manager, too."""
        return [
            *super().get_import_templates(),
            {
                "label": self.env._("Import template for contacts with owner"),
                "template": "/account_relationship/static/xls/contacts_with_owner.xlsx",
            },
        ]

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

    def _get_all_accounts(self):
        """Accounts of these customers, archived ones and of all companies as well."""
        # sudo: whoever may edit contacts need not be allowed to edit accounts; one the
        # user may not read would be unreachable on a contact, and stands in the way
        accounts = self.env["relationship.account"].sudo()
        return accounts.with_context(active_test=False).search(
            [("partner_id", "in", self.ids)]
        )

    def _move_accounts_to_commercial_entity(self):
        """A customer that became a contact of a company brings its account along."""
        for account in self._get_all_accounts():
            entity = account.partner_id.commercial_partner_id
            if entity != account.partner_id:
                account._move_to_customer(entity)

    def _archive_accounts_with_customer(self, active):
        """Accounts follow their customer into the archive and back."""
        accounts = self._get_all_accounts()
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
        accounts = self.filtered("active")._get_all_accounts()
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
        if account := self._get_all_accounts()[:1]:
            raise UserError(
                self.env._(
                    "%(customer)s has a customer account with its history. "
                    "Archive the contact instead of deleting it.",
                    customer=account.partner_id.display_name,
                )
            )

    # ------------------------------------------------------------
    # A contact is deleted, and the customer's record stays whole
    # ------------------------------------------------------------

    # The company takes the person's place where something was said to or by the person:
    # what was told, agreed and talked about was told to, agreed by and talked about
    # with the customer. Feedback and scores stay without a name.

    def _find_accounts_of_persons(self):
        """Accounts of the customers the persons speak for or spoke for."""
        accounts = self.commercial_partner_id._get_all_accounts()
        for model, domain in self._get_person_domains().items():
            records = self.env[model].with_context(active_test=False)
            accounts |= records.search(domain).account_id
        return accounts

    def _get_person_domains(self):
        """``{model: domain}`` of records of accounts where the persons stand."""
        return {}

    def _give_place_to_company(self):
        """Let the customer stand where its contacts stood."""
        self.env.flush_all()
        for query in self._get_place_queries():
            self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)

    def _get_place_queries(self):
        """For each of our references to a person that has to stay: the customer."""
        is_said = SQL("record.message_type IN %s", SPOKEN_MESSAGE)
        return [
            # An opportunity is the customer's.
            self._get_place_query("crm_lead", "partner_id"),
            # By what customers wrote we know when we last heard from them.
            self._get_place_query("mail_message", "author_id", is_said),
        ]

    def _get_place_query(self, table, column, condition=None):
        """Where a column of a table names a person: the customer, with an account.

        :param condition: SQL about ``record``, which of its rows
        """
        return SQL(
            """
            UPDATE %(table)s AS record
               SET %(column)s = person.commercial_partner_id
              FROM res_partner AS person
             WHERE record.%(column)s = person.id AND person.id = ANY(%(ids)s)
               AND person.commercial_partner_id != person.id
               AND EXISTS (SELECT FROM relationship_account
                            WHERE partner_id = person.commercial_partner_id)
               AND %(condition)s
            """,
            table=SQL.identifier(table),
            column=SQL.identifier(column),
            ids=self.ids,
            condition=condition or SQL("TRUE"),
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
