from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from math import inf
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, new_test_user
from odoo.tools import mute_logger

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.mail.tests.common import MailCase

#: Seconds two who wait for each other have.
PATIENCE = 60
#: What becomes of a button that others pressed before.
REFUSED = "refused"


def answer_addons(company):
    """What addons ask a company once is answered: the steps left are the core's."""
    if "relationship_retention_asked" in company._fields:
        company.relationship_retention_asked = True


def get_brief_words(brief):
    """Return ``{name: words}`` of the lines of a brief."""
    return {line["name"]: line["words"] for line in brief["lines"]}


class People:
    """Who works with which customer, in the company of the test's environment.

    People
    ------
    LOGIN   GROUP                          TEAM          WHAT THEY ARE
    ann     Customer Accounts / User       North         account manager
    tim     Customer Accounts / User       North         colleague of ann's
    bob     Customer Accounts / User       South         account manager
    bea     Customer Accounts / User       -             backup of acme
    hugo    Customer Accounts / Head       -             head of accounts
    adam    Customer Accounts / Admin      -             administrator of the app
    sam     Sales / own documents          -             salesperson, no account rights
    eve     Internal user                  -             any employee
    pia     Portal                         -             contact of acme

    Accounts
    --------
    NAME    CUSTOMER        MANAGER    BACKUP    TEAM     TIER    STAGE
    acme    Acme            ann        bea       North    A       Onboarding
    birch   Birch           ann        -         North    B       Onboarding
    cedar   Cedar           bob        -         South    B       Onboarding

    Acme has a contact, Acme Amy, with an e-mail. Dune is a customer without account.
    """

    @classmethod
    def set_up_people(cls):
        cls.env["crm.team"].search([]).action_archive()
        groups = {
            "ann": "account_relationship.group_user",
            "tim": "account_relationship.group_user",
            "bob": "account_relationship.group_user",
            "bea": "account_relationship.group_user",
            "hugo": "account_relationship.group_head",
            "adam": "account_relationship.group_manager",
            "sam": "sales_team.group_sale_salesman",
            "eve": "base.group_user",
            "pia": "base.group_portal",
        }
        for login, user in zip(groups, cls._add_users(groups), strict=True):
            setattr(cls, login, user)
        cls.north, cls.south = cls.env["crm.team"].create(
            [
                {
                    "name": name,
                    "company_id": False,
                    "user_id": False,
                    "member_ids": [Command.set([user.id for user in members])],
                }
                for name, members in [
                    ("North", [cls.ann, cls.tim]),
                    ("South", [cls.bob]),
                ]
            ]
        )

    @classmethod
    def set_up_accounts(cls):
        ref = cls.env.ref
        cls.tier_a = ref("account_relationship.tier_a")
        cls.tier_b = ref("account_relationship.tier_b")
        cls.tier_c = ref("account_relationship.tier_c")
        cls.onboarding = ref("account_relationship.stage_onboarding")
        cls.at_risk = ref("account_relationship.stage_at_risk")
        cls.ended = ref("account_relationship.stage_ended")
        quiet = {"review_days": 0}
        if "is_key" in cls.tier_a._fields:
            # Of key accounts people are to be known, with the addon for expansion.
            quiet["is_key"] = False
        cls.env["relationship.tier"].search([]).write(quiet)
        cls.env.company.relationship_tier_id = cls.tier_b
        cls.env.company.write(
            {
                "relationship_tz": "UTC",
                "relationship_measured_on": False,
                "relationship_measured_for": False,
            }
        )
        cls.Account = cls.env["relationship.account"]
        names = ("Acme", "Birch", "Cedar", "Dune")
        customers = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "email": f"{name}@example.com"}
                for name in names
            ]
        )
        cls.acme_customer, cls.birch_customer = customers[:2]
        cls.cedar_customer, cls.dune = customers[2:]
        cls.amy = cls.env["res.partner"].create(
            {
                "name": "Amy",
                "parent_id": cls.acme_customer.id,
                "email": "amy@example.com",
            }
        )
        cls.pia.partner_id.parent_id = cls.acme_customer
        cls.acme, cls.birch, cls.cedar = cls.Account.create(
            [
                {
                    "partner_id": customer.id,
                    "manager_id": manager.id,
                    "backup_id": backup and backup.id,
                    "tier_id": tier.id,
                }
                for customer, manager, backup, tier in [
                    (cls.acme_customer, cls.ann, cls.bea, cls.tier_a),
                    (cls.birch_customer, cls.ann, False, cls.tier_b),
                    (cls.cedar_customer, cls.bob, False, cls.tier_b),
                ]
            ]
        )
        cls.accounts = cls.acme | cls.birch | cls.cedar

    @classmethod
    def _add_user(cls, login, groups, **values):
        with cls._without_welcome():
            return new_test_user(
                cls.env,
                login=login,
                groups=groups,
                context={"no_reset_password": True},
                **{"name": login.capitalize(), "tz": "UTC", **values},
            )

    @classmethod
    def _without_welcome(cls):
        """Users are not given the first tasks of project apps, which takes long."""
        users = cls.env.registry["res.users"]
        return patch.object(
            users, "_onboard_users_into_project", lambda *_: None, create=True
        )

    @classmethod
    def _add_users(cls, groups):
        """Like ``_add_user`` for many, in a third of the time.

        :param groups: ``{login: group}``
        """
        users = cls.env["res.users"].with_context(no_reset_password=True)
        with cls._without_welcome():
            return users.create(
                [
                    {
                        "login": login,
                        "name": login.capitalize(),
                        "password": login.ljust(8, "x"),
                        "email": f"{login[0]}.{login[0]}@example.com",
                        "group_ids": [Command.set(cls.env.ref(group).ids)],
                        "tz": "UTC",
                    }
                    for login, group in groups.items()
                ]
            )

    @classmethod
    def _add_company(cls, name="Second company", **values):
        """Another company, in which only hugo works, too."""
        company = cls.env["res.company"].create({"name": name, **values})
        cls.hugo.company_ids |= company
        return company

    @classmethod
    def _add_accounts(cls, number, **values):
        """Accounts of new customers, ann's unless told otherwise."""
        customers = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(number)]
        )
        return cls.Account.create(
            [
                {"partner_id": customer.id, "manager_id": cls.ann.id, **values}
                for customer in customers
            ]
        )

    @classmethod
    def _add_lead(cls, customer, user, **values):
        return cls.env["crm.lead"].create(
            {
                "name": f"Lead of {customer.name}",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": user and user.id,
                "company_id": cls.env.company.id,
                **values,
            }
        )

    @classmethod
    def _add_need(cls, account, name, kind="want", user=None, **values):
        """Something the customer of an account wants; with ``kind`` a problem."""
        needs = cls.env["relationship.need"].with_user(user or cls.env.user)
        return needs.create(
            {"account_id": account.id, "name": name, "kind": kind, **values}
        )

    @classmethod
    def _add_order(cls, customer, user, **values):
        return cls.env["sale.order"].create(
            {"partner_id": customer.id, "user_id": user.id, **values}
        )

    @classmethod
    def _plan_activity(cls, record, user, **values):
        return record.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, **values
        )

    def _without_commits(self):
        """Run what a scheduled action runs inside the test's own transaction."""
        return patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *_, **__: inf
        )

    def _run_step(self, name):
        """Run a step of the scheduled work as its chain does, with its commits."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            work = api.Environment(cr, SUPERUSER_ID, {})["relationship.work"]
            steps = work._get_steps("nightly") | work._get_steps("frequent")
            [step] = [step for step in steps if step.name == name]
            steps[step]._do(step)
        self.env.invalidate_all()

    @classmethod
    def _get_history(cls, account):
        """``[(manager's name, reason, is it running)]``, the first manager first."""
        return [
            (line.manager_name, line.reason, not line.date_to)
            for line in account.sudo().assignment_ids.sorted("id")
        ]


class AccountCommon(People, BaseCommon):
    """The people and the accounts, without mails and tracking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()
        cls.set_up_accounts()


class AccountMailCommon(AccountCommon, MailCase):
    """The people and the accounts, with mails and tracking."""

    @classmethod
    def default_env_context(cls):
        return {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.ann | cls.bob | cls.bea | cls.hugo).notification_type = "inbox"

    def _get_inbox(self, user):
        """The messages in somebody's inbox."""
        return (
            self.env["mail.notification"]
            .sudo()
            .search([("res_partner_id", "=", user.partner_id.id)])
            .mail_message_id
        )


class TransactionsCommon(BaseCase):
    """Real transactions, several at a time; what is made has to be removed again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    @contextmanager
    def _open(self):
        """An environment in a transaction of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})

    def _at_once(self, work, items):
        """Do it as two requests do: each begins before the other has ended.

        :param work: called with an environment, an item and a function to call after
            the first look; tried again where the database stops it
        :return: the results, in the order of the items
        """
        begun = Barrier(len(items), timeout=PATIENCE)

        def request(item):
            waits = [begun.wait]

            def wait_once():
                while waits:
                    waits.pop()()

            with self._open() as env:
                return retrying(lambda: work(env, item, wait_once), env)

        with ThreadPoolExecutor(len(items)) as pool:
            return list(pool.map(request, items, timeout=PATIENCE))

    def _press_at_once(self, record, press, items):
        """Several look at a record, and press before the others are done.

        :param press: called with the record and an item
        :return: for each the id of what was opened, REFUSED or nothing
        """

        def request(env, item, wait):
            mine = record.with_env(env)
            mine.read([])
            wait()
            try:
                result = press(mine, item)
                env.flush_all()
            except UserError:
                env.cr.rollback()
                return REFUSED
            return result.get("res_id") if isinstance(result, dict) else None

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            return self._at_once(request, items)


class HandoverCommon(AccountCommon):
    """Handovers, drawn up by the user of the test."""

    def _prepare_handover(self, accounts, new_manager, **values):
        """A handover as the dialog on the accounts makes it."""
        return (
            self.env["relationship.handover"]
            .with_context(active_model="relationship.account", active_ids=accounts.ids)
            .create({"new_manager_id": new_manager.id, **values})
        )

    def _hand_over(self, accounts, new_manager, **values):
        handover = self._prepare_handover(accounts, new_manager, **values)
        handover.action_confirm()
        return handover


class InvoicedCommon(People, AccountTestInvoicingCommon):
    """The people, their accounts, and invoices in a company that keeps books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.set_up_people()
        cls.set_up_accounts()
        cls.accountant = cls._add_user(
            "accountant",
            "account_relationship.group_user,account.group_account_invoice",
        )
        cls.north.member_ids |= cls.accountant

    @classmethod
    def _invoice(cls, customer, amount, day, **values):
        """A posted invoice without taxes."""
        return cls._create_invoice_one_line(
            price_unit=amount,
            tax_ids=[],
            **{
                "partner_id": customer,
                "invoice_date": day,
                "invoice_date_due": day,
                "post": True,
                **values,
            },
        )

    @classmethod
    def _pay(cls, invoice, day, amount=None, **values):
        """Pay an invoice, or an amount of it, on a day; whoever may read it pays it."""
        wizard = (
            invoice.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "payment_date": day,
                    "amount": amount or invoice.amount_residual,
                    **values,
                }
            )
        )
        return wizard._create_payments()

    @classmethod
    def _confirm_order(cls, customer, amount, day, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": cls.sam.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product_a.id,
                            "price_unit": amount,
                            "tax_ids": [],
                        }
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = day
        return order

    @classmethod
    def _refresh(cls, accounts=None):
        cls.env["relationship.measure"]._refresh(accounts)
