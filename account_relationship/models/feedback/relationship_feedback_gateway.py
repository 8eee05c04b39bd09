from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import email_normalize, is_html_empty, plaintext2html

from ...mail_words import ADDRESS, find_forwarded, get_name_words, get_words
from ...people import is_outside
from ...turns import HOUR, browse_given
from ..shared.states import WORKING_FEEDBACK

#: Longer mails are cut where they are quoted; the conversation keeps the whole of them.
VERBATIM_SIZE = 20_000


class RelationshipFeedback(models.Model):
    """Mails of customers: to the address of a team, and answers to what we told them.

    Absence notes never become feedback, see ``mail.thread``, and move nothing; what a
    customer's ticket system writes does, and no mail of ours answers it by itself.
    """

    _inherit = "relationship.feedback"
    # Odoo counts by it how many mails of one sender became feedback, to end loops.
    _primary_email = "email_from"

    is_from_machine = fields.Boolean(
        string="Written by a machine",
        readonly=True,
        copy=False,
        help="The mail says that a program wrote it, a ticket system for example. "
        "Nobody is answered automatically.",
    )
    candidate_ids = fields.Many2many(
        comodel_name="res.partner",
        string="May be from",
        compute="_compute_candidate_ids",
        help="Contacts of several customers who have the address, or the name, it came "
        "from.",
    )

    @api.depends("email_from", "account_id")
    def _compute_candidate_ids(self):
        for feedback in self:
            company = feedback.team_id.company_id
            is_open = not feedback.account_id
            feedback.candidate_ids = is_open and self._find_candidates(
                feedback.email_from, company
            )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    def _prepare_changes(self, vals):
        """A contact named later on said it; one named by mistake did not."""
        changes = super()._prepare_changes(vals)
        if "partner_id" in vals:
            contact = browse_given(self.env["res.partner"], vals["partner_id"])
            for feedback, values in changes.items():
                values["reporter_ids"] = [
                    *(Command.unlink(former) for former in feedback.partner_id.ids),
                    *(Command.link(now) for now in contact.ids),
                ]
        return changes

    # ------------------------------------------------------------
    # Too many mails
    # ------------------------------------------------------------

    @api.model
    def _collect_routes(self, routes, email_from):
        """Lead what a sender writes too much to the last feedback of that sender.

        Nothing is lost: it stands in the conversation, and whoever has to answer is
        told. Colleagues pass on what many customers say: theirs is not counted.
        """
        return [self._collect_route(route, email_from) for route in routes]

    @api.model
    def _collect_route(self, route, email_from):
        model, thread_id, values, *others = route
        sender = email_normalize(email_from)
        if model != "relationship.feedback" or thread_id or not sender:
            return route
        # sudo: mails are counted, whoever the gateway works as
        teams = self.env["relationship.feedback.team"].sudo()
        team = teams.browse((values or {}).get("team_id"))
        # sudo: a setting of the company, whoever the gateway works as
        company = (team.company_id or self.env.company).sudo()
        limit = company.relationship_mail_limit
        if not limit or self._may_write_more(sender):
            return route
        sent = self._find_mailed(sender)
        if len(sent) < limit:
            return route
        sent[0]._ask_to_tell(
            lambda env: env._(
                "Many mails from %(sender)s: further ones are collected here",
                sender=sender,
            )
        )
        return (model, sent[0].id, values, *others)

    @api.model
    def _may_write_more(self, sender):
        """Colleagues, and senders the administrator allows as much as they want."""
        # sudo: as above
        allowed = self.env["mail.gateway.allowed"].sudo()
        colleagues = self.env["res.users"].sudo()
        return bool(
            allowed.search_count([("email_normalized", "=", sender)], limit=1)
            or colleagues.search_count(
                [("email_normalized", "=", sender), ("share", "=", False)], limit=1
            )
        )

    @api.model
    def _find_mailed(self, sender):
        """Feedback the sender's mails became within the hour, the last one first."""
        # sudo: as above
        found = self.sudo().search(
            [
                ("source", "=", "mail"),
                ("email_from", "ilike", sender),
                ("create_date", ">", self.env.cr.now() - HOUR),
            ],
            order="id desc",
        )
        return found.filtered(
            lambda feedback: email_normalize(feedback.email_from) == sender
        )

    # ------------------------------------------------------------
    # Mails to a team
    # ------------------------------------------------------------

    @api.model
    @api.private
    def message_new(self, msg_dict, custom_values=None):
        """Make feedback of a mail, for the contact and the account it is from."""
        # The team, and what else is ours to say; what the alias says of the customer
        # is not the customer's.
        values = {
            name: value
            for name, value in dict(custom_values or {}).items()
            if name not in self._proof_fields | self._derived_fields
        }
        team = self.env["relationship.feedback.team"].browse(values.get("team_id"))
        forwarded = self._find_passed_on_mail(msg_dict)
        sender = forwarded.sender if forwarded else msg_dict.get("email_from")
        contact = self._find_sender(sender, team.company_id)
        known = contact or self._find_known(sender, team.company_id)
        account = self._find_account(known, team.company_id)
        feedback = super().message_new(
            {**msg_dict, "email_from": sender},
            {
                **values,
                **self._prepare_from_mail(msg_dict, forwarded),
                "partner_id": contact.id,
                "account_id": account.id,
            },
        )
        if forwarded and forwarded.above:
            feedback.message_post(
                body=plaintext2html(forwarded.above), author_id=msg_dict["author_id"]
            )
        if not account:
            author = self.env["res.partner"].browse(msg_dict.get("author_id"))
            feedback._notify_unknown_sender(author if forwarded else author.browse())
        return feedback

    @api.model
    def _find_passed_on_mail(self, msg_dict):
        """The customer's mail in what a colleague forwards, unless a colleague's it is.

        Programs leave out the address of senders they know: the name has to do.
        """
        # sudo: whether it is a colleague who writes
        author = self.env["res.partner"].sudo().browse(msg_dict.get("author_id"))
        body = msg_dict.get("body")
        if not author or author.partner_share or is_html_empty(body):
            return None
        forwarded = find_forwarded(body)
        if not forwarded or not forwarded.words or not forwarded.sender:
            return None
        if not ADDRESS.search(forwarded.sender):
            named = self._find_named(forwarded.sender)
            if named and not any(map(is_outside, named)):
                return None
        return forwarded

    @api.model
    def _prepare_from_mail(self, msg_dict, forwarded=None):
        verbatim = forwarded and self._cut(forwarded.words)
        verbatim = verbatim or self._get_words(msg_dict.get("body"))
        subject = " ".join((msg_dict.get("subject") or "").split())
        verbatim = verbatim or subject or self.env._("(a mail without text)")
        return {
            "source": "mail",
            "is_from_machine": msg_dict.get("message_type") == "auto_comment",
            "verbatim": verbatim,
            "name": self._get_first_line(subject or verbatim),
            # The customer recognises the subject it chose.
            "customer_wording": self._get_first_line(subject or verbatim),
        }

    @api.model
    def _get_words(self, body):
        """The plain text of a mail, without the signature and the mails it quotes."""
        text = "" if is_html_empty(body) else get_words(body)
        return self._cut(text)

    @api.model
    def _cut(self, text):
        if len(text) > VERBATIM_SIZE:
            text = f"{text[: VERBATIM_SIZE - 1]}…"
        return text

    @api.model
    def _find_sender(self, email, company):
        """The contact who has the address, first of all one of a customer of ours.

        Colleagues who pass on what a customer said are not the ones who said it. Of an
        address at two customers, or a name of two contacts, nobody knows who it was:
        somebody is asked.
        """
        if email and not email_normalize(email):
            named = self._find_known(email, company)
            return named if len(named) == 1 else named.browse()
        find = self.env["mail.thread"]._partner_find_from_emails_single
        if not email or self._find_candidates(email, company):
            return self.env["res.partner"]
        return find(
            [email],
            no_create=True,
            filter_found=lambda partner: bool(
                is_outside(partner) and self._find_account(partner, company)
            ),
        ) or find(
            [email],
            no_create=True,
            filter_found=is_outside,
        )

    @api.model
    def _find_candidates(self, email, company):
        """Contacts it may be from, if they are of several customers of ours."""
        known = self._find_known(email, company)
        several = len(known.commercial_partner_id) > 1
        return known if several else known.browse()

    @api.model
    def _find_known(self, email, company):
        """Contacts of customers with the address, or the name where there is none."""
        # sudo: whoever answers chooses among them, and reads names only
        contacts = self.env["res.partner"].sudo()
        if address := email_normalize(email):
            contacts = contacts.search([("email_normalized", "=", address)])
        elif email:
            contacts = self._find_named(email)
        return contacts.filtered(
            lambda contact: is_outside(contact) and self._find_account(contact, company)
        ).with_env(self.env)

    @api.model
    def _find_named(self, sender):
        """Contacts of customers, and colleagues, of that name, in whatever order.

        Accents make no difference where another part of the name has none.
        """
        # sudo: as above
        people = self.env["res.partner"].sudo()
        words = get_name_words(sender)
        if not words:
            return people
        # Those who have left as well: what they wrote is no customer's.
        # sudo: as above
        users = self.env["res.users"].sudo()
        colleagues = users._search([("share", "=", False)], active_test=False)
        people = people.search(
            Domain.OR(Domain("name", "ilike", word) for word in words)
            & (
                Domain("partner_share", "=", False)
                | Domain("id", "in", colleagues.subselect("partner_id"))
                | Domain("commercial_partner_id.relationship_account_ids", "!=", False)
            )
        )
        return people.filtered(lambda person: get_name_words(person.name) == words)

    @api.model
    def _find_account(self, contacts, company):
        """The account of the contacts' customer, in the company if one is given."""
        # sudo: whoever writes to the team need not be allowed to read the account
        customer = contacts.sudo().commercial_partner_id
        if len(customer) > 1:
            return customer.relationship_account_ids.browse()
        accounts = customer.relationship_account_ids
        if company:
            accounts = accounts.filtered(lambda a: a.company_id == company)
        return accounts.sorted(lambda a: a.company_id != self.env.company)[:1]

    def _notify_unknown_sender(self, author):
        """Ask the team whose feedback it is; where nobody is, the head of accounts.

        :param author: the colleague who passed it on, if one did, is asked as well
        """
        self.ensure_one()
        people = (self.team_id.member_ids | self.team_id.user_id).filtered("active")
        people = people or self.company_id.relationship_head_id
        # sudo: which user a colleague is; each is asked who may read it
        people |= author.sudo().user_ids.filtered(
            lambda user: self.with_user(user).has_access("read")
        )
        people = people.filtered("active")
        if not people or self._has_many_strangers():
            return
        self.message_notify(
            partner_ids=people.partner_id.ids,
            subject=self.env._("Whose feedback is it? %(name)s", name=self.name),
            body=self._describe_doubt(),
        )

    def _describe_doubt(self):
        sender = self.email_from or self.env._("an unknown address")
        if self.candidate_ids:
            return self.env._(
                "%(sender)s can be any of %(contacts)s. Choose the contact on the "
                "feedback: the customer account comes with it. No customer sees it "
                "before.",
                sender=sender,
                contacts="; ".join(self.candidate_ids.mapped("display_name")),
            )
        if self.email_from and not email_normalize(self.email_from):
            return self.env._(
                "The mail that was passed on says no more of its sender than "
                "“%(sender)s”. Choose the contact on the feedback: the customer "
                "account comes with it.",
                sender=sender,
            )
        return self.env._(
            "%(sender)s wrote to us and belongs to no customer account. Choose the "
            "contact on the feedback: the customer account comes with it.",
            sender=sender,
        )

    def _has_many_strangers(self):
        """Robots write from a new address each time; the list shows them all."""
        # sudo: mails are counted, whoever the gateway works as
        limit = self.company_id.sudo().relationship_mail_limit
        number = self.sudo().search_count(
            [
                ("source", "=", "mail"),
                ("team_id", "=", self.team_id.id),
                ("account_id", "=", False),
                ("create_date", ">", self.env.cr.now() - HOUR),
            ]
        )
        return bool(limit) and number > limit

    # ------------------------------------------------------------
    # Answers to our mails
    # ------------------------------------------------------------

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """What a customer answers ends our waiting; a machine's answer does not."""
        result = super().message_update(msg_dict, update_vals)
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        if msg_dict.get("message_type") == "email" and (
            not author or is_outside(author)
        ):
            self._hear_from_customer()
        return result

    def _hear_from_customer(self):
        self.action_resume()
        for feedback in self.filtered(
            lambda record: record.state not in WORKING_FEEDBACK
        ):
            # What is said about a duplicate concerns the one it repeats.
            (feedback.duplicate_of_id or feedback)._ask_to_tell(
                lambda env, name=feedback.name: env._(
                    "The customer wrote again: %(name)s", name=name
                )
            )

    def _message_receive_bounce(self, email, partner):
        """The customer was not reached: somebody has to find another way."""
        result = super()._message_receive_bounce(email, partner)
        if partner and not any(map(is_outside, partner)):
            return result  # the mailbox of a colleague is full
        for feedback in self:
            feedback._ask_to_tell(
                lambda env: env._("Our mail to %(address)s came back", address=email)
            )
        return result

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Answers come back to the address of the team, where it has one."""
        replies = super()._notify_get_reply_to(default=default, author_id=author_id)
        # sudo: the address of a team one need not be in
        teams = self.sudo().team_id.filtered(
            lambda team: team.alias_name and team.alias_domain_id
        )
        addresses = teams._notify_get_reply_to(default=default, author_id=author_id)
        for feedback in self.filtered(lambda record: record.team_id in teams):
            replies[feedback.id] = addresses[feedback.team_id.id]
        return replies
