import secrets

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, email_normalize, mute_logger

from ..shared.states import SPOKEN_MESSAGE

#: Those who may erase a person.
ERASERS = ("account_relationship.group_manager", "base.group_system")
#: Shorter names stand in other words as well.
SHORTEST_NAME = 4

#: Messages that say what their author wrote, or the author's program.
WORDS = (*SPOKEN_MESSAGE, "auto_comment", "out_of_office")


class ResPartner(models.Model):
    """Somebody at a customer asks us to forget: the person goes, the figures stay.

    Numbers, days, kinds and states are the company's record. Names, addresses and what
    the person wrote are not: they are replaced. Files stay: they were sent for the
    customer's business; whoever erases looks through them.
    """

    _inherit = "res.partner"

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_open_erasure(self):
        """Say what is going to happen, before it does."""
        self._check_erasable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erase a Person"),
            "res_model": "relationship.person.erasure",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_ids": self.ids},
        }

    def _erase_persons(self):
        """Take the persons out of all customer accounts, and then out of contacts.

        A contact Odoo keeps for its documents is archived without name and address.
        """
        self._check_erasable()
        # sudo: the person is everywhere; who may erase was checked
        persons = self.sudo()
        for person in persons:
            # One by one: the answers of each stay those of one person.
            person._erase_from_accounts()
            person._erase_contact()

    def _check_erasable(self):
        if not any(self.env.user.has_group(group) for group in ERASERS):
            raise AccessError(
                self.env._(
                    "Only administrators of customer accounts can erase a person."
                )
            )
        self.check_access("write")
        # sudo: an account and a user one may not read stand in the way as well
        for person in self.sudo().with_context(active_test=False):
            person._check_is_contact()

    def _check_is_contact(self):
        """Neither a customer nor a colleague."""
        if self.is_company or self.relationship_account_ids:
            raise UserError(
                self.env._(
                    "%(name)s is a customer, not a contact of one. Only persons are "
                    "erased.",
                    name=self.display_name,
                )
            )
        if not all(self.user_ids.mapped("share")):
            raise UserError(self.env._("%(name)s works here.", name=self.display_name))

    # ------------------------------------------------------------
    # In the accounts
    # ------------------------------------------------------------

    def _erase_from_accounts(self, emails=()):
        """Replace what says who the person is, and what the person said.

        :param emails: further addresses, of a sender who is no contact
        """
        emails = {email_normalize(email) for email in emails}
        emails = sorted(filter(None, {*emails, *self.mapped("email_normalized")}))
        accounts = self._find_accounts_of_persons()
        self._erase_links()
        self.env.flush_all()
        # Whoever it was stays one person, whom nobody can find.
        key = f"erased-{secrets.token_hex(8)}"
        words = self._erase_said(emails, key)
        self._give_place_to_company()
        # Where the customer took the person's place, the person has gone.
        for query in self._get_removal_queries():
            self.env.cr.execute(query)
        names = [*self._get_names(), *emails]
        mention = self.env["relationship.person.mention"]
        mention._erase(accounts, self, names, words)
        self.env.invalidate_all(flush=False)
        accounts._on_persons_gone()

    def _erase_links(self):
        """What was there for the persons only goes with them."""
        for model in self._get_personal_models():
            records = self.env[model].with_context(active_test=False)
            records.search([("partner_id", "in", self.ids)]).unlink()
        leads = self.env["crm.lead"].with_context(
            active_test=False, tracking_disable=True
        )
        leads = leads.search([("partner_id", "in", self.ids)])
        leads.write({"contact_name": False, "email_from": False, "phone": False})

    @api.model
    def _get_personal_models(self):
        """Models with records that are there for one ``partner_id`` only."""
        return []

    def _get_removal_queries(self):
        """Where the persons' company stands, or nobody needs to: they are taken out."""
        return []

    @api.model
    def _get_erased_words(self):
        return self.env._("(erased at the person's request)")

    @api.model
    def _get_erased_name(self):
        return self.env._("(erased person)")

    def _get_names(self):
        names = (" ".join((name or "").split()) for name in self.mapped("name"))
        return sorted({name for name in names if len(name) >= SHORTEST_NAME})

    def _get_own_condition(self, emails, column, contact="partner_id"):
        """What is of the persons: by contact, by address where there is no contact."""
        return SQL(
            "(%(contact)s = ANY(%(ids)s) OR %(contact)s IS NULL"
            " AND lower(substring(%(column)s FROM '[^<>\\s,;]+@[^<>\\s,;]+'))"
            " = ANY(%(emails)s))",
            contact=SQL.identifier("record", contact),
            ids=self.ids,
            column=SQL.identifier("record", column),
            emails=emails,
        )

    def _erase_said(self, emails, key):
        """Replace what the persons said, wherever a part keeps it.

        :param emails: their addresses, for what has no contact
        :param key: what stands for the address where one is needed
        :return: set of what was said, to be replaced wherever else it stands
        """
        return self._erase_messages(emails)

    def _erase_messages(self, emails):
        """In conversations about accounts: what the person wrote and was written to."""
        own = self._get_own_condition(emails, "email_from", "author_id")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT body FROM mail_message AS record
                 WHERE model LIKE 'relationship.%%' AND body > ''
                   AND message_type IN %s AND %s
                """,
                WORDS,
                own,
            )
        )
        for query in self._get_message_queries(emails, own):
            self.env.cr.execute(query)
        return {text for (text,) in rows}

    def _get_message_queries(self, emails, own):
        body = self._get_erased_body()
        told = SQL("(%s)", SQL(" UNION ").join(self._get_told_queries(emails)))
        return [
            SQL(
                """
                UPDATE mail_message AS record
                   SET body = CASE WHEN message_type IN %(words)s
                                   THEN %(body)s ELSE body END,
                       subject = CASE WHEN message_type IN %(words)s
                                      THEN NULL ELSE subject END,
                       email_from = NULL
                 WHERE model LIKE 'relationship.%%' AND %(own)s
                """,
                body=body,
                own=own,
                words=WORDS,
            ),
            SQL(
                "UPDATE mail_message SET body = %(body)s, subject = NULL,"
                " outgoing_email_to = NULL"
                " WHERE model LIKE 'relationship.%%' AND id IN %(told)s",
                body=body,
                told=told,
            ),
            SQL(
                "UPDATE mail_mail SET body_html = %(body)s, email_to = NULL"
                " WHERE mail_message_id IN (SELECT id FROM mail_message"
                " WHERE model LIKE 'relationship.%%' AND body = %(body)s)",
                body=body,
            ),
        ]

    @api.model
    def _get_erased_body(self):
        return f"<p>{self._get_erased_words()}</p>"

    def _get_told_queries(self, emails):
        """Queries of messages to the persons and to nobody else."""
        return [
            SQL(
                """
                SELECT mail_message_id FROM mail_message_res_partner_rel
                 WHERE mail_message_id IN (SELECT mail_message_id
                                             FROM mail_message_res_partner_rel
                                            WHERE res_partner_id = ANY(%(ids)s))
                 GROUP BY mail_message_id
                HAVING bool_and(res_partner_id = ANY(%(ids)s))
                """,
                ids=self.ids,
            )
        ]

    # ------------------------------------------------------------
    # The contact
    # ------------------------------------------------------------

    def _erase_contact(self):
        """Delete it; where documents or a login keep it, empty it and archive it."""
        logins = self.with_context(active_test=False).user_ids
        if logins:
            # Odoo deletes the login, and the contact with it, in a job of its own.
            logins._deactivate_portal_user()
        else:
            try:
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    self.unlink()
                    return
            except (IntegrityError, UserError):
                # Its documents have to be kept.
                self.env.invalidate_all()
        self.with_context(tracking_disable=True).write(
            {**self._get_empty_contact(), "name": self._get_erased_name()}
        )
        self.action_archive()

    def _get_empty_contact(self):
        """What a contact says of a person."""
        names = [
            *("email", "phone", "function", "comment", "website", "ref", "vat"),
            *("street", "street2", "zip", "city", "image_1920", "barcode"),
        ]
        return {name: False for name in names if name in self._fields}
