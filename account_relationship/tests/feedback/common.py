from odoo import fields
from odoo.fields import Command

from ..common import AccountCommon, AccountMailCommon


class Feedback:
    """Teams that answer what customers say.

    Tess and Theo are technicians: they may answer feedback, and have no rights on
    customer accounts or sales. Lena leads the technical team. The other teams are those
    of the data, without members. Working hours are 8 to 12 and 13 to 17, UTC.
    """

    @classmethod
    def set_up_feedback(cls):
        cls.tess, cls.theo, cls.lena = cls._add_users(
            dict.fromkeys(
                ("tess", "theo", "lena"), "account_relationship.group_feedback"
            )
        )
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Office hours",
                "tz": "UTC",
                "company_id": False,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": period,
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": start + 4,
                            "day_period": period,
                        }
                    )
                    for day in range(5)
                    for period, start in (("morning", 8), ("afternoon", 13))
                ],
            }
        )
        for name in ("technical", "sales", "finance", "logistics", "quality"):
            team = cls.env.ref(f"account_relationship.feedback_team_{name}")
            setattr(cls, f"{name}_team", team)
            team.write(
                {
                    "resource_calendar_id": cls.calendar.id,
                    "acknowledge_hours": 4,
                    "decide_hours": 24,
                    "resolve_days": 20,
                    "update_days": 5,
                }
            )
        cls.technical_team.write(
            {
                "user_id": cls.lena.id,
                "member_ids": [Command.set([cls.tess.id, cls.theo.id])],
            }
        )
        for name in ("product", "delivery", "invoicing", "website"):
            area = cls.env.ref(f"account_relationship.feedback_area_{name}")
            setattr(cls, f"{name}_area", area)

    def _say(self, verbatim="The lamp does not light", **values):
        """What Amy of Acme says to the technical team, logged by the test's user."""
        defaults = {
            "verbatim": verbatim,
            "partner_id": self.amy.id,
            "team_id": self.technical_team.id,
        }
        feedback = self.env["relationship.feedback"]
        if values.keys() & {"source", "email_from", "received_at"}:
            # sudo: as what comes from the customer
            feedback = feedback.sudo()
        return feedback.create({**defaults, **values}).with_env(self.env)

    def _tell(self, feedback, kind="outcome", **values):
        """The contact is told by phone."""
        defaults = {
            "feedback_id": feedback.id,
            "kind": kind,
            "channel": "phone",
            "partner_id": feedback.partner_id.id,
            "body": "Told",
        }
        # sudo: as telling does; nobody has the right to write a notice
        notices = self.env["relationship.feedback.notice"].sudo()
        return notices.create({**defaults, **values}).with_env(self.env)

    def _get_work(self, feedback, kind="feedback"):
        """``[(user, day)]`` of the open activities of a kind."""
        kind = self.env.ref(f"account_relationship.activity_type_{kind}")
        return [
            (activity.user_id, str(activity.date_deadline))
            for activity in feedback.sudo().activity_ids.sorted("id")
            if activity.activity_type_id == kind
        ]

    @classmethod
    def _at(cls, text):
        return fields.Datetime.to_datetime(text)


class FeedbackCommon(Feedback, AccountCommon):
    """The people, the accounts and the teams, without mails and tracking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()


class FeedbackMailCommon(Feedback, AccountMailCommon):
    """The people, the accounts and the teams, with mails and tracking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()
