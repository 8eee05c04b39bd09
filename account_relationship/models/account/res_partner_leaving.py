from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    """A contact is deleted, and the customer's record stays whole.

    The company takes the person's place where something was said to or by the person:
    what was told, agreed and talked about was told to, agreed by and talked about with
    the customer. Feedback and scores stay without a name.
    """

    _inherit = "res.partner"

    def _find_accounts_of_persons(self):
        """Accounts of the customers the persons speak for or spoke for."""
        accounts = self.env["relationship.account"].with_context(active_test=False)
        accounts = accounts.search(
            [("partner_id", "in", self.commercial_partner_id.ids)]
        )
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
        return [
            # An opportunity is the customer's.
            SQL(
                """
                UPDATE crm_lead AS lead
                   SET partner_id = person.commercial_partner_id
                  FROM res_partner AS person
                 WHERE lead.partner_id = person.id AND person.id = ANY(%s)
                   AND person.commercial_partner_id != person.id
                   AND EXISTS (SELECT FROM relationship_account
                                WHERE partner_id = person.commercial_partner_id)
                """,
                self.ids,
            ),
            # By what customers wrote we know when we last heard from them.
            SQL(
                """
                UPDATE mail_message AS message
                   SET author_id = person.commercial_partner_id
                  FROM res_partner AS person
                 WHERE message.author_id = person.id AND person.id = ANY(%s)
                   AND person.commercial_partner_id != person.id
                   AND message.message_type IN ('email', 'comment')
                   AND EXISTS (SELECT FROM relationship_account
                                WHERE partner_id = person.commercial_partner_id)
                """,
                self.ids,
            ),
        ]
