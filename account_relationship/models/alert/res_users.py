from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError
from odoo.tools.urls import urljoin

from ..shared.relationship_link_mixin import HIGHEST_ID, is_token

#: The hour of Monday, where the person is, and how long after it a mail still helps.
MAIL_HOUR, MAIL_PATIENCE = 7, timedelta(hours=36)
#: Who has a day of customers.
READERS = ("account_relationship.group_user", "account_relationship.group_feedback")


class ResUsers(models.Model):
    """Monday's mail: *My day* for those who want it, once a week."""

    _inherit = "res.users"

    relationship_monday_mail = fields.Boolean(
        string="My day by mail on Mondays",
        default=True,
        help="On Monday at 7:00, what needs you at your customers. Nothing needs you: "
        "no mail.",
    )
    relationship_monday_mailed_on = fields.Date(
        string="Monday of the last mail", readonly=True, copy=False
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["relationship_monday_mail"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["relationship_monday_mail"]

    # ------------------------------------------------------------
    # To whom, and when
    # ------------------------------------------------------------

    @api.model
    def _cron_send_monday_mails(self):
        """Mail everybody whose Monday morning it is; each in a step of its own."""
        groups = [self.env.ref(group).id for group in READERS]
        # sudo: whom to mail is the system's question; each list is the person's own
        users = self.sudo().search(
            [
                *(("share", "=", False), ("relationship_monday_mail", "=", True)),
                *(("all_group_ids", "in", groups), ("email", "!=", False)),
            ]
        )
        due = users.filtered(lambda user: user._get_mail_monday())
        self.env["ir.cron"]._work_off(due, lambda user: user._send_monday_mail())

    def _get_mail_monday(self):
        """The Monday a mail is due of, where the person is; ``None`` when none is."""
        name = self.tz or self.company_id.relationship_tz or "UTC"
        zone = pytz.timezone(name if name in pytz.all_timezones_set else "UTC")
        now = pytz.utc.localize(fields.Datetime.now())
        today = now.astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
        moment = zone.localize(datetime.combine(monday, time(MAIL_HOUR)))
        mailed_on = self.relationship_monday_mailed_on
        is_due = moment <= now < moment + MAIL_PATIENCE
        return monday if is_due and (not mailed_on or mailed_on < monday) else None

    def _send_monday_mail(self):
        """Queue the mail and note it in one transaction: nobody gets it twice."""
        # Another worker that is at it holds the lock and leaves nothing to do.
        user = self.try_lock_for_update(allow_referencing=True)
        user.invalidate_recordset()
        monday = user and user.relationship_monday_mail and user._get_mail_monday()
        if not monday:
            return
        user.relationship_monday_mailed_on = monday
        day = user._get_monday_day()
        if day and any(lane["rows"] for lane in day["lanes"]):
            # sudo: mails are the system's
            self.env["mail.mail"].sudo().create(user._get_monday_mail(day))

    def _get_monday_day(self):
        """The list the person would see, with the person's rights."""
        # sudo(False): nothing of the system's rights is left
        reader = self.env["relationship.day"].with_user(self.id).sudo(False)
        reader = reader.with_context(
            lang=self.lang,
            tz=self.tz,
            allowed_company_ids=[
                self.company_id.id,
                *(self.company_ids - self.company_id).ids,
            ],
        )
        try:
            return reader.get_day()
        except AccessError:
            # The rights went away, the wish for mails did not.
            return None

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    def _get_monday_mail(self, day):
        """Values of the mail."""
        self = self.with_context(lang=self.lang, tz=self.tz)
        total = sum(lane["total"] for lane in day["lanes"])
        sender = self.company_id.partner_id.email_formatted
        return {
            "auto_delete": True,
            "author_id": self.env.ref("base.partner_root").id,
            "email_from": sender or self.env.ref("base.user_root").email_formatted,
            "email_to": self.email_formatted,
            "subject": self.env._(
                "Your week: %(count)s customers need you", count=total
            )
            if total > 1
            else self.env._("Your week: one customer needs you"),
            "body_html": self._render_monday_mail(day, total),
            "headers": {
                "List-Unsubscribe": f"<{self._get_monday_mail_url()}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "X-Auto-Response-Suppress": "OOF",
            },
            "state": "outgoing",
        }

    def _render_monday_mail(self, day, total):
        shown = sum(len(lane["rows"]) for lane in day["lanes"])
        base = self.get_base_url()
        return self.env["ir.qweb"]._render(
            "account_relationship.monday_mail",
            {
                "user": self,
                "day": day,
                "more": total - shown,
                "page_url": urljoin(base, "/odoo/my-day"),
                "account_url": urljoin(base, "/odoo/customer-accounts/"),
                "unsubscribe_url": self._get_monday_mail_url(),
            },
        )

    # ------------------------------------------------------------
    # No more of it
    # ------------------------------------------------------------

    def _get_monday_mail_token(self):
        return tools.hmac(
            self.env(su=True), "relationship-monday-mail", (self.id, self.login)
        )

    def _get_monday_mail_url(self):
        path = f"/my-day/no-mail/{self.id}/{self._get_monday_mail_token()}"
        return urljoin(self.get_base_url(), path)

    @api.model
    def _find_monday_reader(self, user_id, token):
        """The user a link was made for; none for any other."""
        # sudo: the token is the right
        user = self.sudo().browse(user_id if user_id <= HIGHEST_ID else None).exists()
        known = user and user._get_monday_mail_token()
        return user if is_token(known, token) else None
