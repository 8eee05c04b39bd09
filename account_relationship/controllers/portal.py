from dataclasses import dataclass
from urllib.parse import urlencode

from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.shared.states import SHOWN_PLAN
from ..turns import take_turns
from . import upload
from .text import MAX_TEXT, read_words
from .upload import Refused

#: Refused with the page itself: of these words nothing is lost, however many.
STATUSES = {"limit": 429, "long": 200}
#: Where the session keeps words that could not be sent, for the page that says why.
TOLD = "relationship_told"


@dataclass
class PageAccess:
    """How somebody came to a page: to which record, who it is, where the page is."""

    #: With superuser's rights: whoever opened it checked that it may be seen.
    record: object
    #: The contact; none for somebody with a link that names nobody.
    partner: object
    url: str
    link: object = None
    #: We look at it ourselves, as the customer would see it.
    is_preview: bool = False


class RelationshipPortal(CustomerPortal):
    """What the pages of customers have in common.

    Customers have no rights on our records. What is theirs is found by their company,
    and the pages get the dicts of ``relationship.customer.side``, never records.
    """

    # ------------------------------------------------------------
    # What is mine
    # ------------------------------------------------------------

    def _get_my_customer(self):
        """The company of the visitor; none of one of us, wherever the own contact is.

        Whoever may make contacts may put the own one under any customer.
        """
        user = request.env.user
        partner = user.partner_id if user.share else user.partner_id.browse()
        return partner.commercial_partner_id

    def _find_mine(self, model, domain=(), **options):
        """Records of my company's accounts, in every company that serves it."""
        # sudo: customers have no rights of their own; the domain is the right
        Model = request.env[model].sudo()
        return Model.search([*self._get_mine_domain(), *domain], **options)

    def _count_mine(self, model, domain=()):
        # sudo: as in _find_mine
        Model = request.env[model].sudo()
        return Model.search_count([*self._get_mine_domain(), *domain])

    def _get_mine_domain(self):
        return [
            ("account_id.partner_id", "in", self._get_my_customer().ids),
            ("account_id.active", "=", True),
        ]

    def _find_my_accounts(self):
        # sudo: the accounts of the user's own company, of which only the manager shows
        accounts = request.env["relationship.account"].sudo()
        return accounts.search([("partner_id", "in", self._get_my_customer().ids)])

    def _get_shared_plan_domain(self):
        return self._get_side()._get_visible_plan_domain()

    def _get_waiting_domain(self):
        """Steps that wait for the customer: none before the plan is agreed."""
        return [
            *(("plan_id.is_shared", "=", True), ("plan_id.state", "in", SHOWN_PLAN)),
            ("is_shared", "=", True),
            ("side", "=", "theirs"),
            ("state", "in", ["todo", "in_progress"]),
        ]

    # ------------------------------------------------------------
    # Home
    # ------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "relationship_waiting_count" in counters:
            values["relationship_waiting_count"] = self._count_mine(
                "relationship.action", self._get_waiting_domain()
            ) + self._count_mine(
                "relationship.plan",
                [*self._get_shared_plan_domain(), ("state", "=", "draft")],
            )
        if not counters:
            values["has_account_manager"] = bool(self._find_my_accounts())
            values["has_plans"] = bool(
                self._find_mine(
                    "relationship.plan", self._get_shared_plan_domain(), limit=1
                )
            )
        return values

    # ------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------

    def _get_side(self):
        return request.env["relationship.portal.content"]

    def _enter(self, access):
        """Work as a customer of the record's company, in the visitor's language."""
        access.record = access.record.with_company(access.record.company_id)
        if not request.env.user._is_public() and not access.is_preview:
            return
        lang = access.partner._get_customer_lang(access.record.account_id.partner_id)
        request.update_context(lang=lang)
        access.record = access.record.with_context(lang=lang)

    def _render(self, template, access=None, **values):
        """A page, with what was just done or went wrong: a word of the address.

        :param template: the XML id, of the core also without the name of the addon
        """
        if "." not in template:
            template = f"account_relationship.{template}"
        arguments = request.httprequest.args
        values = {
            **self._prepare_portal_layout_values(),
            "done": arguments.get("done", ""),
            "problem": values.get("problem") or arguments.get("problem", ""),
            "step": arguments.get("step", ""),
            "minutes": 0,
            "told": request.session.pop(TOLD, {}),
            "megabytes": self._get_megabytes(),
            "max_files": upload.MAX_FILES,
            "extensions": ",".join(f".{name}" for name in sorted(upload.EXTENSIONS)),
            **values,
        }
        if access:
            values |= {
                "page_url": access.url,
                "may_answer": bool(access.partner),
                "is_preview": access.is_preview,
                "is_public": not access.url.startswith("/my/"),
                "reader_name": access.partner.name or "",
                # sudo: name and logo of the company that serves the customer
                "res_company": access.record.sudo().company_id,
            }
        return self._keep_private(request.render(template, values))

    def _keep_private(self, response):
        """No search engine, cache or linked site gets to know the address."""
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _format_gone(self):
        """The one answer to what does not exist, is not shown or is no longer valid."""
        response = self._render("portal_gone")
        response.status_code = 404
        return response

    def _go_back(self, url, anchor="", **words):
        """After a form: back to the page, which says what came of it."""
        return request.redirect(f"{url}?{urlencode(words)}{anchor and '#'}{anchor}")

    def _refuse(self, refused, show, url, answer, **back):
        """Back to the page, which says why and has the words in its form.

        :param show: called with values of the page, to show it at once
        """
        if refused.reason not in STATUSES:
            self._keep_words(answer)
            return self._go_back(url, problem=refused.reason, **back)
        told = {name: read_words(text, limit=None) for name, text in answer.items()}
        told.setdefault("comment", "")
        page = show(
            problem=refused.reason,
            minutes=refused.minutes,
            told=told,
            step=str(back.get("step", "")),
        )
        return self._format_refusal(refused, page)

    def _format_refusal(self, refused, response):
        """Why it was refused and when to try again, for programs."""
        response.status_code = STATUSES.get(refused.reason, response.status_code)
        if refused.minutes:
            response.headers["Retry-After"] = str(refused.minutes * 60)
        return response

    # ------------------------------------------------------------
    # Not too much, and once
    # ------------------------------------------------------------

    def _take_turns(self, partner):
        """What is sent twice at the same moment comes one by one."""
        take_turns(partner)

    def _check_limit(self, partner, company):
        """Refuse what comes from a contact too often: a robot, or a link passed on."""
        # sudo: what the contact sent is counted
        minutes = partner.sudo()._get_minutes_to_wait(company)
        if minutes:
            raise Refused("limit", minutes)

    def _check_said(self, record, partner, comment, files=()):
        """As :meth:`_check_limit`; what was sent twice is kept once and counts once."""
        if not record._find_said(partner, comment, files):
            self._check_limit(partner, record.company_id)

    # ------------------------------------------------------------
    # Words and files
    # ------------------------------------------------------------

    def _read_text(self, text):
        """Words of a form, or a refusal that keeps them: never a part of them."""
        words = read_words(text, limit=None)
        if len(words) > MAX_TEXT:
            raise Refused("long")
        return words

    def _keep_words(self, answer):
        """What was written is not lost because a file was too large."""
        names = ("answer", "comment")
        request.session[TOLD] = {name: read_words(answer.get(name)) for name in names}

    def _get_megabytes(self):
        # sudo: one number of the settings
        parameters = request.env["ir.config_parameter"].sudo()
        value = parameters.get_param(upload.PARAMETER, upload.MAX_MEGABYTES)
        try:
            return int(value)
        except ValueError:
            return upload.MAX_MEGABYTES

    def _read_files(self):
        files = request.httprequest.files.getlist("attachment")
        return upload.read_files(files, self._get_megabytes())

    def _download(self, attachment_id, shown):
        """A file of those the page shows, as a download: it never opens in the site."""
        if attachment_id not in {attachment["id"] for attachment in shown}:
            return self._format_gone()
        # sudo: one of the attachments the page offers, looked up above
        attachment = request.env["ir.attachment"].sudo().browse(attachment_id)
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        response = stream.get_response(as_attachment=True)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return self._keep_private(response)
