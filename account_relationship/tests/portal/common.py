import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase

from ..common import People

FRIENDLY = "This page is not available"


class Customers:
    """What customers see: a shared plan and feedback of Acme and of Birch.

    PORTAL USER   COMPANY   PLAN          ACTIONS OF IT
    pia           Acme      acme_plan     theirs, ours (both shared), hidden
    bert          Birch     birch_plan    birch_action

    Acme has a draft and an unshared plan, too, and feedback that is not shared.
    """

    @classmethod
    def set_up_customers(cls):
        cls.today = fields.Date.today()
        cls.bert = cls._add_user("bert", "base.group_portal")
        cls.bert.partner_id.parent_id = cls.birch_customer
        cls.side = cls.env["relationship.portal.content"]
        cls.acme_plan = cls._add_plan(cls.acme, name="New office")
        cls.birch_plan = cls._add_plan(cls.birch, name="Birch's plan")
        cls.draft_plan = cls._add_plan(cls.acme, name="Draft", state="draft")
        cls.unshared_plan = cls._add_plan(cls.acme, name="Unshared", is_shared=False)
        cls.theirs = cls._add_action(cls.acme_plan, name="Confirm the floor plan")
        cls.ours = cls._add_action(cls.acme_plan, name="Order desks", side="ours")
        cls.hidden = cls._add_action(cls.acme_plan, name="Upsell", is_shared=False)
        cls.birch_action = cls._add_action(cls.birch_plan, name="Birch's step")
        cls.acme_feedback = cls._add_feedback(cls.acme, cls.pia, "Late again")
        cls.birch_feedback = cls._add_feedback(cls.birch, cls.bert, "Birch's words")
        cls.unshared_feedback = cls._add_feedback(
            cls.acme, cls.pia, "Said on the phone", source="manual"
        )

    @classmethod
    def _add_plan(cls, account, **values):
        state = values.pop("state", "active")
        plan = cls.env["relationship.plan"].create(
            {
                "account_id": account.id,
                "user_id": cls.ann.id,
                "is_shared": True,
                "date_start": cls.today,
                "date_end": cls.today + timedelta(days=90),
                **values,
            }
        )
        if state != "draft":
            plan.write(
                {
                    "state": state,
                    "agreed_by_id": account.partner_id.id,
                    "agreed_on": cls.today,
                }
            )
        return plan

    @classmethod
    def _add_action(cls, plan, **values):
        return cls.env["relationship.action"].create(
            {
                "plan_id": plan.id,
                "side": "theirs",
                "is_shared": True,
                "date_due": cls.today + timedelta(days=7),
                **values,
            }
        )

    @classmethod
    def _add_feedback(cls, account, user, verbatim, **values):
        return cls.env["relationship.feedback"].create(
            {
                "account_id": account.id,
                "partner_id": user.partner_id.id,
                "source": "portal",
                "kind": "complaint",
                "verbatim": verbatim,
                **values,
            }
        )

    @classmethod
    def _ask_whether_solved(cls, feedback):
        feedback.write({"state": "in_progress"})
        feedback.write({"state": "implemented"})
        cls.env["relationship.feedback.notice"].create(
            {
                "feedback_id": feedback.id,
                "kind": "verification",
                "channel": "mail",
                "partner_id": feedback.partner_id.id,
                "body": "<p>Is it solved?</p>",
            }
        )

    @classmethod
    def _share(cls, plan, partner=None, **values):
        return cls.env["relationship.plan.link"].create(
            {"plan_id": plan.id, "partner_id": partner and partner.id, **values}
        )


class PortalCase(Customers, People, HttpCase):
    """The customers, in the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()
        cls.set_up_accounts()
        cls.set_up_customers()

    def setUp(self):
        super().setUp()
        # Nothing but what a page says decides what is found there.
        self.log_in("pia")

    def log_in(self, login):
        """As this user; ``None`` for somebody who has no login."""
        self.authenticate(login, login and login.ljust(8, "x"))

    def _read(self, url, status=200):
        response = self.url_open(url)
        self.assertEqual(response.status_code, status, url)
        return response.text

    def _get_token(self, page):
        """The CSRF token a form of the page has."""
        return re.search(r'name="csrf_token" value="(\w+)"', page)[1]

    def _post(self, page, url, files=None, status=200, **data):
        """Fill in a form of a page."""
        token = self._get_token(self._read(page))
        response = self.url_open(url, {"csrf_token": token, **data}, files=files)
        self.assertEqual(response.status_code, status, url)
        return response

    def _comment(self, files):
        url = f"/my/plans/{self.acme_plan.id}"
        return self._post(
            url, f"{url}/action/{self.theirs.id}", files=files, answer="comment"
        )

    def _attach(self, name, content):
        return self._comment([("attachment", (name, content, "text/plain"))])

    def assertGone(self, url):
        """One and the same answer, whatever the reason."""
        self.assertIn(FRIENDLY, self._read(url, status=404))
