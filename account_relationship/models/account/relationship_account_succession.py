from collections import Counter
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ..shared.relationship_guard import hear


class HandoverKind(NamedTuple):
    """One kind of work that may go along with an account."""

    #: Where the handover shows it, and when it is given.
    sequence: int
    #: Method of accounts: of a user, a list with a recordset for each model.
    records: str
    #: Checkbox of the handover, whose label names the kind. What has none always goes.
    choice: str = ""
    #: Number on a line of the handover, see ``_compute_open_work`` there.
    count: str = ""


class RelationshipAccount(models.Model):
    """What belongs to a customer, and goes along when somebody else looks after it.

    The one place that says so: the handover, a manager written on the account or on
    the contact, an absence and a colleague who leaves all ask here. Other parts add
    what is theirs: :meth:`_get_handover_kinds`, :meth:`_get_open_domains` and, where
    another field than ``user_id`` says whose it is, :meth:`_give`.
    """

    _inherit = "relationship.account"

    # ------------------------------------------------------------
    # Which records belong to an account
    # ------------------------------------------------------------

    @api.model
    def _get_own_models(self):
        """Models of records of an account; all of them call the link ``account_id``."""
        return [
            name
            for name, model in self.env.registry.items()
            if model._auto
            and not model._transient
            and (link := model._fields.get("account_id"))
            and link.comodel_name == "relationship.account"
            and "activity_ids" in model._fields
        ]

    def _get_activity_sources(self):
        """Return ``{model: query of the documents}`` whose activities go along."""
        # sudo: only ids are compared, see _get_open_activities
        env = self.sudo().with_context(active_test=False).env
        documents = self._get_entity_domain()
        own = {
            name: env[name]._search([("account_id", "in", self.ids)])
            for name in self._get_own_models()
        }
        return own | {
            self._name: env[self._name]._search([("id", "in", self.ids)]),
            "crm.lead": env["crm.lead"]._search(
                [("relationship_account_id", "in", self.ids)]
            ),
            "sale.order": env["sale.order"]._search(documents),
            "account.move": env["account.move"]._search(documents),
            "account.payment": env["account.payment"]._search(documents),
            "res.partner": self._get_contacts(),
        }

    def _get_contacts(self):
        """A query of the customers and all their contacts."""
        # sudo: as in _get_activity_sources
        env = self.sudo().with_context(active_test=False).env
        return env["res.partner"]._search(
            [("commercial_partner_id", "in", self.partner_id.ids)]
        )

    @api.model
    def _get_account_path(self, model):
        """Where records of a model name their account (``""``: are it), or ``None``."""
        if model == self._name:
            return ""
        # In whichever company: who leaves need not work in that of the caller.
        if model == "res.partner":
            return "commercial_partner_id.relationship_account_ids"
        if model == "account.payment":
            return "partner_id.commercial_partner_id.relationship_account_ids"
        if model in self._get_own_models():
            return "account_id"
        name = "relationship_account_id"
        return name if name in self.env[model]._fields else None

    @api.model
    def _get_of_documents(self, model, document_ids, user=None):
        """Find the accounts that records of one model belong to.

        :param user: of a customer's accounts in several companies, this user's counts
        :return: ``{record id: account}`` of the records that belong to one
        """
        path = self._get_account_path(model) if model in self.env else None
        if path is None:
            return {}
        # sudo: who acts is decided by the account, whoever asks
        documents = self.env[model].sudo().browse(document_ids).exists()
        found = {}
        for document in documents:
            accounts = document.mapped(path)
            if model == "account.payment":
                accounts = accounts.filtered(
                    lambda account, payment=document: (
                        account.company_id == payment.company_id
                    )
                )
            found[document.id] = (
                accounts.filtered(lambda account: account.manager_id == user)
                or accounts
            )[:1]
        return {
            document_id: account for document_id, account in found.items() if account
        }

    # ------------------------------------------------------------
    # What somebody still has to do with the accounts
    # ------------------------------------------------------------

    @api.model
    def _get_handover_kinds(self):
        """Return ``{key: HandoverKind}`` of all that may go along with an account.

        The customer's salesperson always follows the account manager.
        """
        return {
            "activities": HandoverKind(
                *(10, "_get_activities_of", "move_activities", "activity_count")
            ),
            "opportunities": HandoverKind(
                *(20, "_get_selling", "move_opportunities", "opportunity_count")
            ),
            "customers": HandoverKind(70, "_get_customers_of"),
        }

    @api.model
    def _get_sorted_handover_kinds(self):
        kinds = self._get_handover_kinds().items()
        return dict(sorted(kinds, key=lambda item: item[1].sequence))

    @api.model
    def _get_open_domains(self):
        """Return ``{model: domain}`` of records with something left to do."""
        return {
            "crm.lead": Domain("won_status", "=", "pending"),
            "sale.order": Domain("state", "in", ("draft", "sent")),
        }

    def _get_open_activities(self, user):
        """Open activities of a user about the accounts.

        Those planned on whatever belongs to them, see :meth:`_get_activity_sources`.
        What waits for the user's successor is there, too, and what colleagues who are
        gone have left.
        """
        documents = Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", query)
            for model, query in self._get_activity_sources().items()
        )
        # What was passed on during an absence is still the absent manager's.
        owner = Domain.OR(
            [
                self._get_owner_domain(user),
                Domain("relationship_absence_id.user_id", "=", user.id),
                Domain("relationship_successor_of_id", "=", user.id),
            ]
        )
        # sudo: the caller checked that the accounts may be handed over; their
        # activities may sit on documents of others
        return self.env["mail.activity"].sudo().search(documents & owner)

    @api.model
    def _get_owner_domain(self, user):
        """What is a user's, or a colleague's who is gone."""
        return Domain("user_id", "=", user.id) | Domain("user_id.active", "=", False)

    def _get_work(self, user, kinds=None):
        """Return what a user still has to do with the accounts.

        :param kinds: keys of :meth:`_get_handover_kinds`, or ``None`` for all
        :return: a list of recordsets, one for a model; :meth:`_give` knows their owner
        """
        return [
            records
            for key, kind in self._get_sorted_handover_kinds().items()
            if kinds is None or key in kinds
            for records in getattr(self, kind.records)(user)
        ]

    def _get_activities_of(self, user):
        return [self._get_open_activities(user)]

    def _count_by_account(self, user, kind):
        """Return ``{account id: number}`` of one kind of a user's work."""
        counts = Counter()
        for records in self._get_work(user, [kind]):
            for model, ids in self._get_counted(records).items():
                accounts = self._get_of_documents(model, ids, user)
                counts.update(
                    account.id
                    for document_id in ids
                    if (account := accounts.get(document_id))
                )
        return counts

    @api.model
    def _get_counted(self, records):
        """Return ``{model: ids}`` of what tells which account records belong to."""
        if records._name != "mail.activity":
            return {records._name: records.ids}
        return {
            model: activities.mapped("res_id")
            for model, activities in records.grouped("res_model").items()
        }

    def _get_selling(self, user):
        """The user's open opportunities and quotations."""
        # sudo: who may hand over an account hands over what belongs to it
        env = self.sudo().env
        own = Domain("user_id", "=", user.id)
        leads = Domain("relationship_account_id", "in", self.ids)
        is_open = self._get_open_domains()
        return [
            env["crm.lead"].search(own & leads & is_open["crm.lead"]),
            env["sale.order"].search(
                own & self._get_entity_domain() & is_open["sale.order"]
            ),
        ]

    def _get_open_of(self, model, user):
        """Records of the accounts that the user is to see to."""
        # sudo: as in _get_selling
        return (
            self.sudo()
            .env[model]
            .search(
                Domain("account_id", "in", self.ids)
                & self._get_owner_domain(user)
                & self._get_open_domains()[model]
            )
        )

    def _get_customers_of(self, user):
        """Contacts whose salesperson the user is: new quotations are the user's."""
        # sudo: as in _get_selling
        env = self.sudo().with_context(active_test=False).env
        customers = env["res.partner"].search(
            [
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("user_id", "=", user.id),
            ]
        )
        return [customers]

    # ------------------------------------------------------------
    # Passing it on
    # ------------------------------------------------------------

    @api.model
    def _give(self, records, user, successor):
        """Give records of one model to somebody else; other addons know of theirs."""
        # Who gets them is told of everything at once.
        records = records.with_context(
            mail_activity_quick_update=True, mail_auto_subscribe_no_notify=True
        )
        records.write({"user_id": successor.id})

    def _pass_work_on(self, user, successor, kinds=None):
        """Give what a user still has to do with the accounts to a successor.

        :return: ``{model: ids}`` of what went along
        """
        moved = {}
        for records in filter(None, self._get_work(user, kinds)):
            moved.setdefault(records._name, []).extend(records.ids)
            self._give(records, user, successor)
        return moved

    def _succeed(self, former):
        """Let work and followers follow the managers who were just written.

        :param former: ``{account: manager before}``
        """
        # sudo: who may hand over an account hands over what belongs to it, and may
        # have lost the rights on it by now
        accounts = self.sudo().filtered(
            lambda account: former.get(account) not in (None, account.manager_id)
        )
        is_handover = hear(self.env, "relationship_handover_id")
        for manager, group in accounts.grouped(former.get).items():
            for successor, passed in group.grouped("manager_id").items():
                # A handover moves what was chosen there, and remembers it.
                if manager and successor and not is_handover:
                    passed._pass_work_on(manager, successor)
                passed._replace_follower(manager, successor)

    def _on_owner_changed(self):
        """Who looks after the accounts has changed: for absent ones, others act."""
        self.env["relationship.absence"]._pass_on(self)

    def _on_persons_gone(self):
        """People of the customers were deleted or taken out; parts look again."""

    def _replace_follower(self, user, successor):
        """Who takes over follows what the outgoing manager followed.

        The latter does so no longer, unless there is still a part to play.
        """
        self.message_subscribe(successor.partner_id.ids)
        if not user:
            return
        sources = self._get_followed_sources()
        followed = Domain("partner_id", "=", user.partner_id.id) & Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", query)
            for model, query in sources.items()
        )
        # sudo: followers are nobody's to read; who may hand over changes them
        followed = self.env["mail.followers"].sudo().search(followed)
        for model, rows in followed.grouped("res_model").items():
            # sudo: as above
            documents = self.env[model].sudo().browse(rows.mapped("res_id"))
            documents.message_subscribe(successor.partner_id.ids)
            accounts = self._get_of_documents(model, documents.ids)
            rows.filtered(
                lambda row, documents=documents, accounts=accounts: (
                    not accounts[row.res_id]._has_part(
                        user, documents.browse(row.res_id)
                    )
                )
            ).unlink()

    def _get_followed_sources(self):
        """Return ``{model: query}`` of the accounts and their open records."""
        # sudo: as in _get_activity_sources
        env = self.sudo().with_context(active_test=False).env
        links = dict.fromkeys(self._get_own_models(), "account_id")
        links |= {self._name: "id", "crm.lead": "relationship_account_id"}
        is_open = self._get_open_domains()
        return {
            model: env[model]._search(
                Domain(link, "in", self.ids) & is_open.get(model, Domain.TRUE)
            )
            for model, link in links.items()
        }

    def _has_part(self, user, document):
        """Whether a user has something to do with the account, or a record of it."""
        people = self.manager_id | self.backup_id | self.acting_manager_id
        people |= self.team_id.user_id
        for name in ("user_id", "user_ids"):
            if name in document._fields:
                people |= document[name]
        return user in people
