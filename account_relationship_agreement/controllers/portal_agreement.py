from functools import partial

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.account_relationship.controllers.attempt import attempt
from odoo.addons.account_relationship.controllers.portal import (
    PageAccess,
    RelationshipPortal,
)
from odoo.addons.account_relationship.controllers.upload import Refused
from odoo.addons.portal.controllers.portal import pager

MODEL = "relationship.agreement"
PAGES = "account_relationship_agreement"


class AgreementPortal(RelationshipPortal):
    """What is agreed with the customer and runs: a list, each, and a question."""

    _agreements_per_page = 20

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "relationship_agreement_count" in counters:
            values["relationship_agreement_count"] = self._count_mine(
                MODEL, self._get_shown_agreement_domain()
            )
        return values

    def _get_shown_agreement_domain(self):
        return request.env[MODEL]._get_shown_domain()

    @route(
        ["/my/agreements", "/my/agreements/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_agreements(self, page=1, **kw):
        """What runs, that which ends first on top, 20 a page.

        :param int page: from 1
        """
        domain = self._get_shown_agreement_domain()
        pages = pager(
            url="/my/agreements",
            total=self._count_mine(MODEL, domain),
            page=page,
            step=self._agreements_per_page,
        )
        found = self._find_mine(
            MODEL,
            domain,
            order="fixed_until, name, id",
            limit=self._agreements_per_page,
            offset=pages["offset"],
        )
        side = self._get_side()
        shown = [side._describe_agreement(agreement) for agreement in found]
        return self._render(
            f"{PAGES}.portal_my_agreements",
            page_name="agreements",
            agreements=shown,
            several_companies=len({one["company"] for one in shown}) > 1,
            pager=pages,
        )

    @route("/my/agreements/<int:agreement_id>", type="http", auth="user", website=True)
    def portal_my_agreement(self, agreement_id, **kw):
        """One of them; 404 unless it runs and is shown to the customer."""
        return self._show_agreement(self._open_my_agreement(agreement_id))

    @route(
        "/my/agreements/<int:agreement_id>/talk",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_talk_about_renewal(self, agreement_id, **asked):
        """Tell who looks after the customer that it wants to talk about the renewal.

        :param asked: the form: ``comment``, in any words or in none
        :return: the page, which says that it was received; 404 for what is not shown
        """
        access = self._open_my_agreement(agreement_id)
        if not access:
            return self._format_gone()
        self._enter(access)
        self._take_turns(access.partner)
        try:
            attempt(self._take_talk, access, asked)
        except Refused as refused:
            show = partial(self._show_agreement, access)
            return self._refuse(refused, show, access.url, asked)
        except UserError:
            return self._go_back(access.url, problem="refused")
        return self._go_back(access.url, done="talk")

    def _open_my_agreement(self, agreement_id):
        found = self._find_mine(
            MODEL, [("id", "=", agreement_id), *self._get_shown_agreement_domain()]
        )
        return found and PageAccess(
            found, request.env.user.partner_id, f"/my/agreements/{found.id}"
        )

    def _show_agreement(self, access, **values):
        if not access:
            return self._format_gone()
        self._enter(access)
        side, agreement = self._get_side(), access.record
        return self._render(
            f"{PAGES}.portal_agreement",
            access,
            page_name="agreement",
            agreement=side._describe_agreement(agreement),
            manager=side._describe_manager(agreement.account_id),
            **values,
        )

    def _take_talk(self, access, asked):
        agreement, partner = access.record, access.partner
        comment = self._read_text(asked.get("comment"))
        check = partial(self._check_limit, partner, agreement.company_id)
        agreement._customer_asks_to_talk(partner, comment, check)
