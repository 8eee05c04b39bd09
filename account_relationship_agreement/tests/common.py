from datetime import date

from odoo.fields import Command

from odoo.addons.account_relationship.tests.common import AccountCommon


class AgreementCommon(AccountCommon):
    """Agreements with the customers in ``common``; it is 10 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreements = cls.env["relationship.agreement"]
        cls.recurring = cls.env["relationship.recurring"]
        cls.price = cls.env.ref("account_relationship_agreement.end_reason_price")

    @classmethod
    def _draft(cls, account=None, amount=1500, **values):
        """A draft of one line a month, from the first of January on, for a year."""
        return cls.agreements.create(
            {
                "name": "Maintenance",
                "account_id": (account or cls.acme).id,
                "date_start": "2026-01-01",
                "line_ids": [Command.create({"name": "Lift", "amount": amount})],
                **values,
            }
        )

    @classmethod
    def _agree(cls, account=None, amount=1500, **values):
        """The same, confirmed."""
        agreement = cls._draft(account, amount, **values)
        agreement.action_confirm()
        return agreement

    @classmethod
    def _add_line(cls, amount, **values):
        return Command.create({"name": "More", "amount": amount, **values})

    @staticmethod
    def _day(text):
        return date.fromisoformat(text)

    @classmethod
    def _get_spans(cls, agreement):
        """``[(first day, last day)]`` of its terms, as texts."""
        return [
            (str(term.date_start), str(term.date_end or ""))
            for term in agreement.term_ids.sorted("date_start")
        ]

    @classmethod
    def _give_notice(cls, agreement, day, by="customer", **values):
        dialog = cls.env["relationship.agreement.end"].create(
            {
                "agreement_id": agreement.id,
                "noticed_by": by,
                "noticed_on": day,
                "reason_id": cls.price.id,
                **values,
            }
        )
        dialog.action_confirm()
        return dialog

    def _run_night(self):
        with self._without_commits():
            self.agreements._cron_advance()
