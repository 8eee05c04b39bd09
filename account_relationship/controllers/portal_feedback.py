from functools import partial

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager

from ..models.feedback.relationship_feedback_shown import CONFIDED_SOURCES
from .attempt import attempt
from .portal import PageAccess, RelationshipPortal
from .text import read_words
from .upload import Refused

ORDERS = {"date": "received_at desc, id desc", "changed": "write_date desc, id desc"}
#: So many of the last order lines are looked at for what the customer bought.
BOUGHT_LINES = 200
KINDS = ("complaint", "request", "question", "idea", "praise", "risk")


class FeedbackPortal(RelationshipPortal):
    """What customers told us: the list, a new one, and what came of each."""

    _items_per_page = 20

    # ------------------------------------------------------------
    # Customers who log in
    # ------------------------------------------------------------

    @route(
        ["/my/feedback", "/my/feedback/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_feedback_list(self, page=1, sortby="date", filterby="open", **kw):
        """The customer's feedback, 20 a page.

        :param int page: from 1
        :param sortby: a key of ``ORDERS``; anything else sorts by date
        :param filterby: ``open`` or ``all``; anything else shows what is open
        """
        sortby = sortby if sortby in ORDERS else "date"
        filterby = filterby if filterby in ("open", "all") else "open"
        domain = self._get_feedback_domain(filterby)
        pages = pager(
            url="/my/feedback",
            total=self._count_mine("relationship.feedback", domain),
            page=page,
            step=self._items_per_page,
            url_args={"sortby": sortby, "filterby": filterby},
        )
        found = self._find_mine(
            "relationship.feedback",
            domain,
            order=ORDERS[sortby],
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        side = self._get_side()
        return self._render(
            "portal_my_feedback",
            page_name="feedback_list",
            entries=[side._describe_feedback(feedback) for feedback in found],
            pager=pages,
            sortby=sortby,
            filterby=filterby,
            may_tell=bool(self._find_my_accounts()),
        )

    def _get_feedback_domain(self, filterby="all"):
        domain = [("is_shared", "=", True), *self._get_own_score_domain()]
        if filterby == "open":
            domain += self._get_side()._get_open_feedback_domain()
        return domain

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "relationship_asked_count" in counters:
            asked = [("state", "=", "implemented"), ("asked_at", "!=", False)]
            values["relationship_asked_count"] = self._count_mine(
                "relationship.feedback", [*self._get_feedback_domain(), *asked]
            )
        return values

    def _get_own_score_domain(self):
        """A score was given in confidence: colleagues do not read it."""
        return [
            "|",
            ("source", "not in", CONFIDED_SOURCES),
            ("partner_id", "in", request.env.user.partner_id.ids),
        ]

    @route("/my/feedback/new", type="http", auth="user", website=True, methods=["GET"])
    def portal_new_feedback(self, **kw):
        """The form, empty, as a complaint."""
        return self._show_form({"kind": "complaint"})

    @route("/my/feedback/new", type="http", auth="user", website=True, methods=["POST"])
    def portal_send_feedback(self, **told):
        """Take what the customer tells; sent twice, it is one feedback.

        :param told: the form: ``account_id``, ``kind``, ``area_id``, ``product_id``,
            ``verbatim``, ``importance`` and ``files``; of ids, what was not offered is
            left out
        :return: the page of the feedback; the form with what was typed and why it is
            refused (429: too often); 404 for another's account
        """
        account = self._choose_account(told.get("account_id"))
        if not account:
            return self._format_gone()
        # What is no text, a file for example, is nothing.
        told = {name: read_words(text, limit=None) for name, text in told.items()}
        partner = request.env.user.partner_id
        self._take_turns(partner)
        try:
            feedback = attempt(self._take_feedback, account, partner, told)
        except Refused as refused:
            page = self._show_form(
                told, problem=refused.reason, minutes=refused.minutes
            )
            return self._format_refusal(refused, page)
        except UserError:
            return self._show_form(told, problem="refused")
        return self._go_back(f"/my/feedback/{feedback.id}", done="sent")

    def _take_feedback(self, account, partner, told):
        """The feedback, with its files, that was sent now or just before."""
        feedback, files = self._read_feedback(account, partner, told)
        feedback = feedback or self._keep_feedback(account, partner, told)
        if files:
            feedback._customer_comments("", partner, files)
        return feedback

    def _read_feedback(self, account, partner, told):
        """Whether it can be taken.

        :return: the feedback it is already, if it was sent just now, and the files
        """
        verbatim = self._read_text(told.get("verbatim"))
        if not verbatim or told.get("kind") not in KINDS:
            raise Refused("empty")
        files = self._read_files()
        # sudo: the account is the contact's, and what is found was said by the contact
        feedback = request.env["relationship.feedback"].sudo()
        feedback = feedback._find_told(account, partner, verbatim)
        if not feedback:
            self._check_limit(partner, account.company_id)
        return feedback, files

    @route("/my/feedback/<int:feedback_id>", type="http", auth="user", website=True)
    def portal_my_feedback(self, feedback_id, **kw):
        """What came of it; 404 unless it is shared with the customer."""
        return self._show_feedback(self._open_my_feedback(feedback_id))

    @route(
        "/my/feedback/<int:feedback_id>/answer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_answer_feedback(self, feedback_id, **answer):
        """Whether it is solved, or a comment.

        :param answer: ``answer`` (``solved``, ``unsolved`` or a comment), ``comment``
            and ``files``
        """
        return self._answer_feedback(self._open_my_feedback(feedback_id), answer)

    @route(
        "/my/feedback/<int:feedback_id>/attachment/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_feedback_attachment(self, feedback_id, attachment_id, **kw):
        """A file the page shows, as a download; else 404."""
        access = self._open_my_feedback(feedback_id)
        return self._send_feedback_attachment(access, attachment_id)

    # ------------------------------------------------------------
    # By link, from the mail that asks whether it is solved
    # ------------------------------------------------------------

    @route(
        "/feedback/<int:feedback_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
    )
    def shared_feedback(self, feedback_id, token, **kw):
        """As :meth:`portal_my_feedback`, for the contact the link was sent to."""
        return self._show_feedback(self._open_shared_feedback(feedback_id, token))

    @route(
        "/feedback/<int:feedback_id>/<string:token>/answer",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def answer_shared_feedback(self, feedback_id, token, **answer):
        """As :meth:`portal_answer_feedback`, by link."""
        access = self._open_shared_feedback(feedback_id, token)
        return self._answer_feedback(access, answer)

    @route(
        "/feedback/<int:feedback_id>/<string:token>/attachment/<int:attachment_id>",
        type="http",
        auth="public",
        website=True,
    )
    def shared_feedback_attachment(self, feedback_id, token, attachment_id, **kw):
        """As :meth:`portal_my_feedback_attachment`, by link."""
        access = self._open_shared_feedback(feedback_id, token)
        return self._send_feedback_attachment(access, attachment_id)

    # ------------------------------------------------------------
    # Doors
    # ------------------------------------------------------------

    def _open_my_feedback(self, feedback_id):
        domain = [("id", "=", feedback_id), *self._get_feedback_domain()]
        feedback = self._find_mine("relationship.feedback", domain)
        return feedback and PageAccess(
            feedback, request.env.user.partner_id, f"/my/feedback/{feedback.id}"
        )

    def _open_shared_feedback(self, feedback_id, token):
        """Only for the contact it was sent to, while at the customer."""
        # sudo: the token is the right to read; it is compared by _find_reader
        feedback = request.env["relationship.feedback"].sudo().browse(feedback_id)
        feedback = feedback.exists()
        contact = feedback and feedback._find_reader(token)
        account = feedback.account_id
        if not (contact and account.active and feedback._is_shown_by_link()):
            return None
        customer = contact.active and contact.commercial_partner_id
        if customer != account.partner_id:
            return None
        return PageAccess(feedback, contact, f"/feedback/{feedback.id}/{token}")

    # ------------------------------------------------------------
    # New
    # ------------------------------------------------------------

    def _show_form(self, told, **values):
        accounts = self._find_my_accounts()
        if not accounts:
            return self._format_gone()
        kinds = self._get_side()._get_kind_labels()
        return self._render(
            "portal_feedback_new",
            page_name="feedback_new",
            told=told,
            kinds=[(kind, kinds[kind]) for kind in KINDS],
            importances=self._get_importances(),
            companies=[(account.id, account.company_id.name) for account in accounts],
            areas=self._find_areas(),
            products=self._find_bought(accounts),
            **values,
        )

    def _get_importances(self):
        # sudo: labels of a selection
        field = request.env["relationship.feedback"].sudo()._fields["importance"]
        return field._description_selection(request.env)

    def _find_areas(self):
        """What it may be about, of what is offered to customers."""
        # sudo: names that are meant for customers
        areas = request.env["relationship.feedback.area"].sudo()
        return areas.search([("is_offered", "=", True)])

    def _find_bought(self, accounts):
        """What the customer ordered from us: the last products, by name."""
        # sudo: only whose names the customer read on its own orders
        lines = request.env["sale.order.line"].sudo()
        customers = accounts.partner_id
        bought = lines.search(
            [
                ("order_id.partner_id.commercial_partner_id", "in", customers.ids),
                ("company_id", "in", accounts.company_id.ids),
                ("state", "=", "sale"),
                ("display_type", "=", False),
                ("is_downpayment", "=", False),
            ],
            order="id desc",
            limit=BOUGHT_LINES,
        )
        return bought.product_id.sorted("display_name")

    def _choose_account(self, account_id):
        """The account the customer chose; the only one without a choice."""
        accounts = self._find_my_accounts()
        if len(accounts) == 1:
            return accounts
        return accounts.filtered(lambda account: str(account.id) == account_id)

    def _keep_feedback(self, account, partner, told):
        importance = told.get("importance")
        if importance not in dict(self._get_importances()):
            importance = False
        areas, products = self._find_areas(), self._find_bought(account)
        # sudo: customers have no rights of their own; the account is theirs
        feedback = request.env["relationship.feedback"].sudo()
        feedback = feedback.with_company(account.company_id).create(
            {
                "account_id": account.id,
                "partner_id": partner.id,
                "source": "portal",
                "kind": told["kind"],
                "importance": importance,
                "area_id": self._choose(areas, told.get("area_id")),
                "product_id": self._choose(products, told.get("product_id")),
                "verbatim": told["verbatim"],
            }
        )
        feedback._notify_manager()
        return feedback

    def _choose(self, offered, number):
        """The id of what was chosen, if it was offered."""
        return offered.filtered(lambda record: str(record.id) == number).id

    # ------------------------------------------------------------
    # What both ways in do
    # ------------------------------------------------------------

    def _show_feedback(self, access, **values):
        if not access:
            return self._format_gone()
        self._enter(access)
        side, feedback = self._get_side(), access.record
        comments = side._describe_comments(feedback, feedback.account_id)
        return self._render(
            "portal_feedback",
            access,
            page_name="feedback",
            feedback=side._describe_feedback(feedback),
            comments=comments.get(feedback.id, []),
            **values,
        )

    def _send_feedback_attachment(self, access, attachment_id):
        if not access:
            return self._format_gone()
        side, feedback = self._get_side(), access.record
        comments = side._describe_comments(feedback, feedback.account_id)
        messages = comments.get(feedback.id, [])
        messages += side._describe_feedback(feedback)["told"]
        shown = [found for said in messages for found in said["attachments"]]
        return self._download(attachment_id, shown)

    def _answer_feedback(self, access, answer):
        if not access:
            return self._format_gone()
        self._enter(access)
        self._take_turns(access.partner)
        try:
            done = attempt(self._take_feedback_answer, access, answer)
        except Refused as refused:
            show = partial(self._show_feedback, access)
            return self._refuse(refused, show, access.url, answer)
        except UserError:
            return self._go_back(access.url, problem="refused")
        return self._go_back(access.url, done=done)

    def _take_feedback_answer(self, access, answer):
        feedback, partner = access.record, access.partner
        comment = self._read_text(answer.get("comment"))
        what = answer.get("answer")
        if what in ("solved", "unsolved"):
            return self._take_verification(access, what, comment)
        files = self._read_files()
        if not comment and not files:
            raise Refused("empty")
        self._check_said(feedback, partner, comment, files)
        feedback._customer_comments(comment, partner, files)
        return "commented"

    def _take_verification(self, access, what, comment):
        """Whether it is solved; no limit keeps anybody from saying so, the state does.

        Sent twice, the second gets the answer of the first.
        """
        feedback, partner = access.record, access.partner
        shown = self._get_side()._describe_feedback(feedback)
        may_say_so = shown["can_verify"] or (what == "unsolved" and shown["can_reopen"])
        if not may_say_so:
            if feedback._has_just_said(what == "solved", comment, partner):
                return what
            raise Refused("late")
        if what == "unsolved" and not comment:
            raise Refused("empty")
        feedback._customer_verifies(what == "solved", comment, partner)
        return what
