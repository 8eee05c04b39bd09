from odoo.http import request, route

from .portal import RelationshipPortal
from .words import MAX_LINE, read_words


class ManagerPortal(RelationshipPortal):
    """My account manager: who looks after us, and how to reach them."""

    @route("/my/account-manager", type="http", auth="user", website=True)
    def portal_my_account_manager(self, **kw):
        accounts = self._find_my_accounts()
        if not accounts:
            return self._say_gone()
        side = self._get_side()
        return self._render(
            "portal_my_manager",
            page_name="account_manager",
            managers=[side._describe_manager(account) for account in accounts],
            phone=request.env.user.partner_id.phone or "",
        )

    @route(
        "/my/account-manager/<int:account_id>/call",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_ask_for_call(self, account_id, phone="", when="", about="", **kw):
        account = self._find_my_accounts().filtered(lambda a: a.id == account_id)
        if not account:
            return self._say_gone()
        account._customer_asks_for_call(
            request.env.user.partner_id,
            phone=read_words(phone, MAX_LINE),
            when=read_words(when, MAX_LINE),
            about=read_words(about),
        )
        return self._go_back("/my/account-manager", done="call")

    @route(
        "/my/account-manager/<int:account_id>/write",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_write_to_manager(self, account_id, message="", **kw):
        account = self._find_my_accounts().filtered(lambda a: a.id == account_id)
        if not account:
            return self._say_gone()
        words = read_words(message)
        if not words:
            return self._go_back("/my/account-manager", problem="empty")
        account._customer_writes(request.env.user.partner_id, words)
        return self._go_back("/my/account-manager", done="written")
