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
        Account = self.env["relationship.account"].with_context(active_test=False)
        ids = self.ids
        domains = {
            "relationship.score": [("partner_id", "in", ids)],
            "relationship.feedback": [
                *("|", ("partner_id", "in", ids)),
                ("reporter_ids", "in", ids),
            ],
            "relationship.interaction": [("partner_ids", "in", ids)],
        }
        customers = self.commercial_partner_id.ids
        accounts = Account.search([("partner_id", "in", customers)])
        for model, domain in domains.items():
            records = self.env[model].with_context(active_test=False)
            accounts |= records.search(domain).account_id
        return accounts

    def _give_place_to_company(self):
        """Let the customer stand where its contacts stood."""
        self.env.flush_all()
        for query in self._get_place_queries():
            self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)

    def _get_place_queries(self):
        """For each of our references to a person that has to stay: the customer."""
        return [
            SQL(
                """
                UPDATE relationship_feedback_notice AS notice
                   SET partner_id = account.partner_id
                  FROM relationship_feedback AS feedback
                  JOIN relationship_account AS account
                    ON account.id = feedback.account_id
                 WHERE feedback.id = notice.feedback_id
                   AND notice.partner_id = ANY(%s)
                """,
                self.ids,
            ),
            SQL(
                """
                UPDATE relationship_plan AS plan
                   SET agreed_by_id = account.partner_id
                  FROM relationship_account AS account
                 WHERE account.id = plan.account_id AND plan.agreed_by_id = ANY(%s)
                """,
                self.ids,
            ),
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
            # By whom a rating is, we know whose account it counts for.
            SQL(
                """
                UPDATE rating_rating AS rating
                   SET partner_id = person.commercial_partner_id
                  FROM res_partner AS person
                 WHERE rating.partner_id = person.id AND person.id = ANY(%s)
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
            SQL(
                """
                INSERT INTO relationship_interaction_partner_rel
                            (relationship_interaction_id, res_partner_id)
                SELECT interaction.id, account.partner_id
                  FROM relationship_interaction_partner_rel AS rel
                  JOIN relationship_interaction AS interaction
                    ON interaction.id = rel.relationship_interaction_id
                  JOIN relationship_account AS account
                    ON account.id = interaction.account_id
                 WHERE rel.res_partner_id = ANY(%s)
                    ON CONFLICT DO NOTHING
                """,
                self.ids,
            ),
            # Merged feedback that goes on by itself again brings nobody back.
            SQL(
                """
                UPDATE relationship_feedback
                   SET before_merge = jsonb_set(
                       before_merge, '{reporters}',
                       COALESCE((SELECT jsonb_agg(reporter)
                                   FROM jsonb_array_elements(
                                        before_merge -> 'reporters') AS reporter
                                  WHERE NOT reporter::text = ANY(%(ids)s)), '[]'))
                 WHERE jsonb_typeof(before_merge -> 'reporters') = 'array'
                   AND EXISTS (SELECT FROM jsonb_array_elements(
                                           before_merge -> 'reporters') AS reporter
                                WHERE reporter::text = ANY(%(ids)s))
                """,
                ids=[str(id_) for id_ in self.ids],
            ),
        ]
