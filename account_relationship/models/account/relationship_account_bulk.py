from odoo import api, models
from odoo.tools import SQL

from ...people import check_workers


class RelationshipAccount(models.Model):
    """Opening thousands of accounts in a handful of queries."""

    _inherit = "relationship.account"

    @api.model
    def _open_in_bulk(self, company, proposal):
        """Open the accounts of many customers with a few statements.

        Customers that have an account by now are left out. No mail is sent: the
        portfolio shows what is new.

        :param company: company of all the accounts
        :param proposal: ``[(commercial entity id, manager id, tier id or None)]``
        :return: ids of the accounts that were made
        """
        self.env.flush_all()
        columns = self._get_bulk_columns(company)
        partner_ids, manager_ids, tier_ids = zip(*proposal, strict=True)
        check_workers(self.env["res.users"].browse(set(manager_ids)))
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO relationship_account (%(names)s)
                SELECT %(values)s
                  FROM unnest(%(partners)s, %(managers)s, %(tiers)s::int[])
                       AS chosen (partner_id, manager_id, tier_id)
                  JOIN (VALUES %(owners)s)
                       AS owner (manager_id, acting_id, absence_id, team_id)
                    ON owner.manager_id = chosen.manager_id
                  JOIN res_partner AS partner ON partner.id = chosen.partner_id
                ON CONFLICT (company_id, partner_id) DO NOTHING
                RETURNING id
                """,
                names=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(columns.values()),
                partners=list(partner_ids),
                managers=list(manager_ids),
                tiers=list(tier_ids),
                owners=self._get_bulk_owners(company, set(manager_ids)),
            )
        )
        # PostgreSQL knows nothing yet of rows this transaction inserted. Where they
        # are the first, it would plan for an empty table and compare each with all.
        self.env.cr.execute(
            "ANALYZE relationship_account (id, partner_id, company_id, manager_id)"
        )
        accounts = self.browse(row[0] for row in rows)
        self.invalidate_model()
        accounts._complete_bulk()
        return accounts.ids

    @api.model
    def _get_bulk_columns(self, company):
        """Return ``{column: SQL of its value}``; addons with columns add theirs."""
        today = company._get_relationship_today()
        now, uid = self.env.cr.now(), self.env.uid
        stage = self._default_stage_id()
        return {
            "partner_id": SQL("partner.id"),
            "name": SQL("partner.complete_name"),
            "company_id": SQL("%s", company.id),
            "manager_id": SQL("chosen.manager_id"),
            "acting_manager_id": SQL("owner.acting_id"),
            "absence_id": SQL("owner.absence_id::int"),
            "team_id": SQL("owner.team_id::int"),
            "tier_id": SQL("chosen.tier_id"),
            "stage_id": SQL("%s", stage.id),
            "active": SQL("TRUE"),
            "date_since": SQL(
                "COALESCE(%s, %s)", self._get_bulk_date_since(company), today
            ),
            "create_uid": SQL("%s", uid),
            "write_uid": SQL("%s", uid),
            "create_date": SQL("%s", now),
            "write_date": SQL("%s", now),
        }

    @api.model
    def _get_bulk_owners(self, company, manager_ids):
        """Who acts, the running absence and the team: computed once for a manager."""
        accounts = self.concat(
            *(
                self.new({"company_id": company.id, "manager_id": manager_id})
                for manager_id in manager_ids
            )
        )
        return SQL(", ").join(
            SQL(
                "%s",
                (
                    account.manager_id.id,
                    account.acting_manager_id.id,
                    account.absence_id.id or None,
                    account.team_id.id or None,
                ),
            )
            for account in accounts
        )

    def _complete_bulk(self):
        """Do for all new accounts what creating each of them would have done."""
        self._follow_in_bulk()
        self.env["relationship.assignment"]._record_bulk(self)
        self._link_leads()
        # What is due is planned in the night: nobody wants thousands of activities
        # while going through what was opened.
        self._refresh_numbers(plan=False)

    @api.model
    def _get_bulk_date_since(self, company):
        """A customer is one since the first posted invoice or confirmed order."""
        return SQL(
            """
            LEAST((SELECT MIN(move.invoice_date)
                     FROM account_move AS move
                     JOIN res_partner AS contact ON contact.id = move.partner_id
                    WHERE contact.commercial_partner_id = partner.id
                      AND move.company_id = %(company)s
                      AND move.state = 'posted'
                      AND move.move_type IN ('out_invoice', 'out_receipt')),
                  (SELECT MIN(%(order_day)s)
                     FROM sale_order AS sale
                     JOIN res_partner AS contact ON contact.id = sale.partner_id
                     JOIN res_company AS company ON company.id = sale.company_id
                    WHERE contact.commercial_partner_id = partner.id
                      AND sale.company_id = %(company)s
                      AND sale.state = 'sale'))
            """,
            company=company.id,
            order_day=company._get_relationship_day_sql(
                SQL("sale.date_order"), "company"
            ),
        )

    def _follow_in_bulk(self):
        """The managers follow their accounts, as with accounts made one by one."""
        subtypes, __, __ = self.env["mail.message.subtype"].default_subtypes(self._name)
        self.env.cr.execute(
            SQL(
                """
                WITH follower AS (
                    INSERT INTO mail_followers (res_model, res_id, partner_id)
                    SELECT %(model)s, account.id, manager.partner_id
                      FROM relationship_account AS account
                      JOIN res_users AS manager ON manager.id = account.manager_id
                     WHERE account.id = ANY(%(ids)s)
                    ON CONFLICT DO NOTHING
                    RETURNING id
                )
                INSERT INTO mail_followers_mail_message_subtype_rel
                       (mail_followers_id, mail_message_subtype_id)
                SELECT follower.id, subtype.id
                  FROM follower
                 CROSS JOIN unnest(%(subtypes)s) AS subtype (id)
                """,
                model=self._name,
                ids=self.ids,
                subtypes=subtypes.ids,
            )
        )
        self.env["mail.followers"].invalidate_model()
