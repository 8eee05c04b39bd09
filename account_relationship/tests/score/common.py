from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from ..common import AccountMailCommon
from ..communication.common import Contacts


class Scores(Contacts):
    """Key contacts to ask: Amy and Ben of Acme, Carl of Birch. Tier A asks often."""

    @classmethod
    def set_up_scores(cls):
        cls.set_up_contacts()
        cls.Score = cls.env["relationship.score"]
        cls.env["relationship.key.contact"].create(
            [
                {"account_id": account.id, "partner_id": contact.id}
                for account, contact in [
                    (cls.acme, cls.amy),
                    (cls.acme, cls.ben),
                    (cls.birch, cls.carl),
                ]
            ]
        )
        cls.env.company.relationship_ask_scores = True
        cls.tier_a.feedback_days = 180
        cls.tier_b.feedback_days = 0
        cls.today = fields.Date.today()

    @classmethod
    def _add_score(cls, contact, value=None, account=None, days=0, **values):
        """As if the contact was asked so many days ago, and answered at once."""
        account = account or cls.acme
        sent_at = fields.Datetime.now() - timedelta(days=days)
        answer = {} if value is None else {"value": value, "answered_at": sent_at}
        return cls.env["relationship.score"].create(
            {
                "account_id": account.id,
                "partner_id": contact.id,
                "email": contact.email_normalized or f"{contact.id}@example.com",
                "sent_at": sent_at,
                "sent_on": sent_at.date(),
                "expires_on": sent_at.date() + timedelta(days=30),
                **answer,
                **values,
            }
        )

    def _add_respondents(self, values, account=None):
        """One contact of the account's customer for each value."""
        account = account or self.acme
        contacts = self.env["res.partner"].create(
            [
                {
                    "name": f"Contact {number}",
                    "parent_id": account.partner_id.id,
                    "email": f"contact{account.id}x{number}@example.com",
                }
                for number, __ in enumerate(values)
            ]
        )
        return [
            self._add_score(contact, value, account=account)
            for contact, value in zip(contacts, values, strict=True)
        ]

    def _measure_scores(self, accounts, today=None):
        """The measures of the answers of 12 months; of NPS whoever few gave it."""
        keys = ["nps_12m", "scored_people_12m", "score_asked_12m", "score_answered_12m"]
        company, name = self.env.company, "relationship_nps_minimum"
        minimum = company[name]
        company[name] = 1
        numbers = self.env["relationship.measure"]._measure_many(keys, accounts, today)
        company[name] = minimum
        return numbers

    def _rate(self, record, contact, rating, feedback=None):
        """As the rating page does."""
        token = record._rating_get_access_token(contact)
        return record.sudo().rating_apply(rating, token=token, feedback=feedback)


class ScoreCommon(Scores, AccountMailCommon):
    """The people, their accounts and whom to ask, with mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()

    def _run_cron(self):
        """Ask as at night; a test must not commit."""
        with (
            self.mock_mail_gateway(),
            patch.object(
                self.registry["ir.cron"],
                "_commit_progress",
                lambda *args, **kwargs: float("inf"),
            ),
        ):
            self.Score._cron_ask()
        return self._new_mails

    def _get_asked(self):
        return self.Score.search([]).partner_id

    def _add_abroad(self, customer=None):
        """The same customer's account in another company, hugo's."""
        company = self._add_company()
        company.relationship_ask_scores = True
        return self.Account.create(
            {
                "partner_id": (customer or self.acme_customer).id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
                "tier_id": self.tier_a.id,
                "key_contact_ids": [Command.create({"partner_id": self.amy.id})],
            }
        )
