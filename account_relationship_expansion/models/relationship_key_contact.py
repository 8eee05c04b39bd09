from odoo import api, models
from odoo.tools import SQL


class RelationshipKeyContact(models.Model):
    """A key contact is one of the account's people: there is no second list."""

    _inherit = "relationship.key.contact"

    @api.model_create_multi
    def create(self, vals_list):
        keys = super().create(vals_list)
        keys._add_to_people()
        return keys

    def write(self, vals):
        result = super().write(vals)
        if {"account_id", "partner_id"} & vals.keys():
            self._add_to_people()
        return result

    def _add_to_people(self):
        """Have each among the people of its account, seen, with its cadence."""
        # sudo: who may name a key contact may have the person on the list
        keys = self.sudo()
        people = keys.env["relationship.stakeholder"].with_context(active_test=False)
        people.search([("key_contact_id", "in", self.ids)]).filtered(
            lambda person: not person._is_key_contact()
        ).key_contact_id = False
        of_key = {
            (person.account_id, person.partner_id): person
            for person in people.search(
                [
                    ("account_id", "in", keys.account_id.ids),
                    ("partner_id", "in", keys.partner_id.ids),
                ]
            )
        }
        missing = []
        for key in keys:
            person = of_key.get((key.account_id, key.partner_id))
            if not person:
                missing.append(key)
            elif person.key_contact_id != key or not person.active:
                person.write({"key_contact_id": key.id, "active": True})
        people.create(
            [
                {
                    "account_id": key.account_id.id,
                    "partner_id": key.partner_id.id,
                    "key_contact_id": key.id,
                }
                for key in missing
            ]
        )

    @api.model
    def _add_all_to_people(self):
        """As :meth:`_add_to_people` for all there are, where the addon is new."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_stakeholder (
                            account_id, company_id, partner_id, key_contact_id, name,
                            function, has_left, active, create_uid, create_date,
                            write_uid, write_date)
                SELECT key.account_id, key.company_id, key.partner_id, key.id,
                       partner.name, partner.function,
                       NOT partner.active
                       OR partner.commercial_partner_id != account.partner_id,
                       TRUE, %(user)s, now() AT TIME ZONE 'UTC',
                       %(user)s, now() AT TIME ZONE 'UTC'
                  FROM relationship_key_contact AS key
                  JOIN relationship_account AS account ON account.id = key.account_id
                  JOIN res_partner AS partner ON partner.id = key.partner_id
                    ON CONFLICT (account_id, partner_id)
                    DO UPDATE SET key_contact_id = EXCLUDED.key_contact_id,
                                  active = TRUE
                """,
                user=self.env.uid,
            )
        )
        self.env.invalidate_all()
