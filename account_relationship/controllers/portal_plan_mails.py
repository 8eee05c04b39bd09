from odoo.exceptions import UserError
from odoo.http import request, route

from .attempt import attempt
from .portal import PageAccess, RelationshipPortal


class PlanMailsPortal(RelationshipPortal):
    """Where a contact says how often we write about plans: the link of every mail."""

    @route(
        "/plan-mails/<int:contact_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "HEAD"],
    )
    def plan_mails(self, contact_id, token, **kw):
        """Show only: mail scanners follow links."""
        contact = request.env["relationship.plan.contact"]._find(contact_id, token)
        if not contact:
            return self._format_gone()
        access = self._open_mails(contact, token)
        rows = contact.with_context(lang=request.env.lang)._find_siblings()
        return self._render(
            "portal_plan_mails",
            access,
            rows=rows._describe_choices(),
            choices=contact._fields["inform"]._description_selection(request.env),
            reader=contact.partner_id.name or "",
            company=contact.company_id.name,
        )

    # No session is used: the token is the right, so there is nothing to forge. Mail
    # programs post here without having seen the form (RFC 8058).
    @route(
        "/plan-mails/<int:contact_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        csrf=False,
    )
    def choose_plan_mails(self, contact_id, token, **form):
        """Keep how often the contact wants mails about its plans.

        :param form: ``inform_<id>`` for each plan of the page: ``each`` (change),
            ``weekly`` or ``never``; or ``List-Unsubscribe=One-Click``, which mail
            programs send: never, about all of them
        """
        contact = request.env["relationship.plan.contact"]._find(contact_id, token)
        if not contact:
            return self._format_gone()
        access = self._open_mails(contact, token)
        is_one_click = form.get("List-Unsubscribe") == "One-Click"
        try:
            attempt(self._take_choices, contact, form, is_one_click)
        except UserError:
            return self._go_back(access.url, problem="refused")
        if is_one_click:
            return request.make_response("")
        return self._go_back(access.url, done="chosen")

    def _take_choices(self, contact, form, is_one_click):
        for row in contact._find_siblings():
            choice = "never" if is_one_click else form.get(f"inform_{row.id}")
            if choice:
                row._choose(choice)

    def _open_mails(self, contact, token):
        access = PageAccess(
            contact.plan_id, contact.partner_id, f"/plan-mails/{contact.id}/{token}"
        )
        self._enter(access)
        return access
