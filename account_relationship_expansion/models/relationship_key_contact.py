from odoo import api, models


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
        people = self.env["relationship.stakeholder"].sudo()
        people = people.with_context(active_test=False)
        people.search([("key_contact_id", "in", self.ids)]).filtered(
            lambda person: not person._is_key_contact()
        ).key_contact_id = False
        of_key = {
            (person.account_id, person.partner_id): person
            for person in people.search(
                [
                    ("account_id", "in", self.account_id.ids),
                    ("partner_id", "in", self.partner_id.ids),
                ]
            )
        }
        missing = []
        for key in self.sudo():
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
