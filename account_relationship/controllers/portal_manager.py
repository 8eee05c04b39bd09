from functools import partial

from odoo.http import request, route

from .portal import RelationshipPortal
from .text import MAX_LINE, read_words
from .upload import Refused


class ManagerPortal(RelationshipPortal):
    """My account manager: who looks after us, and how to reach them."""

    @route("/my/account-manager", type="http", auth="user", website=True)
    def portal_my_account_manager(self, **kw):
        """Who looks after us; 404 for contacts of no account."""
        return self._show_manager()

    def _show_manager(self, **values):
        accounts = self._find_my_accounts()
        if not accounts:
            return self._format_gone()
        side = self._get_side()
        return self._render(
            "portal_my_manager",
            page_name="account_manager",
            managers=[side._describe_manager(account) for account in accounts],
            phone=request.env.user.partner_id.phone or "",
            **values,
        )

    @route(
        "/my/account-manager/<int:account_id>/call",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_ask_for_call(self, account_id, **asked):
        """Plan a call for who acts for the account today; asked twice, it is one.

        :param asked: the form: ``phone``, ``when`` and ``about``, in any words
        """
        account = self._find_my_accounts().filtered(lambda a: a.id == account_id)
        if not account:
            return self._format_gone()
        partner = request.env.user.partner_id
        self._take_turns(partner)
        try:
            call = {
                "phone": read_words(asked.get("phone"), MAX_LINE),
                "when": read_words(asked.get("when"), MAX_LINE),
                "about": self._read_text(asked.get("about")),
            }
            check = partial(self._check_limit, partner, account.company_id)
            account._customer_asks_for_call(partner, **call, check=check)
        except Refused as refused:
            return self._show_refused_request(refused, account, "call", asked)
        return self._go_back("/my/account-manager", done="call")

    @route(
        "/my/account-manager/<int:account_id>/write",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_write_to_manager(self, account_id, **written):
        """Give the manager a message; sent twice, it is one.

        :param written: the form: ``message``, not empty
        """
        account = self._find_my_accounts().filtered(lambda a: a.id == account_id)
        if not account:
            return self._format_gone()
        partner = request.env.user.partner_id
        self._take_turns(partner)
        try:
            words = self._read_text(written.get("message"))
            if not words:
                raise Refused("empty")
            check = partial(self._check_limit, partner, account.company_id)
            account._customer_writes(partner, words, check)
        except Refused as refused:
            return self._show_refused_request(refused, account, "write", written)
        return self._go_back("/my/account-manager", done="written")

    def _show_refused_request(self, refused, account, what, answer):
        """The page again; what was typed stands in the form it was typed into."""
        answer = {**answer, "answer": f"{what}-{account.id}"}
        return self._refuse(refused, self._show_manager, "/my/account-manager", answer)
