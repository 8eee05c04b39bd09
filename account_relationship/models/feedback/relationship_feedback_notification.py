from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import (
    email_normalize,
    format_date,
    html2plaintext,
    plaintext2html,
    unique,
)

from ...turns import HOUR, REPEAT, take_turns
from ..shared.relationship_link_mixin import is_token
from ..shared.states import READ_FEEDBACK, WORKING_FEEDBACK
from ..shared.windows import notify, open_window
from .relationship_feedback_escalation import TELL

#: Acknowledging what came by these tells the customer at once, if the team does.
ACKNOWLEDGED_SOURCES = ("mail", "portal")


class RelationshipFeedback(models.Model):
    """What the customer hears from us, and who sees to it that it is said."""

    _inherit = "relationship.feedback"

    is_mailed_on_acknowledge = fields.Boolean(
        compute="_compute_is_mailed_on_acknowledge",
        help="Acknowledging it writes a mail to those who said it.",
    )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_tell(self):
        """Write to the customer, or note what was said."""
        self.ensure_one()
        self.check_access("write")
        return self._get_tell_action()

    def action_ask_before_closing(self):
        """What is implemented closes once the customer was asked: the dialog for it."""
        self.ensure_one()
        self.check_access("write")
        return self._get_tell_action("verification")

    def _get_tell_action(self, kind=None):
        context = {"default_feedback_id": self.id}
        if kind:
            context["default_kind"] = kind
        return open_window(
            self.env._("Tell the customer"),
            "relationship.feedback.tell",
            target="new",
            context=context,
        )

    def action_decline(self):
        """Say why, among ourselves, and tell the customer."""
        self.ensure_one()
        self.check_access("write")
        return open_window(
            self.env._("Decline"),
            "relationship.feedback.decline",
            target="new",
            context={"default_feedback_id": self.id},
        )

    def action_ask_verification(self):
        """Ask those who said it whether it is solved; by phone if they have no mail."""
        self.check_access("write")
        take_turns(self)
        for feedback in self:
            if feedback.asked_at:
                raise UserError(
                    self.env._(
                        "The customer was asked about “%(name)s” on %(date)s already. "
                        "Use “Tell the customer” to ask again.",
                        name=feedback.name,
                        date=format_date(
                            self.env, feedback._get_day(feedback.asked_at)
                        ),
                    )
                )
            if feedback.state != "implemented":
                raise UserError(
                    self.env._(
                        "“%(name)s” is not implemented yet. The customer is asked "
                        "whether it is solved once it is.",
                        name=feedback.name,
                    )
                )
            if not feedback._get_addressees():
                raise UserError(
                    self.env._(
                        "Nobody who said “%(name)s” has an e-mail address. Ask by "
                        "phone and note it with “Tell the customer”.",
                        name=feedback.name,
                    )
                )
        self._send_by_template("verification")
        return self._say_mailed()

    def _say_mailed(self):
        """What says whom a mail went to: nothing else shows that there was one."""
        people = [
            next(iter(contact._get_spoken_names()), address)
            for feedback in self
            for contact, address in feedback._get_addressees()
        ]
        if not people:
            return None
        return notify(
            "success",
            self.env._("Mailed to %(people)s.", people=", ".join(unique(people))),
        )

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    def _get_reporters(self):
        """Everybody who said it, the first one first."""
        return self.partner_id | self.reporter_ids

    def _get_present_reporters(self):
        """Those who said it and still are at the customer: who left may be archived."""
        # sudo: technicians write to contacts of accounts they may not read
        customer = self.sudo().account_id.partner_id
        reporters = self._get_reporters().filtered("active")
        if not customer:
            return reporters
        return reporters.filtered(lambda c: c.commercial_partner_id == customer)

    def _get_addressees(self):
        """Return ``[(contact, address)]`` of those a mail reaches.

        The address is empty for a contact; a sender we do not know has nothing else.
        """
        self.ensure_one()
        reachable = self._get_present_reporters().filtered("email_normalized")
        if reachable:
            return [(contact, False) for contact in reachable]
        sender = not self._get_reporters() and email_normalize(self.email_from)
        return [(self.env["res.partner"], sender)] if sender else []

    def _get_customer_title(self):
        """How the customer knows it; never our own title."""
        self.ensure_one()
        return self._get_own_line() or self._get_title_without_words()

    def _get_title_without_words(self):
        moment = self.received_at or fields.Datetime.now()
        return self.env._(
            "what you told us on %(date)s",
            date=format_date(self.env, self._get_day(moment)),
        )

    def _get_day(self, moment):
        # sudo: which day it is for the company of feedback, whoever asks
        return self.sudo().company_id._get_relationship_day(moment)

    def _get_customer_subject(self):
        return self._get_customer_title()

    def _get_customer_button(self, kind, contact):
        """What the contact can open from the mail, with nothing but the mail."""
        self.ensure_one()
        if kind != "verification" and not self.is_shared:
            return None
        # The page shows to whoever is known to be of the customer only.
        if not contact or not self.account_id or not self._may_be_read_by(contact):
            return None
        # sudo: the token is for the customer; whoever tells the customer passes it on
        token = self.sudo()._get_reader_token(contact)
        title = self.env._("Follow it")
        if kind == "verification":
            title = self.env._("Say whether it is solved")
        return {
            "url": f"{self.get_base_url()}/feedback/{self.id}/{token}",
            "title": title,
        }

    def _get_reader_token(self, contact):
        """The token, signed for one contact: by the link comes what that one says."""
        token = self._portal_ensure_token()
        return f"{token}~{contact.id}~{self._sign_token(contact.id)}"

    def _find_reader(self, token):
        """Whom a link with this token was sent to: who said it, or was told of it.

        A link that is not signed is nobody's: the token alone was read by colleagues.
        """
        self.ensure_one()
        if not self.access_token:
            return self.env["res.partner"]
        readers = self._get_reporters() | self.notice_ids.partner_id
        return readers.filtered(
            lambda contact: (
                self._may_be_read_by(contact)
                and is_token(self._get_reader_token(contact), token)
            )
        )[:1]

    def _is_shown_by_link(self):
        """While it is shared, and once the customer was asked whether it is solved."""
        return self.is_shared or "verification" in self.notice_ids.mapped("kind")

    def _render_notice(self, kind):
        """Return ``(subject, body)`` proposed for the customer, in ``env.lang``."""
        return next(iter(self._render_notices(kind).values()), ("", ""))

    def _render_notices(self, kind):
        """What is proposed for the customers, in ``env.lang``.

        :return: ``{id: (subject, body)}``; in a dialog, of what the form knows of one
        """
        template = self.env.ref(
            f"account_relationship.mail_template_feedback_{kind}",
            raise_if_not_found=False,
        )
        if not template:
            return {
                feedback.id: (feedback._get_customer_title(), "") for feedback in self
            }
        template._check_made_for(self._name)
        lang = self.env.lang
        subjects = template._render_field("subject", self.ids, set_lang=lang)
        bodies = template._render_field("body_html", self.ids, set_lang=lang)
        return {number: (subjects[number], bodies[number]) for number in self.ids}

    def _get_lang_of(self, contact):
        # sudo: whoever tells the customer need not be allowed to read its account
        return contact._get_customer_lang(self.sudo().account_id.partner_id)

    def _send_by_template(self, kind):
        """Mail it to all who said it, to each in the own language."""
        by_lang = {}
        for feedback in self:
            for contact, address in feedback._get_addressees():
                lang = feedback._get_lang_of(contact)
                by_lang.setdefault(lang, []).append((feedback, contact, address))
        mails = []
        for lang, addressed in by_lang.items():
            records = self.concat(*dict.fromkeys(mail[0] for mail in addressed))
            words = records.with_context(lang=lang)._render_notices(kind)
            mails += [
                (
                    feedback.with_context(lang=lang),
                    contact,
                    *words[feedback.id],
                    address,
                )
                for feedback, contact, address in addressed
            ]
        return self._send_mails(kind, mails)

    def _send_by_mail(self, kind, contact, subject, body, address=False):
        """Mail it to one of those who said it, and keep that it was told."""
        self.ensure_one()
        return self._send_mails(kind, [(self, contact, subject, body, address)])

    @api.model
    def _send_mails(self, kind, mails):
        """Mail it to those who said it, and keep that they were told.

        The mails go out together, after all that goes with them is kept.

        :param mails: ``[(feedback, contact, subject, body, address)]``, each feedback
            in the language of the contact
        :return: the notices
        """
        told, messages = [], self.env["mail.message"]
        for feedback, contact, subject, body, address in mails:
            message = feedback.with_context(
                mail_notify_force_send=False
            )._send_to_customer(
                contact,
                subject,
                body,
                button=feedback._get_customer_button(kind, contact),
                outgoing_email_to=address,
            )
            messages |= message
            told.append(feedback._prepare_notice(kind, "mail", contact, body, message))
        notices = self._keep_notices(told)
        # sudo: the mails that were just made of what the user wrote
        self.env["mail.mail"].sudo().search(
            [("mail_message_id", "in", messages.ids), ("state", "=", "outgoing")],
            order="id",
        ).send_after_commit()
        return notices

    def _note_told(self, kind, channel, contact, body, **values):
        """Keep that one of those who said it was told.

        :return: the notice
        """
        values = {**self._prepare_notice(kind, channel, contact, body), **values}
        return self._keep_notices([values])

    def _prepare_notice(self, kind, channel, contact, body, message=None):
        self.ensure_one()
        return {
            "feedback_id": self.id,
            "kind": kind,
            "channel": channel,
            "partner_id": contact.id,
            "body": body,
            "message_id": message and message.id,
        }

    @api.model
    def _keep_notices(self, told):
        self.env["relationship.feedback.tell"].check_access("create")
        # sudo: only telling the customer makes notices; they are of who tells
        notices = self.env["relationship.feedback.notice"].sudo().create(told)
        # sudo: nobody has to tell the customer any more, whomever it was planned for
        notices.feedback_id.activity_unlink([TELL])
        return notices.with_env(self.env)

    def _check_repetition(self, kind, contacts, body):
        """Who was just told the same is not told again: two tabs, two colleagues."""
        # sudo: what the customer was told, for whoever may tell the customer
        notices = self.sudo().notice_ids.filtered(
            lambda notice: (
                notice.kind == kind
                and notice.create_date >= fields.Datetime.now() - REPEAT
                and (notice.partner_id in contacts or not notice.partner_id | contacts)
                and html2plaintext(notice.body or "") == html2plaintext(body)
            )
        )
        if notices:
            raise UserError(
                self.env._(
                    "%(contacts)s was told the same a moment ago, by %(user)s.",
                    contacts=", ".join(notices.partner_id._get_spoken_names())
                    or self.email_from
                    or self.env._("The customer"),
                    user=notices[0].user_id.name,
                )
            )

    def _on_state_changed(self, former):
        result = super()._on_state_changed(former)
        self.filtered(
            lambda f: former[f] == "new" and f.state in READ_FEEDBACK
        )._notify_acknowledged()
        return result

    @api.depends("team_id", "source", "notice_ids", "is_from_machine", "state")
    def _compute_is_mailed_on_acknowledge(self):
        """Machines are not answered: theirs would answer us."""
        for feedback in self:
            feedback.is_mailed_on_acknowledge = (
                # sudo: how the team works, whoever acknowledges
                feedback.team_id.sudo().tell_on_acknowledge
                and feedback.source in ACKNOWLEDGED_SOURCES
                and not feedback.notice_ids
                and not feedback.is_from_machine
                and bool(feedback._get_addressees())
            )

    def _notify_acknowledged(self):
        """Tell those who wrote to us that somebody has read it, once.

        Screens ask before; a file with many rows cannot, and mails nobody.
        """
        mailed = self.filtered("is_mailed_on_acknowledge")
        if mailed and not self.env.context.get("import_file"):
            mailed._send_by_template("acknowledged")

    @api.model
    def _find_told(self, account, partner, verbatim):
        """What the contact told us in the portal in the same words within the hour."""
        return self.search(
            [
                ("account_id", "=", account.id),
                ("partner_id", "=", partner.id),
                ("source", "=", "portal"),
                ("verbatim", "=", verbatim),
                ("is_shared", "=", True),
                ("create_date", ">", self.env.cr.now() - HOUR),
            ],
            order="id",
            limit=1,
        )

    # ------------------------------------------------------------
    # Seeing to it
    # ------------------------------------------------------------

    def _notify_manager(self):
        """Tell the account manager what the customer told a team in the portal."""
        for feedback in self:
            # sudo: customers set it in motion
            manager = feedback.sudo().account_id._get_available()
            feedback.message_notify(
                partner_ids=manager.partner_id.ids,
                subject=self.with_context(lang=manager.lang).env._(
                    "%(customer)s told us something",
                    customer=feedback.customer_id.display_name,
                ),
                body=plaintext2html(feedback.verbatim),
            )

    def _ask_to_tell(self, summary):
        """One to-do, never two, for whoever has to act: tell the customer.

        :param summary: as of ``mail.activity._sync``
        """
        # sudo: customers and machines, too, set our work in motion
        feedback_sudo = self.sudo()
        self.env["mail.activity"]._sync(
            TELL,
            {
                feedback: (user, feedback.company_id._get_relationship_today(), summary)
                for feedback in feedback_sudo
                if (user := feedback._get_responsible())
            },
            follows=(),
        )

    @api.model
    def _cron_plan_updates(self):
        """Plan that the customer is told when the promised number of days is over."""
        due = self.search(
            [
                ("update_deadline", "<=", fields.Datetime.now()),
                ("state", "in", WORKING_FEEDBACK),
                ("is_waiting", "=", False),
            ]
        )
        self.env["ir.cron"]._work_off_many(
            due,
            lambda part: part._ask_to_tell(
                lambda env: env._("Tell the customer how it is going")
            ),
        )
