from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class RelationshipTimeline(models.Model):
    """The lines of a timeline that are documents: sold, invoiced, paid, rated.

    A branch names the model, which of its records count, and the columns of a line.
    """

    _inherit = "relationship.timeline"

    @api.model
    def _select_documents(self, kind, model_name, domain, account=None, **columns):
        """Return the SELECT of a branch whose lines are records of a model.

        :param kind: a key of ``kind`` of the timeline
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
                date=self._at_day(SQL.identifier("account_move", "invoice_date")),
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
                date=self._at_day(SQL.identifier("account_payment", "date")),
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
                date=self._at_day(
                    SQL.identifier("relationship_assignment", "date_from")
                ),
                detail="reason",
                title="manager_name",
                user="manager_id",
                model=SQL("'relationship.account'"),
                record="account_id",
                key="id",
            )
        ]
