from odoo.fields import Command

from odoo.addons.account_relationship.tests.common import InvoicedCommon


class HealthCommon(InvoicedCommon):
    """One profile for all customers, of three measures that tests can move."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.health = cls.env["relationship.health"]
        cls.history = cls.env["relationship.health.history"]
        profiles = cls.env["relationship.health.profile"]
        profiles.search([]).active = False
        cls.profile = profiles.create(
            {
                "name": "All",
                "criterion_ids": [
                    Command.create({"measure": "revenue_change_12m", "weight": 20}),
                    Command.create({"measure": "late_work", "weight": 20}),
                    Command.create({"measure": "people_in_touch", "weight": 10}),
                    Command.create(
                        {
                            "measure": "escalated_complaints",
                            "is_knock_out": True,
                            "weight": 0,
                        }
                    ),
                ],
            }
        )

    @classmethod
    def _find_health(cls):
        """As the night does, of all customers."""
        cls.health._refresh_companies(cls.env.company)

    @classmethod
    def _promise(cls, account, day, **values):
        return cls.env["relationship.promise"].create(
            {
                "account_id": account.id,
                "name": "Send samples",
                "user_id": account.manager_id.id,
                "date_due": day,
                **values,
            }
        )

    @classmethod
    def _log(cls, account, contact, moment, **values):
        return cls.env["relationship.interaction"].create(
            {
                "account_id": account.id,
                "type_id": cls.env.ref("account_relationship.interaction_type_call").id,
                "partner_ids": [Command.set(contact.ids)],
                "date_start": moment,
                "subject": "Call",
                **values,
            }
        )
