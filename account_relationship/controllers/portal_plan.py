from functools import partial

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from .attempt import attempt
from .portal import PageAccess, RelationshipPortal
from .text import read_words
from .upload import Refused

REPORT = "account_relationship.action_report_relationship_plan"


class PlanPortal(RelationshipPortal):
    """Shared action plans: for customers who log in, and by link for others."""

    # ------------------------------------------------------------
    # Customers who log in
    # ------------------------------------------------------------

    @route("/my/plans", type="http", auth="user", website=True)
    def portal_my_plans(self, **kw):
        """The plans shared with the customer: those that are done come last."""
        side = self._get_side()
        plans = self._find_mine("relationship.plan", self._get_shared_plan_domain())
        shown = [side._describe_plan(plan) for plan in plans]
        return self._render(
            "portal_my_plans",
            page_name="plans",
            plans=sorted(shown, key=lambda plan: plan["state"] == "done"),
            several_companies=len({plan["company"] for plan in shown}) > 1,
        )

    @route("/my/plans/<int:plan_id>", type="http", auth="user", website=True)
    def portal_my_plan(self, plan_id, **kw):
        """The plan; 404 unless it is shared with the customer."""
        return self._show_plan(self._open_my_plan(plan_id))

    @route(
        "/my/plans/<int:plan_id>/seen", type="jsonrpc", auth="user", methods=["POST"]
    )
    def portal_my_plan_seen(self, plan_id):
        """Note a look at the plan: the page was visible for some seconds.

        Answers nothing, whether there is such a plan or not.
        """
        self._take_look(self._open_my_plan(plan_id))

    @route("/my/plans/<int:plan_id>/pdf", type="http", auth="user", website=True)
    def portal_my_plan_pdf(self, plan_id, **kw):
        """The plan as PDF; the page where wkhtmltopdf is not installed."""
        return self._show_pdf(self._open_my_plan(plan_id))

    @route(
        "/my/plans/<int:plan_id>/action/<int:action_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_my_action(self, plan_id, action_id, **answer):
        """What the customer says to a step of the plan.

        :param answer: the form: ``answer`` (``confirm``, ``propose`` or a comment),
            ``comment``, ``date`` (ISO, not past) and ``files``
        :return: the page at the step, which says what came of it; 404 for a step that
            is not shown there
        """
        return self._answer(self._open_my_plan(plan_id), action_id, answer)

    @route(
        "/my/plans/<int:plan_id>/proposal",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_my_proposal(self, plan_id, **answer):
        """What the customer says to a plan that is proposed.

        :param answer: the form: ``answer`` (``agree``, else a comment), ``version`` of
            the plan the page showed and ``comment``
        :return: the page, which says what came of it; 404 for a plan not shown
        """
        return self._answer_proposal(self._open_my_plan(plan_id), answer)

    @route(
        "/my/plans/<int:plan_id>/attachment/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_plan_attachment(self, plan_id, attachment_id, **kw):
        """A file of the page's comments, as a download; else 404."""
        return self._send_attachment(self._open_my_plan(plan_id), attachment_id)

    # ------------------------------------------------------------
    # By link
    # ------------------------------------------------------------

    @route(
        "/plan/<int:plan_id>/<string:token>", type="http", auth="public", website=True
    )
    def shared_plan(self, plan_id, token, **kw):
        """As :meth:`portal_my_plan`, by a link that neither expired nor was revoked."""
        return self._show_plan(self._open_shared_plan(plan_id, token))

    # As JSON: no other site's form can send it, and the token is the right to.
    @route(
        "/plan/<int:plan_id>/<string:token>/seen",
        type="jsonrpc",
        auth="public",
        methods=["POST"],
    )
    def shared_plan_seen(self, plan_id, token):
        """As :meth:`portal_my_plan_seen`, by link."""
        self._take_look(self._open_shared_plan(plan_id, token))

    @route(
        "/plan/<int:plan_id>/<string:token>/pdf",
        type="http",
        auth="public",
        website=True,
    )
    def shared_plan_pdf(self, plan_id, token, **kw):
        """As :meth:`portal_my_plan_pdf`, by link."""
        return self._show_pdf(self._open_shared_plan(plan_id, token))

    @route(
        "/plan/<int:plan_id>/<string:token>/action/<int:action_id>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def shared_action(self, plan_id, token, action_id, **answer):
        """As :meth:`portal_my_action`; a link of nobody in particular only reads."""
        return self._answer(self._open_shared_plan(plan_id, token), action_id, answer)

    @route(
        "/plan/<int:plan_id>/<string:token>/proposal",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def shared_proposal(self, plan_id, token, **answer):
        """As :meth:`portal_my_proposal`; a link of nobody in particular only reads."""
        return self._answer_proposal(self._open_shared_plan(plan_id, token), answer)

    @route(
        "/plan/<int:plan_id>/<string:token>/attachment/<int:attachment_id>",
        type="http",
        auth="public",
        website=True,
    )
    def shared_plan_attachment(self, plan_id, token, attachment_id, **kw):
        """As :meth:`portal_my_plan_attachment`, by link."""
        access = self._open_shared_plan(plan_id, token)
        return self._send_attachment(access, attachment_id)

    @route("/plan/<int:plan_id>/preview", type="http", auth="user", website=True)
    def plan_preview(self, plan_id, **kw):
        """What the customer sees, for those of us who may read the plan."""
        if not request.env.user._is_internal():
            return self._format_gone()
        user = request.env.user
        plans = request.env["relationship.plan"].with_context(
            allowed_company_ids=user.company_ids.ids
        )
        # sudo: the page shows the whitelist of a plan the user may read
        plan = plans.search([("id", "=", plan_id), ("is_template", "=", False)]).sudo()
        access = plan and PageAccess(plan, plan.contact_id, "#", is_preview=True)
        hidden = len(plan._get_hidden_actions())
        return self._show_plan(access, is_shared=plan.is_shared, hidden_count=hidden)

    # ------------------------------------------------------------
    # Doors
    # ------------------------------------------------------------

    def _open_my_plan(self, plan_id):
        plan = self._find_mine(
            "relationship.plan", [("id", "=", plan_id), *self._get_shared_plan_domain()]
        )
        return plan and PageAccess(
            plan, request.env.user.partner_id, f"/my/plans/{plan.id}"
        )

    def _open_shared_plan(self, plan_id, token):
        link = request.env["relationship.plan.link"]._find(plan_id, token)
        return link and PageAccess(
            link.plan_id, link.partner_id, f"/plan/{plan_id}/{token}", link
        )

    # ------------------------------------------------------------
    # What all of them do
    # ------------------------------------------------------------

    def _show_plan(self, access, **values):
        if not access:
            return self._format_gone()
        self._enter(access)
        side, plan = self._get_side(), access.record
        describe = (
            side._describe_plan_content if access.is_preview else side._describe_plan
        )
        shown = describe(plan)
        return self._render(
            "portal_plan",
            access,
            page_name="plan",
            plan=shown,
            is_shown=side._is_plan_visible(plan),
            version=side._get_plan_version(shown),
            manager=side._describe_manager(plan.account_id),
            comments=side._describe_comments(
                self._get_shown_actions(plan), plan.account_id
            ),
            today=fields.Date.to_string(plan.company_id._get_relationship_today()),
            **values,
        )

    def _take_look(self, access):
        """The page was visible for some seconds, or its PDF was asked for there."""
        if access:
            self._note_look(access)

    def _note_look(self, access):
        if self._is_look():
            request.env["relationship.plan.visit"]._log(
                access.record, access.partner, access.link
            )

    def _is_look(self):
        """We ourselves and robots, which open links in mails, do not count."""
        is_customer = not request.env.user._is_internal()
        return is_customer and not request.env["ir.http"].is_a_bot()

    def _get_shown_actions(self, plan):
        return self._get_side()._get_shared_actions(plan)

    def _show_pdf(self, access):
        if not access:
            return self._format_gone()
        self._enter(access)
        # sudo: the report shows the whitelist of the plan the page is about
        report = request.env["ir.actions.report"].sudo()
        report = report.with_context(relationship_customer_lang=request.env.lang)
        try:
            pdf, __ = report._render_qweb_pdf(REPORT, access.record.ids)
        except UserError:
            # Without wkhtmltopdf there is no PDF, but there is the page.
            return self._go_back(access.url, problem="pdf")
        # By link it may be a scanner of mails: there, the button of the page counts.
        if not access.link and request.httprequest.method == "GET":
            self._note_look(access)
        title = self._get_side()._describe_plan(access.record)["title"]
        return self._send_pdf(f"{title}.pdf", pdf)

    def _send_pdf(self, name, pdf):
        headers = {
            "Content-Type": "application/pdf",
            "Content-Disposition": content_disposition(name),
        }
        response = request.make_response(pdf, headers=[*headers.items()])
        return self._keep_private(response)

    def _send_attachment(self, access, attachment_id):
        if not access:
            return self._format_gone()
        plan = access.record
        comments = self._get_side()._describe_comments(
            self._get_shown_actions(plan), plan.account_id
        )
        shown = [
            attachment
            for said in comments.values()
            for comment in said
            for attachment in comment["attachments"]
        ]
        return self._download(attachment_id, shown)

    # ------------------------------------------------------------
    # Answers of the customer
    # ------------------------------------------------------------

    def _answer(self, access, action_id, answer):
        """Confirm, propose a date or comment: nothing of ours is edited."""
        action = access and self._get_shown_actions(access.record).filtered(
            lambda action: action.id == action_id
        )
        if not action or not access.partner or access.record.state == "draft":
            return self._format_gone()
        self._enter(access)
        self._note_look(access)
        self._take_turns(access.partner)
        # Where the reader is, not at the top of a long page.
        back = {"anchor": f"action-{action_id}", "step": action_id}
        action = action.with_env(access.record.env)
        try:
            done = attempt(self._take_answer, action, access.partner, answer)
        except Refused as refused:
            show = partial(self._show_plan, access)
            return self._refuse(refused, show, access.url, answer, **back)
        except UserError:
            return self._go_back(access.url, problem="refused", **back)
        return self._go_back(access.url, done=done, **back)

    def _take_answer(self, action, partner, answer):
        comment = self._read_text(answer.get("comment"))
        what = answer.get("answer")
        if what == "confirm":
            if action.confirmed_at:
                self._check_said(action, partner, comment)
            action._customer_confirms(partner, comment)
            return "confirmed"
        if what == "propose":
            day = self._read_date(action, answer)
            if (action.proposed_date, action.proposed_by_id) != (day, partner):
                self._check_limit(partner, action.company_id)
            action._customer_proposes(day, partner, comment)
            return "proposed"
        files = self._read_files()
        if not comment and not files:
            raise Refused("empty")
        self._check_said(action, partner, comment, files)
        action._customer_comments(comment, partner, files)
        return "commented"

    def _read_date(self, action, answer):
        try:
            day = fields.Date.to_date(read_words(answer.get("date")))
        except ValueError:
            day = None
        if not day:
            raise Refused("date")
        if day < action.company_id._get_relationship_today():
            raise Refused("past")
        return day

    def _answer_proposal(self, access, answer):
        """Agree to the plan as it was shown, or say what is missing."""
        if not access or not access.partner:
            return self._format_gone()
        self._enter(access)
        self._note_look(access)
        self._take_turns(access.partner)
        plan = access.record
        if plan.state != "draft":
            return self._go_back(access.url, problem="late")
        try:
            done = attempt(self._take_proposal, plan, access.partner, answer)
        except Refused as refused:
            show = partial(self._show_plan, access)
            return self._refuse(refused, show, access.url, answer)
        except UserError:
            return self._go_back(access.url, problem="refused")
        return self._go_back(access.url, done=done)

    def _take_proposal(self, plan, partner, answer):
        if answer.get("answer") == "agree":
            if not plan._customer_agrees(partner, answer.get("version")):
                raise Refused("changed")
            return "agreed"
        comment = self._read_text(answer.get("comment"))
        if not comment:
            raise Refused("empty")
        self._check_said(plan, partner, comment)
        plan._customer_misses(partner, comment)
        return "commented"
