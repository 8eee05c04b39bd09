from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...lines import Kind

_lt = LazyTranslate(__name__)


class RelationshipTimeline(models.Model):
    """The lines of a timeline that are documents: sold, invoiced, paid, rated.

    A branch names the model, which of its records count, and the columns of a line.
    """

    _inherit = "relationship.timeline"

    _depends = {
        "relationship.assignment": [
            *("account_id", "manager_id", "manager_name", "date_from", "reason"),
        ],
        "crm.lead": [
            *("relationship_account_id", "won_status", "date_closed", "type"),
            *("active", "name", "partner_id", "user_id", "expected_revenue"),
        ],
        "sale.order": [
            *("partner_id", "company_id", "state", "date_order", "name", "user_id"),
            *("amount_untaxed", "currency_rate"),
        ],
        "account.move": [
            *("partner_id", "company_id", "state", "move_type", "invoice_date"),
            *("name", "invoice_user_id", "amount_untaxed_signed"),
        ],
        "account.payment": [
            *("partner_id", "company_id", "state", "partner_type", "payment_type"),
            *("date", "name", "amount_company_currency_signed"),
        ],
        "rating.rating": [
            *("partner_id", "consumed", "rating", "feedback", "res_name"),
            "relationship_is_given",
            "message_id",
        ],
    }

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "opportunity": Kind(
                _lt("Opportunities"), {"crm.lead": self._select_opportunities}
            ),
            "order": Kind(
                _lt("Quotations and orders"), {"sale.order": self._select_orders}
            ),
            "invoice": Kind(
                _lt("Invoices"), {"account.move": self._select_invoices}, is_day=True
            ),
            "payment": Kind(
                _lt("Payments"), {"account.payment": self._select_payments}, is_day=True
            ),
            "rating": Kind(_lt("Ratings"), {"rating.rating": self._select_ratings}),
            "handover": Kind(
                _lt("Account managers"),
                {"relationship.assignment": self._select_assignments},
                is_day=True,
            ),
        }

    @api.model
    def _select_documents(self, kind, model_name, domain, account=None, **columns):
        """Return the SELECT of a branch whose lines are records of a model.

        :param kind: a key of ``_get_kinds``
        :param domain: the records that show, with the reader's rights
        :param account: field that names the account; by default the account is that
            of the customer of ``partner_id`` in the record's company
        :param columns: as for ``_select``; a text is the name of a field
        """
        records = self.env[model_name].with_context(active_test=False)
        query = records._search(domain)
        table = query.table
        columns = {
            name: SQL.identifier(table, value) if isinstance(value, str) else value
            for name, value in columns.items()
        }
        if account:
            alias = self._join_account(query, SQL.identifier(table, account))
        else:
            company = columns.pop("company", SQL.identifier(table, "company_id"))
            customer = SQL.identifier(table, "partner_id")
            alias = self._join_customer(query, customer, company)
        columns.setdefault("model", SQL("%s", model_name))
        return self._select(query, kind, alias, **columns)

    @api.model
    def _select_opportunities(self):
        """Opportunities won and lost."""
        return [
            self._select_documents(
                "opportunity",
                "crm.lead",
                Domain("won_status", "in", ["won", "lost"])
                & Domain("type", "=", "opportunity")
                & Domain("date_closed", "!=", False),
                account="relationship_account_id",
                date="date_closed",
                detail="won_status",
                title="name",
                partner="partner_id",
                user="user_id",
                amount="expected_revenue",
            )
        ]

    @api.model
    def _select_orders(self):
        return [
            self._select_documents(
                "order",
                "sale.order",
                Domain("state", "in", ["sent", "sale"]),
                date="date_order",
                detail="state",
                title="name",
                partner="partner_id",
                user="user_id",
                # In the company's currency, at the rate of the order.
                amount=SQL(
                    "%s / COALESCE(NULLIF(%s, 0), 1)",
                    SQL.identifier("sale_order", "amount_untaxed"),
                    SQL.identifier("sale_order", "currency_rate"),
                ),
            )
        ]

    @api.model
    def _select_invoices(self):
        return [
            self._select_documents(
                "invoice",
                "account.move",
                Domain("state", "=", "posted")
                & Domain(
                    "move_type", "in", ["out_invoice", "out_refund", "out_receipt"]
                ),
                date="invoice_date",
                detail="move_type",
                title="name",
                partner="partner_id",
                user="invoice_user_id",
                amount="amount_untaxed_signed",
            )
        ]

    @api.model
    def _select_payments(self):
        return [
            self._select_documents(
                "payment",
                "account.payment",
                Domain("state", "in", ["in_process", "paid"])
                & Domain("partner_type", "=", "customer"),
                date="date",
                detail="payment_type",
                title="name",
                partner="partner_id",
                amount="amount_company_currency_signed",
            )
        ]

    @api.model
    def _select_ratings(self):
        """Ratings customers gave, in the company of the document that was rated."""
        return [
            self._select_documents(
                "rating",
                "rating.rating",
                Domain("consumed", "=", True)
                & Domain("relationship_is_given", "=", True),
                company=SQL(
                    "COALESCE((SELECT said.record_company_id FROM mail_message AS said"
                    " WHERE said.id = %s), timeline_account.company_id)",
                    SQL.identifier("rating_rating", "message_id"),
                ),
                date="write_date",
                detail=SQL(
                    "TO_CHAR(%s, 'FM9.0')", SQL.identifier("rating_rating", "rating")
                ),
                title=SQL(
                    "COALESCE(NULLIF(%s, ''), %s)",
                    SQL.identifier("rating_rating", "feedback"),
                    SQL.identifier("rating_rating", "res_name"),
                ),
                partner="partner_id",
            )
        ]

    @api.model
    def _select_assignments(self):
        return [
            self._select_documents(
                "handover",
                "relationship.assignment",
                Domain.TRUE,
                account="account_id",
                date="date_from",
                detail="reason",
                title="manager_name",
                user="manager_id",
                model=SQL("'relationship.account'"),
                record="account_id",
                key="id",
            )
        ]
