from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...lines import URGENT, Line

#: So many of what they want, and of their problems, show in the brief.
MOST_NEEDS = 3


class RelationshipAccount(models.Model):
    """The few lines about a customer that everybody sees who sees a document of it."""

    _inherit = "relationship.account"

    def _get_briefs(self, reader):
        """Return ``{account id: brief}``, in a number of queries of its own.

        Called as superuser, so every key is a decision: what stands here is shown to
        whoever may read a lead, quotation, invoice or contact of the customer. No
        revenue, no notes, nothing confidential.

        :param reader: the user it is for; decides what can be opened, not what shows.
            Nothing shows of accounts in companies the reader does not work in.
        """
        self = self.filtered(lambda account: account.company_id in reader.company_ids)
        lines = self._get_brief_lines(reader)
        needs = self._get_open_needs()
        openable = set(self.with_user(reader)._filtered_access("read").ids)
        interactions = self.env["relationship.interaction"].with_user(reader)
        may_log = interactions.has_access("create")
        return {
            account.id: {
                "account": account.id if account.id in openable else False,
                "may_log": may_log,
                "name": account.name,
                "manager": account._get_brief_user(account.manager_id),
                "acting": account._get_brief_user(account._get_available()),
                "tier": account.tier_id.name or "",
                "stage": account.stage_id.name or "",
                "at_risk": account.stage_id.kind == "at_risk",
                **account._get_brief_needs(needs[account]),
                **account._get_brief_step(),
                **account._get_brief_dates(),
                "lines": [line.to_json() for line in lines[account]],
            }
            for account in self
        }

    def _get_brief_user(self, user):
        return {
            "id": user.id,
            "name": user.name,
            "partner": user.partner_id.id,
            "email": user.email or "",
            "phone": user.phone or "",
            "presence": user.im_status,
        }

    @api.model
    def _get_brief_needs(self, needs):
        """The most urgent of each kind, and how many more there are."""
        names = ("id", "name", "by", "late", "user", "on", "stale")
        by_kind = {"wants": [], "problems": []}
        for row in needs._get_rows():
            of_kind = by_kind["wants" if row["kind"] == "want" else "problems"]
            of_kind.append({name: row[name] for name in names})
        shown = {kind: rows[:MOST_NEEDS] for kind, rows in by_kind.items()}
        return {**shown, "more_needs": len(needs) - sum(map(len, shown.values()))}

    def _get_brief_step(self):
        return {
            "next_step": self.next_step or "",
            "next_step_date": fields.Date.to_string(self.next_step_date) or "",
        }

    def _get_brief_dates(self):
        return {
            "last_touch": fields.Datetime.to_string(self.last_touch_at) or "",
            "last_touch_kind": self.last_touch_word,
            "cadence_state": self.cadence_state,
        }

    def _get_brief_lines(self, reader):
        """Return ``{account: [Line]}``: what is open with the customer, in this order.

        Called as superuser, as :meth:`_get_briefs`: a line tells how much there is and
        how late it is, not what is in it. An extension adds its lines to what
        ``super()`` returns, in a number of queries of its own. A line's action is
        offered to those who can open the account.

        :param reader: the user it is for
        """
        lines = defaultdict(list)
        for account, number in self.env["crm.lead"]._read_group(
            self._get_opportunity_domain(), ["relationship_account_id"], ["__count"]
        ):
            words = self.env._("%(number)s open opportunities", number=number)
            if number == 1:
                words = self.env._("1 open opportunity")
            lines[account].append(Line(20, "", words, name="opportunities"))
        for account, number, first_due in self._get_open_promises():
            lines[account].append(account._get_promise_line(number, first_due))
        for account, number in self._get_brief_overdue(reader).items():
            words = self.env._("%(number)s overdue invoices", number=number)
            if number == 1:
                words = self.env._("1 overdue invoice")
            lines[account].append(
                Line(URGENT, "fa-exclamation-triangle", words, name="overdue")
            )
        return lines

    def _get_open_promises(self):
        return self.env["relationship.promise"]._read_group(
            [("account_id", "in", self.ids), ("state", "=", "open")],
            ["account_id"],
            ["__count", "date_due:min"],
        )

    def _get_promise_line(self, number, first_due):
        words = self.env._("%(number)s open promises", number=number)
        if number == 1:
            words = self.env._("1 open promise")
        if not first_due or first_due >= self.company_id._get_relationship_today():
            return Line(20, "", words, name="promises")
        words = self.env._("%(what)s, late", what=words)
        return Line(URGENT, "", words, name="promises")

    def _get_brief_overdue(self, reader):
        """Return ``{account: how many overdue invoices the reader may see}``.

        Asked as the reader: who may not see what a customer was invoiced does not
        learn here that it does not pay.
        """
        totals = self.with_user(reader)._get_entity_totals(
            "account.move", self._get_overdue_domain(), SQL("0")
        )
        counts = {account: account._pick_total(totals)[0] for account in self}
        return {account: count for account, count in counts.items() if count}
