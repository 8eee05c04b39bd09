from datetime import timedelta

from odoo import fields

from ..common import AccountMailCommon


class InformCommon(AccountMailCommon):
    """Acme's plan with ann, shared and agreed, with two steps and a goal.

    Amy leads it at Acme and is told at each change. Ben of Acme has no row yet, Nora of
    Acme has no e-mail address.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param(
            "mail.catchall.domain", "reply.example.com"
        )
        cls.ann.email = "ann@ours.example.com"
        cls.bea.email = "bea@ours.example.com"
        cls.ben, cls.nora = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "parent_id": cls.acme_customer.id,
                    "email": email,
                }
                for name, email in [("Ben", "ben@example.com"), ("Nora", False)]
            ]
        )
        cls.Contact = cls.env["relationship.plan.contact"]
        cls.Update = cls.env["relationship.plan.update"]
        cls.plan = cls._add_plan(name="Move")
        cls.samples, cls.floor_plan = cls.env["relationship.action"].create(
            [
                {
                    "name": "Send samples",
                    "plan_id": cls.plan.id,
                    "side": "ours",
                    "date_due": "2030-03-01",
                    "is_shared": True,
                },
                {
                    "name": "Confirm the floor plan",
                    "plan_id": cls.plan.id,
                    "side": "theirs",
                    "contact_id": cls.amy.id,
                    "date_due": "2030-03-05",
                    "is_shared": True,
                },
            ]
        )
        cls.goal = cls.env["relationship.objective"].create(
            {"name": "Forty desks", "plan_id": cls.plan.id, "is_shared": True}
        )
        cls.to_amy = cls.plan.plan_contact_ids

    @classmethod
    def _add_plan(cls, **values):
        plan = cls.env["relationship.plan"].create(
            {
                "account_id": cls.acme.id,
                "user_id": cls.ann.id,
                "contact_id": cls.amy.id,
                "is_shared": True,
                **values,
            }
        )
        plan.write(
            {
                "state": "active",
                "agreed_on": fields.Date.today(),
                "agreed_by_id": plan.customer_id.id,
            }
        )
        return plan

    @classmethod
    def _add_contact(cls, partner, plan=None, **values):
        return cls.Contact.create(
            {"plan_id": (plan or cls.plan).id, "partner_id": partner.id, **values}
        )

    @classmethod
    def _touch(cls, plan=None, minutes=30):
        """Something of the plan was changed so long ago."""
        moment = fields.Datetime.now() - timedelta(minutes=minutes)
        (plan or cls.plan).changed_at = moment

    @classmethod
    def _know(cls, contacts=None):
        """The contacts know how the plan stands now."""
        for contact in contacts or cls.plan.plan_contact_ids:
            contact._mark_told(contact._describe())
            contact.seen_change_at = contact.plan_id.changed_at or fields.Datetime.now()

    def _tell(self, plan=None):
        """The mails that go out when the cron comes to the plan."""
        with self.mock_mail_gateway():
            self.Contact._send_changes(plan or self.plan)
            mails = self._new_mails
        return mails

    @classmethod
    def _get_text(cls, mail):
        """All that leaves the house with a mail."""
        return "\n".join(
            str(mail[name] or "")
            for name in (
                "subject",
                "body_html",
                "body",
                "email_from",
                "reply_to",
                "headers",
                "references",
                "message_id",
                "email_to",
                "email_cc",
            )
        )
