from odoo.http import Controller, request, route


class MondayMail(Controller):
    """No more mails on Mondays: the link of every one of them."""

    @route(
        "/my-day/no-mail/<int:user_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "HEAD"],
    )
    def ask(self, user_id, token, **kw):
        """Ask only: mail scanners follow links."""
        return self._render(
            request.env["res.users"]._find_monday_reader(user_id, token)
        )

    # No session is used: the token is the right, so there is nothing to forge. Mail
    # programs post here without having seen the page (RFC 8058).
    @route(
        "/my-day/no-mail/<int:user_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        csrf=False,
    )
    def stop(self, user_id, token, **form):
        """Send none any more."""
        user = request.env["res.users"]._find_monday_reader(user_id, token)
        if user:
            user.relationship_monday_mail = False
        return self._render(user, is_done=bool(user))

    def _render(self, user, is_done=False):
        response = request.render(
            "account_relationship.monday_mail_page",
            {"is_gone": not user, "is_done": is_done},
        )
        response.status_code = 200 if user else 404
        return response
